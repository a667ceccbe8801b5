// verb_list.c: questions that are answered by mail: #list, #search, #show, #why.
//
// A question is kept in one form, whatever language it was asked in: "list" and one of mine, late,
// open, nobody, waiting, postponed, new, solved, all, "tag:x", "type:x", the name of a queue or a
// group, a login; "search" and the words; "show"; "why". Finding and writing the answer is desk's
// matter.

#include "ticket/verb.h"

#include <string.h>

#define WORDS_MAX 200

static const struct {
    const char *word, *means;
} LISTS[] = {
    {"mine", "mine"},
    {"my", "mine"},
    {"мои", "mine"},
    {"мої", "mine"},
    {"late", "late"},
    {"overdue", "late"},
    {"просроченные", "late"},
    {"опоздавшие", "late"},
    {"прострочені", "late"},
    {"open", "open"},
    {"открытые", "open"},
    {"відкриті", "open"},
    {"nobody", "nobody"},
    {"unassigned", "nobody"},
    {"ничьи", "nobody"},
    {"нічиї", "nobody"},
    {"waiting", "waiting"},
    {"wait", "waiting"},
    {"ждут", "waiting"},
    {"чекають", "waiting"},
    {"postponed", "postponed"},
    {"snoozed", "postponed"},
    {"later", "postponed"},
    {"отложенные", "postponed"},
    {"відкладені", "postponed"},
    {"new", "new"},
    {"новые", "new"},
    {"нові", "new"},
    {"solved", "solved"},
    {"решённые", "solved"},
    {"решенные", "solved"},
    {"вирішені", "solved"},
    {"all", "all"},
    {"все", "all"},
    {"всі", "all"},
    {"усі", "all"},
};

static const struct {
    const char *prefix;
    bool type; // else a tag
} KEYS[] = {{"tag:", false},   {"метка:", false}, {"тег:", false},
            {"мітка:", false}, {"type:", true},   {"тип:", true}};

// "tag:printer"; NULL when it is no such thing. The caller frees.
static char *
keyed(const Desk *desk, const char *args)
{
    g_autofree char *folded = text_fold(args);
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        if (!g_str_has_prefix(folded, KEYS[i].prefix))
            continue;
        const char *value = folded + strlen(KEYS[i].prefix);
        value += strspn(value, " ");
        for (guint j = 0; KEYS[i].type && j < desk->types->len; j++)
            if (text_equal_fold(desk->types->pdata[j], value))
                value = desk->types->pdata[j];
        return *value ? g_strconcat(KEYS[i].type ? "type:" : "tag:", value, NULL) : NULL;
    }
    return NULL;
}

// What is to be listed, in the form of above; NULL and an error. The caller frees.
static char *
list_query(const VerbContext *context, const char *args, GError **error)
{
    const char *lang = context->actor->language;
    for (size_t i = 0; i < G_N_ELEMENTS(LISTS); i++)
        if (text_equal_fold(LISTS[i].word, args))
            return g_strdup(LISTS[i].means);
    char *key = keyed(context->desk, args);
    if (key)
        return key;
    const Queue *q = verb_queue_named(context->desk, args);
    if (q && desk_may_see(context->desk, context->actor, q))
        return g_strdup(q->name);
    if (q) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("you may not see tickets of the queue %s")), q->name);
        return NULL;
    }
    const Group *group = desk_group(context->desk, args);
    if (group)
        return g_strdup(group->name);
    const Manager *m = desk_find_manager(context->desk, args, lang, NULL);
    if (m)
        return g_strdup(m->login);
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("\"%s\" is no list; there are: mine, late, open, nobody, "
                                       "waiting, postponed, new, solved, all, a queue, a group, a "
                                       "person, tag:x, type:x")),
                args);
    return NULL;
}

static bool
plan_list(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_autofree char *what = list_query(context, *args ? args : "mine", error);
    if (!what)
        return false;
    g_autofree char *query = g_strconcat("list ", what, NULL);
    change_add(changes, CHANGE_QUERY, query, "list");
    return true;
}

static bool
plan_search(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_autofree char *words = verb_line(context, args, WORDS_MAX, error);
    if (!words)
        return false;
    if (!*words) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                            verb_words(context, N_("needs words to look for: #search printer")));
        return false;
    }
    g_autofree char *query = g_strconcat("search ", words, NULL);
    change_add(changes, CHANGE_QUERY, query, "search");
    return true;
}

// #show and #why take nothing: which ticket is said by #on.
static bool
ask(const VerbContext *context, const char *args, const char *what, GPtrArray *changes,
    GError **error)
{
    int64_t number = 0;
    const char *rest = "";
    if (verb_number(args, &number, &rest) && !*rest &&
        !(context->ticket && context->ticket->number == number)) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("takes no number; for another ticket write #on %s "
                                           "above")),
                    args);
        return false;
    }
    if ((number == 0 && !verb_no_args(context, args, error)) || !verb_needs_ticket(context, error))
        return false;
    change_add(changes, CHANGE_QUERY, what, what);
    return true;
}

static bool
plan_show(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return ask(context, args, "show", changes, error);
}

static bool
plan_why(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return ask(context, args, "why", changes, error);
}

static const char *const SHOW_ALSO[] = {"info", "показать", "инфо", "показати", "інфо", NULL};
static const char *const LIST_ALSO[] = {"список", "заявки", "перелік", NULL};
static const char *const SEARCH_ALSO[] = {"find",  "поиск",  "найти",  "искать",
                                          "пошук", "знайти", "шукати", NULL};
static const char *const WHY_ALSO[] = {"explain", "почему", "объяснить", "чому", "пояснити", NULL};

const Verb VERB_SHOW = {"show",   SHOW_ALSO, N_("#show"),  N_("the ticket and its story, by mail"),
                        PROOF_L2, plan_show, .reads = true};
const Verb VERB_LIST = {"list",
                        LIST_ALSO,
                        N_("#list [mine|late|open|nobody|…]"),
                        N_("a list of tickets, by mail"),
                        PROOF_L2,
                        plan_list,
                        .reads = true,
                        .anywhere = true};
const Verb VERB_SEARCH = {
    "search", SEARCH_ALSO, N_("#search WORDS"), N_("tickets with these words"),
    PROOF_L2, plan_search, .reads = true,       .anywhere = true};
const Verb VERB_WHY = {"why",    WHY_ALSO, N_("#why"),   N_("what was decided about it, and why"),
                       PROOF_L2, plan_why, .reads = true};
