// authres.c: reads Authentication-Results (RFC 8601) of a server that the config trusts, and says
// whether the domain of From vouches for the mail (RFC 6376 signature or RFC 7489 policy).
//
// Anybody can write the header, so only the topmost one counts: the server puts its own above all
// that the sender wrote and, by RFC 8601 5, takes out what others wrote in its name. Even further
// headers of the same id right below are passed over: headers are known by name only, so a run of
// them looks alike whether the server wrote one for each method or the sender wrote the rest.
//
// A header of more than 8 kB counts for nothing: that is less than what Message cuts at, so a cut
// value is never read.
//
// Not for ARC, Received-SPF or signatures themselves. Neighbours: authres_scan.c reads the
// grammar, desk/case.c makes proof L2 of a pass.

#include "mail/authres.h"

#include "base/text.h"
#include "mail/authres_scan.h"

#include <string.h>

#define HEADER     "Authentication-Results"
#define SIZE_CAP   8192
#define DOMAIN_MAX 253

// Under most two-letter domains these are registries, not owners.
static bool
is_registry(const char *domain)
{
    static const char *const WORDS[] = {
        "ac",  "asn",    "biz",    "co",      "com",  "ed",   "edu", "firm",   "gen", "go",
        "gob", "gouv",   "gov",    "govt",    "gr",   "gv",   "id",  "in",     "inf", "info",
        "int", "k12",    "kh",     "kharkov", "kiev", "kyiv", "lg",  "ltd",    "lv",  "lviv",
        "me",  "mil",    "mod",    "msk",     "name", "ne",   "net", "nhs",    "nic", "nom",
        "od",  "odesa",  "odessa", "or",      "org",  "plc",  "pol", "police", "pp",  "pro",
        "sch", "school", "spb",    "tm",      "web",  NULL};
    const char *dot = strchr(domain, '.');
    g_autofree char *first = dot ? g_strndup(domain, (gsize)(dot - domain)) : g_strdup("");

    return dot && strlen(dot + 1) == 2 && g_strv_contains(WORDS, first);
}

// The domain as Address has it: ASCII in lower case; NULL when it is none.
static char *
domain_ascii(const char *text)
{
    g_autofree char *domain =
        g_hostname_is_non_ascii(text) ? g_hostname_to_ascii(text) : g_ascii_strdown(text, -1);
    bool label = false;

    if (!domain || strlen(domain) > DOMAIN_MAX) {
        return NULL;
    }
    for (const char *p = domain; *p; p++) {
        if (*p == '.' ? !label : !g_ascii_isalnum(*p) && *p != '-' && *p != '_') {
            return NULL;
        }
        label = *p != '.';
    }
    return label ? g_steal_pointer(&domain) : NULL;
}

// Does the owner of `text` (a domain, or an address in it) speak for From? A parent domain does, a
// registry and a provider of mailboxes do not. A subdomain does not speak for its parent: it may be
// let to somebody else.
static bool
is_aligned(const char *text, const char *from_domain)
{
    const char *at = strrchr(text, '@');
    g_autofree char *domain = domain_ascii(at ? at + 1 : text);

    if (!domain) {
        return false;
    }
    if (strcmp(domain, from_domain) == 0) {
        return true;
    }
    size_t whole = strlen(from_domain), part = strlen(domain);
    return strchr(domain, '.') && !is_registry(domain) && !address_domain_is_public(domain) &&
           whole > part + 1 && from_domain[whole - part - 1] == '.' &&
           strcmp(from_domain + whole - part, domain) == 0;
}

typedef struct {
    bool dmarc, dmarc_failed, dkim;
} Findings;

static void
judge(const Statement *t, const char *from_domain, Findings *f)
{
    bool pass = strcmp(t->result, "pass") == 0;

    if (strcmp(t->method, "dmarc") == 0) {
        f->dmarc_failed |= strcmp(t->result, "fail") == 0;
        f->dmarc |= pass && t->has_from && is_aligned(t->from, from_domain);
    } else if (strcmp(t->method, "dkim") == 0) {
        f->dkim |= pass && (t->has_d ? is_aligned(t->d, from_domain)
                                     : t->has_i && is_aligned(t->i, from_domain));
    }
}

static void
read_statements(Scan *s, const char *from_domain, Findings *f)
{
    while (*s->p == ';' && !s->broken) {
        Statement t;

        if (authres_statement(s, &t)) {
            judge(&t, from_domain, f);
        } else {
            // A failure counts however it is written on.
            f->dmarc_failed |= strcmp(t.method, "dmarc") == 0 && strcmp(t.result, "fail") == 0;
        }
    }
}

// Not text_equal_fold: a server that takes out what others write in its name compares bytes, and
// would leave a look-alike that only Unicode takes for the same.
static bool
is_trusted(const GPtrArray *ids, const char *id)
{
    for (guint i = 0; i < ids->len; i++) {
        if (*id && g_ascii_strcasecmp(ids->pdata[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static bool
has_control(const char *value)
{
    for (const char *p = value; *p; p++) {
        if (g_ascii_iscntrl(*p) && *p != '\t') {
            return true;
        }
    }
    return false;
}

static char *
read_header(const char *value, const GPtrArray *ids, const char *from_domain, AuthResult *out)
{
    Scan s = {.p = value};
    Findings f = {0};
    char id[AUTHRES_VALUE];

    if (strlen(value) > SIZE_CAP || has_control(value)) {
        return g_strdup("the topmost " HEADER " is too long or has control characters");
    }
    bool whole = authres_head(&s, id);
    if (!is_trusted(ids, id)) {
        g_autofree char *shown = text_log(id);
        return g_strdup_printf("the topmost " HEADER " is of \"%s\", no trusted server", shown);
    }
    if (whole) {
        read_statements(&s, from_domain, &f);
    }
    if (!whole || s.broken || *s.p) {
        return g_strdup_printf("the " HEADER " of %s cannot be read", id);
    }
    if (f.dmarc_failed) {
        return g_strdup_printf("%s says dmarc=fail", id);
    }
    if (!f.dmarc && !f.dkim) {
        return g_strdup_printf("%s says no pass that is aligned with %s", id, from_domain);
    }
    out->pass = true;
    out->by = f.dmarc ? "dmarc" : "dkim";
    return g_strdup_printf("%s says %s=pass for %s", id, out->by, from_domain);
}

void
authres_check(const Message *m, const GPtrArray *authserv_ids, const char *from_address,
              AuthResult *out)
{
    const char *value = message_header(m, HEADER);
    g_autofree char *domain = domain_ascii(address_domain(from_address));

    *out = (AuthResult){.by = ""};
    if (!authserv_ids || authserv_ids->len == 0) {
        out->why = g_strdup("no authserv_ids are configured");
    } else if (!value) {
        out->why = g_strdup("no " HEADER);
    } else if (!domain) {
        out->why = g_strdup("no domain in From");
    } else if (message_header_all(m, "From")->len != 1) {
        // A signature covers one of them only, maybe not the one that we read.
        out->why = g_strdup("not one From header");
    } else {
        out->why = read_header(value, authserv_ids, domain, out);
    }
}

void
auth_result_clear(AuthResult *r)
{
    g_clear_pointer(&r->why, g_free);
}
