// signature.c: proofs that are used up: signatures, each of which counts once, so that a signed
// letter that is sent again by somebody else proves nothing; and codes of managers' letters that
// people outside have seen.
//
// They are never forgotten: a signature does not expire with its letter. One row is some fifty
// bytes.
//
// What a signature proves is decided in mail/signature and ticket/. Neighbours: received.c.
#include "store/db.h"

static const char SQL_SIGNATURE_ADD[] =
    "INSERT INTO signature (sha256, at) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING";
static const char SQL_EXPOSED_ADD[] =
    "INSERT INTO exposed (code_key, at) VALUES (?, ?) ON CONFLICT (code_key) DO NOTHING";
static const char SQL_EXPOSED[] = "SELECT count(*) FROM exposed WHERE code_key = ?";
static const char SQL_SIGNATURE[] = "SELECT count(*) FROM signature WHERE sha256 = ?";

bool
store_signature_note(Store *s, const uint8_t sha256[32], int64_t now, bool *fresh, GError **error)
{
    *fresh = false;
    if (!db_run(s, error, SQL_SIGNATURE_ADD, db_bytes(sha256, 32), db_int(now))) {
        return false;
    }
    *fresh = sqlite3_changes(s->db) > 0;
    return true;
}

int
store_signature_seen(Store *s, const uint8_t sha256[32], GError **error)
{
    int64_t count = 0;
    return db_get(s, error, SQL_SIGNATURE, &count, db_bytes(sha256, 32)) ? count > 0 : -1;
}

bool
store_exposed_add(Store *s, const char *code, int64_t now, GError **error)
{
    return db_run(s, error, SQL_EXPOSED_ADD, db_int(db_key_of_text(code)), db_int(now));
}

int
store_is_exposed(Store *s, const char *code, GError **error)
{
    int64_t count = 0;
    return db_get(s, error, SQL_EXPOSED, &count, db_int(db_key_of_text(code))) ? count > 0 : -1;
}
