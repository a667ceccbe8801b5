// operate.c: the same decisions and rows as for mail, started from the command line or a page:
// commands of a manager, the rating of a customer.
//
// Each call is one transaction. Who may call is the caller's matter: the command line is proof
// enough (whoever can read the database needs no command), a rating link carries its own token.

#include "desk/operate.h"

#include "base/error.h"
#include "base/text.h"
#include "desk/apply.h"
#include "desk/case_private.h"
#include "desk/tick_timer.h"

#define REVIEW_MAX 4000

void
rating_view_clear(RatingView *v)
{
    g_clear_pointer(&v->marker, g_free);
    g_clear_pointer(&v->subject, g_free);
    g_clear_pointer(&v->language, g_free);
    g_clear_pointer(&v->review, g_free);
}

static Ticket *
ticket_or_absent(Store *store, int64_t number, GError **error)
{
    GError *fault = NULL;
    Ticket *t = case_ticket_load(store, number, NULL, &fault);
    if (fault)
        g_propagate_error(error, fault);
    else if (!t)
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT, "there is no ticket %" G_GINT64_FORMAT,
                    number);
    return t;
}

static void
set_faults(const CommandBlock *block, GError **error)
{
    g_autoptr(GString) lines = g_string_new("nothing was done");
    bool refused = false;
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        if (*c->error)
            g_string_append_printf(lines, "; %s: %s", c->line, c->error);
        refused = refused || (*c->error && c->refused);
    }
    g_set_error_literal(error, HD_ERROR, refused ? HD_ERROR_REFUSED : HD_ERROR_INPUT, lines->str);
}

static bool
run_commands(const Reception *given, int64_t number, const Manager *actor, const char *text,
             char **done, GError **error)
{
    g_autoptr(Ticket) ticket = ticket_or_absent(given->store, number, error);
    if (!ticket)
        return false;
    number = ticket->number;
    Reception r = *given;
    ThreadChoice thread = {.ticket = number, .by = "named"};
    Nature nature = {
        .kind = NATURE_PERSON, .may_answer = true, .may_reopen = true, .may_pass_on = true};
    Facts facts = facts_of_ticket(&r, ticket, &nature, &thread);
    facts.manager = actor;
    facts.proof = PROOF_L3;
    facts.channel = "command";
    g_auto(WorkSpread) spread = {0};
    facts.spread = &spread;
    const char *customer = ticket && ticket->requester ? ticket->requester->address : "-";
    if (!case_spread(&r, &spread, error) || !case_fault_told(&r, &facts.fault_told, error) ||
        !case_caps(&r, customer, ticket, &facts, error))
        return false;
    g_auto(TicketFacts) about = {0};
    g_auto(CommandBlock) block = {0};
    command_parse(text, r.desk->limits.commands, actor->language, &block);
    if (block.commands->len == 0 && text_is_empty(block.text)) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                            "neither a command nor a text was given");
        return false;
    }
    if (!ticket_facts_gather(&r, &block, &facts, &about, error))
        return false;
    g_auto(Decision) d = {0};
    decide_commands(&facts, text, &d);
    if (d.block.faulty) {
        set_faults(&d.block, error);
        return false;
    }
    if (d.refused || d.outcome == OUTCOME_HELD) {
        g_set_error_literal(error, HD_ERROR, d.refused ? HD_ERROR_REFUSED : HD_ERROR_INPUT, d.why);
        return false;
    }
    g_auto(Application) a = {.reception = &r,
                             .ticket = g_steal_pointer(&ticket),
                             .who = actor->login,
                             .proof = PROOF_L3};
    bool applied = apply_decision(&a, &d, error);
    if (applied && done)
        *done =
            g_strdup_printf("ticket %" G_GINT64_FORMAT ": %s; status %s, manager %s", number, d.why,
                            a.ticket->status, *a.ticket->manager ? a.ticket->manager : "nobody");
    return applied;
}

bool
operate_commands(const Reception *reception, int64_t ticket, const Manager *actor, const char *text,
                 char **done, GError **error)
{
    if (!store_begin(reception->store, error))
        return false;
    if (timers_learn(reception, error) &&
        run_commands(reception, ticket, actor, text, done, error) &&
        store_commit(reception->store, error))
        return true;
    store_rollback(reception->store);
    return false;
}

static Ticket *
ticket_of_rating(const Reception *r, const char *text, GError **error)
{
    Token token;
    if (!token_parse(text, &token) || token.purpose != TOKEN_RATE ||
        token_check(r->desk->keys, &token, NULL, r->now) == TOKEN_FORGED) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT, "this link is not one of ours");
        return NULL;
    }
    if (token_check(r->desk->keys, &token, NULL, r->now) == TOKEN_EXPIRED) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_REFUSED, "this link has expired");
        return NULL;
    }
    return ticket_or_absent(r->store, token.ticket, error);
}

bool
rating_look(const Reception *reception, const char *token, RatingView *out, GError **error)
{
    *out = (RatingView){0};
    g_autoptr(Ticket) t = ticket_of_rating(reception, token, error);
    if (!t)
        return false;
    *out = (RatingView){
        .ticket = t->number,
        .marker = ticket_marker(t, desk_queue(reception->desk, t->queue)),
        .subject = g_strdup(t->subject),
        .language = g_strdup(t->language),
        .score = t->rating,
        .review = g_strdup(t->review),
    };
    return true;
}

// What rules make of it.
static bool
follow_rating(const Reception *given, Ticket *t, GError **error)
{
    Reception r = *given;
    Nature nature = {.kind = NATURE_PERSON, .may_answer = true};
    ThreadChoice thread = {.by = ""};
    g_auto(WorkSpread) spread = {0};
    Facts facts = facts_of_ticket(&r, t, &nature, &thread);
    facts.channel = "page";
    facts.spread = &spread;
    const char *customer = t->requester ? t->requester->address : "-";
    if (!case_spread(&r, &spread, error) || !case_fault_told(&r, &facts.fault_told, error) ||
        !case_caps(&r, customer, t, &facts, error))
        return false;
    g_auto(Decision) d = {0};
    decide_rated(&facts, t->rating, &d);
    g_auto(Application) a = {.reception = &r, .ticket = ticket_dup(t), .who = "system"};
    return apply_decision(&a, &d, error);
}

static bool
store_rating(const Reception *r, const char *token, int score, const char *review, GError **error)
{
    g_autoptr(Ticket) t = ticket_of_rating(r, token, error);
    if (!t)
        return false;
    g_autofree char *normal = text_normal(review);
    g_autofree char *kept = g_utf8_substring(normal, 0, MIN(REVIEW_MAX, g_utf8_strlen(normal, -1)));
    g_autofree char *detail =
        *kept ? g_strdup_printf("%d: %s", score, kept) : g_strdup_printf("%d", score);
    g_autoptr(Event) e = event_new(t->number, r->now, "rated",
                                   t->requester ? t->requester->address : "customer", detail);
    g_free(e->proof);
    e->proof = g_strdup(proof_name(PROOF_L3));
    bool news = t->rating != score;
    t->rating = score;
    g_free(t->review);
    t->review = g_strdup(kept);
    return store_rating_set(r->store, t->number, score, kept, r->now, error) &&
           store_event_add(r->store, e, r->desk->hash, error) &&
           (!news || follow_rating(r, t, error));
}

bool
rating_give(const Reception *reception, const char *token, int score, const char *review,
            GError **error)
{
    if (score < 1 || score > 5) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_INPUT, "a rating is a number from 1 to 5");
        return false;
    }
    if (!store_begin(reception->store, error))
        return false;
    if (store_rating(reception, token, score, review, error) &&
        store_commit(reception->store, error))
        return true;
    store_rollback(reception->store);
    return false;
}
