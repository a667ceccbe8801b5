// cli.h: what the commands share: the context of a call, opening config and database, printing.
#pragma once

#include "config/config.h"
#include "run/progress.h"
#include "store/store.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const char *config; // path of the config file
    int64_t now;        // of this run; moved by --now
} Cli;

// One command: a line of the table in main.c. run gets its own arguments, argv[0] being the
// command; returns an exit status of sysexits.h.
typedef struct {
    const char *name;
    const char *args; // for the help: "[--json] FILE"
    const char *help; // one line
    int (*run)(const Cli *cli, int argc, char **argv);
} CliCommand;

extern const CliCommand CLI_COMMANDS[]; // ends with {NULL}

int cmd_backup(const Cli *cli, int argc, char **argv);
int cmd_blocked(const Cli *cli, int argc, char **argv);
int cmd_check(const Cli *cli, int argc, char **argv);
int cmd_cycle(const Cli *cli, int argc, char **argv);
int cmd_do(const Cli *cli, int argc, char **argv);
int cmd_explain(const Cli *cli, int argc, char **argv);
int cmd_faq(const Cli *cli, int argc, char **argv);
int cmd_fetch(const Cli *cli, int argc, char **argv);
int cmd_import(const Cli *cli, int argc, char **argv);
int cmd_init(const Cli *cli, int argc, char **argv);
int cmd_keys(const Cli *cli, int argc, char **argv);
int cmd_list(const Cli *cli, int argc, char **argv);
int cmd_outbox(const Cli *cli, int argc, char **argv);
int cmd_reassign(const Cli *cli, int argc, char **argv);
int cmd_receive(const Cli *cli, int argc, char **argv);
int cmd_received(const Cli *cli, int argc, char **argv);
int cmd_replay(const Cli *cli, int argc, char **argv);
int cmd_search(const Cli *cli, int argc, char **argv);
int cmd_send(const Cli *cli, int argc, char **argv);
int cmd_show(const Cli *cli, int argc, char **argv);
int cmd_tick(const Cli *cli, int argc, char **argv);

// "helpdesk: MESSAGE" on stderr; returns the exit status. Frees the error.
int cli_fail(GError *error);
// A wrong command line: says it with the usage of the command; EX_USAGE.
int cli_usage(const char *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

// Parses a command's options (GLib entries; --help prints and leaves 0 in *status). What is left in
// argv are the positional arguments, argv[1] first. False: return *status.
bool cli_options(const char *command, const GOptionEntry *entries, int *argc, char ***argv,
                 int *status);

// The desk of the config file; every fault is printed. NULL: return *status.
Desk *cli_desk(const Cli *cli, ConfigFlags flags, int *status);
// Desk and database together. NULL: return *status. *store is made when the file is absent and
// create is set.
Desk *cli_open(const Cli *cli, bool create, Store **store, int *status);
// A ticket number, "12", "#12" or "[HD#12]". False when it is none.
bool cli_ticket_number(const char *text, int64_t *number);

// NULL unless stderr is a terminal.
const Progress *cli_progress(void);
void cli_progress_end(void);

// All bytes on stdout; the exit status.
int cli_print_blob(const Blob *bytes);

// One cell of a table for a terminal: clipped to width columns, padded. The caller frees.
char *cli_cell(const char *text, unsigned width);
