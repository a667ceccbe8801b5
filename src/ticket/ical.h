// ical.h: libical for ticket/: its header with the cleanups that it lacks. Private to recurrence.c
// and calendar_ics.c.
#pragma once

#include <glib.h>
#include <libical/ical.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(icalcomponent, icalcomponent_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(icalrecur_iterator, icalrecur_iterator_free)

// A rule of text, checked (RFC 5545 3.3.10); NULL, or in one line why not. The caller frees.
char *ical_rule(const char *text, struct icalrecurrencetype *rule);
// Its occurrences from `start` to `until` at most. Works on floating times. NULL: none.
icalrecur_iterator *ical_occurrences(const struct icalrecurrencetype *rule,
                                     struct icaltimetype start, struct icaltimetype until);
