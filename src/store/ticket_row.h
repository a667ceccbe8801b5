// ticket_row.h: private to store/: the columns of a ticket as ticket.c and ticket_list.c read them.
#pragma once

#include "store/db.h"

// As db_contact_read takes them.
#define CONTACT_COLUMNS "c.id, c.address, c.name, c.language, c.company, c.manager"

#define TICKET_COLUMNS                                                                             \
    "t.number, t.queue, t.subject, t.status, t.kind, t.manager, t.group_name, t.priority, "        \
    "t.language, t.created_at, t.updated_at, t.answered_at, t.solved_at, t.closed_at, "            \
    "t.last_id, t.rating, t.review, " CONTACT_COLUMNS
#define TICKET_COLUMN_COUNT 23
#define TICKET_TABLES       "ticket t LEFT JOIN contact c ON c.id = t.requester"

// The row without references, people and tags.
Ticket *db_ticket_read(sqlite3_stmt *q);
bool db_ticket_people_and_tags(Store *s, Ticket *t, GError **error);
