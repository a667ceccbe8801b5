// verb_set.c: #set FIELD=VALUE: fills a field of the desk's own, "FIELD=" empties it.
//
// Values are checked by the kind of the field and kept in one form: numbers with a point, days as
// ISO 8601, flags as yes and no, choices as the config writes them. Which fields there are stands
// in the config; whether one has to be filled is not looked at here.

#include "ticket/verb.h"
#include "ticket/when.h"

#include <string.h>

#define VALUE_MAX  500
#define DIGITS_MAX 30

// "12", "-1.5", "1,5"; NULL when it is none.
static char *
number_value(const char *text)
{
    g_autofree char *value = g_strdelimit(g_strdup(text), ",", '.');
    const char *p = value + (*value == '-' || *value == '+');
    size_t whole = strspn(p, "0123456789");
    size_t part = p[whole] == '.' ? strspn(p + whole + 1, "0123456789") : 0;
    size_t length = whole + (p[whole] == '.' ? part + 1 : 0);
    if (whole == 0 || p[length] || (p[whole] == '.' && part == 0) || length > DIGITS_MAX)
        return NULL;
    return g_strdup(*value == '+' ? p : value);
}

static char *
flag_value(const char *text)
{
    static const char *const YES[] = {"yes", "y", "true", "on", "1", "да", "так", "+", NULL};
    static const char *const NO[] = {"no", "n", "false", "off", "0", "нет", "ні", "-", NULL};
    return verb_is_one_of(text, YES)  ? g_strdup("yes")
           : verb_is_one_of(text, NO) ? g_strdup("no")
                                      : NULL;
}

static char *
choice_value(const CustomField *field, const char *text)
{
    for (guint i = 0; i < field->choices->len; i++)
        if (text_equal_fold(field->choices->pdata[i], text))
            return g_strdup(field->choices->pdata[i]);
    return NULL;
}

// The value as it is kept; NULL and what is wrong with it.
static char *
field_value(const VerbContext *context, const CustomField *field, const char *text, GError **error)
{
    char *value = NULL;
    g_autofree char *choices = verb_join(field->choices);
    switch (field->kind) {
    case CUSTOM_TEXT:
        return verb_line(context, text, VALUE_MAX, error);
    case CUSTOM_NUMBER:
        value = number_value(text);
        if (!value)
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("%s takes a number; found \"%s\"")), field->name,
                        text);
        break;
    case CUSTOM_DATE:
        value = when_parse_day(text, context->now);
        if (!value)
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("%s takes a day, as in 2026-12-01; found \"%s\"")),
                        field->name, text);
        break;
    case CUSTOM_FLAG:
        value = flag_value(text);
        if (!value)
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("%s takes yes or no; found \"%s\"")), field->name,
                        text);
        break;
    case CUSTOM_CHOICE:
        value = choice_value(field, text);
        if (!value)
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("%s takes one of %s; found \"%s\"")), field->name,
                        choices, text);
        break;
    }
    return value;
}

static void
tell_fields(const VerbContext *context, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < context->desk->fields->len; i++)
        g_ptr_array_add(names, ((const CustomField *)context->desk->fields->pdata[i])->name);
    g_autofree char *all = verb_join(names);
    if (names->len == 0)
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT,
                            verb_words(context, N_("this desk has no fields of its own; its "
                                                   "config names them")));
    else if (name)
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    verb_words(context, N_("there is no field \"%s\"; there are: %s")), name, all);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs a field and its value, as in #set room=12; "
                                           "there are: %s")),
                    all);
}

// The first word of the value that looks like one more "field=…"; NULL when there is none. The
// caller frees.
static char *
second_field(const VerbContext *context, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    for (guint i = 0; words[i]; i++) {
        char *sign = strchr(words[i], '=');
        if (!sign)
            continue;
        *sign = '\0';
        if (desk_field(context->desk, words[i]))
            return g_strdup(words[i]);
    }
    return NULL;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    const char *sign = strchr(args, '=');
    if (!sign || sign == args) {
        tell_fields(context, NULL, error);
        return false;
    }
    g_autofree char *name = g_strchomp(g_strndup(args, (size_t)(sign - args)));
    g_autofree char *text = g_strstrip(g_strdup(sign + 1));
    const CustomField *field = desk_field(context->desk, name);
    if (!field) {
        tell_fields(context, name, error);
        return false;
    }
    g_autofree char *second = second_field(context, text);
    if (second) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("takes one field; write %s on a line of its own")),
                    second);
        return false;
    }
    g_autofree char *value = *text ? field_value(context, field, text, error) : g_strdup("");
    if (!value)
        return false;
    g_autofree char *pair = g_strdup_printf("%s=%s", field->name, value);
    change_add(changes, CHANGE_FIELD, pair, "set");
    return true;
}

static const char *const ALSO[] = {"field",  "поле",       "задать", "установить",
                                   "задати", "встановити", NULL};

const Verb VERB_SET = {
    "set", ALSO, N_("#set FIELD=VALUE"), N_("fill a field; FIELD= empties it"), PROOF_L3, plan};
