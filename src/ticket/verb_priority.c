// verb_priority.c: #priority NAME, and its four short forms #urgent #high #normal #low.
//
// Names are known in en, ru and uk; the stored one is the English name of PRIORITY_NAMES.

#include "ticket/verb.h"

static const Name LOCAL_NAMES[] = {
    {"низкий", PRIORITY_LOW},     {"обычный", PRIORITY_NORMAL},    {"высокий", PRIORITY_HIGH},
    {"срочный", PRIORITY_URGENT}, {"низький", PRIORITY_LOW},       {"звичайний", PRIORITY_NORMAL},
    {"високий", PRIORITY_HIGH},   {"терміновий", PRIORITY_URGENT}, {NULL, 0},
};

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    int code = -1;
    bool found = names_code(PRIORITY_NAMES, args, &code);
    for (size_t i = 0; !found && LOCAL_NAMES[i].name; i++)
        if (text_equal_fold(LOCAL_NAMES[i].name, args)) {
            code = LOCAL_NAMES[i].code;
            found = true;
        }
    if (!found) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs one of urgent, high, normal, low; found \"%s\"")),
                    args);
        return false;
    }
    change_add(changes, CHANGE_PRIORITY, names_name(PRIORITY_NAMES, code), "priority");
    return true;
}

static const char *const ALSO[] = {"приоритет", "пріоритет", NULL};

const Verb VERB_PRIORITY = {"priority",
                            ALSO,
                            N_("#priority urgent|high|normal|low"),
                            N_("set the priority; #urgent, #high … are short for it"),
                            PROOF_L3,
                            plan};

#define SHORT_FORM(VERB, fn, word, ...)                                                            \
    static bool fn(const VerbContext *context, const char *args, GPtrArray *changes,               \
                   GError **error)                                                                 \
    {                                                                                              \
        return verb_no_args(context, args, error) && plan(context, word, changes, error);          \
    }                                                                                              \
    static const char *const fn##_also[] = {__VA_ARGS__, NULL};                                    \
    const Verb VERB = {word, fn##_also, "", "", PROOF_L3, fn}

SHORT_FORM(VERB_URGENT, plan_urgent, "urgent", "срочно", "терміново");
SHORT_FORM(VERB_HIGH, plan_high, "high", "высокий", "високий");
SHORT_FORM(VERB_NORMAL, plan_normal, "normal", "обычный", "звичайний");
SHORT_FORM(VERB_LOW, plan_low, "low", "низкий", "низький");
