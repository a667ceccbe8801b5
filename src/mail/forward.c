// forward.c: finds the message that somebody forwarded (the contract is in forward.h).
//
// An attached message is parsed as any other. One in the text begins with a divider, or with the
// bare header block of Outlook, which an answer has too: there the subject must say that it is a
// forward. Apple Mail quotes what it forwards, so one level of "> " is taken off.
//
// Not for deciding whose ticket it becomes, nor for forwards inside forwards: the outermost is
// enough to find the customer. Linear: each line is read at most three times. Neighbours:
// body_lines.c knows blocks and attributions, forward_date.c reads dates.

#include "mail/forward.h"

#include "base/text.h"
#include "mail/body.h"
#include "mail/body_lines.h"

#include <string.h>

#define SUBJECT_SIZE 1000
#define VALUE_SIZE   2000
#define LOOSE_LINES  12

static const char WHY_SEVERAL[] = "several messages are forwarded side by side";
static const char WHY_NO_ADDRESS[] = "the forwarded message names no address in From";
static const char WHY_ADDRESSES[] = "the forwarded message names several addresses in From";
static const char WHY_OWN[] = "the forwarded message was written by this desk";
static const char WHY_NO_BLOCK[] = "no header block stands at the forwarded message";
static const char WHY_NOT_SAID[] =
    "a copied header block stands in the text, but the subject does not say that it is forwarded";
static const char WHY_UNREADABLE[] = "the attached message cannot be read";

// Where the forwarded message begins in the text.
typedef struct {
    size_t note_end; // lines above are the forwarder's
    size_t begin;    // line of the header block, or the one below the divider
} Place;

void
forward_clear(Forward *f)
{
    g_clear_pointer(&f->from, address_free);
    g_clear_pointer(&f->subject, g_free);
    g_clear_pointer(&f->text, g_free);
    g_clear_pointer(&f->note, g_free);
    f->by = f->why = "";
    f->attachment = -1;
}

static bool
doubt(Forward *f, const char *why)
{
    forward_clear(f);
    f->why = why;
    return false;
}

static bool
is_address_sign(char c)
{
    return c && !strchr(" \t\"'<>()[],;:*|", c);
}

// The addresses in a line that mail programs wrote in many ways: "A <a@x>", "A [mailto:a@x]",
// "a@x<mailto:a@x>", "A (a@x)". name_end is where the first one begins with its bracket.
static GPtrArray *
find_addresses(const char *line, size_t *name_end)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

    *name_end = strlen(line);
    for (const char *at = strchr(line, '@'); at && found->len < 3; at = strchr(at + 1, '@')) {
        const char *start = at, *end = at;
        g_autofree char *address = NULL;
        bool known = false;

        while (start > line && is_address_sign(start[-1])) {
            start--;
        }
        while (is_address_sign(*end)) {
            end++;
        }
        while (end > at && strchr(".!?", end[-1])) {
            end--;
        }
        address = g_strndup(start, (size_t)(end - start));
        for (guint i = 0; i < found->len; i++) {
            known = known || address_equal(found->pdata[i], address);
        }
        if (!known && address_is_valid(address)) {
            if (found->len == 0) {
                *name_end = (size_t)(start - line);
            }
            g_ptr_array_add(found, g_steal_pointer(&address));
        }
    }
    return found;
}

static char *
name_before(const char *line, size_t end)
{
    g_autofree char *head = g_strndup(line, MIN(end, strcspn(line, "<[(")));
    g_autofree char *one = text_one_line(head);
    size_t lead = strspn(one, " \"'*_");
    size_t len = strlen(one);

    while (len > lead && strchr(" \"'*_,:", one[len - 1])) {
        len--;
    }
    return g_strndup(one + lead, len - lead);
}

// A name that holds an address ("anna@x.org <anna@x.org>") is none.
static Address *
read_from(const char *line, bool with_name, const char **why)
{
    size_t name_end;
    g_autoptr(GPtrArray) found = find_addresses(line, &name_end);
    g_autofree char *name = NULL;

    if (found->len != 1) {
        *why = found->len == 0 ? WHY_NO_ADDRESS : WHY_ADDRESSES;
        return NULL;
    }
    name = with_name ? name_before(line, name_end) : g_strdup("");
    return address_new(strchr(name, '@') ? "" : name, found->pdata[0]);
}

static bool
is_own(const GPtrArray *own, const Address *from)
{
    for (guint i = 0; own && i < own->len; i++) {
        if (address_equal(own->pdata[i], from->address)) {
            return true;
        }
    }
    return false;
}

// The value of a label, with the lines that it was broken over.
static char *
label_value(const Lines *l, size_t i, size_t end)
{
    const Line *line = &l->lines[i];
    const char *ascii = memchr(line->text, ':', line->len);
    const char *wide = memmem(line->text, line->len, "：", strlen("："));
    const char *colon = wide && (!ascii || wide < ascii) ? wide + strlen("：") : ascii + 1;
    g_autoptr(GString) value = g_string_new(NULL);

    if (!ascii && !wide) {
        return g_strdup("");
    }
    colon += strspn(colon, "* ");
    if (colon < line->text + line->len) {
        g_string_append_len(value, colon, line->text + line->len - colon);
    }
    for (size_t k = i + 1; k < end && value->len < VALUE_SIZE; k++) {
        if (l->lines[k].blank || lines_label(l, k) != LABEL_NONE) {
            break;
        }
        g_string_append_c(value, ' ');
        g_string_append_len(value, l->lines[k].text, (gssize)l->lines[k].len);
    }
    return text_one_line(value->str);
}

static bool
read_block(const Lines *l, size_t i, size_t after, Forward *f)
{
    for (size_t k = i; k < after; k++) {
        Label label = lines_label(l, k);
        g_autofree char *value = label == LABEL_NONE ? NULL : label_value(l, k, after);

        if (label == LABEL_FROM) {
            g_clear_pointer(&f->from, address_free);
            f->from = read_from(value, true, &f->why);
        } else if (label == LABEL_DATE && f->date == 0) {
            f->date = forward_date(value);
        } else if (label == LABEL_SUBJECT) {
            g_free(f->subject);
            f->subject = text_clip(value, SUBJECT_SIZE);
        }
    }
    return f->from != NULL;
}

// Yandex writes an attribution below its divider: "02.11.2026, 15:04, "Anna" <a@x>:".
static bool
read_attribution(const Lines *l, size_t i, size_t length, Forward *f)
{
    g_autofree char *text = lines_text(l, i, i + length);
    g_autofree char *line = text_one_line(text);
    const char *quote = strchr(line, '"');

    f->date = forward_date(line);
    f->from = read_from(quote ? quote : line, quote != NULL, &f->why);
    return f->from != NULL;
}

// The lines from i on without one level of quoting, when they are quoted.
static char *
unquoted(const Lines *l, size_t i)
{
    bool quoted = false;
    g_autoptr(GString) out = g_string_new(NULL);
    size_t first = lines_next_text(l, i, l->count);

    quoted = first < l->count && l->lines[first].quoted;
    for (; i < l->count; i++) {
        const char *p = l->lines[i].text, *end = p + l->lines[i].len;

        if (quoted && l->lines[i].quoted) {
            p = memchr(p, '>', l->lines[i].len);
            p = p ? p + 1 : end;
            p += p < end && *p == ' ';
        }
        g_string_append_len(out, p, end - p);
        g_string_append_c(out, '\n');
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *
trimmed(const Lines *l, size_t first, size_t end)
{
    first = lines_next_text(l, first, end);
    while (end > first && (l->lines[end - 1].blank || line_rule(lines_folded(l, end - 1)) >= 3)) {
        end--;
    }
    return lines_text(l, first, end);
}

static Divider
divider_at(const Lines *l, size_t i)
{
    return l->lines[i].telling ? line_divider(lines_folded(l, i)) : DIVIDER_NONE;
}

// Ends at the divider that Yandex puts below, and doubts at a second forward beside the first.
static bool
read_text(const Lines *l, size_t first, Forward *f)
{
    size_t end = first;

    for (; end < l->count; end++) {
        Divider divider = divider_at(l, end);

        if (divider == DIVIDER_END) {
            break;
        }
        if (divider == DIVIDER_FORWARD && !subject_is_forward(f->subject)) {
            return doubt(f, WHY_SEVERAL);
        }
    }
    for (size_t k = end; k < l->count; k++) {
        if (divider_at(l, k) == DIVIDER_FORWARD) {
            return doubt(f, WHY_SEVERAL);
        }
    }
    f->text = trimmed(l, first, end);
    return true;
}

// Below a divider a From line is enough, in whatever company: up to the first blank line.
static bool
is_loose_block(const Lines *l, size_t i, size_t *after)
{
    bool from = false;

    for (*after = i; *after < l->count && !l->lines[*after].blank; (*after)++) {
        if (*after > i + LOOSE_LINES || lines_label(l, *after) == LABEL_NONE) {
            break;
        }
        from = from || lines_label(l, *after) == LABEL_FROM;
    }
    return from;
}

static bool
read_forwarded(const char *text, const GPtrArray *own, Forward *f)
{
    g_auto(Lines) l = {0};
    size_t i, after, length;
    Attribution kind;
    bool found;

    lines_read(&l, text);
    i = lines_next_text(&l, 0, l.count);
    if (i == l.count) {
        return doubt(f, WHY_NO_BLOCK);
    }
    f->subject = g_strdup("");
    length = lines_attribution(&l, i, l.count, &kind);
    if (lines_header_block(&l, i, l.count, &after) || is_loose_block(&l, i, &after)) {
        found = read_block(&l, i, after, f);
    } else if (length > 0) {
        after = i + length;
        found = read_attribution(&l, i, length, f);
    } else {
        return doubt(f, WHY_NO_BLOCK);
    }
    if (!found) {
        return doubt(f, f->why);
    }
    if (is_own(own, f->from)) {
        return doubt(f, WHY_OWN);
    }
    return read_text(&l, after, f);
}

// Is the quote that begins at i one that Apple Mail made of a forwarded message?
static bool
is_quoted_forward(const Lines *l, size_t i)
{
    const Line *line = &l->lines[i];
    const char *p = memchr(line->text, '>', line->len);
    g_autofree char *folded = NULL;

    if (!p || (i > 0 && l->lines[i - 1].quoted) || line->len > 300) {
        return false;
    }
    folded = line_fold(p + 1, (size_t)(line->text + line->len - p - 1));
    return line_divider(folded) == DIVIDER_FORWARD;
}

// Outlook's history in HTML becomes a quote that begins with its header block. Asked once for a
// mail, since it copies what is below.
static bool
is_quoted_block(const Lines *l, size_t i)
{
    g_autofree char *rest = unquoted(l, i);
    g_auto(Lines) inner = {0};
    size_t after;

    lines_read(&inner, rest);
    i = lines_next_text(&inner, 0, inner.count);
    return i < inner.count && lines_header_block(&inner, i, inner.count, &after);
}

// Goes down to the first place where the forwarder's own text ends. False when that is no forward.
static bool
find_place(const Lines *l, const char *subject, Place *place, const char **why)
{
    bool quoted = false;

    for (size_t i = 0; i < l->count && !line_has_mark(&l->lines[i]); i++) {
        const Line *line = &l->lines[i];
        Divider divider = divider_at(l, i);
        Attribution kind;
        size_t after;

        *place = (Place){.note_end = i, .begin = i + 1};
        if (divider == DIVIDER_FORWARD || (line->quoted && is_quoted_forward(l, i))) {
            return true;
        }
        if (line->quoted && !quoted) {
            quoted = true;
            if (subject_is_forward(subject) && is_quoted_block(l, i)) {
                place->begin = i;
                return true;
            }
        }
        if (divider == DIVIDER_ORIGINAL) {
            return subject_is_forward(subject);
        }
        if (lines_header_block(l, i, l->count, &after)) {
            *place = (Place){.note_end = i, .begin = i};
            *why = subject_is_forward(subject) || subject_is_answer(subject) ? "" : WHY_NOT_SAID;
            return subject_is_forward(subject);
        }
        if (line->telling && lines_attribution(l, i, l->count, &kind) > 0 &&
            kind >= ATTRIBUTION_LIKELY) {
            return false;
        }
    }
    return false;
}

static bool
find_in_text(const Message *m, const GPtrArray *own, Forward *f)
{
    g_auto(Lines) l = {0};
    Place place;
    g_autofree char *rest = NULL, *note = NULL;

    lines_read(&l, message_text(m));
    if (!find_place(&l, message_subject(m), &place, &f->why)) {
        return false;
    }
    rest = unquoted(&l, place.begin);
    if (!read_forwarded(rest, own, f)) {
        return false;
    }
    note = trimmed(&l, 0, place.note_end);
    f->note = answer_unsigned(note);
    f->by = "header block";
    return true;
}

static bool
is_message(const MessageAttachment *a)
{
    return strcmp(a->type, "message/rfc822") == 0 || strcmp(a->type, "message/global") == 0;
}

static unsigned
count_messages(const Message *m, int *first)
{
    unsigned count = 0;

    for (unsigned i = 0; i < message_attachment_count(m); i++) {
        if (is_message(message_attachment(m, i))) {
            *first = count++ == 0 ? (int)i : *first;
        }
    }
    return count;
}

static bool
find_attached(const Message *m, int attachment, const GPtrArray *own, Forward *f)
{
    g_autoptr(Blob) raw = blob_new();
    g_autoptr(Message) inner = NULL;
    const GPtrArray *from;

    if (!message_attachment_read(m, (unsigned)attachment, raw, NULL) ||
        !(inner = message_parse(raw, NULL, NULL))) {
        return doubt(f, WHY_UNREADABLE);
    }
    from = message_from(inner);
    if (from->len != 1) {
        return doubt(f, from->len == 0 ? WHY_NO_ADDRESS : WHY_ADDRESSES);
    }
    if (is_own(own, from->pdata[0])) {
        return doubt(f, WHY_OWN);
    }
    f->from = address_dup(from->pdata[0]);
    f->subject = g_strdup(message_subject(inner));
    f->date = message_date(inner);
    f->text = g_strdup(message_text(inner));
    f->note = answer_unsigned(message_text(m));
    f->by = "message/rfc822";
    f->attachment = attachment;
    return true;
}

bool
forward_find(const Message *m, const GPtrArray *own, Forward *out)
{
    int first = -1;
    unsigned messages;
    bool in_text;

    *out = (Forward){.by = "", .why = "", .attachment = -1};
    // A report brings back mail of ours.
    if (strcmp(message_type(m), "multipart/report") == 0) {
        return false;
    }
    messages = count_messages(m, &first);
    in_text = find_in_text(m, own, out);
    if (messages == 0) {
        return in_text;
    }
    if (in_text || messages > 1) {
        return doubt(out, WHY_SEVERAL);
    }
    forward_clear(out);
    return find_attached(m, first, own, out);
}
