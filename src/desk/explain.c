// explain.c: runs the decision of one message and tells it, as JSON (whose keys scripts rely on) or
// as text.
//
// Shares case_gather, decide_message and render_draft with receive; writes nothing to the store. A
// message that cannot be parsed is explained as the plain ticket that it would become.

#include "desk/explain.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "desk/render.h"
#include "mail/body.h"

static void
json_address(Json *j, const char *key, const Address *a)
{
    json_object(j, key);
    json_text(j, "name", a ? a->name : "");
    json_text(j, "address", a ? a->address : "");
    json_end_object(j);
}

static void
json_addresses(Json *j, const char *key, const GPtrArray *list)
{
    json_array(j, key);
    for (guint i = 0; list && i < list->len; i++)
        json_address(j, NULL, list->pdata[i]);
    json_end_array(j);
}

static void
put_texts(Json *j, const char *key, const GPtrArray *texts)
{
    json_array(j, key);
    for (guint i = 0; texts && i < texts->len; i++)
        json_text(j, NULL, texts->pdata[i]);
    json_end_array(j);
}

static void
put_attachments(Json *j, const Message *m)
{
    json_array(j, "attachments");
    for (unsigned i = 0; m && i < message_attachment_count(m); i++) {
        const MessageAttachment *a = message_attachment(m, i);
        json_object(j, NULL);
        json_text(j, "name", a->name);
        json_text(j, "type", a->type);
        json_number(j, "size", (int64_t)a->size);
        json_flag(j, "inline", a->is_inline);
        json_end_object(j);
    }
    json_end_array(j);
}

// m NULL: it cannot be read. The keys are the same.
static void
put_message(Json *j, const Message *m, int64_t received_at)
{
    int64_t written_at = m ? message_date(m) : 0;
    g_autofree char *date = clock_iso(written_at ? written_at : received_at);
    const GPtrArray *from = m ? message_from(m) : NULL;
    json_object(j, "message");
    json_text(j, "id", m ? message_id(m) : "");
    json_text(j, "date", date);
    json_address(j, "from", from && from->len ? from->pdata[0] : NULL);
    const GPtrArray *reply_to = m ? message_reply_to(m) : NULL;
    json_address(j, "reply_to", reply_to && reply_to->len ? reply_to->pdata[0] : NULL);
    json_addresses(j, "to", m ? message_to(m) : NULL);
    json_addresses(j, "cc", m ? message_cc(m) : NULL);
    json_text(j, "subject", m ? message_subject(m) : "");
    json_text(j, "text", m ? message_text(m) : "");
    put_attachments(j, m);
    put_texts(j, "defects", m ? message_defects(m) : NULL);
    json_end_object(j);
}

static void
put_bounces(Json *j, const Bounce *b)
{
    json_array(j, "bounces");
    for (guint i = 0; b && i < b->recipients->len; i++) {
        const BounceRecipient *r = b->recipients->pdata[i];
        json_object(j, NULL);
        json_text(j, "recipient", r->recipient);
        json_text(j, "status", r->status);
        json_flag(j, "permanent", r->permanent);
        json_text(j, "original_id", b->original_id);
        json_text(j, "diagnostic", r->diagnostic);
        json_end_object(j);
    }
    json_end_array(j);
}

static void
put_commands(Json *j, const CommandBlock *block)
{
    json_array(j, "commands");
    for (guint i = 0; block->commands && i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        json_object(j, NULL);
        json_text(j, "verb", c->verb ? c->verb->name : c->name);
        json_text(j, "args", c->args);
        json_flag(j, "ok", !*c->error);
        json_text(j, "error", c->error);
        json_end_object(j);
    }
    json_end_array(j);
}

static const char *
match_word(MatchResult result)
{
    return result == MATCH_YES ? "yes" : result == MATCH_NO ? "no" : "fault";
}

// What each condition wanted and saw.
static void
put_sights(Json *j, const GPtrArray *sights)
{
    json_array(j, "conditions");
    for (guint i = 0; i < sights->len; i++) {
        const Sight *s = sights->pdata[i];
        json_object(j, NULL);
        json_text(j, "key", s->key);
        json_text(j, "wanted", s->wanted);
        json_text(j, "saw", s->saw);
        json_text(j, "holds", match_word(s->result));
        json_end_object(j);
    }
    json_end_array(j);
}

static void
say_rule(GString *out, const char *title, const RuleTrace *r)
{
    g_string_append_printf(out, "%-10s %s %s: %s\n", title,
                           r->fault     ? "!"
                           : r->matched ? "+"
                                        : "-",
                           r->name, r->why);
    for (guint i = 0; r->sights && i < r->sights->len; i++) {
        const Sight *s = r->sights->pdata[i];
        g_string_append_printf(out, "%-12s %*s%s %s: wanted %s, saw %s\n", "", (int)s->depth * 2,
                               "", match_word(s->result), s->key, s->wanted,
                               *s->saw ? s->saw : "nothing");
    }
}

static void
put_rules(Json *j, const GPtrArray *rules)
{
    json_array(j, "rules");
    for (guint i = 0; i < rules->len; i++) {
        const RuleTrace *r = rules->pdata[i];
        json_object(j, NULL);
        json_text(j, "name", r->name);
        json_flag(j, "matched", r->matched);
        json_text(j, "why", r->why);
        if (r->fault)
            json_flag(j, "fault", true);
        if (r->sights)
            put_sights(j, r->sights);
        json_end_object(j);
    }
    json_end_array(j);
}

// What would be done, one readable line each.
static GPtrArray *
action_lines(const Case *c, const Decision *d)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    if (d->create)
        g_ptr_array_add(lines, g_strdup_printf("new ticket in queue %s", c->facts.queue->name));
    if (d->create && *d->manager)
        g_ptr_array_add(lines, g_strdup_printf("assign to %s", d->manager));
    if (d->add)
        g_ptr_array_add(lines, g_strdup_printf("add the text (%s)",
                                               names_name(DIRECTION_NAMES, (int)d->direction)));
    for (guint i = 0; i < d->changes->len; i++) {
        const Change *change = d->changes->pdata[i];
        g_ptr_array_add(lines,
                        g_strdup_printf("%s: %s (%s)", names_name(CHANGE_NAMES, (int)change->kind),
                                        change->value, change->by));
    }
    for (guint i = 0; i < d->joining->len; i++)
        g_ptr_array_add(lines, g_strdup_printf("takes part: %s",
                                               ((const Address *)d->joining->pdata[i])->address));
    if (d->fate == FATE_FAILED_HARD)
        g_ptr_array_add(lines, g_strdup_printf("mark %s as undeliverable", c->bounced->to));
    return lines;
}

static bool
put_mails(Json *j, const Reception *r, Case *c, const Decision *d, GError **error)
{
    // The ticket as it would be, so that letters can be rendered: number 0 when it does not exist
    // yet.
    g_autoptr(Ticket) preview = ticket_preview(&c->facts, d);
    promise_follow(r->desk, c->ticket, preview, r->now);
    Application a = {
        .reception = r,
        .source = c,
        .ticket = preview,
        .who = d->author,
        .proof = c->facts.proof,
    };
    json_array(j, "mails");
    for (guint i = 0; i < d->notices->len; i++) {
        const Notice *n = d->notices->pdata[i];
        g_autoptr(Draft) draft = render_draft(&a, d, n, error);
        if (!draft)
            return false;
        json_object(j, NULL);
        json_text(j, "to", n->to->address);
        json_text(j, "subject", draft->subject);
        json_text(j, "template", NOTICES[n->kind].template);
        json_text(j, "language", n->language);
        json_end_object(j);
    }
    json_end_array(j);
    return true;
}

static bool
put_case(Json *j, const Reception *r, const Incoming *in, Case *c, const Decision *d,
         GError **error)
{
    const Facts *f = &c->facts;
    g_auto(Answer) answer = {0};
    if (c->message)
        answer_extract(message_text(c->message), &answer);
    json_object(j, NULL);
    put_message(j, c->message, in->received_at);
    json_text(j, "answer", c->message ? answer.text : "");
    json_text(j, "nature", nature_name(c->nature.kind));
    json_text(j, "nature_why", text_or_empty(c->nature.why));
    put_bounces(j, c->bounce);
    json_object(j, "sender");
    json_text(j, "kind", f->manager ? "manager" : c->requester ? "customer" : "nobody");
    json_text(j, "who", f->manager ? f->manager->login : c->requester ? c->requester->address : "");
    json_text(j, "proof", proof_name(f->proof));
    if (c->signature.state != SIGNATURE_NONE)
        json_text(j, "proof_why", c->proof_why);
    json_end_object(j);
    json_object(j, "thread");
    if (c->thread.ticket)
        json_number(j, "ticket", c->thread.ticket);
    else
        json_null(j, "ticket");
    json_text(j, "by", text_or_empty(c->thread.by));
    put_texts(j, "tried", c->thread.tried);
    json_end_object(j);
    put_commands(j, &d->block);
    put_rules(j, d->rules);
    g_autoptr(GPtrArray) actions = action_lines(c, d);
    json_texts(j, "actions", actions);
    if (!put_mails(j, r, c, d, error))
        return false;
    json_text(j, "outcome", names_name(OUTCOME_NAMES, (int)d->outcome));
    json_text(j, "why", d->why);
    json_end_object(j);
    return true;
}

static void
say_list(GString *out, const char *title, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(out, "%-10s %s\n", i == 0 ? title : "",
                               (const char *)lines->pdata[i]);
}

static char *
say_case(const Case *c, const Decision *d)
{
    const Facts *f = &c->facts;
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) actions = action_lines(c, d);
    g_string_append_printf(out, "%-10s %s\n", "from",
                           c->requester ? c->requester->address : "(nobody)");
    g_string_append_printf(out, "%-10s %s\n", "subject",
                           c->message ? message_subject(c->message) : "(unreadable)");
    g_string_append_printf(out, "%-10s %s%s%s\n", "nature", nature_name(c->nature.kind),
                           text_is_empty(c->nature.why) ? "" : ": ", text_or_empty(c->nature.why));
    g_string_append_printf(out, "%-10s %s, proof %s%s%s\n", "sender",
                           f->manager ? f->manager->login : "customer", proof_name(f->proof),
                           text_is_empty(c->proof_why) ? "" : ": ", text_or_empty(c->proof_why));
    if (c->thread.ticket)
        g_string_append_printf(out, "%-10s %" G_GINT64_FORMAT ", by %s\n", "ticket",
                               c->thread.ticket, c->thread.by);
    else
        g_string_append_printf(out, "%-10s none\n", "ticket");
    if (c->thread.tried)
        say_list(out, "  tried", c->thread.tried);
    for (guint i = 0; d->block.commands && i < d->block.commands->len; i++) {
        const Command *cmd = d->block.commands->pdata[i];
        g_string_append_printf(out, "%-10s %s%s%s\n", i == 0 ? "commands" : "", cmd->line,
                               *cmd->error ? "  ← " : "", cmd->error);
    }
    for (guint i = 0; i < d->rules->len; i++)
        say_rule(out, i == 0 ? "rules" : "", d->rules->pdata[i]);
    say_list(out, "actions", actions);
    for (guint i = 0; i < d->notices->len; i++) {
        const Notice *n = d->notices->pdata[i];
        g_string_append_printf(out, "%-10s %s to %s (%s)\n", i == 0 ? "mails" : "",
                               NOTICES[n->kind].template, n->to->address, n->language);
    }
    g_string_append_printf(out, "%-10s %s: %s\n", "outcome",
                           names_name(OUTCOME_NAMES, (int)d->outcome), d->why);
    return g_string_free(out, FALSE);
}

char *
explain_message(const Reception *reception, const Incoming *in, bool json, GError **error)
{
    g_auto(Case) c = {0};
    g_auto(Decision) d = {0};
    g_autoptr(GError) fault = NULL;
    if (case_gather(reception, in, NULL, &c, &fault)) {
        c.facts.explain = true;
        decide_message(&c.facts, &d);
    } else {
        case_clear(&c);
        if (!g_error_matches(fault, HD_ERROR, HD_ERROR_MESSAGE) ||
            !case_gather_plain(reception, &c, error)) {
            if (!*error)
                g_propagate_error(error, g_steal_pointer(&fault));
            return NULL;
        }
        decide_unreadable(&c.facts, fault->message, &d);
    }
    if (!json)
        return say_case(&c, &d);
    g_auto(Json) j = {0};
    json_init(&j);
    if (!put_case(&j, reception, in, &c, &d, error))
        return NULL;
    return g_string_free(g_steal_pointer(&j.out), FALSE);
}
