// tnef_props.h: the list of MAPI properties inside a TNEF attribute (MS-OXTNEF 2.1.3.2). Private to
// mail/tnef.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint16_t type, id;
    const uint8_t *value; // borrowed
    size_t length;        // of the first value
} Property;

typedef void (*PropertySink)(void *data, const Property *p);

// Calls sink for each property that can be read; false when the list is cut or broken.
bool tnef_properties(const uint8_t *bytes, size_t len, PropertySink sink, void *data);
// A string property (type 0x1e or 0x1f) as UTF-8; codepage 0 = unknown. The caller frees.
char *tnef_string(const Property *p, unsigned codepage);
