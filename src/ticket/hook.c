// hook.c: the hooks of a desk as plain data: other systems that are told of what happened.
//
// What is told, and when, is a matter of the rules; how it is said is that of desk/apply_hook (the
// body) and io/hook_sender (the wire). Neighbours: desk_parts.c, desk_find.c.

#include "ticket/desk_private.h"

#include "base/text.h"

Hook *
hook_new(const char *name)
{
    Hook *h = g_new0(Hook, 1);
    h->name = g_strdup(name);
    h->url = g_strdup("");
    h->secret_file = g_strdup("");
    h->ca_file = g_strdup("");
    h->silence_seconds = 30;
    return h;
}

void
hook_free(Hook *h)
{
    g_free(h->name);
    g_free(h->url);
    g_free(h->secret_file);
    g_free(h->ca_file);
    g_free(h);
}

const Hook *
desk_hook(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->hooks->len; i++) {
        const Hook *h = d->hooks->pdata[i];
        if (text_equal_fold(h->name, name))
            return h;
    }
    return NULL;
}
