// verbs.c: the table of verbs, and finding one by a name in any language.
//
// To add a verb: write verb_NAME.c with one const Verb, declare it in verb.h and add its line here.

#include "ticket/verb.h"

#include "base/text.h"

const Verb *const VERBS[] = {
    &VERB_REPLY, &VERB_NOTE,   &VERB_CLOSE,     &VERB_OPEN,   &VERB_WAIT, &VERB_STATUS,
    &VERB_TAKE,  &VERB_ASSIGN, &VERB_PRIORITY,  &VERB_URGENT, &VERB_HIGH, &VERB_NORMAL,
    &VERB_LOW,   &VERB_TAG,    &VERB_REQUESTER, &VERB_HELP,   NULL,
};

const Verb *
verb_find(const char *name)
{
    for (size_t i = 0; VERBS[i]; i++) {
        if (text_equal_fold(VERBS[i]->name, name))
            return VERBS[i];
        for (size_t j = 0; VERBS[i]->also[j]; j++)
            if (text_equal_fold(VERBS[i]->also[j], name))
                return VERBS[i];
    }
    return NULL;
}

const char *
verb_nearest(const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; VERBS[i]; i++) {
        g_ptr_array_add(names, (gpointer)(guintptr)VERBS[i]->name);
        for (size_t j = 0; VERBS[i]->also[j]; j++)
            g_ptr_array_add(names, (gpointer)(guintptr)VERBS[i]->also[j]);
    }
    g_ptr_array_add(names, NULL);
    return text_nearest(name, (const char *const *)names->pdata);
}
