// load.c: from the path of a config to a desk: read, parse, fill, check, keys.
//
// The order matters for what is told: a file that cannot be parsed gets its one fault, a file that
// can gets all of them at once. The desk that comes out is complete and immutable; on any error
// there is none, so a wrong config can change nothing. Each run reads anew: a good one acts at
// once.
//
// Not for secrets (passwords stay in their files until a login) nor for templates. This folder
// alone knows libconfig.
#include "config/loader.h"

#include "base/text.h"

#include <string.h>

// libconfig 1.5 loses the text that it holds at a syntax error: 64 bytes, once in a run. A leak
// check shall find ours.
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define LEAK_CHECKED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(LEAK_CHECKED)
void __lsan_disable(void);
void __lsan_enable(void);
#else
#define __lsan_disable() ((void)0)
#define __lsan_enable()  ((void)0)
#endif

static void
tell_syntax(Loader *l)
{
    unsigned line = (unsigned)MAX(config_error_line(&l->tree), 1);
    const char *text = text_or_empty(config_error_text(&l->tree));
    if (strstr(text, "duplicate")) {
        loader_fault(l, line, "leave one of them out", "a key stands twice in one group");
    } else if (strstr(text, "mismatched")) {
        loader_fault(l, line, "write ( ) around different things",
                     "an array [ ] holds values of one type only");
    } else {
        loader_fault(l, line, "look for a missing ; , quote or bracket here or on the line before",
                     "this cannot be read (%s)", text);
    }
}

static void
fill(Loader *l)
{
    if (!expand_read(l)) {
        return;
    }
    __lsan_disable();
    bool parsed = config_read_string(&l->tree, l->text.bytes->str);
    __lsan_enable();
    if (!parsed) {
        tell_syntax(l);
        return;
    }
    read_tree(l);
    check_people(l);
    check_workflow(l);
    check_ways(l);
    check_words(l);
    check_work(l);
    check_servers(l);
    check_addresses(l);
    check_hooks(l);
    check_time(l);
    check_rules(l);
    check_reach(l);
    check_never(l);
    check_values(l);
    check_deeds(l);
    check_files(l);
    if (l->errors == 0) {
        built_in_rules(l);
    }
    if (l->errors == 0) {
        load_keys(l);
    }
}

static void
loader_clear(Loader *l)
{
    config_destroy(&l->tree);
    expand_clear(&l->text);
    g_free(l->folder);
    g_hash_table_unref(l->origins);
    g_clear_pointer(&l->logins, g_hash_table_unref);
    g_clear_pointer(&l->names, g_hash_table_unref);
    g_ptr_array_unref(l->faults);
    desk_free(l->desk);
}

Desk *
config_load_with(const char *path, ConfigFlags flags, GPtrArray *faults, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    Loader l = {
        .path = path,
        .flags = flags,
        .folder = g_path_get_dirname(absolute),
        .desk = desk_new(),
        .origins = g_hash_table_new(NULL, NULL),
        .faults = config_faults_new(),
    };
    Desk *desk = NULL;
    l.desk->transport = transport_new(TRANSPORT_SMTP);
    config_init(&l.tree);
    fill(&l);
    if (loader_hand_out(&l, faults, error)) {
        desk = g_steal_pointer(&l.desk);
        g_free(desk->file);
        g_free(desk->hash);
        desk->file = g_steal_pointer(&absolute);
        desk->hash = g_strdup(g_checksum_get_string(l.text.sum));
    }
    loader_clear(&l);
    return desk;
}

Desk *
config_load(const char *path, GPtrArray *faults, GError **error)
{
    return config_load_with(path, CONFIG_DEFAULT, faults, error);
}
