// verbs.c: the table of verbs, and finding one by a name in any language.
//
// To add a verb: write verb_NAME.c with one const Verb, declare it in verb.h and add its line here.

#include "ticket/verb.h"

#include "base/text.h"
#include "ticket/plain.h"

#include <stdlib.h>

#define BEGINNING_MIN 3 // characters
#define NEAR          3 // characters; text_nearest() takes nothing that is further away

const Verb *const VERBS[] = {
    &VERB_REPLY,   &VERB_NOTE,  &VERB_CLOSE,   &VERB_OPEN,      &VERB_WAIT,     &VERB_SNOOZE,
    &VERB_STATUS,  &VERB_TAKE,  &VERB_RELEASE, &VERB_ASSIGN,    &VERB_ESCALATE, &VERB_PRIORITY,
    &VERB_URGENT,  &VERB_HIGH,  &VERB_NORMAL,  &VERB_LOW,       &VERB_TYPE,     &VERB_SET,
    &VERB_TAG,     &VERB_TITLE, &VERB_DUE,     &VERB_REQUESTER, &VERB_CC,       &VERB_WATCH,
    &VERB_UNWATCH, &VERB_QUEUE, &VERB_TIME,    &VERB_BILL,      &VERB_MERGE,    &VERB_SPLIT,
    &VERB_CLONE,   &VERB_LINK,  &VERB_NEW,     &VERB_ON,        &VERB_USE,      &VERB_FAQ,
    &VERB_FORWARD, &VERB_SPAM,  &VERB_SILENT,  &VERB_DELAY,     &VERB_UNDO,     &VERB_SEND,
    &VERB_SHOW,    &VERB_LIST,  &VERB_SEARCH,  &VERB_WHY,       &VERB_HELP,     NULL,
};

// Plain name → verb. Every line of a letter may ask.
static GHashTable *
verb_index(void)
{
    static GHashTable *index;
    if (index)
        return index;
    index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; VERBS[i]; i++) {
        gpointer verb = (gpointer)(guintptr)VERBS[i];
        g_hash_table_insert(index, plain_word(VERBS[i]->name), verb);
        for (size_t j = 0; VERBS[i]->also[j]; j++)
            g_hash_table_insert(index, plain_word(VERBS[i]->also[j]), verb);
    }
    return index;
}

const Verb *
verb_find(const char *name)
{
    g_autofree char *plain = plain_word(name);
    return g_hash_table_lookup(verb_index(), plain);
}

// What is no word, or too long or short to be near to this one, is not compared: that is dear.
static void
add_name(GPtrArray *names, const char *name, glong length)
{
    bool near = labs(g_utf8_strlen(name, -1) - length) <= NEAR;
    if (near && g_unichar_isalpha(g_utf8_get_char(name)))
        g_ptr_array_add(names, (gpointer)(guintptr)name);
}

static bool
begins_with(const char *name, const char *beginning)
{
    g_autofree char *plain = plain_word(name);
    return g_str_has_prefix(plain, beginning);
}

// The name that begins so, when all that do are of one verb: "prio".
static const char *
verb_beginning(const char *name)
{
    g_autofree char *plain = plain_word(name);
    const Verb *found = NULL;
    const char *first = NULL;
    if (g_utf8_strlen(plain, -1) < BEGINNING_MIN)
        return NULL;
    for (size_t i = 0; VERBS[i]; i++) {
        const char *fits = begins_with(VERBS[i]->name, plain) ? VERBS[i]->name : NULL;
        for (size_t j = 0; !fits && VERBS[i]->also[j]; j++)
            fits = begins_with(VERBS[i]->also[j], plain) ? VERBS[i]->also[j] : NULL;
        if (fits && found)
            return NULL;
        if (fits) {
            found = VERBS[i];
            first = fits;
        }
    }
    return first;
}

const char *
verb_nearest(const char *name)
{
    const char *beginning = verb_beginning(name);
    if (beginning)
        return beginning;
    glong length = g_utf8_strlen(name, -1);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; VERBS[i]; i++) {
        add_name(names, VERBS[i]->name, length);
        for (size_t j = 0; VERBS[i]->also[j]; j++)
            add_name(names, VERBS[i]->also[j], length);
    }
    g_ptr_array_add(names, NULL);
    return text_nearest(name, (const char *const *)names->pdata);
}
