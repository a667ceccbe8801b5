-- 0002: what deliveries taught about a contact, and pictures that come with every letter of one.

-- Temporary failures since the last sign that the address works; a few of them count as a permanent one.
ALTER TABLE contact ADD COLUMN soft_failures INTEGER NOT NULL DEFAULT 0;
-- Somebody there marked a letter of ours as spam (RFC 5965) then, 0 = never.
ALTER TABLE contact ADD COLUMN complained_at INTEGER NOT NULL DEFAULT 0;

-- Small pictures inside letters, by sender: one that comes again is part of a signature.
CREATE TABLE picture (
    contact INTEGER NOT NULL REFERENCES contact (id),
    sha_key INTEGER NOT NULL,          -- first 64 bits of the picture's SHA-256
    seen    INTEGER NOT NULL,          -- letters that it came in
    PRIMARY KEY (contact, sha_key)
) STRICT, WITHOUT ROWID;
