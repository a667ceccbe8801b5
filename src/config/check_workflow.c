// check_workflow.c: the statuses of a ticket, and the ones that stand when the config has none.
//
// Decisions go by the kind of a status and by the first status of a kind, so every kind that they
// lead to must be there; commands and the database go by names, so no name may mean two statuses.
// Not for the ways between them (check_ways.c).
#include "config/loader.h"

#include "base/text.h"

static const struct {
    const char *name;
    StatusKind kind;
    const char *ru, *uk;
    bool cancelled;
} BUILT_IN[] = {
    {"new", KIND_NEW, "новая", "нова"},
    {"open", KIND_OPEN, "в работе", "у роботі"},
    {"wait", KIND_WAITING, "ждём клиента", "чекаємо клієнта"},
    {"postponed", KIND_POSTPONED, "отложена", "відкладена"},
    {"solved", KIND_SOLVED, "решена", "вирішена"},
    {"closed", KIND_CLOSED, "закрыта", "закрита"},
    {"invalid", KIND_CLOSED, "отменена", "скасована", true},
};

static void
add_built_in(Desk *desk)
{
    for (size_t i = 0; i < G_N_ELEMENTS(BUILT_IN); i++) {
        Status *s = status_new(BUILT_IN[i].name, BUILT_IN[i].kind);
        g_hash_table_insert(s->labels, g_strdup("ru"), g_strdup(BUILT_IN[i].ru));
        g_hash_table_insert(s->labels, g_strdup("uk"), g_strdup(BUILT_IN[i].uk));
        s->cancelled = BUILT_IN[i].cancelled;
        g_ptr_array_add(desk->workflow, s);
    }
}

static void
take_name(Loader *l, GHashTable *names, const char *name, const Status *s)
{
    g_autofree char *folded = text_fold(name);
    const Status *other = g_hash_table_lookup(names, folded);
    if (other && other != s) {
        loader_fault(l, origin_line(l, s, "name", -1), "give each status names of its own",
                     "\"%s\" is already a name of status \"%s\"", name, other->name);
    } else {
        g_hash_table_insert(names, g_steal_pointer(&folded), (gpointer)(uintptr_t)s);
    }
}

static void
check_kinds(Loader *l)
{
    static const StatusKind NEEDED[] = {KIND_NEW, KIND_OPEN, KIND_WAITING, KIND_SOLVED,
                                        KIND_CLOSED};
    for (size_t i = 0; i < G_N_ELEMENTS(NEEDED); i++) {
        if (!desk_status_first(l->desk, NULL, NEEDED[i])) {
            const char *kind = status_kind_name(NEEDED[i]);
            g_autofree char *hint =
                g_strdup_printf("add { name = \"%s\"; kind = \"%s\"; }", kind, kind);
            loader_fault(l, origin_line(l, l->desk, "workflow", -1), hint,
                         "workflow has no status of kind \"%s\"", kind);
        }
    }
}

void
check_workflow(Loader *l)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!origin_has(l, l->desk, "workflow")) {
        add_built_in(l->desk);
        return;
    }
    for (guint i = 0; i < l->desk->workflow->len; i++) {
        const Status *s = l->desk->workflow->pdata[i];
        GHashTableIter it;
        gpointer label;
        take_name(l, names, s->name, s);
        g_hash_table_iter_init(&it, s->labels);
        while (g_hash_table_iter_next(&it, NULL, &label)) {
            take_name(l, names, label, s);
        }
    }
    check_kinds(l);
}
