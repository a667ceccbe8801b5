// json.c: a JSON writer over a GString, two spaces a level, one value a line.
//
// For what people's scripts read (explain, list, show); reads nothing. Text that is not valid UTF-8
// is made so, since JSON has no other way to carry it.

#include "base/json.h"

#include "base/text.h"

#include <string.h>

void
json_init(Json *j)
{
    *j = (Json){.out = g_string_new(NULL)};
}

void
json_clear(Json *j)
{
    if (j->out)
        g_string_free(j->out, TRUE);
    j->out = NULL;
}

static void
append_string(GString *out, const char *s)
{
    g_autofree char *valid = g_utf8_validate(s, -1, NULL) ? NULL : text_utf8(s, -1);
    g_string_append_c(out, '"');
    for (const char *p = valid ? valid : s; *p; p++) {
        static const char ESCAPED[] = "\"\\\b\f\n\r\t";
        static const char LETTERS[] = "\"\\bfnrt";
        const char *e = strchr(ESCAPED, *p);
        if (e)
            g_string_append_printf(out, "\\%c", LETTERS[e - ESCAPED]);
        else if ((unsigned char)*p < 0x20 || *p == 0x7f)
            g_string_append_printf(out, "\\u%04x", (unsigned char)*p);
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

static void
begin_value(Json *j, const char *key)
{
    if (j->comma)
        g_string_append_c(j->out, ',');
    if (j->depth > 0)
        g_string_append_printf(j->out, "\n%*s", (int)j->depth * 2, "");
    if (key) {
        append_string(j->out, key);
        g_string_append(j->out, ": ");
    }
    j->comma = true;
}

static void
begin_level(Json *j, const char *key, char c)
{
    begin_value(j, key);
    g_string_append_c(j->out, c);
    j->depth++;
    j->comma = false;
}

static void
end_level(Json *j, char c)
{
    j->depth--;
    if (j->comma)
        g_string_append_printf(j->out, "\n%*s", (int)j->depth * 2, "");
    g_string_append_c(j->out, c);
    j->comma = true;
    if (j->depth == 0)
        g_string_append_c(j->out, '\n');
}

void
json_object(Json *j, const char *key)
{
    begin_level(j, key, '{');
}

void
json_array(Json *j, const char *key)
{
    begin_level(j, key, '[');
}

void
json_end_object(Json *j)
{
    end_level(j, '}');
}

void
json_end_array(Json *j)
{
    end_level(j, ']');
}

void
json_text(Json *j, const char *key, const char *value)
{
    if (!value) {
        json_null(j, key);
        return;
    }
    begin_value(j, key);
    append_string(j->out, value);
}

void
json_number(Json *j, const char *key, int64_t value)
{
    begin_value(j, key);
    g_string_append_printf(j->out, "%" G_GINT64_FORMAT, value);
}

void
json_flag(Json *j, const char *key, bool value)
{
    begin_value(j, key);
    g_string_append(j->out, value ? "true" : "false");
}

void
json_null(Json *j, const char *key)
{
    begin_value(j, key);
    g_string_append(j->out, "null");
}

void
json_texts(Json *j, const char *key, const GPtrArray *values)
{
    json_array(j, key);
    for (guint i = 0; i < values->len; i++)
        json_text(j, NULL, values->pdata[i]);
    json_end_array(j);
}
