// verb_tag.c: #tag a -b: adds and takes off tags.
//
// Tags are words of letters, digits, "-", "_" and ".", at most 40 characters, kept in lower case.

#include "ticket/verb.h"

#define TAG_MAX 40

static bool
tag_is_valid(const char *tag)
{
    if (!*tag || g_utf8_strlen(tag, -1) > TAG_MAX)
        return false;
    for (const char *p = tag; *p; p = g_utf8_next_char(p)) {
        gunichar u = g_utf8_get_char(p);
        if (!g_unichar_isalnum(u) && u != '-' && u != '_' && u != '.')
            return false;
    }
    return true;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(args, " ,\t", -1);
    guint count = 0;
    for (guint i = 0; words[i]; i++) {
        if (!*words[i])
            continue;
        bool remove = *words[i] == '-';
        const char *word = words[i] + (remove || *words[i] == '+');
        g_autofree char *tag = g_utf8_strdown(word, -1);
        if (!tag_is_valid(tag)) {
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("\"%s\" is no tag: letters, digits, - _ . are")),
                        words[i]);
            return false;
        }
        change_add(changes, remove ? CHANGE_TAG_REMOVE : CHANGE_TAG_ADD, tag, "tag");
        count++;
    }
    if (count == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs tags: #tag printer -urgent")));
        return false;
    }
    return true;
}

static const char *const ALSO[] = {"tags", "label", "метка", "метки",
                                   "тег",  "мітка", "мітки", NULL};

const Verb VERB_TAG = {"tag", ALSO, N_("#tag a -b"), N_("add and remove tags"), PROOF_L3, plan};
