// predicate.c: the table of what conditions may ask for, and how a value that is there is compared
// with what the config wants.
//
// What each key shows is predicate_mail.c (the message) and predicate_ticket.c (ticket, people,
// clock); how values are written is predicate_value.c. The list stands in helpdesk.conf(5), too.
// Nothing is allocated but what patterns fold, unless somebody wants to see what was seen.
#include "ticket/predicate.h"

#include "base/text.h"

#include <string.h>

#define STOPPED_MAX 3 // patterns that may take too long on one letter

static const Name FLAGS[] = {
    {"true", true}, {"false", false}, {"yes", true}, {"no", false}, {NULL, 0}};
static const Name HOURS[] = {{"in", true}, {"out", false}, {NULL, 0}};
static const Name DAYS[] = {{"mon", 0},      {"tue", 1},       {"wed", 2},      {"thu", 3},
                            {"fri", 4},      {"sat", 5},       {"sun", 6},      {"monday", 0},
                            {"tuesday", 1},  {"wednesday", 2}, {"thursday", 3}, {"friday", 4},
                            {"saturday", 5}, {"sunday", 6},    {NULL, 0}};
static const Name NATURES[] = {{"person", NATURE_PERSON},
                               {"robot", NATURE_ROBOT},
                               {"bounce", NATURE_BOUNCE},
                               {"list", NATURE_LIST},
                               {"loop", NATURE_LOOP},
                               {"spam", NATURE_SPAM},
                               {NULL, 0}};
static const Name SENDERS[] = {{"requester", SENDER_REQUESTER},
                               {"participant", SENDER_PARTICIPANT},
                               {"manager", SENDER_MANAGER},
                               {"stranger", SENDER_STRANGER},
                               {NULL, 0}};
static const Name CHANNELS[] = {{"mail", 0},  {"form", 1},     {"manager", 2}, {"command", 3},
                                {"clock", 4}, {"schedule", 5}, {"page", 6},    {NULL, 0}};
static const Name CONTACT[] = {{"address", 0}, {"name", 1},    {"language", 2},
                               {"company", 3}, {"manager", 4}, {NULL, 0}};

#define WORK(...) (&(const struct PredicateWork){__VA_ARGS__})
#define FLAG(fn)  WORK(FORM_NAME, .names = FLAGS, .see = fn)

// name, timed, of_message, help, work.
static const PredicateInfo PREDICATES[] = {
    {"queue", false, false, "name of a queue", WORK(FORM_TEXT, .see = see_queue)},
    {"channel", false, false, "mail, form, manager, command, clock, schedule or page",
     WORK(FORM_NAME, .names = CHANNELS, .see = see_channel)},
    {"from", false, true, "address of the sender, or none",
     WORK(FORM_ADDRESS, .none = true, .see = see_from)},
    {"to", false, true, "an address in To, or none",
     WORK(FORM_ADDRESS, .none = true, .several = true, .see = see_to)},
    {"cc", false, true, "an address in Cc, or none",
     WORK(FORM_ADDRESS, .none = true, .several = true, .see = see_cc)},
    {"header", false, true, "Name: value; Name alone when any value will do",
     WORK(FORM_NAMED, .sign = ':', .several = true, .see = see_header)},
    {"subject", false, false, "the subject, of the ticket when there is no mail",
     WORK(FORM_TEXT, .see = see_subject)},
    {"body", false, true, "the new text", WORK(FORM_TEXT, .see = see_body)},
    {"language", false, false, "the customer's language, or none",
     WORK(FORM_TEXT, .none = true, .see = see_language)},
    {"attachment", false, true, "name of a file, or none",
     WORK(FORM_TEXT, .none = true, .several = true, .see = see_attachment)},
    {"attachment_type", false, true, "media type of a file, as in image/*",
     WORK(FORM_TEXT, .none = true, .several = true, .see = see_attachment_type)},
    {"attachment_size", false, true, "size of a file, as in >5MB",
     WORK(FORM_SIZE, .several = true, .see = see_attachment_size)},
    {"nature", false, true, "person, robot, bounce, list, loop or spam",
     WORK(FORM_NAME, .names = NATURES, .see = see_nature)},
    {"company", false, false, "name of the customer's company, or none",
     WORK(FORM_TEXT, .none = true, .see = see_company)},
    {"category", false, false, "category of the customer's company, or none",
     WORK(FORM_TEXT, .none = true, .see = see_category)},
    {"contact", false, false, "what is known of the customer, as in name=Carol*",
     WORK(FORM_NAMED, .sign = '=', .names = CONTACT, .see = see_contact)},
    {"type", false, false, "name of a type, or none",
     WORK(FORM_TEXT, .none = true, .see = see_type)},
    {"priority", false, false, "low, normal, high, urgent, or as in >normal",
     WORK(FORM_RANK, .names = PRIORITY_NAMES, .see = see_priority)},
    {"tag", false, false, "a tag, or none",
     WORK(FORM_TEXT, .none = true, .several = true, .see = see_tag)},
    {"field", false, false, "a field of the desk's own, as in room=12* or seats>10",
     WORK(FORM_NAMED, .sign = '=', .see = see_field)},
    {"status", false, false, "name of a status", WORK(FORM_TEXT, .see = see_status)},
    {"kind", false, false, "new, open, waiting, postponed, solved or closed",
     WORK(FORM_NAME, .names = STATUS_KIND_NAMES, .see = see_kind)},
    {"manager", false, false, "login of the ticket's manager, or none",
     WORK(FORM_TEXT, .none = true, .see = see_manager)},
    {"group", false, false, "the ticket's group, or none",
     WORK(FORM_TEXT, .none = true, .see = see_group)},
    {"rating", false, false, "1 to 5, as in <3 or 4-5, or none",
     WORK(FORM_NUMBER, .none = true, .see = see_rating)},
    {"age", true, false, "since the ticket was made, as in >2d", WORK(FORM_SPAN, .see = see_age)},
    {"idle", true, false, "since the last word of either side, as in >4h working",
     WORK(FORM_SPAN, .see = see_idle)},
    {"hours", true, false, "in or out of working hours",
     WORK(FORM_NAME, .names = HOURS, .see = see_hours)},
    {"weekday", true, false, "mon to sun, or as in mon-fri",
     WORK(FORM_DAY, .names = DAYS, .see = see_weekday)},
    {"time", true, false, "of the day, as in 9:00-12:00", WORK(FORM_TIME, .see = see_time)},
    {"first", false, false, "true when the message made the ticket", FLAG(see_first)},
    {"newcomer", false, false, "true when the customer never wrote before", FLAG(see_newcomer)},
    {"participant", false, false, "address of somebody who takes part, the requester too, or none",
     WORK(FORM_ADDRESS, .none = true, .several = true, .see = see_participant)},
    {"sender", false, false, "requester, participant, manager or stranger",
     WORK(FORM_NAME, .names = SENDERS, .see = see_sender)},
    {"spam_score", false, true, "of the spam filter's headers, as in >5",
     WORK(FORM_DECIMAL, .none = true, .see = see_spam_score)},
    {"late", true, false, "true when a deadline has passed", FLAG(see_late)},
    {"promise", false, false, "name of the promise, or none",
     WORK(FORM_TEXT, .none = true, .see = see_promise)},
    {"internal", false, false, "true when customers hear nothing of its type", FLAG(see_internal)},
    {NULL},
};

const PredicateInfo *
predicate_list(void)
{
    return PREDICATES;
}

void
test_free(Test *t)
{
    if (!t)
        return;
    g_free(t->text);
    g_free(t->name);
    pattern_free(t->pattern);
    g_free(t);
}

static void
note_seen(Look *look, const char *text)
{
    look->seen = true;
    if (!look->saw || look->saw->len >= SAW_MAX)
        return;
    g_autofree char *some = text_clip(text, 2 * SAW_MAX);
    g_autofree char *line = text_one_line(some);
    if (look->saw->len)
        g_string_append(look->saw, ", ");
    g_string_append(look->saw, line);
}

static void
note_result(Look *look, MatchResult result, char *fault)
{
    if (result == MATCH_YES || (result == MATCH_ERROR && look->result == MATCH_NO))
        look->result = result;
    if (result == MATCH_ERROR && !look->fault)
        look->fault = fault;
    else
        g_free(fault);
}

// Once it holds, further values matter only to who wants to see them.
static bool
is_settled(const Look *look)
{
    return look->result == MATCH_YES && !look->saw;
}

static void
try_text(Look *look, const Test *t, Subject *subject)
{
    char *fault = NULL;
    if (look->result == MATCH_YES)
        return;
    if (t->pattern) {
        bool tired = look->view->stopped >= STOPPED_MAX && !pattern_is_glob(t->pattern);
        MatchResult result = tired ? MATCH_ERROR : pattern_match(t->pattern, subject, &fault);
        look->view->stopped += result == MATCH_ERROR && !tired;
        if (tired)
            fault = g_strdup("not tried: other patterns took too long on this letter");
        note_result(look, result, fault);
    } else if (t->absent && !*subject->text) {
        note_result(look, MATCH_YES, NULL);
    }
}

void
look_subject(Look *look, Subject *subject)
{
    if (is_settled(look) || (!*subject->text && look->leaf->info->work->none))
        return;
    note_seen(look, subject->text);
    for (guint i = 0; i < look->leaf->tests->len; i++)
        try_text(look, look->leaf->tests->pdata[i], subject);
}

void
look_text(Look *look, const char *text)
{
    Subject subject = {.text = text, .len = strlen(text)};
    look_subject(look, &subject);
    subject_clear(&subject);
}

static void
try_number(Look *look, const Test *t, int64_t value)
{
    if (!t->pattern && !t->absent && value >= t->low && value <= t->high)
        note_result(look, MATCH_YES, NULL);
}

void
look_test(Look *look, const Test *t, const char *text)
{
    int64_t value;
    if (is_settled(look))
        return;
    note_seen(look, text);
    if (t->pattern || t->absent) {
        Subject subject = {.text = text, .len = strlen(text)};
        try_text(look, t, &subject);
        subject_clear(&subject);
    } else if (decimal_read(text, &value)) {
        try_number(look, t, value);
    }
}

static void
note_number(Look *look, int64_t value)
{
    look->seen = true;
    if (!look->saw)
        return;
    g_autofree char *text = value_text(look->leaf->info, value);
    note_seen(look, text);
}

void
look_number(Look *look, int64_t value)
{
    if (is_settled(look))
        return;
    note_number(look, value);
    for (guint i = 0; i < look->leaf->tests->len; i++)
        try_number(look, look->leaf->tests->pdata[i], value);
}

void
look_since(Look *look, int64_t at)
{
    if (!at)
        return;
    RuleView *v = look->view;
    note_number(look, v->now - at);
    for (guint i = 0; i < look->leaf->tests->len; i++) {
        const Test *t = look->leaf->tests->pdata[i];
        try_number(look, t,
                   t->working ? work_clock_between(view_clock(v), at, v->now) : v->now - at);
    }
}
