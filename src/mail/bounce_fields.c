// bounce_fields.c: the machine-readable blocks of reports: delivery status (RFC 3464) and feedback
// (RFC 5965).
//
// A block is lines of "Name: value" up to an empty line. Faulty reports put the blocks into the
// text: what is no field is passed over there, so any text may be read. Recipients are taken as
// they stand: encoded words are no part of an address (RFC 2047 5).
//
// Limits: those of bounce_private.h; a field that comes again counts only where several make sense.
// Neighbours: bounce.c asks, bounce_prose.c knows addresses, bounce_fault.c judges.

#include "base/names.h"
#include "base/text.h"
#include "mail/bounce_private.h"

#include <stdlib.h>
#include <string.h>

static const Name ACTIONS[] = {
    {"failed", BOUNCE_FAILED},     {"failure", BOUNCE_FAILED},     {"expired", BOUNCE_FAILED},
    {"delayed", BOUNCE_DELAYED},   {"deferred", BOUNCE_DELAYED},   {"delivered", BOUNCE_DELIVERED},
    {"relayed", BOUNCE_DELIVERED}, {"expanded", BOUNCE_DELIVERED}, {NULL, 0},
};

// Fields that may name the recipient, the best first.
static const char *const RECIPIENTS[] = {"final-recipient", "original-recipient",
                                         "x-actual-recipient"};

static const char *const COMPLAINED[] = {"original-rcpt-to", "original-recipient"};

// Headers of a mail complained about that name its recipient.
static const char *const RECEIVED_BY[] = {"x-hmxmroriginalrecipient", "x-original-to",
                                          "delivered-to", "to"};

static void
field_keep(BounceFields *fields, char **name, GString *value)
{
    GPtrArray *list;

    if (!*name) {
        return;
    }
    list = g_hash_table_lookup(fields->values, *name);
    if (!list) {
        list = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(fields->values, g_steal_pointer(name), list);
    }
    if (list->len < BOUNCE_RECIPIENTS) {
        g_ptr_array_add(list, g_strdup(g_strstrip(value->str)));
    }
    g_clear_pointer(name, g_free);
}

bool
bounce_fields_next(const char **p, BounceFields *out)
{
    g_autofree char *name = NULL;
    g_autoptr(GString) value = g_string_new(NULL);

    bounce_fields_clear(out);
    out->values =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    *p += strspn(*p, "\r\n");
    if (!**p) {
        return false;
    }
    while (**p) {
        const char *end = strchrnul(*p, '\n');
        g_autofree char *line = g_strchomp(g_strndup(*p, (size_t)(end - *p)));
        char *colon = strchr(line, ':');

        *p = *end ? end + 1 : end;
        if (!*line) {
            break;
        }
        if (name && (*line == ' ' || *line == '\t')) {
            g_string_append(value, line);
            continue;
        }
        field_keep(out, &name, value);
        if (colon) {
            *colon = '\0';
            name = g_ascii_strdown(g_strstrip(line), -1);
            g_string_assign(value, colon + 1);
        }
    }
    field_keep(out, &name, value);
    return true;
}

void
bounce_fields_clear(BounceFields *fields)
{
    g_clear_pointer(&fields->values, g_hash_table_unref);
}

const GPtrArray *
bounce_field_all(const BounceFields *fields, const char *name)
{
    return fields->values ? g_hash_table_lookup(fields->values, name) : NULL;
}

const char *
bounce_field(const BounceFields *fields, const char *name)
{
    const GPtrArray *list = bounce_field_all(fields, name);

    return list ? g_ptr_array_index(list, 0) : "";
}

// "smtp; 550 5.1.1 unknown" → without the type in front.
static const char *
field_words(const char *value)
{
    size_t len = strcspn(value, "; ");

    return value[len] == ';' ? value + len + 1 + strspn(value + len + 1, " \t") : value;
}

// What stands behind the code in "5.2.2 (Over quota)".
static const char *
status_comment(const char *status)
{
    return strchrnul(status, '(');
}

void
bounce_add(Bounce *b, const char *address, BounceAction action, const char *status,
           const char *words)
{
    g_autofree char *line = text_one_line(words);
    BounceRecipient *r;

    if (b->recipients->len >= BOUNCE_RECIPIENTS) {
        return;
    }
    r = g_new0(BounceRecipient, 1);
    r->recipient = g_strdup(address);
    r->action = action;
    r->status = bounce_status_find(status);
    r->diagnostic = text_clip(line, 500);
    g_ptr_array_add(b->recipients, r);
}

// "anna@mailhost" is known inside of a house only.
static bool
is_public(const char *address)
{
    return strpbrk(address_domain(address), ".[") != NULL;
}

// "utf-8; \\x{e4}na@example.com" (RFC 6533 3): the characters as they are meant.
static char *
address_decode(const char *value)
{
    const char *type = value + strspn(value, " \t");
    GString *out = g_string_sized_new(strlen(value) + 1);

    if (g_ascii_strncasecmp(type, "utf-8", 5) != 0) {
        return g_string_free(g_string_append(out, value), FALSE);
    }
    for (const char *p = value; *p; p++) {
        const char *hex = p + 3;
        size_t len = g_str_has_prefix(p, "\\x{") ? strspn(hex, "0123456789abcdefABCDEF") : 0;
        gunichar c = len > 0 && len <= 6 && hex[len] == '}' ? (gunichar)strtoul(hex, NULL, 16) : 0;

        if (c > ' ' && c != 0x7f && g_unichar_validate(c)) {
            g_string_append_unichar(out, c);
            p = hex + len;
        } else {
            g_string_append_c(out, *p);
        }
    }
    return g_string_free(out, FALSE);
}

static void
read_block(const BounceFields *fields, Bounce *b)
{
    const char *status = bounce_field(fields, "status");
    const char *words = field_words(bounce_field(fields, "diagnostic-code"));
    g_autofree char *action_word = g_strdup(bounce_field(fields, "action"));
    g_autofree char *recipient = g_strdup("");
    bool named = false;
    int action = BOUNCE_FAILED;

    for (size_t i = 0; i < G_N_ELEMENTS(RECIPIENTS) && !is_public(recipient); i++) {
        const GPtrArray *list = bounce_field_all(fields, RECIPIENTS[i]);
        g_autofree char *value = address_decode(list ? g_ptr_array_index(list, 0) : "");
        g_autofree char *address = bounce_address_first(value);

        if (!*recipient || is_public(address)) {
            g_free(recipient);
            recipient = g_steal_pointer(&address);
        }
        named = named || list;
    }
    if (!named) {
        return;
    }
    action_word[strcspn(action_word, " ;(\t")] = '\0';
    if (!names_code(ACTIONS, action_word, &action)) {
        action = status[0] == '4' ? BOUNCE_DELAYED : status[0] == '2' ? BOUNCE_DELIVERED : action;
    }
    bounce_add(b, recipient, (BounceAction)action, status, *words ? words : status_comment(status));
}

void
bounce_read_status(const char *text, Bounce *b)
{
    g_auto(BounceFields) fields = {0};

    for (const char *p = text; bounce_fields_next(&p, &fields);) {
        read_block(&fields, b);
    }
}

// The addresses of the first of those fields that has any.
static void
add_named(const BounceFields *fields, const char *const *names, size_t count, const char *words,
          Bounce *b)
{
    for (size_t i = 0; i < count && b->recipients->len == 0; i++) {
        const GPtrArray *list = bounce_field_all(fields, names[i]);

        for (guint k = 0; list && k < list->len; k++) {
            const char *p = g_ptr_array_index(list, k);
            const char *start;
            size_t len;

            while (bounce_address_next(p, p + strlen(p), &start, &len)) {
                g_autofree char *address = bounce_address_dup(start, len);

                if (*address) {
                    bounce_add(b, address, BOUNCE_COMPLAINT, "", words);
                }
                p = start + len;
            }
        }
    }
}

void
bounce_read_feedback(const char *text, const char *headers, Bounce *b)
{
    g_auto(BounceFields) fields = {0};
    g_auto(BounceFields) original = {0};
    const char *type = "complaint";

    if (bounce_fields_next(&text, &fields) && *bounce_field(&fields, "feedback-type")) {
        type = bounce_field(&fields, "feedback-type");
    }
    add_named(&fields, COMPLAINED, G_N_ELEMENTS(COMPLAINED), type, b);
    if (bounce_fields_next(&headers, &original)) {
        add_named(&original, RECEIVED_BY, G_N_ELEMENTS(RECEIVED_BY), type, b);
    }
    if (b->recipients->len == 0) {
        bounce_add(b, "", BOUNCE_COMPLAINT, "", type);
    }
}
