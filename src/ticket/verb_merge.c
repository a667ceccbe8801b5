// verb_merge.c: #merge N: this ticket becomes a part of another one; #link N [kind]: the two have
// to do with each other.
//
// Tickets of different customers are merged only on demand ("anyway"), because answers go to both
// from then on. Moving the story is desk/apply's matter.

#include "ticket/plain.h"
#include "ticket/verb.h"

#include <string.h>

static const char *
address_of(const VerbContext *context, const Ticket *t)
{
    return t->requester && *t->requester->address
               ? desk_primary_address(context->desk, t->requester->address)
               : "";
}

static bool
is_merged(const VerbContext *context, const Ticket *t, GError **error)
{
    if (t->merged_into == 0)
        return false;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, t->number);
    g_autofree char *into = g_strdup_printf("%" G_GINT64_FORMAT, t->merged_into);
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("ticket %s is a part of %s already")), number, into);
    return true;
}

static bool
is_itself(const VerbContext *context, int64_t number, GError **error)
{
    if (context->ticket->number != number)
        return false;
    g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("is this ticket itself; name another one")));
    return true;
}

// The customers of both get the answers of both from then on.
static bool
same_customer(const VerbContext *context, const Ticket *other, GError **error)
{
    const char *own = address_of(context, context->ticket);
    const char *its = address_of(context, other);
    if (*own ? *its && address_equal(own, its) : !*its)
        return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, other->number);
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("ticket %s is of another customer, %s: both would get the "
                                       "answers; if that is meant, write #merge %s anyway")),
                number, *its ? its : "–", number);
    return false;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    static const char *const ANYWAY[] = {"anyway",    "force",    "всё равно",
                                         "все равно", "все одно", NULL};
    int64_t number = 0;
    const char *rest = "";
    if (!verb_needs_ticket(context, error) ||
        !verb_number_arg(context, args, &number, &rest, error) || is_itself(context, number, error))
        return false;
    bool anyway = verb_is_one_of(rest, ANYWAY);
    if (*rest && !anyway)
        return verb_no_args(context, rest, error);
    const Ticket *other = verb_other(context, number, error);
    if (!other)
        return false;
    // This one is closed by it (apply_link.c), wherever it stands in the workflow: it has no life
    // of its own any more.
    const Status *closed = desk_status_first(context->desk, verb_queue_then(context), KIND_CLOSED);
    if (!verb_may_change(context, other, error) || !verb_may_enter(context, closed, error))
        return false;
    if (is_merged(context, context->ticket, error) || is_merged(context, other, error) ||
        (!anyway && !same_customer(context, other, error)) ||
        !verb_has_room(context, changes, other, error))
        return false;
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, number);
    change_add(changes, CHANGE_MERGE, value, "merge");
    return true;
}

static const Name LOCAL_KINDS[] = {
    {"связана", LINK_RELATES},    {"повязана", LINK_RELATES},     {"relates to", LINK_RELATES},
    {"блокирует", LINK_BLOCKS},   {"блокує", LINK_BLOCKS},        {"зависит", LINK_DEPENDS},
    {"залежить", LINK_DEPENDS},   {"depends on", LINK_DEPENDS},   {"родитель", LINK_PARENT},
    {"батьківська", LINK_PARENT}, {"дочерняя", LINK_CHILD},       {"дочірня", LINK_CHILD},
    {"дубликат", LINK_DUPLICATE}, {"дублікат", LINK_DUPLICATE},   {"копия", LINK_COPY},
    {"копія", LINK_COPY},         {"duplicates", LINK_DUPLICATE}, {NULL, 0},
};

static bool
link_kind(const char *word, int *kind)
{
    *kind = LINK_RELATES;
    if (!*word || names_code(LINK_NAMES, word, kind))
        return true;
    g_autofree char *plain = plain_word(word);
    for (size_t i = 0; LOCAL_KINDS[i].name; i++)
        if (text_equal_fold(LOCAL_KINDS[i].name, plain)) {
            *kind = LOCAL_KINDS[i].code;
            return true;
        }
    return false;
}

static bool
plan_link(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    int64_t number = 0;
    int kind = LINK_RELATES;
    const char *rest = "";
    if (!verb_needs_ticket(context, error) ||
        !verb_number_arg(context, args, &number, &rest, error) || is_itself(context, number, error))
        return false;
    if (!link_kind(rest, &kind)) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("\"%s\" is no kind of link; there are: relates, blocks, "
                                           "depends, parent, child, duplicate, copy")),
                    rest);
        return false;
    }
    // The link stands in the story of both.
    const Ticket *other = verb_other(context, number, error);
    if (!other || !verb_may_change(context, other, error))
        return false;
    g_autofree char *value =
        g_strdup_printf("%" G_GINT64_FORMAT " %s", number, names_name(LINK_NAMES, kind));
    change_add(changes, CHANGE_LINK, value, "link");
    return true;
}

static const char *const ALSO[] = {"duplicate", "объединить", "слить",    "дубликат",
                                   "об'єднати", "злити",      "дублікат", NULL};
static const char *const LINK_ALSO[] = {"refers", "связать", "связь", "зв'язати", "зв'язок", NULL};

const Verb VERB_MERGE = {
    "merge",  ALSO, N_("#merge N [anyway]"), N_("this ticket becomes a part of ticket N"),
    PROOF_L3, plan};
const Verb VERB_LINK = {"link",
                        LINK_ALSO,
                        N_("#link N [blocks|depends|parent|child|duplicate]"),
                        N_("has to do with ticket N"),
                        PROOF_L3,
                        plan_link};
