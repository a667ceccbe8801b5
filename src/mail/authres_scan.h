// authres_scan.h: private to authres*.c: Authentication-Results taken apart.
#pragma once

#include <stdbool.h>

#define AUTHRES_WORD  32  // longer method, result and property names are none of those that count
#define AUTHRES_VALUE 320 // an address is at most 254 bytes, a domain 253

typedef struct {
    const char *p;
    bool broken; // where a statement ends is not sure any more: nothing of the header counts
} Scan;

// One statement: "dkim=pass header.d=example.com". Words are in lower case.
typedef struct {
    char method[AUTHRES_WORD], result[AUTHRES_WORD];
    // Values of header.*, "" when absent or too long.
    char d[AUTHRES_VALUE], i[AUTHRES_VALUE], from[AUTHRES_VALUE];
    bool has_d, has_i, has_from;
    bool ambiguous; // one of them stands twice
} Statement;

// The id of the server into out ("" when there is none), and the version of the format. True when
// the header can be read on: at its end or the semicolon of a statement.
bool authres_head(Scan *s, char out[AUTHRES_VALUE]);
// The statement behind the semicolon at s, up to the next semicolon or the end. False when it says
// nothing: t holds what was understood.
bool authres_statement(Scan *s, Statement *t);
