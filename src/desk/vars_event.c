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

#define DETAIL_MAX 300
#define ARROW      " → "

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
    {"delay", N_("answer waits")},
    {"undone", N_("taken back")},
    {"released", N_("answer let go")},
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

static char *
detail_words(const Desk *d, const Event *e, const char *language)
{
    g_autofree char *line = text_one_line(e->detail);
    g_autofree char *clipped = text_clip(line, DETAIL_MAX);
    g_auto(GStrv) sides = g_strsplit(clipped, ARROW, 2);
    GString *out = g_string_new(NULL);
    for (guint i = 0; sides[i]; i++)
        g_string_append_printf(out, "%s%s", i ? ARROW : "",
                               value_words(d, e->kind, sides[i], language));
    return g_string_free(out, FALSE);
}

static const char *
person(const Desk *d, const char *who, const char *language)
{
    const Manager *m = desk_manager(d, who);
    if (strcmp(who, "system") == 0)
        return lang_text(language, N_("the desk"));
    return m ? m->name : who;
}

void
vars_event(const Application *a, const Notice *n, const Event *e, Vars *entry)
{
    const Desk *d = a->reception->desk;
    g_autofree char *detail = detail_words(d, e, n->language);
    vars_set(entry, "what", kind_words(e->kind, n->language));
    vars_set(entry, "detail", detail);
    vars_set(entry, "who", person(d, e->who, n->language));
    vars_set(entry, "proof", e->proof);
    vars_set(entry, "rule", e->rule);
    vars_time(entry, "when", e->at);
}

// What the mail itself did; the letters that it caused are no news.
void
vars_changes(const Application *a, const Notice *n, Vars *v)
{
    for (guint i = 0; a->done && i < a->done->len; i++) {
        const Event *e = a->done->pdata[i];
        if (strcmp(e->kind, "sent") != 0)
            vars_event(a, n, e, vars_add(v, "changes"));
    }
}
