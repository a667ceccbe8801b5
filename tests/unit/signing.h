// signing.h: for tests: keys made on the spot in a folder that is removed at the end, and what they
// sign.
#pragma once

#include <glib.h>
#include <stdbool.h>

// Makes the folder with secret keys and the one with public keys only. Ends the test program when
// gpg or openssl do not work.
void signing_start(void);
void signing_end(void);
const char *signing_home(void); // the public keys, but for "stranger"

// Keys: "anna" (with a signing subkey), "boris", "stranger", "brief" (for a day), "revoked".
// Fingerprint of the primary key, upper-case hex. The caller frees.
char *signing_fingerprint(const char *key);
// Armored detached signature. options: of gpg, apart by blanks; "". The caller frees.
char *signing_openpgp(const char *key, const char *text, const char *options);
// Certificates: "anna", "stranger" (EC), "boris" (RSA), all valid for two days. Fingerprint by
// "-sha1" or
// "-sha256", hex with colons. The caller frees.
char *signing_certificate(const char *name, const char *digest);
// Base64 of a detached CMS signature in 64 columns. options: of openssl cms, apart by blanks.
char *signing_smime(const char *name, const char *text, const char *options);
