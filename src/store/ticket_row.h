// ticket_row.h: private to store/: the columns of a ticket as ticket.c and ticket_list.c read them.
#pragma once

#include "store/db.h"

// As db_contact_read takes them.
#define CONTACT_COLUMNS "c.id, c.address, c.name, c.language, c.company, c.manager"

#define TICKET_COLUMNS                                                                             \
    "t.number, t.queue, t.subject, t.status, t.kind, t.manager, t.group_name, t.priority, "        \
    "t.language, t.created_at, t.updated_at, t.answered_at, t.solved_at, t.closed_at, "            \
    "t.last_id, t.rating, t.review, t.type, t.due_at, t.wake_at, t.merged_into, "                  \
    "t.status_at, t.customer_at, t.manager_at, t.promise, t.reaction_at, t.solution_at, "          \
    "t.paused_at, t.paused_work, t.paused_wall, t.answer_work, t.answer_wall, t.solve_work, "      \
    "t.solve_wall, t.timer_at, t.asked_at, t.quiet, " CONTACT_COLUMNS
#define TICKET_COLUMN_COUNT 43
#define TICKET_TABLES       "ticket t LEFT JOIN contact c ON c.id = t.requester"

// The row without references, people, tags, watchers and fields.
Ticket *db_ticket_read(sqlite3_stmt *q);

// ticket_parts.c.
bool db_ticket_people_and_tags(Store *s, Ticket *t, GError **error);
bool db_ticket_watchers_and_fields(Store *s, Ticket *t, GError **error);
// Writes what differs from what is stored; fresh: nothing is stored yet.
bool db_ticket_parts_write(Store *s, Ticket *t, bool fresh, GError **error);
