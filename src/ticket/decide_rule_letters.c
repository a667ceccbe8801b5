// decide_rule_letters.c: what rules write: an answer to the customer, a call for somebody's
// attention, a copy to an outsider, a refusal; and what admins hear of a rule that cannot be tried.
//
// All of it is automatic: it obeys the caps and never answers a machine (TRUST 2). Texts of the
// config are ready answers (macros) in the customer's language. Letters are written when all else
// is decided, on the ticket as it will be; what a timer meant for a ticket that something else has
// changed meanwhile is not written.

#include "ticket/decide_private.h"

#include "base/text.h"
#include "ticket/macro.h"

#include <string.h>

static const GPtrArray *
values_of(const GPtrArray *actions, const char *name)
{
    for (guint i = 0; i < actions->len; i++)
        if (strcmp(action_name(actions->pdata[i]), name) == 0)
            return action_values(actions->pdata[i]);
    return NULL;
}

static const char *
first_of(const GPtrArray *values)
{
    return values && values->len ? values->pdata[0] : "";
}

static Notice *
last_notice(Decision *d)
{
    return d->notices->pdata[d->notices->len - 1];
}

// Which rule it comes from, for the letter.
static void
name_rule(Decision *d, guint from, const char *rule)
{
    for (guint i = from; i < d->notices->len; i++) {
        Notice *n = d->notices->pdata[i];
        g_free(n->query);
        n->query = g_strdup(rule);
    }
}

struct RuleLetters {
    const char *rule;         // borrowed
    const GPtrArray *actions; // borrowed
    const Condition *when;    // borrowed; what has to hold still, NULL = nothing
    RuleTrace *trace;         // borrowed from the decision
};

void
rule_letters_free(RuleLetters *l)
{
    g_free(l);
}

// Who may be answered without a person's word: not a machine, not whom an unproven mail in a
// manager's name names.
static const char *
answer_refusal(const RuleRun *run, const Contact *c)
{
    const Facts *f = run->facts;
    const Decision *out = run->out;
    const Status *s = desk_status(f->desk, run->ticket->status);
    if (!c || !*c->address)
        return "nobody's address is known";
    if (f->message && !f->nature->may_answer)
        return *f->nature->why ? f->nature->why : "no person wrote";
    if (f->message && f->manager && f->proof < PROOF_L2 && out->requester)
        return "nothing proves who entered it";
    if (s && s->kind == KIND_CLOSED && s->cancelled)
        return "the ticket is cancelled";
    for (guint i = 0; i < out->notices->len; i++) {
        const Notice *n = out->notices->pdata[i];
        if (n->kind == NOTICE_AUTO_ANSWER && address_equal(n->to->address, c->address))
            return "one ready answer at a time";
    }
    return NULL;
}

static void
add_trouble(RuleTrace *trace, const char *what, const char *why)
{
    char *whole = g_strdup_printf("%s (%s: %s)", trace->why, what, why);
    g_free(trace->why);
    trace->why = whole;
}

// The customer is answered with a ready answer. False: not, and the trace says why.
static bool
answer_customer(RuleRun *run, const char *macro, RuleTrace *trace)
{
    const Facts *f = run->facts;
    Decision *out = run->out;
    const Macro *m = desk_macro(f->desk, macro);
    const Contact *c = run->ticket->requester;
    const char *refusal = answer_refusal(run, c);
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        m && !refusal ? macro_text(f->desk, run->view.queue, run->ticket, m, f->now, &error) : NULL;
    if (!text) {
        add_trouble(trace, "no letter",
                    refusal ? refusal
                    : error ? error->message
                            : "no such ready answer");
        return false;
    }
    g_autoptr(Address) to = address_new(c->name, c->address);
    const char *language = *run->ticket->language ? run->ticket->language : f->queue->language;
    const char *capped = customer_refusal(f, out, NOTICE_AUTO_ANSWER, to);
    notify_customer(f, out, NOTICE_AUTO_ANSWER, to, language, text);
    if (capped) {
        add_trouble(trace, "no letter", capped);
        return false;
    }
    Notice *n = last_notice(out);
    g_free(n->query);
    n->query = g_strdup(macro);
    return true;
}

// Letters about a ticket that is not made would be about nothing.
static void
drop_letters(Decision *out)
{
    for (guint i = out->notices->len; i-- > 0;)
        if (((const Notice *)out->notices->pdata[i])->kind != NOTICE_AUTO_ANSWER)
            g_ptr_array_remove_index(out->notices, i);
    g_ptr_array_set_size(out->letters, 0);
}

static void
refuse(RuleRun *run, const char *rule, const char *macro, RuleTrace *trace)
{
    Decision *out = run->out;
    answer_customer(run, macro, trace);
    if (out->create && !run->facts->manager) {
        decide_set(out, OUTCOME_REFUSED, "refused by the rule \"%s\"", rule);
        out->create = out->add = false;
        g_ptr_array_set_size(out->changes, 0);
        g_ptr_array_set_size(out->joining, 0);
        drop_letters(out);
        return;
    }
    const Status *s = desk_status_first(run->facts->desk, run->view.queue, KIND_CLOSED);
    if (s) {
        change_add(out->changes, CHANGE_STATUS, s->name, rule);
        ((Change *)out->changes->pdata[out->changes->len - 1])->automatic = true;
    }
}

void
rule_keep_letters(RuleRun *run, const char *rule, const GPtrArray *actions, const Condition *when,
                  RuleTrace *trace)
{
    const char *refusal = first_of(values_of(actions, "refuse"));
    if (*refusal) {
        refuse(run, rule, refusal, trace);
        return;
    }
    RuleLetters *l = g_new0(RuleLetters, 1);
    *l = (RuleLetters){rule, actions, when, trace};
    g_ptr_array_add(run->out->letters, l);
}

// Everybody whose role it is; the next higher one when nobody has it.
static GPtrArray *
people_of_role(const Desk *d, Role role)
{
    GPtrArray *people = g_ptr_array_new();
    for (; people->len == 0 && role <= ROLE_ADMIN; role++)
        for (guint i = 0; i < d->managers->len; i++) {
            const Manager *m = d->managers->pdata[i];
            if (m->active && m->role == role)
                g_ptr_array_add(people, m->login);
        }
    return people;
}

// The one whom a word of `notify` means hears, unless she heard in this decision before.
static void
notify_word(RuleRun *run, const char *word, const char *text)
{
    const Facts *f = run->facts;
    Decision *out = run->out;
    const Ticket *t = run->ticket;
    int role;
    if (g_ascii_strcasecmp(word, "manager") == 0) {
        notify_managers(f, out, NOTICE_REMINDER, t->manager, t->group, "", text);
        return;
    }
    g_autoptr(GPtrArray) people = NULL;
    if (g_ascii_strcasecmp(word, "watchers") == 0) {
        people = desk_people(f->desk, t->watchers);
    } else if (names_code(ROLE_NAMES, word, &role)) {
        people = people_of_role(f->desk, (Role)role);
    } else {
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        g_ptr_array_add(words, (char *)word);
        people = desk_people(f->desk, words);
    }
    for (guint i = 0; i < people->len; i++)
        notify_managers(f, out, NOTICE_REMINDER, people->pdata[i], "", "", text);
}

// Nobody gets two reminders of one moment about one ticket: the further ones stand in the first.
static void
join_reminders(Decision *d, guint from)
{
    for (guint i = d->notices->len; i-- > from;) {
        Notice *n = d->notices->pdata[i];
        for (guint j = 0; j < i; j++) {
            Notice *first = d->notices->pdata[j];
            if (n->kind != NOTICE_REMINDER || first->kind != n->kind ||
                !address_equal(first->to->address, n->to->address))
                continue;
            bool told = strcmp(first->text, n->text) == 0 || strcmp(first->query, n->query) == 0;
            for (guint k = 1; k < first->faults->len; k += 2)
                told = told || strcmp(first->faults->pdata[k], n->text) == 0;
            if (!told) {
                g_ptr_array_add(first->faults, g_strdup(n->query));
                g_ptr_array_add(first->faults, g_strdup(n->text));
            }
            g_ptr_array_remove_index(d->notices, i);
            break;
        }
    }
}

// Why a rule passes nothing on to this address now; NULL = it may.
static const char *
forward_refusal(const RuleRun *run, const Address *to)
{
    const Facts *f = run->facts;
    if (!address_is_valid(to->address) || desk_queue_by_address(f->desk, to->address))
        return "not an address to forward to";
    if (f->message && !f->nature->may_answer)
        return "what machines and lists write is not passed on";
    if (f->sender && address_equal(f->sender->address, to->address))
        return "it came from there";
    for (guint i = 0; i < run->out->notices->len; i++) {
        const Notice *n = run->out->notices->pdata[i];
        if (n->kind == NOTICE_RULE_FORWARD && address_equal(n->to->address, to->address))
            return "forwarded there already";
    }
    return customer_refusal(f, run->out, NOTICE_RULE_FORWARD, to);
}

static void
forward(RuleRun *run, const char *rule, const char *address, const char *text, RuleTrace *trace)
{
    Decision *out = run->out;
    g_autoptr(Address) to = address_new("", address);
    const char *refusal = forward_refusal(run, to);
    if (refusal) {
        add_trouble(trace, address, refusal);
        return;
    }
    g_autofree char *whole =
        *text ? g_strdup_printf("%s\n\n%s", text, out->text) : g_strdup(out->text);
    g_ptr_array_add(out->notices,
                    notice_new(NOTICE_RULE_FORWARD, to, run->view.queue->language, whole));
    last_notice(out)->purpose = TOKEN_OUTSIDER;
    change_add(out->changes, CHANGE_FORWARD, address, rule);
    ((Change *)out->changes->pdata[out->changes->len - 1])->automatic = true;
}

// False: something was not written.
static bool
write_letters(RuleRun *run, const RuleLetters *l)
{
    const GPtrArray *notify = values_of(l->actions, "notify");
    const GPtrArray *to = values_of(l->actions, "forward");
    const char *text = first_of(values_of(l->actions, "text"));
    const char *answer = first_of(values_of(l->actions, "answer"));
    guint before = run->out->notices->len;
    size_t said = strlen(l->trace->why);
    for (guint i = 0; notify && i < notify->len; i++)
        notify_word(run, notify->pdata[i], text);
    name_rule(run->out, before, l->rule);
    join_reminders(run->out, before);
    for (guint i = 0; to && i < to->len; i++)
        forward(run, l->rule, to->pdata[i], text, l->trace);
    if (*answer)
        answer_customer(run, answer, l->trace);
    return strlen(l->trace->why) == said;
}

static bool
has_changed(const Decision *d, const char *rule)
{
    for (guint i = 0; i < d->changes->len; i++) {
        const Change *c = d->changes->pdata[i];
        if (c->automatic && strcmp(c->by, rule) == 0)
            return true;
    }
    return false;
}

// Each rule that acted stands in the history, with what it did beside changes.
static void
remark(Decision *out, const RuleLetters *l, bool whole)
{
    bool nothing =
        l->actions->len == 0 || (l->actions->len == 1 && values_of(l->actions, "stop") != NULL);
    if (nothing || (whole && has_changed(out, l->rule)))
        return;
    change_add(out->changes, CHANGE_REMARK, l->trace->why, l->rule);
    ((Change *)out->changes->pdata[out->changes->len - 1])->automatic = true;
}

void
write_rule_letters(const Facts *f, Decision *out)
{
    if (out->letters->len == 0)
        return;
    g_auto(RuleRun) run = {0};
    rule_run_begin(&run, f, out);
    for (guint i = 0; i < out->letters->len; i++) {
        const RuleLetters *l = out->letters->pdata[i];
        bool holds = !l->when || condition_eval(l->when, &run.view, NULL, NULL) != MATCH_NO;
        if (!holds)
            add_trouble(l->trace, "no letters", "its conditions hold no more");
        remark(out, l, holds && write_letters(&run, l));
    }
    g_ptr_array_set_size(out->letters, 0);
}

const char *
rule_is_capped(const Facts *f, const Decision *out, const Rule *rule)
{
    const Contact *c = f->ticket ? f->ticket->requester : NULL;
    if (!values_of(rule->actions, "answer") || !c || !*c->address)
        return NULL;
    bool capped = f->auto_in_all >= f->desk->limits.auto_per_hour ||
                  f->auto_to_requester >= f->desk->limits.auto_per_address_hour;
    return capped ? "the automatic letters of this hour have gone out" : NULL;
}

void
rule_tell_fault(RuleRun *run, const char *rule, const char *fault)
{
    const Facts *f = run->facts;
    Decision *out = run->out;
    g_autofree char *remark =
        g_strdup_printf("the rule could not be tried: %s", text_or_empty(fault));
    change_add(out->changes, CHANGE_REMARK, remark, rule);
    ((Change *)out->changes->pdata[out->changes->len - 1])->automatic = true;
    bool told = f->fault_told;
    for (guint i = 0; i < out->notices->len; i++)
        told = told || ((const Notice *)out->notices->pdata[i])->kind == NOTICE_RULE_FAULT;
    if (told || !f->automation || !notice_is_on(f->desk, NOTICE_RULE_FAULT))
        return;
    guint before = out->notices->len;
    g_autoptr(GPtrArray) people = people_of_role(f->desk, ROLE_ADMIN);
    // A desk without admins has leads, and one without leads managers.
    for (int role = ROLE_LEAD; people->len == 0 && role >= ROLE_MANAGER; role--) {
        g_ptr_array_unref(people);
        people = people_of_role(f->desk, (Role)role);
    }
    for (guint i = 0; i < people->len; i++)
        notify_manager(out, NOTICE_RULE_FAULT, desk_manager(f->desk, people->pdata[i]),
                       text_or_empty(fault));
    name_rule(out, before, rule);
}
