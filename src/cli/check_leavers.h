// check_leavers.h: for check: tickets that nobody looks after any more.
#pragma once

#include "cli/cli.h"

// Open tickets of logins that are not active, or not in the config, in the database that exists;
// each is told. How many logins; *status is what to exit with when there are any, or the database
// cannot be read.
unsigned check_leavers(const Cli *cli, const Desk *desk, int *status);
