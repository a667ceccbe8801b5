// bounce.c: delivery status reports, read into recipients (RFC 3464, RFC 6522, ARF: RFC 5965).
//
// A table of readers, tried in order: the machine-readable status part wherever it stands, the
// feedback report of a complaint, then the header that Exim, Gmail and others put beside their
// prose. A reader takes the message and fills recipients; the first that finds one is believed.
// Readers of single systems' prose are further lines of that table.
//
// Not for deciding that a mail is a report (nature.c) or what follows from it (ticket/).
// Limits: 64 kB of status, 200 recipients.

#include "mail/bounce.h"

#include "base/names.h"
#include "base/text.h"
#include "mail/header.h"
#include "mail/msgid.h"

#include <string.h>

#define REPORT_SIZE 65536
#define RECIPIENTS  200

static const Name ACTIONS[] = {
    {"failed", BOUNCE_FAILED},
    {"failure", BOUNCE_FAILED},
    {"delayed", BOUNCE_DELAYED},
    {"delivered", BOUNCE_DELIVERED},
    {"relayed", BOUNCE_DELIVERED},
    {"expanded", BOUNCE_DELIVERED},
    {NULL, 0},
};

static void
recipient_free(gpointer data)
{
    BounceRecipient *r = data;

    g_free(r->recipient);
    g_free(r->status);
    g_free(r->diagnostic);
    g_free(r);
}

// The first enhanced status code (RFC 3463) of a text, "" when there is none. "5.1.1", never a part
// of an address in digits.
static char *
status_find(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t n = strspn(p, "0123456789.");

        if (n == 0) {
            continue;
        }
        if (n >= 5 && n <= 9 && strchr("245", p[0]) && p[1] == '.') {
            unsigned dots = 0;
            size_t len = p[n - 1] == '.' ? n - 1 : n;

            for (size_t i = 0; i < len; i++) {
                dots += p[i] == '.';
            }
            if (dots == 2 && p[2] != '.' && p[len - 1] != '.') {
                return g_strndup(p, len);
            }
        }
        p += n - 1;
    }
    return g_strdup("");
}

// The class of an SMTP reply: 5 in "550 no such user", 0 when there is no reply code.
static int
reply_class(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t n = strspn(p, "0123456789");

        if (n == 3 && (p[0] == '4' || p[0] == '5') && p[1] <= '5' &&
            (p == text || !g_ascii_isalnum(p[-1])) && strchr(" -\t", p[3])) {
            return p[0] - '0';
        }
        p += n > 1 ? n - 1 : 0;
    }
    return 0;
}

static bool
is_general(const char *status)
{
    return g_str_has_suffix(status, ".0.0");
}

static void
recipient_finish(BounceRecipient *r)
{
    g_autofree char *told = status_find(r->diagnostic);

    // The server's words are nearer to the fault than a report's "5.0.0".
    if (*told && (!*r->status || (is_general(r->status) && told[0] == r->status[0]))) {
        g_free(r->status);
        r->status = g_steal_pointer(&told);
    }
    if (*r->status) {
        r->permanent = r->status[0] == '5';
    } else {
        r->permanent = r->action == BOUNCE_FAILED && reply_class(r->diagnostic) != 4;
    }
    r->permanent = r->permanent && r->action == BOUNCE_FAILED;
}

static void
recipient_add(Bounce *b, const char *address, BounceAction action, const char *status,
              const char *diagnostic)
{
    BounceRecipient *r;

    if (b->recipients->len >= RECIPIENTS) {
        return;
    }
    r = g_new0(BounceRecipient, 1);
    r->recipient = g_strdup(address);
    r->action = action;
    r->status = status_find(status);
    r->diagnostic = text_one_line(diagnostic);
    recipient_finish(r);
    g_ptr_array_add(b->recipients, r);
}

// Fields of one block of a status report: lower-case name → unfolded value. *p moves behind the
// block.
static GHashTable *
block_read(const char **p)
{
    GHashTable *fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *name = NULL;
    g_autoptr(GString) value = g_string_new(NULL);

    while (**p) {
        const char *end = strchrnul(*p, '\n');
        size_t len = (size_t)(end - *p);
        g_autofree char *line = g_strchomp(g_strndup(*p, len));
        char *colon = strchr(line, ':');

        *p = *end ? end + 1 : end;
        if (!*line) {
            break;
        }
        if (name && (*line == ' ' || *line == '\t')) {
            g_string_append(value, line);
            continue;
        }
        if (name && !g_hash_table_contains(fields, name)) {
            g_hash_table_insert(fields, g_steal_pointer(&name), g_strdup(g_strstrip(value->str)));
        }
        g_clear_pointer(&name, g_free);
        if (colon) {
            *colon = '\0';
            name = g_ascii_strdown(g_strchomp(line), -1);
            g_string_assign(value, colon + 1);
        }
    }
    if (name && !g_hash_table_contains(fields, name)) {
        g_hash_table_insert(fields, g_steal_pointer(&name), g_strdup(g_strstrip(value->str)));
    }
    return fields;
}

static const char *
field(GHashTable *fields, const char *name)
{
    return text_or_empty(g_hash_table_lookup(fields, name));
}

// "rfc822; <anna@example.com> (Anna)" → the address; "" when there is none.
static char *
field_address(const char *value)
{
    const char *semicolon = strchr(value, ';');
    g_autofree char *decoded = header_decode(semicolon ? semicolon + 1 : value, NULL);
    g_autoptr(Address) address = address_parse_one(decoded);

    if (address) {
        return g_strdup(address->address);
    }
    g_strdelimit(decoded, "<>\"", ' ');
    g_strstrip(decoded);
    decoded[strcspn(decoded, " \t")] = '\0';
    return strchr(decoded, '@') ? g_steal_pointer(&decoded) : g_strdup("");
}

// "smtp; 550 5.1.1 unknown" → without the type in front.
static const char *
field_words(const char *value)
{
    size_t len = strcspn(value, "; ");

    return value[len] == ';' ? value + len + 1 + strspn(value + len + 1, " \t") : value;
}

static void
read_block(Bounce *b, GHashTable *fields)
{
    g_autofree char *final = field_address(field(fields, "final-recipient"));
    g_autofree char *original = field_address(field(fields, "original-recipient"));
    // The address that we wrote to, where the report repeats it whole.
    const char *recipient = address_is_valid(original) ? original : final;
    g_autofree char *action_word = g_strdup(field(fields, "action"));
    const char *status = field(fields, "status");
    int action = BOUNCE_FAILED;

    if (!g_hash_table_contains(fields, "final-recipient") &&
        !g_hash_table_contains(fields, "original-recipient")) {
        return;
    }
    action_word[strcspn(action_word, " ;(\t")] = '\0';
    if (!names_code(ACTIONS, action_word, &action)) {
        action = status[0] == '4' ? BOUNCE_DELAYED : status[0] == '2' ? BOUNCE_DELIVERED : action;
    }
    recipient_add(b, recipient, (BounceAction)action, status,
                  field_words(field(fields, "diagnostic-code")));
}

static bool
read_status(const Message *m, Bounce *b)
{
    g_autofree char *text = message_part_text(m, "message/delivery-status", REPORT_SIZE);

    if (!text) {
        text = message_part_text(m, "message/global-delivery-status", REPORT_SIZE);
    }
    for (const char *p = text_or_empty(text); *p;) {
        g_autoptr(GHashTable) fields = block_read(&p);

        read_block(b, fields);
    }
    return b->recipients->len > 0;
}

static char *
original_headers(const Message *m)
{
    static const char *const TYPES[] = {"message/rfc822", "text/rfc822-headers", "message/global",
                                        "message/global-headers"};

    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        char *text = message_part_text(m, TYPES[i], REPORT_SIZE);

        if (text) {
            return text;
        }
    }
    return NULL;
}

static bool
read_feedback(const Message *m, Bounce *b)
{
    g_autofree char *text = message_part_text(m, "message/feedback-report", REPORT_SIZE);
    const char *p = text_or_empty(text);
    g_autoptr(GHashTable) fields = NULL;
    g_autoptr(GPtrArray) list = NULL;

    if (!text) {
        return false;
    }
    fields = block_read(&p);
    list = address_list_parse(field(fields, "original-rcpt-to"), RECIPIENTS);
    if (list->len == 0) {
        g_autofree char *headers = original_headers(m);
        const char *at = text_or_empty(headers);
        g_autoptr(GHashTable) original = block_read(&at);

        g_ptr_array_unref(list);
        list = address_list_parse(field(original, "to"), RECIPIENTS);
    }
    for (guint i = 0; i < list->len; i++) {
        const Address *a = g_ptr_array_index(list, i);

        recipient_add(b, a->address, BOUNCE_COMPLAINT, "", field(fields, "feedback-type"));
    }
    if (list->len == 0) {
        recipient_add(b, "", BOUNCE_COMPLAINT, "", field(fields, "feedback-type"));
    }
    return true;
}

static bool
read_failed_recipients(const Message *m, Bounce *b)
{
    const char *value = message_header(m, "X-Failed-Recipients");
    g_autoptr(GPtrArray) list = NULL;

    if (!value) {
        return false;
    }
    list = address_list_parse(value, RECIPIENTS);
    for (guint i = 0; i < list->len; i++) {
        const Address *a = g_ptr_array_index(list, i);

        recipient_add(b, a->address, BOUNCE_FAILED, "", "");
    }
    return list->len > 0;
}

static bool (*const READERS[])(const Message *, Bounce *) = {
    read_status,
    read_feedback,
    read_failed_recipients,
};

static char *
original_id(const Message *m)
{
    g_autofree char *headers = original_headers(m);
    const char *p = text_or_empty(headers);
    g_autoptr(GHashTable) fields = block_read(&p);
    char *id = msgid_parse_one(field(fields, "message-id"));

    return id ? id : g_strdup("");
}

Bounce *
bounce_parse(const Message *m)
{
    g_autoptr(Bounce) b = g_new0(Bounce, 1);
    bool known =
        strcmp(message_type(m), "multipart/report") == 0 &&
        g_ascii_strcasecmp(message_type_param(m, "report-type"), "disposition-notification") != 0;

    b->recipients = g_ptr_array_new_with_free_func(recipient_free);
    for (size_t i = 0; i < G_N_ELEMENTS(READERS) && b->recipients->len == 0; i++) {
        known = READERS[i](m, b) || known;
    }
    if (!known) {
        return NULL;
    }
    b->original_id = original_id(m);
    return g_steal_pointer(&b);
}

void
bounce_free(Bounce *b)
{
    g_clear_pointer(&b->recipients, g_ptr_array_unref);
    g_free(b->original_id);
    g_free(b);
}
