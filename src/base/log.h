// log.h: one escaped line per event on stderr. Silent under cron when all is well: only warnings and
// errors are shown unless --verbose.
#pragma once

#include <glib.h>

typedef enum { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG } LogLevel;

// Highest level that is shown; LOG_WARNING at the start.
void log_level_set(LogLevel level);
LogLevel log_level_get(void);
// "helpdesk: warning: …". The text is made one safe line; control characters never reach the terminal.
void log_write(LogLevel level, const char *format, ...) G_GNUC_PRINTF(2, 3);
