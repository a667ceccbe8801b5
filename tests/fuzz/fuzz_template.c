// fuzz_template.c: any text as a template, filled with values that look like templates themselves.
#include "fuzz.h"
#include "mail/template.h"

// A private character: it stands in the value, and in no template but by chance.
#define MARK "\xee\x84\xa3"

static const char *const KNOWN[] = {"name", "raw", "list", "entry", "empty", NULL};

static Vars *
make_vars(void)
{
    Vars *v = vars_new();
    vars_set(v, "name", "<" MARK "> {{raw}} {{#list}}\nBcc: x");
    vars_set_html(v, "raw", "plain & simple", "<b>bold</b>");
    vars_set(v, "empty", "");
    for (unsigned i = 0; i < 3; i++) {
        vars_set(vars_add(v, "list"), "entry", "{{name}}");
    }
    return v;
}

static void
render(const char *source, TemplateFormat format, const Vars *vars)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *out = template_render(source, "fuzz", format, vars, &error);
    PROMISE((out == NULL) == (error != NULL));
    PROMISE(!out || g_utf8_validate(out, -1, NULL));
    // A value is escaped wherever it stands in HTML.
    PROMISE(!out || format == TEMPLATE_TEXT || strstr(source, MARK) || !strstr(out, "<" MARK));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *source = text_utf8((const char *)data, (gssize)size);
    g_autoptr(Vars) vars = make_vars();
    g_autoptr(GError) error = NULL;
    bool fine = template_check(source, "fuzz", KNOWN, &error);
    PROMISE(fine == (error == NULL));
    render(source, TEMPLATE_TEXT, vars);
    render(source, TEMPLATE_HTML, vars);
    return 0;
}
