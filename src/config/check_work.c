// check_work.c: ready answers, prices, fields, types, what commands need: each against the verbs
// that take them, and no name twice; and that codes outlive the key they were made with.
//
// A ready answer is tried as far as it can be without a ticket: its lines must be commands of ours.
// Whether their arguments make sense is seen when they are used. Names are compared with case
// folded, as commands compare them.
#include "config/loader.h"

#include "base/text.h"
#include "ticket/command.h"

#include <string.h>

void
names_take(Loader *l, GHashTable *names, const char *name, unsigned line, const char *what)
{
    if (*name && !g_hash_table_add(names, text_fold(name))) {
        loader_fault(l, line, "choose another name", "%s \"%s\" is there twice", what, name);
    }
}

GHashTable *
names_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void
check_command(Loader *l, const Macro *m, const Command *c)
{
    unsigned line = origin_line(l, m, "commands", -1);
    const Verb *use = verb_find("use");
    if (!c->verb) {
        const char *near = verb_nearest(c->name);
        g_autofree char *hint = near ? g_strdup_printf("write #%s instead", near)
                                     : g_strdup("#help lists the commands");
        loader_fault(l, line, hint, "macro \"%s\": there is no command #%s", m->name, c->name);
    } else if (c->verb == use) {
        loader_fault(l, line, "write its commands out",
                     "macro \"%s\" may not use another one with #use", m->name);
    } else if (*c->error) {
        loader_fault(l, line, "", "macro \"%s\": %s: %s", m->name, c->line, c->error);
    }
}

static void
check_macros(Loader *l)
{
    g_autoptr(GHashTable) names = names_new();
    for (guint i = 0; i < l->desk->macros->len; i++) {
        const Macro *m = l->desk->macros->pdata[i];
        g_auto(CommandBlock) block = {0};
        names_take(l, names, m->name, origin_line(l, m, "name", -1), "macro");
        command_parse(m->commands, l->desk->limits.commands, "en", &block);
        for (guint j = 0; j < block.commands->len; j++) {
            check_command(l, m, block.commands->pdata[j]);
        }
        if (!text_is_empty(block.text)) {
            g_autofree char *line = g_strndup(block.text, strcspn(block.text, "\n"));
            loader_fault(l, origin_line(l, m, "commands", -1),
                         "write lines like #close; words belong into text",
                         "macro \"%s\": \"%s\" is no command", m->name, line);
        }
        if (g_hash_table_size(m->texts) == 0 && !*m->commands) {
            loader_fault(l, origin_line(l, m, "name", -1), "add text or commands",
                         "macro \"%s\" says and does nothing", m->name);
        }
    }
}

static void
check_prices(Loader *l)
{
    g_autoptr(GHashTable) codes = names_new();
    for (guint i = 0; i < l->desk->prices->len; i++) {
        const Price *p = l->desk->prices->pdata[i];
        names_take(l, codes, p->code, origin_line(l, p, "code", -1), "price");
    }
}

static void
check_fields(Loader *l)
{
    g_autoptr(GHashTable) names = names_new();
    g_autoptr(GHashTable) types = names_new();
    for (guint i = 0; i < l->desk->fields->len; i++) {
        const CustomField *f = l->desk->fields->pdata[i];
        names_take(l, names, f->name, origin_line(l, f, "name", -1), "field");
        if (f->kind == CUSTOM_CHOICE && f->choices->len == 0) {
            loader_fault(l, origin_line(l, f, "kind", -1), "add choices = ( \"…\", \"…\" );",
                         "field \"%s\" has no choices", f->name);
        } else if (f->kind != CUSTOM_CHOICE && f->choices->len > 0) {
            loader_fault(l, origin_line(l, f, "choices", -1), "write kind = \"choice\";",
                         "choices mean nothing for field \"%s\"", f->name);
        }
    }
    for (guint i = 0; i < l->desk->types->len; i++) {
        names_take(l, types, l->desk->types->pdata[i], origin_line(l, l->desk, "types", (int)i),
                   "type");
    }
}

static void
check_rights(Loader *l)
{
    g_autoptr(GHashTable) verbs = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < l->desk->commands->len; i++) {
        const CommandRight *c = l->desk->commands->pdata[i];
        const Verb *v = verb_find(c->name);
        unsigned line = origin_line(l, c, "name", -1);
        if (!*c->name) {
            continue;
        }
        if (!v) {
            const char *near = verb_nearest(c->name);
            g_autofree char *hint = near ? g_strdup_printf("write \"%s\" instead", near)
                                         : g_strdup("#help lists the commands");
            loader_fault(l, line, hint, "there is no command \"%s\"", c->name);
            continue;
        }
        if (!g_hash_table_add(verbs, (gpointer)(uintptr_t)v)) {
            loader_fault(l, line, "leave one of them out", "command \"%s\" is there twice",
                         v->name);
        }
        if (!v->reads && c->proof >= 0 && c->proof < (int)PROOF_L2) {
            loader_fault(l, origin_line(l, c, "proof", -1), "write \"L2\" or more",
                         "#%s changes something: anybody can write an address into From, so %s is "
                         "not enough",
                         v->name, proof_name((Proof)c->proof));
        }
    }
}

static void
check_key_days(Loader *l)
{
    const Limits *limits = &l->desk->limits;
    if (limits->key_days < limits->token_days) {
        g_autofree char *hint = g_strdup_printf("write key_days = %u or more", limits->token_days);
        loader_warn(l, origin_line(l, l->desk, "limits", -1), hint,
                    "key_days is less than token_days: after helpdesk keys rotate letters could no "
                    "longer be answered with proof, before their time");
    }
}

void
check_work(Loader *l)
{
    check_macros(l);
    check_prices(l);
    check_fields(l);
    check_rights(l);
    check_key_days(l);
}
