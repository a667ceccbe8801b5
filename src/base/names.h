// names.h: name ↔ code tables, in place of chains of strcmp.
#pragma once

#include <stdbool.h>

typedef struct {
    const char *name;
    int code;
} Name;

// Tables end with {NULL, 0}. Names compare without regard to ASCII case.
bool names_code(const Name *table, const char *name, int *code);
// The name of a code; "?" if the table lacks it.
const char *names_name(const Name *table, int code);
