// predicate.h: what a leaf of a condition wants and how it looks at the world; private to
// condition*.c and predicate*.c.
#pragma once

#include "ticket/condition.h"

#define SAW_MAX 200 // bytes that are shown of what a leaf saw

// How the values of a key are written.
typedef enum {
    FORM_TEXT,    // a pattern
    FORM_ADDRESS, // the same for mail addresses; "@example.com" is a whole domain
    FORM_NAMED,   // "Name: pattern" (header), "name=pattern", "name>5" (field, contact)
    FORM_NUMBER,  // "<3", "4-5", "7"
    FORM_DECIMAL, // the same with fractions, kept in thousandths
    FORM_SIZE,    // ">5MB", in bytes
    FORM_SPAN,    // ">2d", ">4h working", in seconds
    FORM_NAME,    // one of `names`
    FORM_RANK,    // one of `names`, which have an order: ">normal"
    FORM_DAY,     // "sat", "mon-fri"
    FORM_TIME,    // "9:00-12:00", in minutes of the day
} ValueForm;

// One value that the config wants to see. Fits what its pattern fits, or a number of [low, high].
typedef struct {
    char *text;        // as it is written
    char *name;        // of FORM_NAMED
    Pattern *pattern;  // NULL = a number
    int64_t low, high; // both included
    bool working;      // the span is working time
    bool absent;       // fits when there is nothing to see
} Test;
void test_free(Test *t);

typedef struct {
    const PredicateInfo *info;
    GPtrArray *tests; // Test*
} Leaf;

// One look of a leaf at the world: its predicate shows each value that is there.
typedef struct {
    const Leaf *leaf;
    RuleView *view;
    MatchResult result;
    char *fault;  // of the first error
    GString *saw; // NULL = nobody asks
    bool seen;    // something was there
} Look;

struct PredicateWork {
    ValueForm form;
    bool none;         // "none" and "" want nothing to be there; an empty text is nothing
    bool several;      // a ticket may have several values at a time
    const Name *names; // FORM_NAME, FORM_RANK, FORM_DAY; names that FORM_NAMED takes, NULL = any
    char sign;         // FORM_NAMED: what stands behind the name
    void (*see)(Look *look);
};

// Reads one value of a key into tests (one or two of them). HD_ERROR_CONFIG.
bool test_read(const PredicateInfo *info, const char *value, GPtrArray *tests, GError **error);
// What a key takes, with an example: "a number with a sign, as in >5".
const char *value_form(const PredicateInfo *info);
// A value as its form writes it. The caller frees.
char *value_text(const PredicateInfo *info, int64_t value);
// "12.345" in thousandths; what follows the number is ignored. False when there is none.
bool decimal_read(const char *text, int64_t *thousandths);

// Shows a value to all tests of the leaf.
void look_text(Look *look, const char *text);
void look_number(Look *look, int64_t value);
// The same for a text that stays as long as the view: folded once.
void look_subject(Look *look, Subject *subject);
// An instant: how long ago it is, in the time that each test counts. 0 = there is none.
void look_since(Look *look, int64_t at);
// Shows a value to one test alone.
void look_test(Look *look, const Test *t, const char *text);

// predicate_mail.c, predicate_ticket.c: what each key shows.
void see_attachment(Look *look);
void see_attachment_size(Look *look);
void see_attachment_type(Look *look);
void see_body(Look *look);
void see_cc(Look *look);
void see_channel(Look *look);
void see_first(Look *look);
void see_from(Look *look);
void see_header(Look *look);
void see_nature(Look *look);
void see_newcomer(Look *look);
void see_sender(Look *look);
void see_spam_score(Look *look);
void see_subject(Look *look);
void see_to(Look *look);

void see_age(Look *look);
void see_category(Look *look);
void see_company(Look *look);
void see_contact(Look *look);
void see_field(Look *look);
void see_group(Look *look);
void see_hours(Look *look);
void see_idle(Look *look);
void see_internal(Look *look);
void see_kind(Look *look);
void see_language(Look *look);
void see_late(Look *look);
void see_manager(Look *look);
void see_participant(Look *look);
void see_priority(Look *look);
void see_promise(Look *look);
void see_queue(Look *look);
void see_rating(Look *look);
void see_status(Look *look);
void see_tag(Look *look);
void see_time(Look *look);
void see_type(Look *look);
void see_weekday(Look *look);

// What stands in `sender`.
enum { SENDER_REQUESTER, SENDER_PARTICIPANT, SENDER_MANAGER, SENDER_STRANGER };
