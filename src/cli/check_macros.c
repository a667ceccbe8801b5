// check_macros.c: the ready answers of a config, as far as they can be tried without a ticket:
// their texts as templates, and the arguments of those of their commands that the config alone
// decides.
//
// Not for what depends on a ticket, its letters or the rights of whoever uses the answer, nor for
// the names of values: "#use NAME k=v" may bring any. What is said here is a fault that the answer
// would show every time.

#include "cli/check_macros.h"

#include "base/error.h"
#include "base/log.h"
#include "mail/template.h"
#include "ticket/command.h"

#include <string.h>

// Commands whose arguments are names of the config, numbers and times.
static const char *const TRIED[] = {
    "status", "assign", "priority", "tag",  "type",  "set",     "queue", "snooze",
    "due",    "close",  "title",    "time", "watch", "unwatch", "bill",  NULL,
};

static unsigned
check_texts(const Macro *m)
{
    GHashTableIter iter;
    gpointer text;
    unsigned faults = 0;
    g_autofree char *name = g_strdup_printf("macro \"%s\"", m->name);
    g_hash_table_iter_init(&iter, m->texts);
    while (g_hash_table_iter_next(&iter, NULL, &text)) {
        g_autoptr(GError) error = NULL;
        if (template_check(text, name, NULL, &error))
            continue;
        log_write(LOG_ERROR, "%s", error->message);
        faults++;
    }
    return faults;
}

static unsigned
check_commands(const Macro *m, const VerbContext *context)
{
    g_auto(CommandBlock) block = {0};
    unsigned faults = 0;
    command_parse(m->commands, G_MAXUINT, "en", &block);
    for (guint i = 0; i < block.commands->len; i++) {
        const Command *c = block.commands->pdata[i];
        if (!c->verb || !g_strv_contains(TRIED, c->verb->name))
            continue;
        g_autoptr(GPtrArray) changes = change_list_new();
        g_autoptr(GError) error = NULL;
        // Who uses it may have a right that this one lacks.
        if (c->verb->plan(context, c->args, changes, &error) ||
            g_error_matches(error, HD_ERROR, HD_ERROR_REFUSED))
            continue;
        log_write(LOG_ERROR, "macro \"%s\": %s: %s", m->name, c->line, error->message);
        faults++;
    }
    return faults;
}

// The one who may most.
static const Manager *
choose_actor(const Desk *desk)
{
    const Manager *actor = NULL;
    for (guint i = 0; i < desk->managers->len; i++) {
        const Manager *m = desk->managers->pdata[i];
        if (m->active && (!actor || m->role > actor->role))
            actor = m;
    }
    return actor;
}

unsigned
check_macros(const Desk *desk, int64_t now)
{
    const Manager *found = choose_actor(desk);
    unsigned faults = 0;
    if (!found)
        return 0;
    Manager actor = *found;
    actor.language = (char[]){"en"};
    g_autoptr(Ticket) ticket = ticket_new();
    const Queue *queue = desk->queues->pdata[0];
    const Status *status = desk_status_first(desk, queue, KIND_NEW);
    g_free(ticket->queue);
    ticket->queue = g_strdup(queue->name);
    g_free(ticket->status);
    ticket->status = g_strdup(status->name);
    const VerbContext context = {.desk = desk,
                                 .queue = queue,
                                 .ticket = ticket,
                                 .actor = &actor,
                                 .now = now,
                                 .proof = PROOF_L4};
    for (guint i = 0; i < desk->macros->len; i++)
        faults +=
            check_texts(desk->macros->pdata[i]) + check_commands(desk->macros->pdata[i], &context);
    return faults;
}
