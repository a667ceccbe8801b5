// fuzz_command.c: any text as a manager's answer: its commands and what they would do on a desk
// that has everything that commands name. A text that was made harmless holds none.
#include "fuzz.h"
#include "ticket/command.h"
#include "ticket/when.h"

#define NOW INT64_C(1790000000)

static Desk *
make_desk(void)
{
    static const char *const LOGINS[] = {"anna", "boris"};
    static const struct {
        const char *name;
        StatusKind kind;
    } STATUSES[] = {{"new", KIND_NEW},         {"open", KIND_OPEN},     {"wait", KIND_WAITING},
                    {"later", KIND_POSTPONED}, {"solved", KIND_SOLVED}, {"closed", KIND_CLOSED}};
    static const char *const FIELDS[] = {"room", "seats", "moved", "vip", "size"};
    Desk *d = desk_new();
    g_ptr_array_add(d->queues, queue_new("support", "support@example.com"));
    g_ptr_array_add(d->queues, queue_new("sales", "sales@example.com"));
    for (size_t i = 0; i < G_N_ELEMENTS(LOGINS); i++) {
        g_autofree char *address = g_strdup_printf("%s@example.com", LOGINS[i]);
        g_ptr_array_add(d->managers, manager_new(LOGINS[i], LOGINS[i], address));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(STATUSES); i++)
        g_ptr_array_add(d->workflow, status_new(STATUSES[i].name, STATUSES[i].kind));
    g_ptr_array_add(((Status *)d->workflow->pdata[5])->enter, g_strdup("lead"));
    for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++)
        g_ptr_array_add(d->fields, custom_field_new(FIELDS[i], (CustomKind)i));
    g_ptr_array_add(((CustomField *)d->fields->pdata[4])->choices, g_strdup("small"));
    Group *g = group_new("line2");
    g_ptr_array_add(g->members, g_strdup("boris"));
    g_ptr_array_add(d->groups, g);
    g_ptr_array_add(d->types, g_strdup("Incident"));
    g_ptr_array_add(d->prices, price_new("visit"));
    Macro *m = macro_new("thanks");
    g_hash_table_insert(m->texts, g_strdup(""), g_strdup("Thank you, {{name}}: {{number}}."));
    g_free(m->commands);
    m->commands = g_strdup("#close\n#tag thanks\n#snooze 3d\n");
    g_ptr_array_add(d->macros, m);
    return d;
}

static Ticket *
make_ticket(int64_t number, const char *queue)
{
    Ticket *t = ticket_new();
    t->number = number;
    g_free(t->queue);
    t->queue = g_strdup(queue);
    t->requester = contact_new(number == 9 ? "eve@stranger.example" : "carol@customer.example", "");
    g_ptr_array_add(t->watchers, g_strdup("boris"));
    g_ptr_array_add(t->participants, contact_new("dave@customer.example", ""));
    return t;
}

static VerbContext
make_context(void)
{
    Desk *d = make_desk();
    GPtrArray *others = g_ptr_array_new(), *pending = g_ptr_array_new();
    g_ptr_array_add(others, make_ticket(8, "support"));
    g_ptr_array_add(others, make_ticket(9, "sales"));
    PendingLetter *letter = g_new0(PendingLetter, 1);
    letter->message = 5;
    g_ptr_array_add(pending, letter);
    UndoRecord *undo = undo_record_new();
    undo->message = 5;
    undo->at = NOW - 60;
    g_free(undo->who);
    undo->who = g_strdup("anna");
    return (VerbContext){.desk = d,
                         .queue = d->queues->pdata[0],
                         .ticket = make_ticket(7, "support"),
                         .actor = d->managers->pdata[0],
                         .now = NOW,
                         .shown = 5,
                         .others = others,
                         .pending = pending,
                         .undo = undo,
                         .has_text = true};
}

static void
look_at(const CommandBlock *block)
{
    fuzz_is_text(block->text);
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        fuzz_is_text(c->line);
        fuzz_is_text(c->name);
        fuzz_is_text(c->args);
        fuzz_is_text(c->error);
        PROMISE(c->verb || *c->error || block->faulty);
    }
}

static void
look_at_changes(const GPtrArray *changes)
{
    for (guint i = 0; i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        PROMISE(c->by && c->value);
        fuzz_is_text(c->value);
        if (c->kind != CHANGE_USE) // a ready answer has as many lines as it likes
            fuzz_is_line(c->value);
    }
}

// Each line by itself too: in the block one fault hides what the others would do.
static void
plan_each(const CommandBlock *block, const VerbContext *context)
{
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        g_autoptr(GPtrArray) changes = change_list_new();
        g_autoptr(GError) error = NULL;
        int64_t at = 0;
        if (c->verb) {
            bool ok = c->verb->plan(context, c->args, changes, &error);
            PROMISE(ok == (error == NULL));
            look_at_changes(changes);
            if (error)
                fuzz_is_text(error->message);
        }
        PROMISE(!when_parse(c->args, NOW, "ru", &at, NULL) || at > NOW);
        g_autofree char *day = when_parse_day(c->args, NOW);
        PROMISE(!day || strlen(day) == strlen("2026-12-01"));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static VerbContext full;
    if (!full.desk)
        full = make_context();
    g_autofree char *text = text_utf8((const char *)data, (gssize)size);
    VerbContext context = full;
    if (size % 3 == 0) {
        context = (VerbContext){.desk = full.desk,
                                .queue = full.queue,
                                .actor = full.actor,
                                .now = NOW,
                                .makes_ticket = size % 2};
    }
    g_auto(CommandBlock) block = {0};
    command_parse(text, 50, "uk", &block);
    look_at(&block);
    plan_each(&block, &context);
    g_autoptr(GPtrArray) changes = command_plan(&block, &context, PROOF_L3);
    PROMISE(changes && (!block.faulty || changes->len == 0));
    look_at(&block);
    look_at_changes(changes);
    int64_t on = 0;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    command_mentions(&block, &on, numbers);
    PROMISE(on >= 0 && numbers->len <= block.commands->len);

    g_autofree char *harmless = command_defuse(text);
    g_auto(CommandBlock) none = {0};
    fuzz_is_text(harmless);
    command_parse(harmless, 50, "en", &none);
    PROMISE(none.commands->len == 0);
    return 0;
}
