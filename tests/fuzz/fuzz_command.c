// fuzz_command.c: any text as a manager's answer: its commands and what they would do. A text that
// was made harmless holds none.
#include "fuzz.h"
#include "ticket/command.h"

static Desk *
make_desk(void)
{
    static const char *const LOGINS[] = {"anna", "boris"};
    static const struct {
        const char *name;
        StatusKind kind;
    } STATUSES[] = {{"new", KIND_NEW},         {"open", KIND_OPEN},     {"wait", KIND_WAITING},
                    {"later", KIND_POSTPONED}, {"solved", KIND_SOLVED}, {"closed", KIND_CLOSED}};
    Desk *d = desk_new();
    g_ptr_array_add(d->queues, queue_new("support", "support@example.com"));
    for (size_t i = 0; i < G_N_ELEMENTS(LOGINS); i++) {
        g_autofree char *address = g_strdup_printf("%s@example.com", LOGINS[i]);
        g_ptr_array_add(d->managers, manager_new(LOGINS[i], LOGINS[i], address));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(STATUSES); i++) {
        g_ptr_array_add(d->workflow, status_new(STATUSES[i].name, STATUSES[i].kind));
    }
    return d;
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Desk *desk;
    static Ticket *ticket;
    if (!desk) {
        desk = make_desk();
        ticket = ticket_new();
        ticket->number = 7;
    }
    g_autofree char *text = text_utf8((const char *)data, (gssize)size);
    const VerbContext context = {.desk = desk,
                                 .queue = desk->queues->pdata[0],
                                 .ticket = size % 2 ? ticket : NULL,
                                 .actor = desk->managers->pdata[0]};
    g_auto(CommandBlock) block = {0};
    command_parse(text, 50, "uk", &block);
    look_at(&block);
    g_autoptr(GPtrArray) changes = command_plan(&block, &context, PROOF_L3);
    PROMISE(changes && (!block.faulty || changes->len == 0));

    g_autofree char *harmless = command_defuse(text);
    g_auto(CommandBlock) none = {0};
    fuzz_is_text(harmless);
    command_parse(harmless, 50, "en", &none);
    PROMISE(none.commands->len == 0);
    return 0;
}
