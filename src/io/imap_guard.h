// imap_guard.h: bounds on what an IMAP server may send before libetpan reads it (RFC 9051 4.3).
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t words_left;    // bytes outside literals, of the present exchange
    uint64_t literals_left; // bytes of all its literals
    uint64_t literal_max;   // of one literal
    uint64_t literal_left;  // bytes of the literal that we stand in
    size_t line;            // bytes of the line that we stand in
    char head[256];         // its first bytes
    char tail[32];          // its last bytes
    size_t tail_len;
    char bye[256]; // the last "* BYE", "" when there was none
} ImapGuard;

// What the answer to the next command may weigh. Words cost libetpan a dozen times their size in
// memory, literals nothing, so they are reckoned apart.
void imap_guard_allow(ImapGuard *guard, uint64_t words, uint64_t literals, uint64_t literal_max);
// NULL when the bytes are within bounds, else why they are refused (g_free).
char *imap_guard_look(ImapGuard *guard, const char *bytes, size_t len);
