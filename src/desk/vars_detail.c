// vars_detail.c: the details of events, the names of rules and the reasons of outcomes, in the
// reader's language.
//
// They are kept in English, in a few forms that are recognised here ("what * did; …"); what stands
// for a star is shown as it is kept, but for names of managers. A detail of no known form is shown
// as it is kept: it is a person's own words, or a server's. Neighbours: vars_event.c. Limits:
// PARTS_MAX stars in a form.

#include "desk/vars_private.h"

#include "base/lang.h"

#include <string.h>

#define PARTS_MAX 4

typedef struct {
    const char *kind, *form, *words; // {1} stands for the first star
} Form;

#define WHY "why"

// The more a form says, the earlier it stands.
static const Form FORMS[] = {
    {"answer", "from somebody who takes no part", N_("from somebody who takes no part")},
    {"assigned", "* → nobody: * may not see the queue *",
     N_("{1} → nobody: {2} may not see the queue {3}")},
    {"sent", "receipt to *", N_("receipt to {1}")},
    {"sent", "answer to *", N_("answer to {1}")},
    {"sent", "solved to *", N_("request for a rating to {1}")},
    {"sent", "auto-answer to *", N_("automatic answer to {1}")},
    {"sent", "forward to *", N_("question to {1}")},
    {"remark", "the rule could not be tried: *", N_("the rule could not be tried: {1}")},
    {"held", "letters that wait: *", N_("letters: {1}")},
    {"released", "letters that wait: *", N_("letters: {1}")},
    {"delayed", "letters that wait: *", N_("letters: {1}")},
    {"undone", "what * did; letters stopped: 0, changes: *; the text itself had left already",
     N_("what {1} did last; the text itself had left already")},
    {"undone", "what * did; letters stopped: 0, changes: *", N_("what {1} did last")},
    {"undone", "what * did; letters stopped: *, changes: *",
     N_("what {1} did last; letters that do not leave: {2}")},
    {"linked", "to *", N_("goes on in ticket {1}")},
    {"linked", "from *", N_("goes on from ticket {1}")},
    {"linked", "no longer relates *", N_("see also ticket {1}: no longer")},
    {"linked", "no longer blocks *", N_("blocks ticket {1}: no longer")},
    {"linked", "no longer depends *", N_("waits for ticket {1}: no longer")},
    {"linked", "no longer parent *", N_("is part of ticket {1}: no longer")},
    {"linked", "no longer child *", N_("has ticket {1} as a part: no longer")},
    {"linked", "no longer duplicate *", N_("duplicate of ticket {1}: no longer")},
    {"linked", "no longer copy *", N_("copy of ticket {1}: no longer")},
    {"linked", "relates *", N_("see also ticket {1}")},
    {"linked", "blocks *", N_("blocks ticket {1}")},
    {"linked", "depends *", N_("waits for ticket {1}")},
    {"linked", "parent *", N_("is part of ticket {1}")},
    {"linked", "child *", N_("has ticket {1} as a part")},
    {"linked", "duplicate *", N_("duplicate of ticket {1}")},
    {"linked", "copy *", N_("copy of ticket {1}")},
    {"merged", "into *; this cannot be taken back",
     N_("into ticket {1}; this cannot be taken back")},
    {"merged", "* came in", N_("ticket {1} came in")},
    {"split", "* message into *", N_("into ticket {2}; messages: {1}")},
    {"split", "* messages into *", N_("into ticket {2}; messages: {1}")},
    {"split", "* message from *", N_("from ticket {2}; messages: {1}")},
    {"split", "* messages from *", N_("from ticket {2}; messages: {1}")},
    {"cloned", "into *", N_("into ticket {1}")},
    {"cloned", "from *", N_("from ticket {1}")},
    {"faq", "draft * is dropped", N_("draft {1} is dropped")},
    {"faq", "draft *", N_("draft {1}")},
    {"faq", "no draft: the ticket has no answer yet", N_("no draft: the ticket has no answer yet")},
    {"spam", "nobody is blocked: the sender is one of ours or unknown",
     N_("nobody is blocked: the sender is one of ours or unknown")},
    {"spam", "* is no longer blocked", N_("{1} is no longer blocked")},
    {"spam", "* is blocked", N_("{1} is blocked")},
    {WHY, "that is this ticket itself", N_("that is this ticket itself")},
    {WHY, "there is no such ticket", N_("there is no such ticket")},
    {WHY, "it is a part of another ticket already", N_("it is a part of another ticket already")},
    {WHY, "that is an address of this desk", N_("that is an address of this desk")},
    {WHY, "the price list has no such line", N_("the price list has no such line")},
    {WHY, "it is not known from which message on; answer a letter of the ticket",
     N_("it is not known from which message on; answer a letter of the ticket")},
    {WHY, "the message is no longer here", N_("the message is no longer here")},
    {WHY, "all messages would move", N_("all messages would move")},
    {WHY, "the sender is blocked (helpdesk blocked): *", N_("the sender is blocked: {1}")},
    {WHY, "cannot be read (*): the original is attached",
     N_("cannot be read: the original is attached ({1})")},
    {WHY, "* commands, no text", N_("commands without a text: {1}")},
    {WHY, "* commands about no ticket", N_("commands about no ticket: {1}")},
    {WHY, "a note of *", N_("a note by {1}")},
    {WHY, "*'s answer to the customer", N_("answer to the customer by {1}")},
    {WHY, "*'s answer, imported", N_("answer by {1}, imported")},
    {WHY, "*'s own request", N_("a request of {1}")},
    {WHY, "entered for * by *", N_("entered for {1} by {2}")},
    {WHY, "a delivery report about no letter of ours: *",
     N_("a delivery report about no letter of ours: {1}")},
    {WHY, "letter * (*) to * was not delivered: the address fails*",
     N_("the letter to {3} was not delivered: the address fails{4}")},
    {WHY, "letter * (*) to * was not delivered*", N_("the letter to {3} was not delivered{4}")},
    {WHY, "letter * (*) to * is late and will be tried again*",
     N_("the letter to {3} is late and will be tried again{4}")},
    {WHY, "letter * (*) to * is late*", N_("the letter to {3} is late{4}")},
    {WHY, "letter * (*) to * was marked as spam*", N_("the letter to {3} was marked as spam{4}")},
    {WHY, "letter * (*) to * could not be sent*", N_("the letter to {3} could not be sent{4}")},
    {WHY, "letter * (*) to * is reported on*", N_("a report on the letter to {3}{4}")},
    {WHY, "* is answering, and that answer has not left yet",
     N_("{1} is answering, and that answer has not left yet")},
    {WHY, "*, who was asked about the ticket, answers",
     N_("{1}, who was asked about the ticket, answers")},
    {WHY, "kept with the ticket: *", N_("kept with the ticket: {1}")},
    {WHY, "an automatic answer to no ticket of ours: *",
     N_("an automatic answer to no ticket of ours: {1}")},
    {WHY, "linked to *, which is over for too long",
     N_("linked to ticket {1}, which is over for too long")},
    {WHY, "a rating: * of 5", N_("a rating: {1} of 5")},
    {WHY, "refused by the rule \"*\"", N_("refused by the rule “{1}”")},
    {WHY, "no ticket is meant", N_("it belongs to no earlier ticket")},
    {WHY, "in the name of * without proof (*): asked the registered address",
     N_("in the name of {1} without proof ({2}): asked the registered address")},
    {WHY, "nothing done: * of * commands are faulty",
     N_("nothing done; commands with a fault: {1} of {2}")},
    {WHY, "nothing done: *", N_("nothing done: {1}")},
    {WHY, "* does not confirm the held message: it stays undone",
     N_("{1} does not confirm the held message: it stays undone")},
    {WHY, "* confirms a held message", N_("{1} confirms a held message")},
    {WHY, "* lets an earlier letter go", N_("{1} lets an earlier letter go")},
    {WHY, "automatic mail of a manager is never passed on: *",
     N_("automatic mail of a manager is never passed on: {1}")},
};

static const struct {
    const char *rule, *words;
} RULES[] = {
    {"own manager", N_("the customer's own manager")},
    {"company's manager", N_("the company's manager")},
    {"in turn", N_("in turn")},
    {"customer wrote", N_("the customer wrote")},
    {"called", N_("called by @name")},
    {"company", N_("hears of the company's tickets")},
    {"answer", N_("the customer's answer")},
    {"copy", N_("named in To or Cc")},
    {"answered", N_("answered it")},
    {"time", N_("the time has come")},
    {"promises", N_("the table of promises")},
};

// Does the text have the form? parts gets what stands for the stars, NULL behind the last.
static bool
has_form(const char *text, const char *form, char **parts)
{
    g_auto(GStrv) fixed = g_strsplit(form, "*", PARTS_MAX + 1);
    const char *p = text + strlen(fixed[0]);
    if (!g_str_has_prefix(text, fixed[0]) || (!fixed[1] && *p))
        return false;
    for (guint i = 1; fixed[i]; i++) {
        size_t length = strlen(fixed[i]), left = strlen(p);
        const char *end = fixed[i + 1]    ? strstr(p, fixed[i])
                          : left < length ? NULL
                                          : p + left - length;
        if (!end || strncmp(end, fixed[i], length) != 0)
            return false;
        parts[i - 1] = g_strndup(p, (gsize)(end - p));
        p = end + length;
    }
    return true;
}

static void
clear_parts(char **parts)
{
    for (guint i = 0; i < PARTS_MAX; i++)
        g_clear_pointer(&parts[i], g_free);
}

// "{2}" becomes the second part.
static char *
fill(const Desk *d, const char *words, char *const *parts)
{
    GString *out = g_string_new(NULL);
    for (const char *p = words; *p; p++) {
        bool hole = p[0] == '{' && p[1] >= '1' && p[1] < '1' + PARTS_MAX && p[2] == '}';
        const char *part = hole ? parts[p[1] - '1'] : NULL;
        const Manager *m = part ? desk_manager(d, part) : NULL;
        if (!hole) {
            g_string_append_c(out, *p);
            continue;
        }
        g_string_append(out, m ? m->name : part ? part : "");
        p += 2;
    }
    return g_string_free(out, FALSE);
}

char *
vars_form(const Desk *d, const char *kind, const char *text, const char *language)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FORMS); i++) {
        char *parts[PARTS_MAX] = {NULL};
        bool fits = strcmp(FORMS[i].kind, kind) == 0 && has_form(text, FORMS[i].form, parts);
        char *out = fits ? fill(d, lang_text(language, FORMS[i].words), parts) : NULL;
        clear_parts(parts);
        if (out)
            return out;
    }
    return NULL;
}

char *
vars_why(const Desk *d, const char *why, const char *language)
{
    char *out = vars_form(d, WHY, why, language);
    return out ? out : g_strdup(why);
}

// A rule of the config goes by its name, whatever that is. A command is a rule of its own; "time"
// is one, too, and the clock.
char *
vars_rule(const Desk *d, const char *kind, const char *rule, const char *language)
{
    const Rule *named = *rule ? vars_rule_of(d, rule) : NULL;
    if (named)
        return g_strdup(named->built_in ? lang_text(language, N_("the time has come")) : rule);
    bool spent = strcmp(kind, "time") == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(RULES) && !spent; i++)
        if (strcmp(RULES[i].rule, rule) == 0)
            return g_strdup(lang_text(language, RULES[i].words));
    const Verb *verb = *rule ? verb_find(rule) : NULL;
    return verb ? vars_verb(verb, language) : g_strdup(rule);
}
