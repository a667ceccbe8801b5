// case_letter.c: in a rehearsal (rehearsal.c): which of its letters a recorded Message-ID stands
// for.
//
// The letters of a rehearsal have Message-IDs of their own. A recorded one says by its code of
// which ticket and message it was, and to whom it went. The newest that fits is meant.

#include "desk/case_private.h"
#include "store/replay.h"

static bool
is_it(const Reception *r, const Token *token, const Outgoing *o)
{
    TokenState state = token_check(r->desk->keys, token, o->to, r->now);
    return state == TOKEN_VALID || state == TOKEN_EXPIRED;
}

Outgoing *
case_letter_of(const Reception *r, const Token *token, GError **error)
{
    g_autoptr(GPtrArray) letters = store_letters_of(r->store, token->ticket, token->ref, error);
    for (guint i = letters ? letters->len : 0; i-- > 0;)
        if (is_it(r, token, letters->pdata[i]))
            return g_ptr_array_steal_index(letters, i);
    return NULL;
}
