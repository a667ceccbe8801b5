// value.c: one value of the config into its field, by the row of its key.
//
// A value is checked in itself: type, length, range, form, entries that stand twice. A fault leaves
// the field as it was; the desk is not handed out then. Texts go into headers, paths and SMTP
// lines, so control characters and bytes that are no UTF-8 stop here, escapes of libconfig (\x0d)
// included; only the lines of ready answers may end.
//
// Not for groups and lists of groups, which read.c walks. Neighbours: form.c, the forms of texts;
// value_time.c and value_rule.c, values of more than one word.
#include "config/loader.h"

#include "base/text.h"

#include <string.h>

const char *
setting_type_words(const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_STRING:
        return "a text";
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
    case CONFIG_TYPE_FLOAT:
        return "a number";
    case CONFIG_TYPE_BOOL:
        return "true or false";
    case CONFIG_TYPE_GROUP:
        return "a group";
    default:
        return "a list";
    }
}

void
value_wrong_type(Loader *l, const Key *key, const config_setting_t *setting, const char *wanted,
                 const char *hint)
{
    loader_fault(l, setting_line(l, setting), hint, "%s must be %s, not %s", key->name, wanted,
                 setting_type_words(setting));
}

static bool
is_forbidden(const Key *key, char c)
{
    return g_ascii_iscntrl(c) && !(key->lines && (c == '\n' || c == '\t'));
}

// A text of the right type in its stored form; NULL after a fault.
static char *
store_form(Loader *l, const Key *key, const config_setting_t *setting, const char *text)
{
    size_t max = key->type != KEY_TEXTS && key->max ? (size_t)key->max : 1000;
    const char *wanted = "";
    if (!*text && key->fallback && !*key->fallback) {
        return g_strdup("");
    }
    if (!*text) {
        loader_fault(l, setting_line(l, setting), "write it or leave the line out", "%s is empty",
                     key->name);
        return NULL;
    }
    if (strlen(text) > max) {
        g_autofree char *hint = g_strdup_printf("write at most %zu bytes", max);
        loader_fault(l, setting_line(l, setting), hint, "%s is too long", key->name);
        return NULL;
    }
    if (!g_utf8_validate(text, -1, NULL)) {
        loader_fault(l, setting_line(l, setting), "write it as UTF-8, without \\x",
                     "%s is not UTF-8", key->name);
        return NULL;
    }
    for (const char *p = text; *p; p++) {
        if (is_forbidden(key, *p)) {
            loader_fault(l, setting_line(l, setting),
                         key->lines ? "write \\n between lines and nothing else of that kind"
                                    : "write one line without \\n, \\r or \\t",
                         "%s holds a control character", key->name);
            return NULL;
        }
    }
    char *stored = key->form(l->folder, text, &wanted);
    if (!stored) {
        loader_fault(l, setting_line(l, setting), wanted, "%s = \"%s\" cannot be used", key->name,
                     text);
    }
    return stored;
}

// The text of a setting in its stored form; NULL after a fault.
static char *
read_text(Loader *l, const Key *key, const config_setting_t *setting)
{
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        g_autofree char *hint = g_strdup_printf("write it in quotes: %s = \"…\";", key->name);
        value_wrong_type(l, key, setting, "a text",
                         key->type == KEY_TEXTS ? "write texts in quotes" : hint);
        return NULL;
    }
    return store_form(l, key, setting, config_setting_get_string(setting));
}

// Several lines: one text, or a list of texts that are a line each.
static char *
read_lines(Loader *l, const Key *key, const config_setting_t *setting)
{
    int type = config_setting_type(setting);
    if (!key->lines || (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY)) {
        return read_text(l, key, setting);
    }
    g_autoptr(GString) lines = g_string_new(NULL);
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *line = config_setting_get_elem(setting, (unsigned)i);
        if (config_setting_type(line) != CONFIG_TYPE_STRING) {
            value_wrong_type(l, key, line, "a list of texts, a line each", "write lines in quotes");
            return NULL;
        }
        g_string_append_printf(lines, "%s%s", i ? "\n" : "", config_setting_get_string(line));
    }
    return store_form(l, key, setting, lines->str);
}

static void
store_text(void *field, char *text)
{
    char **to = field;
    g_free(*to);
    *to = text;
}

static void
store_number(const Key *key, void *field, uint64_t value)
{
    if (key->width == sizeof(uint64_t)) {
        memcpy(field, &value, sizeof value);
    } else {
        unsigned small = (unsigned)value;
        memcpy(field, &small, sizeof small);
    }
}

static void
read_number(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    int type = config_setting_type(setting);
    g_autofree char *range = key_range(key);
    g_autofree char *hint = g_strdup_printf("write a whole number from %s", range);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
        value_wrong_type(l, key, setting, "a whole number", hint);
        return;
    }
    int64_t value = config_setting_get_int64(setting);
    if (value < key->min || value > key->max) {
        loader_fault(l, setting_line(l, setting), hint, "%s = %" G_GINT64_FORMAT " is out of range",
                     key->name, value);
        return;
    }
    store_number(key, field, (uint64_t)value);
}

// "12.50": at most 12 digits and two behind the point.
static void
read_money(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    static const char HINT[] = "write it in quotes, with at most two digits behind the point: "
                               "\"12.50\"";
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        value_wrong_type(l, key, setting, "a text", HINT);
        return;
    }
    const char *text = config_setting_get_string(setting);
    size_t whole = strspn(text, "0123456789");
    const char *rest = text + whole;
    size_t part = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    bool fits = whole > 0 && whole <= 12 &&
                (!*rest || (*rest == '.' && (part == 1 || part == 2) && !rest[1 + part]));
    if (!fits) {
        loader_fault(l, setting_line(l, setting), HINT, "%s = \"%s\" is no price", key->name, text);
        return;
    }
    uint64_t cents = part ? g_ascii_strtoull(rest + 1, NULL, 10) * (part == 1 ? 10 : 1) : 0;
    uint64_t value = g_ascii_strtoull(text, NULL, 10) * 100 + cents;
    memcpy(field, &value, sizeof value);
}

static void
store_choice(const Key *key, void *field, int code)
{
    if (key->width == sizeof(bool)) {
        *(bool *)field = code != 0;
    } else {
        memcpy(field, &code, sizeof code);
    }
}

static void
read_choice(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    int code;
    g_autofree char *range = key_range(key);
    g_autofree char *hint = g_strdup_printf("write one of: %s", range);
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        value_wrong_type(l, key, setting, "a text", hint);
    } else if (!names_code(key->choices, config_setting_get_string(setting), &code)) {
        loader_fault(l, setting_line(l, setting), hint, "%s = \"%s\" is not known", key->name,
                     config_setting_get_string(setting));
    } else {
        store_choice(key, field, code);
    }
}

bool
value_entries_fit(Loader *l, const Key *key, const config_setting_t *setting)
{
    int n = config_setting_length(setting);
    if (n < key->min || n > key->max) {
        g_autofree char *range = key_range(key);
        loader_fault(l, setting_line(l, setting), "", "%s has %d entries, it may have %s",
                     key->name, n, range);
        return false;
    }
    return true;
}

static void
read_texts(Loader *l, const Key *key, const config_setting_t *setting, GPtrArray *out)
{
    g_autoptr(GHashTable) seen = NULL;
    int type = config_setting_type(setting);
    if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY) {
        g_autofree char *hint = g_strdup_printf("write %s = ( \"…\", \"…\" );", key->name);
        value_wrong_type(l, key, setting, "a list of texts", hint);
        return;
    }
    if (!value_entries_fit(l, key, setting)) {
        return;
    }
    if (config_setting_length(setting) > 1) {
        seen = g_hash_table_new(g_str_hash, g_str_equal);
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        char *text = read_text(l, key, entry);
        if (text) {
            g_ptr_array_add(out, text);
            if (seen && !g_hash_table_add(seen, text)) {
                loader_fault(l, setting_line(l, entry), "leave one of them out",
                             "\"%s\" stands twice in %s", text, key->name);
            }
        }
    }
}

static void
read_flag(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
        value_wrong_type(l, key, setting, "true or false",
                         "write it without quotes: true or false");
        return;
    }
    bool on = config_setting_get_bool(setting);
    if (key->type == KEY_FLAG) {
        *(bool *)field = on;
    } else if (!on) {
        g_hash_table_add(*(GHashTable **)field, g_strdup(key->name));
    }
}

void
value_read(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    g_autofree char *text = NULL;
    switch (key->type) {
    case KEY_TEXT:
        text = read_lines(l, key, setting);
        if (text) {
            store_text(field, g_steal_pointer(&text));
        }
        break;
    case KEY_ADDRESS:
        text = read_text(l, key, setting);
        if (text) {
            Address **address = field;
            address_free(*address);
            *address = address_new("", text);
        }
        break;
    case KEY_LABEL:
        text = read_lines(l, key, setting);
        if (text) {
            g_hash_table_insert(*(GHashTable **)field,
                                g_strdup(key->under ? key->under : key->name),
                                g_steal_pointer(&text));
        }
        break;
    case KEY_NUMBER:
        read_number(l, key, setting, field);
        break;
    case KEY_MONEY:
        read_money(l, key, setting, field);
        break;
    case KEY_FLAG:
    case KEY_NOTICE:
        read_flag(l, key, setting, field);
        break;
    case KEY_CHOICE:
        read_choice(l, key, setting, field);
        break;
    case KEY_TEXTS:
        read_texts(l, key, setting, *(GPtrArray **)field);
        break;
    case KEY_SPAN:
    case KEY_LENGTH:
    case KEY_HOURS:
    case KEY_HOLIDAYS:
    case KEY_SHORT_DAYS:
    case KEY_ICS:
    case KEY_FIRST_DAY:
    case KEY_LAST_DAY:
        value_read_time(l, key, setting, field);
        break;
    case KEY_CHOICES:
    case KEY_WHEN:
    case KEY_DO:
        value_read_rule(l, key, setting, field);
        break;
    case KEY_LIST:
    case KEY_GROUP:
        break;
    }
}

void
value_default(Loader *l, const Key *key, void *field)
{
    const char *unused;
    int code;
    if (key->type == KEY_TEXT) {
        store_text(field,
                   *key->fallback ? key->form(l->folder, key->fallback, &unused) : g_strdup(""));
    } else if (key->type == KEY_NUMBER) {
        // A default that depends on other keys begins with a number too; check_servers puts it
        // right.
        store_number(key, field, g_ascii_strtoull(key->fallback, NULL, 10));
    } else if (key->type == KEY_FLAG) {
        *(bool *)field = strcmp(key->fallback, "true") == 0;
    } else if (key->type == KEY_CHOICE && names_code(key->choices, key->fallback, &code)) {
        store_choice(key, field, code);
    }
}
