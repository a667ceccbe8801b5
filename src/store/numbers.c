// numbers.c: the numbers of rows in a scratch database (helpdesk replay).
//
// Letters of ours carry the numbers of tickets, messages and raw bytes under a code: a recorded
// answer to one is understood only when these things have the numbers that they had. What has no
// recorded number gets one above all of them, so that none is ever taken.
//
// Everywhere else the database numbers its rows itself. Neighbours: ticket.c, message.c, blob.c.
#include "store/db.h"
#include "store/replay.h"

void
store_number_by(Store *s, StoreNumbers *numbers)
{
    s->numbers = numbers;
}

// Once; 0 leaves it to the database.
static int64_t
take(int64_t *given, int64_t *spare)
{
    int64_t number = *given ? *given : (*spare)++;
    *given = 0;
    return number;
}

int64_t
db_number_ticket(Store *s)
{
    StoreNumbers *n = s->numbers;
    if (!n) {
        return 0;
    }
    int64_t given = n->tickets->len > 0 ? g_array_index(n->tickets, int64_t, 0) : 0;
    if (given) {
        g_array_remove_index(n->tickets, 0);
    }
    return take(&given, &n->spare_ticket);
}

int64_t
db_number_message(Store *s)
{
    return s->numbers ? take(&s->numbers->message, &s->numbers->spare_message) : 0;
}

int64_t
db_number_blob(Store *s)
{
    return s->numbers ? take(&s->numbers->raw, &s->numbers->spare_raw) : 0;
}
