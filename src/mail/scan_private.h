// scan_private.h: private to scan*.c: the state of one pass.
#pragma once

#include "mail/scan.h"

#define SCAN_READ 65536

typedef struct {
    char *boundary; // NULL for a message inside a message
    size_t len;
    bool digest;
} Level;

typedef struct {
    const MessageLimits *limits;
    ScanReport *report;
    Blob *out;
    GString *pending;      // bytes not yet appended to out
    GArray *levels;        // Level, innermost last
    GString *piece;        // a line that the read buffer cuts
    GString *line, *spare; // a header line in the making, and the one looked at
    GString *header;       // a header with its continuation lines
    GString *odd;          // a line that is no header: the next one tells what it is
    char *type, *encoding;
    size_t block;    // bytes of this header block
    uint64_t filler; // bytes of text that may still stand outside of parts
    bool in_header, in_filler, top, digest_child;
    bool mid_line;                     // the piece at hand continues a line
    bool seek;                         // in the top multipart, whose boundary has not been seen yet
    char candidate[SCAN_BOUNDARY + 1]; // of the line before, when it could be a boundary
    GError *error;
} Scanner;

// scan_tree.c
void scan_emit(Scanner *s, const char *bytes, size_t len);
// A header block begins.
void scan_header_start(Scanner *s);
// The header with its continuation lines is complete: kept, noted or left out.
void scan_header_flush(Scanner *s);
// The blank line was read.
void scan_header_end(Scanner *s, const GString *blank);
// Handles "--boundary" and "--boundary--"; false when the line is none of them.
bool scan_boundary(Scanner *s, const char *line, size_t len);
void scan_body(Scanner *s, const char *p, size_t n, bool first);
// scan_type.c: puts the Content-Type in s->header into a form that GMime reads as people meant it.
void scan_type_mend(Scanner *s);
// Is the line a parameter that should have been a continuation of that Content-Type?
bool scan_type_goes_on(const Scanner *s, const char *line, size_t len);
// Looks for the boundary that is really used; a line of the body outside of all parts.
void scan_boundary_seek(Scanner *s, const char *line, size_t len);
bool scan_header_is(const GString *header, const char *name);
