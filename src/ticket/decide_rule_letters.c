// decide_rule_letters.c: what rules write: an answer to the customer, a call for somebody's
// attention, a copy to an outsider, a refusal; and what admins hear of a rule that cannot be tried.
//
// All of it is automatic: it obeys the caps and never answers a machine (TRUST 2). Texts of the
// config are ready answers (macros) in the customer's language.

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

// The customer is answered with a ready answer; a machine never is.
static void
answer_customer(RuleRun *run, const char *macro, GString *why)
{
    const Facts *f = run->facts;
    Decision *out = run->out;
    const Macro *m = desk_macro(f->desk, macro);
    const Contact *c = run->ticket->requester;
    bool machine = f->message && !f->manager && !f->nature->may_answer;
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        m ? macro_text(f->desk, run->view.queue, run->ticket, m, f->now, &error) : NULL;
    if (!text || !c || !*c->address || machine) {
        g_string_append_printf(why, " (no letter: %s)",
                               error     ? error->message
                               : !m      ? "no such ready answer"
                               : machine ? f->nature->why
                                         : "nobody's address is known");
        return;
    }
    g_autoptr(Address) to = address_new(c->name, c->address);
    const char *language = *run->ticket->language ? run->ticket->language : f->queue->language;
    notify_customer(f, out, NOTICE_AUTO_ANSWER, to, language, text);
}

static void
refuse(RuleRun *run, const char *rule, const char *macro, GString *why)
{
    Decision *out = run->out;
    answer_customer(run, macro, why);
    if (out->create && !run->facts->manager) {
        decide_set(out, OUTCOME_REFUSED, "refused by the rule \"%s\"", rule);
        out->create = out->add = false;
        g_ptr_array_set_size(out->changes, 0);
        g_ptr_array_set_size(out->joining, 0);
        return;
    }
    const Status *s = desk_status_first(run->facts->desk, run->view.queue, KIND_CLOSED);
    if (s)
        change_add(out->changes, CHANGE_STATUS, s->name, rule);
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

// Nobody gets two of them for one rule, nor the same words again for another.
static void
drop_doubles(Decision *d, guint from)
{
    for (guint i = d->notices->len; i-- > from;) {
        const Notice *n = d->notices->pdata[i];
        for (guint j = 0; j < i; j++) {
            const Notice *other = d->notices->pdata[j];
            if (other->kind == n->kind && address_equal(other->to->address, n->to->address) &&
                (j >= from || strcmp(other->text, n->text) == 0)) {
                g_ptr_array_remove_index(d->notices, i);
                break;
            }
        }
    }
}

static void
forward(RuleRun *run, const char *rule, const char *address, const char *text)
{
    const Facts *f = run->facts;
    Decision *out = run->out;
    if (desk_queue_by_address(f->desk, address) || !address_is_valid(address) || !f->automation)
        return;
    g_autoptr(Address) to = address_new("", address);
    g_autofree char *whole =
        *text ? g_strdup_printf("%s\n\n%s", text, out->text) : g_strdup(out->text);
    g_ptr_array_add(out->notices, notice_new(NOTICE_FORWARD, to, run->view.queue->language, whole));
    last_notice(out)->purpose = TOKEN_OUTSIDER;
    change_add(out->changes, CHANGE_FORWARD, address, rule);
    ((Change *)out->changes->pdata[out->changes->len - 1])->automatic = true;
}

void
rule_write_letters(RuleRun *run, const char *rule, const GPtrArray *actions, GString *why)
{
    const GPtrArray *notify = values_of(actions, "notify"), *to = values_of(actions, "forward");
    const char *text = first_of(values_of(actions, "text"));
    const char *answer = first_of(values_of(actions, "answer"));
    const char *refusal = first_of(values_of(actions, "refuse"));
    guint before = run->out->notices->len;
    for (guint i = 0; notify && i < notify->len; i++)
        notify_word(run, notify->pdata[i], text);
    drop_doubles(run->out, before);
    name_rule(run->out, before, rule);
    for (guint i = 0; to && i < to->len; i++)
        forward(run, rule, to->pdata[i], text);
    if (*answer)
        answer_customer(run, answer, why);
    if (*refusal)
        refuse(run, rule, refusal, why);
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
