// config.h: reads one config file (helpdesk.conf(5)) into a Desk, or says everything that is wrong
// with it.
#pragma once

#include "ticket/desk.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    FAULT_ERROR,   // the config is not used
    FAULT_WARNING, // it is used; a person should look
} FaultSeverity;

typedef struct {
    FaultSeverity severity;
    char *file;    // as the caller or the @include named it
    unsigned line; // 0: the file as a whole
    char *what;    // one line
    char *hint;    // what to do or write instead; "" when there is nothing to say
} ConfigFault;

GPtrArray *config_faults_new(void); // of ConfigFault*, freed with the array
void config_fault_free(ConfigFault *fault);
// "FILE:LINE: what; hint", with "warning: " after the place for a warning. The caller frees.
char *config_fault_text(const ConfigFault *fault);

typedef enum {
    CONFIG_DEFAULT = 0,
    // For check and explain: keys are keyring_new_fixed(), no secret is read or made, and a config
    // that others may read is a warning only. The modes of secret files that exist are looked at
    // all the same.
    CONFIG_NO_SECRETS = 1,
    // For the commands that make the database: when neither it nor the keys file exists yet, this
    // is the first run and the keys file is made.
    CONFIG_FIRST_RUN = 2,
} ConfigFlags;

// Reads and checks the whole file. Every fault that is found, and every warning, is appended to
// faults (which may be NULL), in the order of the file. On any FAULT_ERROR: NULL and
// HD_ERROR_CONFIG with "FILE:LINE: what; hint (and N more)". Changes nothing but with
// CONFIG_FIRST_RUN. A keys file that is missing beside an existing database is a fault: codes that
// were sent out would lose their worth.
Desk *config_load(const char *path, GPtrArray *faults, GError **error);
Desk *config_load_with(const char *path, ConfigFlags flags, GPtrArray *faults, GError **error);

// Every key, a line each, tab-separated: path ("queues.mailboxes.host"), type, default ("" = none;
// "required"), range, the values of `type` beside it that know it ("" = all), meaning. For
// `helpdesk check --keys`; a lint compares it with the sample and the man page.
void config_keys_print(GString *out);

// The file that keys come from when the config names none, and the database likewise; for init.
#define CONFIG_KEYS_FILE "helpdesk.keys"
#define CONFIG_DATABASE  "helpdesk.db"
