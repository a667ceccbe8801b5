// names.c: looks up name ↔ code tables.
//
// Tables are short (under 50 rows) and const, so a linear search is the whole of it. Names are
// words of configs, commands and protocols: ASCII, compared without regard to case. The first row
// of a code is its name; further rows of the same code are synonyms that are only read.
//
// Not for sets that grow at run time: use a GHashTable there. Neighbours: text_nearest for "did you
// mean" when a name is unknown.
#include "base/names.h"

#include <glib.h>

bool
names_code(const Name *table, const char *name, int *code)
{
    if (!name) {
        return false;
    }
    for (const Name *n = table; n->name; n++) {
        if (g_ascii_strcasecmp(n->name, name) == 0) {
            *code = n->code;
            return true;
        }
    }
    return false;
}

const char *
names_name(const Name *table, int code)
{
    for (const Name *n = table; n->name; n++) {
        if (n->code == code) {
            return n->name;
        }
    }
    return "?";
}
