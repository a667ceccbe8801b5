// spread.h: who had how much work: what the store knows for spreading new tickets.
#pragma once

#include <glib.h>

typedef struct {
    GHashTable *turns; // login → int64_t*: grows with each ticket that she got; absent = none yet
    GHashTable *loads; // login → GHashTable: status → int64_t* number of open tickets; NULL = not
                       // asked for (nothing on this desk spreads by load)
} WorkSpread;
void work_spread_clear(WorkSpread *w);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorkSpread, work_spread_clear)
