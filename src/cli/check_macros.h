// check_macros.h: are the ready answers of a config what they seem? Says what is wrong.
#pragma once

#include "ticket/desk.h"

// How many faults were said.
unsigned check_macros(const Desk *desk, int64_t now);
