// fuzz_config.c: any bytes as a config file: a desk or a fault, never both, never neither.
#include "config/config.h"
#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static char *folder, *path;

static void
tidy(void)
{
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!folder) {
        folder = g_dir_make_tmp("helpdesk-fuzz-XXXXXX", NULL);
        PROMISE(folder);
        path = g_build_filename(folder, "helpdesk.conf", NULL);
        atexit(tidy);
    }
    PROMISE(g_file_set_contents_full(path, (const char *)data, (gssize)size,
                                     G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_autoptr(GPtrArray) faults = config_faults_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Desk) desk = config_load_with(path, CONFIG_NO_SECRETS, faults, &error);
    PROMISE((desk == NULL) == (error != NULL));
    unsigned errors = 0;
    for (guint i = 0; i < faults->len; i++) {
        const ConfigFault *fault = faults->pdata[i];
        g_autofree char *line = config_fault_text(fault);
        fuzz_is_line(line);
        errors += fault->severity == FAULT_ERROR;
    }
    PROMISE((desk == NULL) == (errors > 0));
    return 0;
}
