// calendar.h: an invitation in one readable line. Private to src/mail.
#pragma once

// Of the first event of an iCalendar text (RFC 5545): method, summary, when, where, organizer, as
// "[calendar REQUEST: Lamp | 2026-11-25 10:00 – 11:00 Europe/Kyiv | Room 5 | organizer Olha
// <olha@example.com>]"; NULL when there is no event in it. The caller frees.
char *calendar_line(const char *ics);
