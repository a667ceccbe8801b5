// Templates put values in, escaped for where they stand, and never read them again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/embed.h"
#include "base/error.h"
#include "mail/template.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

static Vars *
sample(void)
{
    Vars *v = vars_new();
    vars_set(v, "name", "Anna & <Co>");
    vars_set(v, "empty", "");
    vars_set(v, "lines", "a\r\nBcc: x");
    vars_set(v, "sly", "{{name}}{{#name}}");
    vars_set_html(v, "body", "plain", "<i>rich</i>");
    for (unsigned i = 1; i <= 2; i++) {
        Vars *entry = vars_add(v, "list");
        vars_set(entry, "n", i == 1 ? "1" : "2");
        vars_set(entry, "last", i == 2 ? "yes" : "");
        vars_set(vars_add(entry, "inner"), "k", "x");
        vars_set(vars_add(entry, "inner"), "k", "y");
    }
    return v;
}

static void
holes_are_filled(void **state)
{
    static const struct {
        const char *name;
        TemplateFormat format;
        const char *in, *want;
    } ROWS[] = {
        {"plain", TEMPLATE_TEXT, "Hi {{name}}!", "Hi Anna & <Co>!"},
        {"escaped", TEMPLATE_HTML, "<p>{{name}}</p>", "<p>Anna &amp; &lt;Co&gt;</p>"},
        {"html value", TEMPLATE_HTML, "{{{body}}} {{body}}", "<i>rich</i> plain"},
        {"html hole, text value", TEMPLATE_HTML, "{{{name}}}", "Anna &amp; &lt;Co&gt;"},
        {"html hole in text", TEMPLATE_TEXT, "{{{body}}}", "plain"},
        {"spaces in a tag", TEMPLATE_TEXT, "{{ empty }}{{ name }}", "Anna & <Co>"},
        {"unknown is empty", TEMPLATE_TEXT, "[{{what}}]", "[]"},
        {"value is not read again", TEMPLATE_TEXT, "{{sly}}", "{{name}}{{#name}}"},
        {"section of a value", TEMPLATE_TEXT, "{{#name}}yes{{/name}}{{#empty}}no{{/empty}}", "yes"},
        {"inverted", TEMPLATE_TEXT,
         "{{^name}}no{{/name}}{{^empty}}yes{{/empty}}{{^what}}!{{/what}}", "yes!"},
        {"list", TEMPLATE_TEXT, "{{#list}}{{n}},{{/list}}", "1,2,"},
        {"outer name in a list", TEMPLATE_TEXT, "{{#list}}{{n}}{{empty}}{{body}} {{/list}}",
         "1plain 2plain "},
        {"nested lists", TEMPLATE_TEXT, "{{#list}}{{n}}{{#inner}}{{k}}{{/inner}};{{/list}}",
         "1xy;2xy;"},
        {"value in a list", TEMPLATE_TEXT, "{{#list}}{{n}}{{^last}}, {{/last}}{{/list}}", "1, 2"},
        {"list is not empty", TEMPLATE_TEXT, "{{^list}}none{{/list}}", ""},
        {"same section twice", TEMPLATE_TEXT, "{{#name}}a{{#name}}b{{/name}}c{{/name}}", "abc"},
        {"tag lines vanish", TEMPLATE_TEXT, "a\n{{#list}}\n- {{n}}\n{{/list}}\nb\n",
         "a\n- 1\n- 2\nb\n"},
        {"indented tag lines vanish", TEMPLATE_TEXT, "  {{#name}}  \r\nx\n  {{/name}}", "x\n"},
        {"values keep their line", TEMPLATE_TEXT, "a\n{{empty}}\nb", "a\n\nb"},
        {"comment", TEMPLATE_TEXT, "a\n{{! b }}\nc{{!d}}", "a\nc"},
        {"subject is one line", TEMPLATE_TEXT, "Subject: {{lines}}\n\n{{lines}}",
         "Subject: a Bcc: x\n\na\r\nBcc: x"},
        {"braces", TEMPLATE_TEXT, "{ a } }} {x}", "{ a } }} {x}"},
        {"nothing", TEMPLATE_TEXT, "", ""},
    };
    g_autoptr(Vars) vars = sample();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *got = template_render(ROWS[i].in, "t", ROWS[i].format, vars, &error);
        if (!got || strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got \"%s\" %s", ROWS[i].name, got ? got : "",
                     error ? error->message : "");
        }
    }
}

static unsigned times_made;

static char *
make_html(const char *text)
{
    times_made++;
    return g_strdup_printf("<u>%s</u>", text);
}

static void
html_is_made_when_asked_for(void **state)
{
    g_autoptr(Vars) v = vars_new();
    vars_set_made(v, "body", "text", make_html);
    times_made = 0;
    g_autofree char *text = template_render("{{body}}", "t", TEMPLATE_TEXT, v, NULL);
    g_autofree char *escaped = template_render("{{body}}", "t", TEMPLATE_HTML, v, NULL);
    assert_string_equal(text, "text");
    assert_string_equal(escaped, "text");
    assert_int_equal(times_made, 0);
    g_autofree char *twice = template_render("{{{body}}}{{{body}}}", "t", TEMPLATE_HTML, v, NULL);
    assert_string_equal(twice, "<u>text</u><u>text</u>");
    assert_int_equal(times_made, 1);
}

static void
faults_name_their_line(void **state)
{
    static const struct {
        const char *in, *says;
    } ROWS[] = {
        {"a\n{{#x}}b", "t:2: section is never closed: x"},
        {"a\n\n{{/x}}", "t:3: no open section is called x"},
        {"{{#x}}\n{{#y}}\n{{/x}}{{/y}}", "t:3: {{/x}} stands where {{/y}} is wanted (line 2)"},
        {"a\n{{name", "t:2: a tag is not closed on its line"},
        {"{{na\nme}}", "t:1: a tag is not closed on its line"},
        {"{{{a}}", "t:1: a tag is not closed on its line"},
        {"{{}}", "t:1: not a name"},
        {"{{a b}}", "t:1: not a name: a b"},
        {"{{>file}}", "t:1: not a name: >file"},
    };
    g_autoptr(Vars) vars = vars_new();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(template_check(ROWS[i].in, "t", NULL, &error));
        if (!g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG) ||
            !g_str_has_prefix(error->message, ROWS[i].says)) {
            fail_msg("%s: %s", ROWS[i].in, error->message);
        }
        assert_null(template_render(ROWS[i].in, "t", TEMPLATE_TEXT, vars, NULL));
    }
    g_autoptr(GString) deep = g_string_new(NULL);
    for (unsigned i = 0; i < 10000; i++) {
        g_string_append(deep, "{{#x}}");
    }
    assert_false(template_check(deep->str, "t", NULL, NULL));
}

static void
unknown_names_are_faults_of_a_check(void **state)
{
    static const char *const KNOWN[] = {"subject", "text", NULL};
    g_autoptr(GError) error = NULL;
    assert_true(template_check("{{subject}}\n{{#text}}x{{/text}}", "t", KNOWN, NULL));
    assert_false(template_check("{{subject}}\n{{subjcet}}", "t", KNOWN, &error));
    assert_string_equal(error->message,
                        "t:2: nothing is called \"subjcet\"; did you mean \"subject\"?");
    assert_false(template_check("{{^what}}{{/what}}", "t", KNOWN, NULL));
}

static void
own_files_stand_before_built_in_ones(void **state)
{
    g_autofree char *dir = g_dir_make_tmp("helpdesk-XXXXXX", NULL);
    g_autofree char *ru = g_build_filename(dir, "ru", NULL);
    g_autofree char *file = g_build_filename(ru, "test-only.txt", NULL);
    g_autoptr(GError) error = NULL;
    assert_int_equal(g_mkdir(ru, 0700), 0);
    assert_true(g_file_set_contents(file, "свой", -1, NULL));
    g_autofree char *own = template_load(dir, "ru", "test-only.txt", NULL);
    assert_string_equal(own, "свой");
    assert_null(template_load(dir, "uk", "test-only.txt", &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_ABSENT));
    g_clear_error(&error);
    assert_true(g_file_set_contents(file, "\xff", 1, NULL));
    assert_null(template_load(dir, "ru", "test-only.txt", &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    g_clear_error(&error);
    assert_null(template_load(dir, "ru", "../ru/test-only.txt", &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
    g_unlink(file);
    g_rmdir(ru);
    g_rmdir(dir);
}

static void
every_built_in_template_is_sound(void **state)
{
    for (const EmbeddedFile *f = EMBEDDED_TEMPLATES; f->name; f++) {
        g_autoptr(GError) error = NULL;
        const char *text = (const char *)f->bytes;
        const char *slash = strchr(f->name, '/');
        assert_int_equal(strlen(text), f->length);
        if (!template_check(text, f->name, NULL, &error)) {
            fail_msg("%s", error->message);
        }
        if (f[1].name) {
            assert_true(strcmp(f->name, f[1].name) < 0);
        }
        g_autofree char *language = slash ? g_strndup(f->name, (size_t)(slash - f->name)) : NULL;
        g_autofree char *loaded = template_load("", language, slash ? slash + 1 : f->name, NULL);
        assert_string_equal(loaded, text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holes_are_filled),
        cmocka_unit_test(html_is_made_when_asked_for),
        cmocka_unit_test(faults_name_their_line),
        cmocka_unit_test(unknown_names_are_faults_of_a_check),
        cmocka_unit_test(own_files_stand_before_built_in_ones),
        cmocka_unit_test(every_built_in_template_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
