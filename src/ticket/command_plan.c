// command_plan.c: may the commands of a block be done, and what do they change: proof, rights, each
// verb's own checks, contradictions. All or nothing.
//
// Reading the lines is command.c; what rights there are is rights.c. Every refusal says in the
// actor's language what is missing.

#include "ticket/verb.h"

#include "base/error.h"
#include "base/lang.h"
#include "base/names.h"
#include "base/text.h"

#include <string.h>

static void
fail(CommandBlock *block, Command *c, const char *words)
{
    g_free(c->error);
    c->error = g_strdup(words);
    block->faulty = true;
}

bool
command_has(const CommandBlock *block, const char *verb)
{
    for (guint i = 0; block->commands && i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        if (c->verb && strcmp(c->verb->name, verb) == 0)
            return true;
    }
    return false;
}

bool
command_only_reads(const CommandBlock *block)
{
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        if (!c->verb || !c->verb->reads)
            return false;
    }
    return block->commands->len > 0;
}

Proof
command_needs(const CommandBlock *block, const Desk *d)
{
    Proof most = PROOF_L0;
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        // What is no verb needs what verbs usually do: nobody learns their names by guessing.
        most = MAX(most, c->verb ? verb_proof(d, c->verb) : PROOF_L3);
    }
    return most;
}

void
command_mentions(const CommandBlock *block, int64_t *on, GArray *numbers)
{
    static const char *const NAMING[] = {"merge", "link", "on"};
    *on = 0;
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        for (size_t j = 0; c->verb && j < G_N_ELEMENTS(NAMING); j++) {
            const char *rest;
            int64_t number;
            if (strcmp(c->verb->name, NAMING[j]) != 0 || !verb_number(c->args, &number, &rest))
                continue;
            if (strcmp(NAMING[j], "on") == 0)
                *on = *on ? *on : number;
            else
                g_array_append_val(numbers, number);
        }
    }
}

// "anna, line2, lead"
static char *
word_list(const GPtrArray *words)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", (const char *)words->pdata[i]);
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static bool
may_on_queue(const VerbContext *context, const Queue *q, bool reads, GError **error)
{
    const Desk *d = context->desk;
    bool may = reads ? desk_may_see(d, context->actor, q) : desk_may_act(d, context->actor, q);
    if (may)
        return true;
    g_autofree char *who = word_list(!reads && q->act->len ? q->act : q->see);
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                reads ? lang_text(context->actor->language,
                                  N_("you may not see tickets of queue %s; it is open to: %s"))
                      : lang_text(context->actor->language,
                                  N_("you may not change tickets of queue %s; it is open to: %s")),
                q->name, who);
    return false;
}

static bool
may_in_status(const VerbContext *context, const Ticket *t, GError **error)
{
    const Desk *d = context->desk;
    const Status *s = desk_status(d, t->status);
    if (!s || context->actor->role == ROLE_ADMIN || desk_is_among(d, context->actor, s->act))
        return true;
    g_autofree char *who = word_list(s->act);
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                lang_text(context->actor->language,
                          N_("you may not change a ticket whose status is %s; these may: %s")),
                status_label(s, context->actor->language), who);
    return false;
}

bool
verb_may_change(const VerbContext *context, const Ticket *t, GError **error)
{
    return may_on_queue(context, desk_queue(context->desk, t->queue), false, error) &&
           may_in_status(context, t, error);
}

bool
command_may(const VerbContext *context, const Verb *v, Proof proof, GError **error)
{
    const char *language = context->actor->language;
    Proof needed = verb_proof(context->desk, v);
    Role role = verb_role(context->desk, v);
    if (proof < needed) {
        g_set_error_literal(
            error, HD_ERROR, HD_ERROR_REFUSED,
            needed == PROOF_L4
                ? lang_text(language,
                            N_("this needs a letter signed with your OpenPGP or S/MIME key"))
                : lang_text(language,
                            N_("your identity is not proven well enough for this; answer a notice "
                               "of the ticket")));
        return false;
    }
    if (context->actor->role < role) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    lang_text(language, N_("this needs the right of: %s; you are: %s")),
                    names_name(ROLE_NAMES, (int)role),
                    names_name(ROLE_NAMES, (int)context->actor->role));
        return false;
    }
    if (!context->ticket && !v->anywhere && !context->makes_ticket) {
        g_set_error_literal(
            error, HD_ERROR, HD_ERROR_USAGE,
            lang_text(language, N_("this letter belongs to no ticket; answer a notice, or name one "
                                   "with #on NUMBER")));
        return false;
    }
    if (context->ticket && !v->reads)
        return verb_may_change(context, context->ticket, error);
    const Queue *q =
        context->ticket ? desk_queue(context->desk, context->ticket->queue) : context->queue;
    return may_on_queue(context, q, v->reads, error);
}

// Which line asked for something first.
typedef struct {
    const Change *change;
    const char *line;
} Asked;

static void
note_asked(GHashTable *things, char *key, const Change *change, const char *line)
{
    Asked *asked = g_new(Asked, 1);
    *asked = (Asked){change, line};
    g_hash_table_insert(things, key, asked);
}

static void
plan_one(CommandBlock *block, Command *c, const VerbContext *context, Proof proof,
         GHashTable *things, GPtrArray *all)
{
    g_autoptr(GPtrArray) changes = change_list_new();
    g_autoptr(GError) error = NULL;
    if (!command_may(context, c->verb, proof, &error) ||
        !c->verb->plan(context, c->args, changes, &error)) {
        c->refused = g_error_matches(error, HD_ERROR, HD_ERROR_REFUSED);
        fail(block, c, error->message);
        return;
    }
    for (guint i = 0; i < changes->len; i++) {
        Change *change = changes->pdata[i];
        g_autofree char *key = change_thing(change);
        const Asked *earlier = key ? g_hash_table_lookup(things, key) : NULL;
        if (key && !earlier) {
            note_asked(things, g_steal_pointer(&key), change, c->line);
        } else if (earlier && change_contradicts(change, earlier->change)) {
            g_autofree char *words =
                g_strdup_printf(lang_text(context->actor->language,
                                          N_("contradicts \"%s\" above; leave one of them out")),
                                earlier->line);
            fail(block, c, words);
        }
    }
    g_ptr_array_extend_and_steal(all, g_steal_pointer(&changes));
}

// Who gets a ticket that moves must see it where it goes.
static const Queue *
moving_to(const CommandBlock *block, const Desk *d)
{
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        if (!c->verb || strcmp(c->verb->name, "queue") != 0)
            continue;
        const Queue *q = verb_queue_named(d, c->args);
        return q || !*c->args ? q : desk_queue_by_address(d, c->args);
    }
    return NULL;
}

// A status that the new queue does not have gives way to one like it, unless the letter says
// something else.
static void
follow_queue(const VerbContext *context, GPtrArray *all)
{
    static const ChangeKind SETTING[] = {CHANGE_STATUS, CHANGE_SPAM, CHANGE_MERGE};
    const char *moved = change_value(all, CHANGE_QUEUE);
    const Desk *d = context->desk;
    if (!moved || !context->ticket)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(SETTING); i++)
        if (change_value(all, SETTING[i]))
            return;
    const Status *now = desk_status(d, context->ticket->status);
    const Status *then = queue_status_like(d, desk_queue(d, moved), now);
    if (then != now)
        change_add(all, CHANGE_STATUS, then->name, "queue");
}

// The first required field that would be empty; NULL = none.
static const char *
missing_field(const VerbContext *context, const GPtrArray *all)
{
    const GPtrArray *fields = context->desk->fields;
    for (guint i = 0; i < fields->len; i++) {
        const CustomField *field = fields->pdata[i];
        const char *value = context->ticket ? ticket_field(context->ticket, field->name) : NULL;
        size_t len = strlen(field->name);
        for (guint j = 0; j < all->len; j++) {
            const Change *c = all->pdata[j];
            if (c->kind == CHANGE_FIELD && c->value[len] == '=' &&
                g_ascii_strncasecmp(c->value, field->name, len) == 0)
                value = c->value + len + 1;
        }
        if (field->required && (!value || !*value))
            return field->name;
    }
    return NULL;
}

// What is done has its required fields; what is cancelled need not.
static void
check_required(CommandBlock *block, const VerbContext *context, GHashTable *things,
               const GPtrArray *all)
{
    const char *name = change_value(all, CHANGE_STATUS);
    const Status *s = name ? desk_status(context->desk, name) : NULL;
    bool other = change_value(all, CHANGE_SPAM) || change_value(all, CHANGE_MERGE);
    const char *missing =
        s && s->kind >= KIND_SOLVED && !s->cancelled && !other ? missing_field(context, all) : NULL;
    if (!missing)
        return;
    Change status = {.kind = CHANGE_STATUS, .value = (char *)name};
    g_autofree char *key = change_thing(&status);
    const Asked *asked = key ? g_hash_table_lookup(things, key) : NULL;
    g_autofree char *words = g_strdup_printf(
        lang_text(context->actor->language,
                  N_("a ticket is not solved without its field %s; write #set %s=…")),
        missing, missing);
    for (guint i = 0; asked && i < block->commands->len; i++) {
        Command *c = block->commands->pdata[i];
        if (c->line == asked->line)
            fail(block, c, words);
    }
}

GPtrArray *
command_plan(CommandBlock *block, const VerbContext *context, Proof proof)
{
    GPtrArray *all = change_list_new();
    g_autoptr(GHashTable) things = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    VerbContext proven = *context;
    proven.proof = proof;
    proven.moving = moving_to(block, context->desk);
    proven.planned = all;
    for (guint i = 0; i < block->commands->len; i++) {
        Command *c = block->commands->pdata[i];
        if (c->verb && !*c->error)
            plan_one(block, c, &proven, proof, things, all);
    }
    if (!block->faulty)
        check_required(block, context, things, all);
    if (block->faulty)
        g_ptr_array_set_size(all, 0);
    follow_queue(context, all);
    return all;
}
