// macro.c: a ready answer becomes the text and the changes of a mail, as if the manager had written
// them herself.
//
// The text is a template (mail/template.h) in the customer's language. A value that is missing is
// told before anything goes out; one that a {{#name}} section asks for may be missing. Its commands
// pass command_may like written ones, so a macro gives nobody a right; it does not use other
// macros.

#include "ticket/macro.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"
#include "mail/template.h"

#include <string.h>

#define ARGUMENTS_MAX 50
#define DATE_LENGTH   10 // of "2026-11-21 19:20"

static const char *__attribute__((format_arg(2)))
words(const VerbContext *context, const char *msgid)
{
    return lang_text(context->actor ? context->actor->language : "en", msgid);
}

static const Macro *
find_macro(const VerbContext *context, const char *name, GError **error)
{
    const Desk *d = context->desk;
    const Macro *found = *name ? desk_macro(d, name) : NULL;
    if (found)
        return found;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < d->macros->len; i++)
        g_ptr_array_add(names, ((const Macro *)d->macros->pdata[i])->name);
    g_ptr_array_add(names, NULL);
    const char *const *list = (const char *const *)names->pdata;
    const char *nearest = *name ? text_nearest(name, list) : NULL;
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    if (!*list)
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT,
                            words(context, N_("this desk has no ready answers")));
    else if (!*name)
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    words(context, N_("needs the name of a ready answer: %s")), all);
    else if (nearest)
        g_set_error(
            error, HD_ERROR, HD_ERROR_ABSENT,
            words(context, N_("no ready answer is called \"%s\"; did you mean %s? There are: %s")),
            name, nearest, all);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    words(context, N_("no ready answer is called \"%s\"; there are: %s")), name,
                    all);
    return NULL;
}

// What closes a value that opens with this quote; telephones write the curved ones.
static gunichar
closing_quote(gunichar open)
{
    switch (open) {
    case '"':
        return '"';
    case 0x201c: // “
    case 0x201e: // „
        return 0x201d;
    case 0xab: // «
        return 0xbb;
    default:
        return 0;
    }
}

// One value off the front: a word, or words in quotes. NULL when a quote is never closed.
static char *
take_value(const char **text)
{
    const char *p = *text;
    gunichar close = closing_quote(g_utf8_get_char(p));
    if (!close) {
        size_t len = strcspn(p, " \t");
        *text = p + len;
        return g_strndup(p, len);
    }
    const char *begin = text_next(p);
    for (p = begin; *p; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == close || (close == 0x201d && c == 0x201c)) {
            *text = text_next(p);
            return g_strndup(begin, (size_t)(p - begin));
        }
    }
    return NULL;
}

// "k=v k2=…" into the table.
static bool
read_values(const VerbContext *context, const char *text, GHashTable *values, GError **error)
{
    for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
        size_t len = strcspn(text, "= \t");
        g_autofree char *name = g_strndup(text, len);
        bool pair = len > 0 && text[len] == '=' && g_hash_table_size(values) < ARGUMENTS_MAX;
        text += len + (pair ? 1 : 0);
        char *value = pair ? take_value(&text) : NULL;
        if (!value) {
            g_set_error(
                error, HD_ERROR, HD_ERROR_USAGE,
                words(context, N_("found \"%s\" where name=value or name=\"two words\" is wanted")),
                name);
            return false;
        }
        g_hash_table_replace(values, g_steal_pointer(&name), value);
    }
    return true;
}

static void
put(GHashTable *values, const char *name, const char *value)
{
    if (value && *value)
        g_hash_table_insert(values, g_strdup(name), g_strdup(value));
}

// Behind marks of a heading, a quote or a list: a value may begin a line.
static const char *
skip_line_marks(const char *p)
{
    size_t marks = strspn(p, "#*+-=~");
    while (*p == '>' || *p == ' ' || (marks > 0 && (p[marks] == ' ' || !p[marks]))) {
        p += MAX(marks, 1);
        marks = strspn(p, "#*+-=~");
    }
    return p;
}

// What a customer wrote is no markup of the letter that it is put into: brackets, which would make
// a link of it, become round; backticks and stars at words go. All else stays, for the text part of
// the letter shows it as it is.
static char *
without_markup(const char *text)
{
    g_autofree char *line = text_one_line(text_or_empty(text));
    g_autoptr(GString) out = g_string_new(NULL);
    bool word = false; // does one end here?
    for (const char *p = skip_line_marks(line); *p;) {
        size_t run = strspn(p, "*`");
        const char *next = run ? p + run : g_utf8_next_char(p);
        bool other = g_unichar_isalnum(g_utf8_get_char(next));
        if (*p == '[' || *p == ']')
            g_string_append_c(out, *p == '[' ? '(' : ')');
        else if (run == 0 || word == other)
            g_string_append_len(out, p, next - p);
        word = run ? word : g_unichar_isalnum(g_utf8_get_char(p));
        p = next;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
put_plain(GHashTable *values, const char *name, const char *value)
{
    g_autofree char *plain = without_markup(value);
    put(values, name, plain);
}

// "Dear dave@zz.example" would be no greeting: a text with a section for it says what stands where
// no name is known; in others the address is cut.
static void
put_customer(GHashTable *values, const Contact *c, const char *text)
{
    bool prepared = strstr(text, "{{#customer_name}}") || strstr(text, "{{^customer_name}}");
    const char *address = c ? c->address : "";
    g_autofree char *local = g_strndup(address, strcspn(address, "@"));
    put_plain(values, "customer_name", c && *c->name ? c->name : prepared ? "" : local);
}

// What every ready answer may show; what is not known is missing.
static GHashTable *
known_values(const VerbContext *context, const char *language, const char *text)
{
    GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const Ticket *t = context->ticket;
    g_autofree char *today = clock_people(context->now);
    put(values, "desk", context->desk->name);
    // What no manager writes speaks for the one whose ticket it is.
    const Manager *own = t && *t->manager ? desk_manager(context->desk, t->manager) : NULL;
    const Manager *speaker = context->actor ? context->actor : own;
    put(values, "manager_name", speaker ? speaker->name : context->desk->name);
    today[DATE_LENGTH] = '\0';
    put(values, "today", today);
    put(values, "queue", t ? t->queue : context->queue ? context->queue->name : "");
    if (!t)
        return values;
    const Contact *c = t->requester;
    const Status *status = desk_status(context->desk, t->status);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, t->number);
    g_autofree char *marker = ticket_marker(t, desk_queue(context->desk, t->queue));
    put_customer(values, c, text);
    put_plain(values, "customer_address", c ? c->address : "");
    put(values, "number", number);
    put(values, "marker", marker);
    put_plain(values, "subject", t->subject);
    put(values, "status", status ? status_label(status, language) : t->status);
    return values;
}

static const char *
choose_text(const Macro *m, const char *language)
{
    const char *text = g_hash_table_lookup(m->texts, language);
    if (!text)
        text = g_hash_table_lookup(m->texts, "");
    if (text || g_hash_table_size(m->texts) == 0)
        return text_or_empty(text);
    g_autoptr(GList) languages = g_list_sort(g_hash_table_get_keys(m->texts), (GCompareFunc)strcmp);
    return g_hash_table_lookup(m->texts, languages->data);
}

// Names of the holes of a checked template: sections' into optional, the others into wanted.
static void
find_holes(const char *text, GPtrArray *wanted, GHashTable *optional)
{
    for (const char *open = strstr(text, "{{"); open; open = strstr(open, "{{")) {
        open += strspn(open, "{");
        const char *close = strstr(open, "}}");
        if (!close)
            return;
        bool section = strchr("#^/", *open) != NULL, comment = *open == '!';
        g_autofree char *name = g_strndup(open + section, (size_t)(close - open) - section);
        g_strstrip(name);
        if (section)
            g_hash_table_add(optional, g_steal_pointer(&name));
        else if (!comment && !g_ptr_array_find_with_equal_func(wanted, name, g_str_equal, NULL))
            g_ptr_array_add(wanted, g_steal_pointer(&name));
        open = close;
    }
}

static bool
check_values(const VerbContext *context, const Macro *m, const char *text, GHashTable *values,
             GError **error)
{
    if (!template_check(text, m->name, NULL, error))
        return false;
    g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) optional = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    find_holes(text, wanted, optional);
    g_autoptr(GString) missing = g_string_new(NULL);
    for (guint i = 0; i < wanted->len; i++)
        if (!g_hash_table_contains(values, wanted->pdata[i]) &&
            !g_hash_table_contains(optional, wanted->pdata[i]))
            g_string_append_printf(missing, " %s=…", (const char *)wanted->pdata[i]);
    if (missing->len == 0)
        return true;
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                words(context, N_("the ready answer \"%s\" needs more: #use %s%s")), m->name,
                m->name, missing->str);
    return false;
}

static char *
fill_in(const VerbContext *context, const Macro *m, const char *given, GError **error)
{
    const char *language = context->ticket && *context->ticket->language ? context->ticket->language
                           : context->queue                              ? context->queue->language
                                                                         : "";
    const char *text = choose_text(m, language);
    g_autoptr(GHashTable) values = known_values(context, language, text);
    if (!read_values(context, given, values, error) ||
        !check_values(context, m, text, values, error))
        return NULL;
    g_autoptr(Vars) vars = vars_new();
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, values);
    while (g_hash_table_iter_next(&iter, &name, &value))
        vars_set(vars, name, value);
    return template_render(text, m->name, TEMPLATE_TEXT, vars, error);
}

static bool
plan_line(const VerbContext *context, const Macro *m, const char *line, GPtrArray *changes,
          GError **error)
{
    size_t len = strcspn(line + 1, " \t:=");
    g_autofree char *name = g_strndup(line + 1, len);
    const char *rest = line + 1 + len + strspn(line + 1 + len, " \t");
    rest += *rest == ':' || *rest == '=' ? 1 : 0;
    g_autofree char *args = g_strstrip(g_strdup(rest));
    const Verb *v = *line == '#' ? verb_find(name) : NULL;
    g_autoptr(GError) fault = NULL;
    if (!v || v == verb_find("use"))
        g_set_error(&fault, HD_ERROR, HD_ERROR_CONFIG, "%s",
                    words(context, N_("a ready answer cannot do this")));
    else if (command_may(context, v, context->proof, &fault))
        (void)v->plan(context, args, changes, &fault);
    if (fault)
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED, "%s: %s: %s", m->name, line, fault->message);
    return !fault;
}

bool
macro_apply(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    size_t len = strcspn(args, " \t");
    g_autofree char *name = g_strndup(args, len);
    const Macro *m = find_macro(context, name, error);
    g_autofree char *text = m ? fill_in(context, m, args + len, error) : NULL;
    if (!text)
        return false;
    g_strchomp(text);
    if (*text)
        change_add(changes, CHANGE_USE, text, "use");
    g_auto(GStrv) lines = g_strsplit(m->commands, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (*g_strstrip(lines[i]) && !plan_line(context, m, lines[i], changes, error))
            return false;
    return true;
}

char *
macro_text(const Desk *desk, const Queue *queue, const Ticket *ticket, const Macro *macro,
           int64_t now, GError **error)
{
    const VerbContext context = {.desk = desk, .queue = queue, .ticket = ticket, .now = now};
    char *text = fill_in(&context, macro, "", error);
    return text ? g_strchomp(text) : NULL;
}
