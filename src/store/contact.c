// contact.c: people and machines that write or are written to.
//
// One row for each address, known by its folded form; the first spelling is kept. A ticket that
// names an address nobody has stored yet makes the row and changes nothing in one that exists.
//
// Not for managers, who stand in the config. Neighbours: ticket.c.
#include "store/db.h"

#include "mail/address.h"

static const char SQL_CONTACT_BY_ADDRESS[] =
    "SELECT id, address, name, language, company, manager, undeliverable_at, undeliverable_words, "
    "complained_at, soft_failures FROM contact WHERE address_key = ?";
static const char SQL_CONTACT_ID[] = "SELECT id FROM contact WHERE address_key = ?";
static const char SQL_CONTACT_ADD[] =
    "INSERT INTO contact (address, address_key, name, language, company, manager) "
    "VALUES (?, ?, ?, ?, ?, ?)";
static const char SQL_CONTACT_SET[] =
    "UPDATE contact SET name = ?2, language = ?3, company = ?4, manager = ?5 WHERE id = ?1";
static const char SQL_CONTACT_UNDELIVERABLE[] =
    "INSERT INTO contact (address, address_key, undeliverable_at, undeliverable_words) "
    "VALUES (?, ?, ?, ?) ON CONFLICT (address_key) DO UPDATE SET "
    "undeliverable_at = excluded.undeliverable_at, "
    "undeliverable_words = excluded.undeliverable_words";
static const char SQL_CONTACT_DELIVERABLE[] =
    "UPDATE contact SET undeliverable_at = 0, undeliverable_words = '', soft_failures = 0, "
    "complained_at = 0 WHERE address_key = ?";
static const char SQL_CONTACT_SOFT[] =
    "UPDATE contact SET soft_failures = soft_failures + 1, undeliverable_words = ?3, "
    "undeliverable_at = CASE WHEN soft_failures + 1 >= ?4 THEN ?2 ELSE undeliverable_at END "
    "WHERE address_key = ?1";
static const char SQL_CONTACT_COMPLAINED[] =
    "UPDATE contact SET complained_at = ?2 WHERE address_key = ?1";
static const char SQL_PICTURE[] = "SELECT seen FROM picture WHERE contact = ? AND sha_key = ?";
static const char SQL_PICTURE_SEEN[] =
    "INSERT INTO picture (contact, sha_key, seen) VALUES (?, ?, 1) "
    "ON CONFLICT (contact, sha_key) DO UPDATE SET seen = seen + 1";

#define SOFT_FAILURES_MAX 3

Contact *
db_contact_read(sqlite3_stmt *q, int first)
{
    Contact *c = g_new0(Contact, 1);
    c->id = sqlite3_column_int64(q, first);
    c->address = db_column_dup(q, first + 1);
    c->name = db_column_dup(q, first + 2);
    c->language = db_column_dup(q, first + 3);
    c->company = db_column_dup(q, first + 4);
    c->manager = db_column_dup(q, first + 5);
    c->undeliverable_words = g_strdup("");
    return c;
}

Contact *
store_contact_find(Store *s, const char *address, GError **error)
{
    g_autofree char *key = address_fold(address);
    g_auto(DbQuery) q = db_query(s, error, SQL_CONTACT_BY_ADDRESS, db_text(key));
    if (!q || db_step(s, q, error) != DB_ROW) {
        return NULL;
    }
    Contact *c = db_contact_read(q, 0);
    c->undeliverable_at = sqlite3_column_int64(q, 6);
    g_free(c->undeliverable_words);
    c->undeliverable_words = db_column_dup(q, 7);
    c->complained_at = sqlite3_column_int64(q, 8);
    c->soft_failures = (unsigned)sqlite3_column_int64(q, 9);
    return c;
}

static bool
add(Store *s, Contact *c, const char *key, GError **error)
{
    if (!db_run(s, error, SQL_CONTACT_ADD, db_text(c->address), db_text(key), db_text(c->name),
                db_text(c->language), db_text(c->company), db_text(c->manager))) {
        return false;
    }
    c->id = sqlite3_last_insert_rowid(s->db);
    return true;
}

static bool
save(Store *s, Contact *c, bool change, GError **error)
{
    g_autofree char *key = address_fold(c->address);
    int64_t id = 0;
    if (!db_get(s, error, SQL_CONTACT_ID, &id, db_text(key))) {
        return false;
    }
    if (id == 0) {
        return add(s, c, key, error);
    }
    c->id = id;
    return !change || db_run(s, error, SQL_CONTACT_SET, db_int(id), db_text(c->name),
                             db_text(c->language), db_text(c->company), db_text(c->manager));
}

bool
store_contact_save(Store *s, Contact *c, GError **error)
{
    bool own;
    return db_unit_begin(s, &own, error) && db_unit_end(s, own, save(s, c, true, error), error);
}

bool
db_contact_need(Store *s, Contact *c, GError **error)
{
    return c->id != 0 || save(s, c, false, error);
}

bool
store_contact_undeliverable(Store *s, const char *address, int64_t at, const char *words,
                            GError **error)
{
    g_autofree char *key = address_fold(address);
    if (at == 0) {
        return db_run(s, error, SQL_CONTACT_DELIVERABLE, db_text(key));
    }
    return db_run(s, error, SQL_CONTACT_UNDELIVERABLE, db_text(address), db_text(key), db_int(at),
                  db_text(words));
}

bool
store_contact_soft_failure(Store *s, const char *address, int64_t at, const char *words,
                           GError **error)
{
    g_autofree char *key = address_fold(address);
    return db_run(s, error, SQL_CONTACT_SOFT, db_text(key), db_int(at), db_text(words),
                  db_int(SOFT_FAILURES_MAX));
}

bool
store_contact_complained(Store *s, const char *address, int64_t at, GError **error)
{
    g_autofree char *key = address_fold(address);
    return db_run(s, error, SQL_CONTACT_COMPLAINED, db_text(key), db_int(at));
}

int64_t
store_picture_seen(Store *s, int64_t contact, const uint8_t sha256[32], GError **error)
{
    int64_t key = db_key_of_digest(sha256), seen = 0;
    if (!db_get(s, error, SQL_PICTURE, &seen, db_int(contact), db_int(key)) ||
        !db_run(s, error, SQL_PICTURE_SEEN, db_int(contact), db_int(key))) {
        return -1;
    }
    return seen;
}
