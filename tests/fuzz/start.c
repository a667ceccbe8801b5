// start.c: before the first input of any target: quiet about what GMime complains of, deaf to
// nothing of ours.
//
// GMime logs criticals on hostile mail and goes on; that is its habit and no finding. A critical of
// GLib or of ourselves means that we handed over what we must not: it ends the run.
#include "fuzz.h"

#include <locale.h>
#include <stdlib.h>

static void
hear(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
    bool strangers = g_strcmp0(domain, "gmime") == 0;
    if (!strangers && (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))) {
        g_printerr("%s: %s\n", domain ? domain : "", message);
        abort();
    }
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_log_set_default_handler(hear, NULL);
    return 0;
}
