// rights.c: who may do what (PRODUCT 4.8): words of the config that stand for people, queues that
// not everybody sees, and what each verb needs on this desk.
//
// Rights are looked up when a mail is processed, not when it was written. Refusals are worded where
// they are given (command.c, decide_manager.c).

#include "ticket/command.h"

#include "base/names.h"
#include "base/text.h"

#include <string.h>

const Name ROLE_NAMES[] = {
    {"manager", ROLE_MANAGER}, {"lead", ROLE_LEAD}, {"admin", ROLE_ADMIN}, {NULL, 0}};

static bool
is_word_for(const Desk *d, const Manager *m, const char *word)
{
    int role;
    if (names_code(ROLE_NAMES, word, &role))
        return (int)m->role >= role;
    if (g_ascii_strcasecmp(word, m->login) == 0)
        return true;
    const Group *g = desk_group(d, word);
    for (guint i = 0; g && i < g->members->len; i++)
        if (g_ascii_strcasecmp(g->members->pdata[i], m->login) == 0)
            return true;
    return false;
}

bool
desk_is_among(const Desk *d, const Manager *m, const GPtrArray *words)
{
    if (!words || words->len == 0)
        return true;
    for (guint i = 0; i < words->len; i++)
        if (is_word_for(d, m, words->pdata[i]))
            return true;
    return false;
}

// A list that is there keeps out whom it does not name; without lists everybody may.
bool
desk_may_act(const Desk *d, const Manager *m, const Queue *q)
{
    if (!m->active)
        return false;
    return !q || m->role == ROLE_ADMIN || desk_is_among(d, m, q->act->len ? q->act : q->see);
}

bool
desk_may_see(const Desk *d, const Manager *m, const Queue *q)
{
    if (!m->active)
        return false;
    return !q || m->role == ROLE_ADMIN || desk_is_among(d, m, q->see) ||
           (q->act->len > 0 && desk_is_among(d, m, q->act));
}

static void
add_person(const Desk *d, GPtrArray *people, const char *login)
{
    const Manager *m = desk_manager(d, login);
    if (m && m->active && !g_ptr_array_find_with_equal_func(people, m->login, g_str_equal, NULL))
        g_ptr_array_add(people, m->login);
}

GPtrArray *
desk_people(const Desk *d, const GPtrArray *words)
{
    GPtrArray *people = g_ptr_array_new();
    for (guint i = 0; i < words->len; i++) {
        const Group *g = desk_group(d, words->pdata[i]);
        for (guint j = 0; g && j < g->members->len; j++)
            add_person(d, people, g->members->pdata[j]);
        if (!g)
            add_person(d, people, words->pdata[i]);
    }
    return people;
}

const Macro *
desk_macro(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->macros->len; i++)
        if (text_equal_fold(((const Macro *)d->macros->pdata[i])->name, name))
            return d->macros->pdata[i];
    return NULL;
}

const Price *
desk_price(const Desk *d, const char *code)
{
    for (guint i = 0; i < d->prices->len; i++)
        if (text_equal_fold(((const Price *)d->prices->pdata[i])->code, code))
            return d->prices->pdata[i];
    return NULL;
}

const CustomField *
desk_field(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->fields->len; i++)
        if (text_equal_fold(((const CustomField *)d->fields->pdata[i])->name, name))
            return d->fields->pdata[i];
    return NULL;
}

static const CommandRight *
right_of(const Desk *d, const Verb *v)
{
    for (guint i = 0; i < d->commands->len; i++)
        if (verb_find(((const CommandRight *)d->commands->pdata[i])->name) == v)
            return d->commands->pdata[i];
    return NULL;
}

Proof
verb_proof(const Desk *d, const Verb *v)
{
    const CommandRight *r = right_of(d, v);
    return r && r->proof >= 0 ? (Proof)r->proof : v->proof;
}

Role
verb_role(const Desk *d, const Verb *v)
{
    const CommandRight *r = right_of(d, v);
    return r && r->role >= 0 ? (Role)r->role : v->role;
}
