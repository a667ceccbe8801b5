// vars_event.c: what happened to a ticket, in the reader's language.
//
// Events are kept in one form ("status", "open → solved"); here each kind gets its words, and names
// of statuses, priorities and people are shown as the reader knows them. A kind or a detail that is
// not known is shown as it is kept.

#include "desk/vars_private.h"

#include "base/clock.h"
#include "base/lang.h"
#include "base/text.h"

#include <string.h>

#define DETAIL_MAX    300
#define CONFIG_DIGITS 8 // of the hash
#define ARROW         " → "

static const struct {
    const char *kind, *words;
} KINDS[] = {
    {"created", N_("new ticket")},
    {"answer", N_("message came in")},
    {"reply", N_("answer to the customer")},
    {"note", N_("note")},
    {"status", N_("status")},
    {"assigned", N_("manager")},
    {"group", N_("group")},
    {"priority", N_("priority")},
    {"tagged", N_("tag added")},
    {"untagged", N_("tag removed")},
    {"requester", N_("customer")},
    {"sent", N_("letter")},
    {"bounced", N_("not delivered")},
    {"late", N_("delivery is late")},
    {"complaint", N_("marked as spam by its reader")},
    {"rated", N_("rating")},
    {"refused", N_("refused")},
    {"held", N_("held back")},
    {"linked", N_("link")},
    {"postponed", N_("postponed until")},
    {"woken", N_("is back")},
    {"type", N_("type")},
    {"field", N_("field")},
    {"joined", N_("takes part now")},
    {"left", N_("takes part no more")},
    {"watched", N_("watched by")},
    {"unwatched", N_("no longer watched by")},
    {"queue", N_("queue")},
    {"title", N_("subject")},
    {"due", N_("due")},
    {"time", N_("time spent")},
    {"bill", N_("billed")},
    {"merged", N_("merged")},
    {"split", N_("split")},
    {"cloned", N_("copied")},
    {"faq", N_("FAQ draft")},
    {"spam", N_("spam")},
    {"forwarded", N_("forwarded to")},
    {"delayed", N_("answer waits")},
    {"undone", N_("taken back")},
    {"replaced", N_("the held answer gives way to the new one")},
    {"released", N_("answer let go")},
    {"promise", N_("promise")},
    {"remark", N_("remark of a rule")},
    {"hook", N_("other system told")},
    {"hook-failed", N_("other system not reached")},
    {"hook-late", N_("other system not reached yet")},
};

static const char *
kind_words(const char *kind, const char *language)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (strcmp(KINDS[i].kind, kind) == 0)
            return lang_text(language, KINDS[i].words);
    return kind;
}

// One side of "open → solved" as the reader knows it.
static const char *
value_words(const Desk *d, const char *kind, const char *value, const char *language)
{
    const Status *status = strcmp(kind, "status") == 0 ? desk_status(d, value) : NULL;
    const Manager *manager = strcmp(kind, "assigned") == 0 || strcmp(kind, "watched") == 0 ||
                                     strcmp(kind, "unwatched") == 0
                                 ? desk_manager(d, value)
                                 : NULL;
    int priority;
    if (status)
        return status_label(status, language);
    if (manager)
        return manager->name;
    if (strcmp(kind, "priority") == 0 && names_code(PRIORITY_NAMES, value, &priority))
        return lang_text(language, names_name(PRIORITY_NAMES, priority));
    if (strcmp(value, "nobody") == 0)
        return lang_text(language, N_("nobody"));
    if (strcmp(value, "none") == 0)
        return lang_text(language, N_("none"));
    return value;
}

// "open → solved", "7"; each side as the reader knows it.
static char *
sides_words(const Desk *d, const char *kind, const char *text, const char *language)
{
    g_auto(GStrv) sides = g_strsplit(text, ARROW, 2);
    GString *out = g_string_new(NULL);
    for (guint i = 0; sides[i]; i++)
        g_string_append_printf(out, "%s%s", i ? ARROW : "",
                               value_words(d, kind, sides[i], language));
    return g_string_free(out, FALSE);
}

// "merge: there is no such ticket", or the reason of an outcome.
static char *
refusal_words(const Desk *d, const char *text, const char *language)
{
    size_t length = strcspn(text, ":");
    g_autofree char *kind = g_strndup(text, length);
    const char *words = kind_words(kind, language);
    if (words == kind || text[length] != ':' || text[length + 1] != ' ')
        return vars_why(d, text, language);
    g_autofree char *why = vars_why(d, text + length + 2, language);
    return g_strdup_printf("%s: %s", words, why);
}

// "room: 6 → 7": the field's name is the desk's own.
static char *
field_words(const Desk *d, const char *text, const char *language)
{
    const char *colon = strstr(text, ": ");
    if (!colon)
        return g_strdup(text);
    g_autofree char *name = g_strndup(text, (gsize)(colon - text));
    g_autofree char *sides = sides_words(d, "field", colon + 2, language);
    return g_strdup_printf("%s: %s", name, sides);
}

static bool
is_reasoned(const char *kind)
{
    static const char *const KINDS_OF_REASONS[] = {"refused", "held",      "bounced",
                                                   "late",    "complaint", NULL};
    return g_strv_contains(KINDS_OF_REASONS, kind);
}

static char *
detail_words(const Desk *d, const Event *e, const char *language)
{
    g_autofree char *line = text_one_line(e->detail);
    g_autofree char *clipped = text_clip(line, DETAIL_MAX);
    char *known = vars_form(d, e->kind, clipped, language);
    if (known)
        return known;
    if (is_reasoned(e->kind))
        return refusal_words(d, clipped, language);
    if (strcmp(e->kind, "field") == 0)
        return field_words(d, clipped, language);
    return sides_words(d, e->kind, clipped, language);
}

static const char *
person(const Desk *d, const char *who, const char *language)
{
    const Manager *m = desk_manager(d, who);
    if (strcmp(who, "system") == 0)
        return lang_text(language, N_("the desk"));
    return m ? m->name : who;
}

// The config made them watch, whoever wrote.
static bool
is_by_desk(const Event *e)
{
    return strcmp(e->kind, "watched") == 0 && strcmp(e->rule, "company") == 0;
}

void
vars_event(const Application *a, const Notice *n, const Event *e, Vars *entry)
{
    const Desk *d = a->reception->desk;
    g_autofree char *detail = detail_words(d, e, n->language);
    g_autofree char *rule = vars_rule(d, e->kind, e->rule, n->language);
    g_autofree char *config = g_strndup(*rule ? e->config : "", CONFIG_DIGITS);
    vars_set(entry, "what", kind_words(e->kind, n->language));
    vars_set(entry, "detail", detail);
    vars_set(entry, "who", person(d, is_by_desk(e) ? "system" : e->who, n->language));
    vars_set(entry, "proof", e->proof);
    vars_set(entry, "rule", rule);
    vars_set(entry, "config", config);
    vars_time(entry, "when", e->at);
}

static bool
makes_letter(const Decision *d)
{
    for (guint i = 0; d->notices && i < d->notices->len; i++) {
        NoticeKind kind = ((const Notice *)d->notices->pdata[i])->kind;
        if (kind == NOTICE_ANSWER || kind == NOTICE_SOLVED || kind == NOTICE_FORWARD)
            return true;
    }
    return false;
}

static bool
was_done(const Application *a, const char *kind)
{
    for (guint i = 0; a->done && i < a->done->len; i++)
        if (strcmp(((const Event *)a->done->pdata[i])->kind, kind) == 0)
            return true;
    return false;
}

const char *
vars_asked(const Decision *d, ChangeKind kind)
{
    return d->changes ? change_value(d->changes, kind) : NULL;
}

// When the letters leave that this doing made or put off; 0 = none waits for a time.
static int64_t
leaves_at(const Application *a, const Decision *d)
{
    const char *delay = vars_asked(d, CHANGE_DELAY);
    if (d->outcome == OUTCOME_HELD || was_done(a, "held"))
        return 0;
    if (d->wait > 0 && makes_letter(d))
        return a->reception->now + d->wait;
    return delay && was_done(a, "delayed") ? a->reception->now + g_ascii_strtoll(delay, NULL, 10)
                                           : 0;
}

// The words of an answer that did not leave, so that its author can send them again.
static bool
set_returned(const Application *a, const Event *e, Vars *v, GError **error)
{
    if (strcmp(e->kind, "undone") != 0 || !e->message || e->message == a->message)
        return true;
    GError *fault = NULL;
    g_autoptr(TicketMessage) m = store_message_get(a->reception->store, e->message, &fault);
    if (m)
        vars_harmless(v, "returned", m->text);
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

// What the mail itself did; the letters that it caused are no news.
bool
vars_changes(const Application *a, const Decision *d, const Notice *n, Vars *v, GError **error)
{
    const Manager *reader = desk_manager_by_address(a->reception->desk, n->to->address);
    bool mine = reader && strcmp(reader->login, a->who) == 0;
    for (guint i = 0; a->done && i < a->done->len; i++) {
        const Event *e = a->done->pdata[i];
        if (strcmp(e->kind, "sent") != 0)
            vars_event(a, n, e, vars_add(v, "changes"));
        if (mine && !set_returned(a, e, v, error))
            return false;
    }
    vars_set(v, "mine", mine ? "1" : "");
    vars_time(v, "leaves_at", mine ? leaves_at(a, d) : 0);
    if (mine && vars_asked(d, CHANGE_USE))
        vars_harmless(v, "filled", d->text);
    return true;
}
