// scan.h: private to src/mail: one pass over the raw bytes before GMime sees them.
#pragma once

#include "mail/message.h"

// Caps that no config changes: one header line with its continuations, and the text that may stand
// before the first and after the last boundary of a multipart.
#define SCAN_HEADER_LINE 16384
#define SCAN_FILLER      262144

typedef enum {
    SCAN_HEADER_LONG = 1 << 0,    // a header over SCAN_HEADER_LINE was cut
    SCAN_BLOCK_LONG = 1 << 1,     // headers beyond limits.header_size were left out
    SCAN_CONTROLS = 1 << 2,       // NUL or bare CR in a header
    SCAN_ODD_LINE = 1 << 3,       // a header line without colon, or text where headers should end
    SCAN_TWICE = 1 << 4,          // Content-Type or Content-Transfer-Encoding given twice
    SCAN_FILLER_LONG = 1 << 5,    // text outside of all parts was cut
    SCAN_OLD_LINES = 1 << 6,      // lines end with CR alone
    SCAN_NO_BOUNDARY = 1 << 7,    // a multipart without a boundary (harmless to GMime)
    SCAN_OPEN = 1 << 8,           // the end of a multipart is missing (harmless to GMime)
    SCAN_OTHER_BOUNDARY = 1 << 9, // parts of the top multipart are apart by another boundary
} ScanDefect;

#define SCAN_BOUNDARY 72 // bytes of a boundary that is found in the body (RFC 2046: 70)

#define SCAN_HARMLESS (SCAN_NO_BOUNDARY | SCAN_OPEN)

typedef struct {
    unsigned defects; // ScanDefect bits
    unsigned parts;
    unsigned headers; // of the top block
    // What the parts of the top multipart are apart by when it names no boundary, or one that never
    // occurs: found by the pass that only looks, used by the one that writes.
    char boundary[SCAN_BOUNDARY + 1];
} ScanReport;

// Counts parts and depth as GMime would make them, in memory that does not depend on the message.
// When out is not NULL the message is also written there with all harmful defects put right;
// report->boundary is then what the first pass left there.
// HD_ERROR_MESSAGE when parts or depth are over the limits.
bool scan_message(const Blob *raw, const MessageLimits *limits, Blob *out, ScanReport *report,
                  GError **error);
