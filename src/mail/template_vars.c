// template_vars.c: named values and lists for templates.
//
// A list entry is a Vars of its own; the template looks into the innermost entry first and then
// outwards, so an entry sets every name it means to answer for, even to "". Values are copied and
// made valid UTF-8. Neighbours: template.c.
#include "mail/template_vars.h"

#include "base/text.h"

struct Vars {
    GHashTable *values; // char* → Value*
};

static void
value_free(Value *value)
{
    g_free(value->text);
    g_free(value->html);
    if (value->list) {
        g_ptr_array_unref(value->list);
    }
    g_free(value);
}

Vars *
vars_new(void)
{
    Vars *v = g_new0(Vars, 1);
    v->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)value_free);
    return v;
}

void
vars_free(Vars *v)
{
    if (v) {
        g_hash_table_unref(v->values);
        g_free(v);
    }
}

static Value *
set(Vars *v, const char *name, const char *text, const char *html)
{
    Value *value = g_new0(Value, 1);
    value->text = text_utf8(text, -1);
    value->html = html ? text_utf8(html, -1) : NULL;
    g_hash_table_replace(v->values, g_strdup(name), value);
    return value;
}

void
vars_set(Vars *v, const char *name, const char *value)
{
    set(v, name, text_or_empty(value), NULL);
}

void
vars_set_html(Vars *v, const char *name, const char *text_value, const char *html_value)
{
    set(v, name, text_or_empty(text_value), text_or_empty(html_value));
}

void
vars_set_made(Vars *v, const char *name, const char *text, VarsMakeHtml make)
{
    set(v, name, text_or_empty(text), NULL)->make = make;
}

Vars *
vars_add(Vars *v, const char *list)
{
    Value *value = g_hash_table_lookup(v->values, list);
    if (!value) {
        value = set(v, list, "", NULL);
    }
    if (!value->list) {
        value->list = g_ptr_array_new_with_free_func((GDestroyNotify)vars_free);
    }
    Vars *entry = vars_new();
    g_ptr_array_add(value->list, entry);
    return entry;
}

Value *
vars_find(const Vars *v, const char *name)
{
    return g_hash_table_lookup(v->values, name);
}

const char *
value_html(Value *value)
{
    if (!value->html && value->make) {
        g_autofree char *html = value->make(value->text);
        value->html = text_utf8(html, -1);
    }
    return value->html;
}
