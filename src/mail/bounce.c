// bounce.c: reads what mail systems say became of a mail.
//
// A table of readers, tried in order until one names recipients: the delivery status wherever it
// stands (RFC 3464), feedback reports (RFC 5965), notices in forms of their own, the
// X-Failed-Recipients header, status blocks inside the text, the prose, a report inside the report,
// the one recipient of the returned mail, at last the only address that is named at all. Then the
// words about each recipient are judged. Prose is believed only of mail systems.
//
// Not for deciding that a mail is a report (nature.c, bounce_sender.c) or what follows from it
// (ticket/).
// Limits: 64 kB of each text, 200 recipients, one report inside another.
// Neighbours: bounce_fields.c, bounce_notice.c, bounce_prose.c, bounce_fault.c.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define INNER_SIZE       (1024 * 1024)
#define DIAGNOSTIC_LINES 600

typedef struct {
    const Message *message;
    const BounceProse *prose;
    bool speaks; // prose may be believed
    bool inner;  // of a report inside another
    Bounce *bounce;
} Reading;

static Bounce *read_report(const Message *m, bool inner);

static void
recipient_free(gpointer data)
{
    BounceRecipient *r = data;

    g_free(r->recipient);
    g_free(r->status);
    g_free(r->diagnostic);
    g_free(r);
}

static BounceAction
prose_action(const Reading *r)
{
    return bounce_text_delays(r->prose->report) ? BOUNCE_DELAYED : BOUNCE_FAILED;
}

static char *
status_part(const Message *m)
{
    static const char *const TYPES[] = {"message/delivery-status",
                                        "message/global-delivery-status"};

    return bounce_part_of(m, TYPES, G_N_ELEMENTS(TYPES));
}

static bool
read_status(const Reading *r)
{
    g_autofree char *text = status_part(r->message);

    bounce_read_status(text_or_empty(text), r->bounce);
    return r->bounce->recipients->len > 0;
}

static bool
read_feedback(const Reading *r)
{
    g_autofree char *text = message_part_text(r->message, "message/feedback-report", BOUNCE_TEXT);
    g_autofree char *headers = text ? bounce_original_headers(r->message) : NULL;

    if (text) {
        bounce_read_feedback(text, text_or_empty(headers), r->bounce);
    }
    return text != NULL;
}

static bool
read_notice(const Reading *r)
{
    return bounce_read_notice(r->message, r->bounce);
}

static void
add_addresses(const Reading *r, const char *value)
{
    const char *end = value + strlen(value);
    BounceAction action = prose_action(r);
    const char *start;
    size_t len;

    while (bounce_address_next(value, end, &start, &len)) {
        g_autofree char *address = bounce_address_dup(start, len);

        if (*address) {
            bounce_add(r->bounce, address, action, "", "");
        }
        value = start + len;
    }
}

static bool
read_failed_recipients(const Reading *r)
{
    const char *value = message_header(r->message, "X-Failed-Recipients");

    add_addresses(r, text_or_empty(value));
    return value != NULL;
}

static bool
read_status_in_text(const Reading *r)
{
    if (r->speaks) {
        bounce_read_status(r->prose->report, r->bounce);
    }
    return r->bounce->recipients->len > 0;
}

static void
add_mentions(const Reading *r, bool strays)
{
    BounceAction action = prose_action(r);

    for (guint i = 0; i < r->prose->found->len; i++) {
        const BounceMention *mention = g_ptr_array_index(r->prose->found, i);

        if (strays == (mention->rank == BOUNCE_RANK_STRAY)) {
            bounce_add(r->bounce, mention->address, action, "", "");
        }
    }
}

static bool
read_prose(const Reading *r)
{
    if (r->speaks) {
        add_mentions(r, false);
    }
    return r->speaks;
}

// The only address of a text says little: the report has to give a reason, too.
static bool
read_stray(const Reading *r)
{
    if (r->speaks && (bounce_reply_find(r->prose->report) || bounce_fault_find(r->prose->report))) {
        add_mentions(r, true);
    }
    return r->speaks;
}

// A report that names nobody but carries another one, passed on by a filter.
static bool
read_inner_report(const Reading *r)
{
    const Message *m = r->message;

    for (unsigned i = 0; r->speaks && !r->inner && i < message_attachment_count(m); i++) {
        const MessageAttachment *a = message_attachment(m, i);
        g_autoptr(Blob) raw = blob_new();
        g_autoptr(Message) inside = NULL;
        g_autoptr(Bounce) told = NULL;

        if (strcmp(a->type, "message/rfc822") != 0 || a->size > INNER_SIZE) {
            continue;
        }
        inside = message_attachment_read(m, i, raw, NULL) ? message_parse(raw, NULL, NULL) : NULL;
        told = inside ? read_report(inside, true) : NULL;
        if (told) {
            g_ptr_array_unref(r->bounce->recipients);
            r->bounce->recipients = g_ptr_array_ref(told->recipients);
            r->bounce->original_id = g_steal_pointer(&told->original_id);
            r->bounce->report = r->bounce->report || told->report;
        }
        return told != NULL;
    }
    return false;
}

// The mail that came back had one recipient.
static bool
read_returned_mail(const Reading *r)
{
    g_auto(BounceFields) fields = {0};
    g_autofree char *headers = bounce_original_headers(r->message);
    const char *p = headers ? headers : r->prose->returned;
    g_autoptr(GPtrArray) to = NULL;

    if (!r->speaks) {
        return false;
    }
    // The line that divides may stand in front of the block.
    while (bounce_fields_next(&p, &fields) && !*bounce_field(&fields, "to")) {
    }
    to = address_list_parse(bounce_field(&fields, "to"), 2);
    if (to->len == 1) {
        add_addresses(r, ((const Address *)g_ptr_array_index(to, 0))->address);
    }
    return true;
}

static bool (*const READERS[])(const Reading *) = {
    read_status,         read_feedback, read_notice,       read_failed_recipients,
    read_status_in_text, read_prose,    read_inner_report, read_returned_mail,
    read_stray,
};

// A report whose blocks hold no usable address names it in its prose.
static void
name_recipient(BounceRecipient *r, const Reading *reading)
{
    if (!*r->recipient && r->action != BOUNCE_COMPLAINT && reading->prose->found->len == 1) {
        const BounceMention *mention = g_ptr_array_index(reading->prose->found, 0);

        g_free(r->recipient);
        r->recipient = g_strdup(mention->address);
    }
}

// The server's words in what the report says of a recipient: from its reply code on, else from
// behind the address, up to an empty line.
static char *
words_in(const char *said, const char *address)
{
    const char *p = bounce_reply_find(said);
    const char *end;

    if (!p) {
        p = *address ? strcasestr(said, address) : NULL;
        if (!p) {
            return g_strdup("");
        }
        p += strlen(address);
        p += strspn(p, " \t\n>:\"'.,;-");
    }
    end = strstr(p, "\n\n");
    return g_strndup(p, MIN(end ? (size_t)(end - p) : strlen(p), DIAGNOSTIC_LINES));
}

static void
judge(BounceRecipient *r, const Reading *reading)
{
    g_autofree char *said = NULL;

    if (r->action == BOUNCE_COMPLAINT || r->action == BOUNCE_DELIVERED) {
        return;
    }
    name_recipient(r, reading);
    said = bounce_prose_of(reading->prose, r->recipient, reading->bounce->recipients->len == 1);
    if (!*r->diagnostic) {
        g_autofree char *words = words_in(said, r->recipient);
        g_autofree char *line = text_one_line(words);

        g_free(r->diagnostic);
        r->diagnostic = text_clip(line, 500);
    }
    bounce_judge(r, r->diagnostic, said);
}

static bool
has_machine_part(const Message *m)
{
    g_autofree char *status = status_part(m);
    g_autofree char *feedback = message_part_text(m, "message/feedback-report", 1);

    return status || feedback;
}

static Bounce *
read_report(const Message *m, bool inner)
{
    g_autoptr(Bounce) b = g_new0(Bounce, 1);
    g_auto(BounceProse) prose = {0};
    Reading r = {.message = m, .prose = &prose, .inner = inner, .bounce = b};
    bool machine = has_machine_part(m);
    bool known = false;

    b->report = machine || strcmp(message_type(m), "multipart/report") == 0 ||
                message_header(m, "X-Failed-Recipients");
    b->recipients = g_ptr_array_new_with_free_func(recipient_free);
    r.speaks = bounce_speaks(m, false);
    if (!r.speaks && !machine) {
        return NULL;
    }
    bounce_prose_read(m, &prose);
    for (size_t i = 0; i < G_N_ELEMENTS(READERS) && b->recipients->len == 0; i++) {
        known = READERS[i](&r) || known;
    }
    if (!known) {
        return NULL;
    }
    if (!b->original_id) {
        for (guint i = 0; i < b->recipients->len; i++) {
            judge(g_ptr_array_index(b->recipients, i), &r);
        }
        b->original_id = bounce_original_id(m, &prose);
    }
    return g_steal_pointer(&b);
}

Bounce *
bounce_parse(const Message *m)
{
    return read_report(m, false);
}

void
bounce_free(Bounce *b)
{
    g_clear_pointer(&b->recipients, g_ptr_array_unref);
    g_free(b->original_id);
    g_free(b);
}
