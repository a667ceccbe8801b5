// tnef_props.c: walks the MAPI properties of a TNEF attribute.
//
// Each property is a type, a number, perhaps a name, and one value or several, all padded to four
// bytes. Lengths are a stranger's: each is checked against what is left, and one that does not fit
// ends the walk. Neighbours: tnef.c.

#include "mail/tnef_props.h"

#include "mail/charset.h"

#include <string.h>

#define PROPERTIES_MAX 2000
#define MULTI          0x1000

typedef struct {
    const uint8_t *p;
    size_t left;
    bool broken;
} Reader;

static const uint8_t *
take(Reader *r, size_t n)
{
    const uint8_t *at = r->p;
    size_t padded = n + (4 - n % 4) % 4;

    if (r->broken || n > r->left) {
        r->broken = true;
        return NULL;
    }
    // The padding of the last value may be missing.
    padded = MIN(padded, r->left);
    r->p += padded;
    r->left -= padded;
    return at;
}

static uint32_t
take_u32(Reader *r)
{
    const uint8_t *b = take(r, 4);

    return b ? b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24 : 0;
}

// Bytes of a value of fixed size, 0 when the size stands in front of it.
static size_t
fixed_size(uint16_t type)
{
    switch (type) {
    case 0x05: // double
    case 0x06: // currency
    case 0x07: // application time
    case 0x14: // 64 bits
    case 0x40: // time
        return 8;
    case 0x48: // GUID
        return 16;
    case 0x0d: // object
    case 0x1e: // string
    case 0x1f: // UTF-16
    case 0x102:
        return 0;
    default:
        return 4;
    }
}

static void
skip_name(Reader *r)
{
    take(r, 16);
    if (take_u32(r) == 0) {
        take(r, 4);
    } else {
        take(r, take_u32(r));
    }
}

bool
tnef_properties(const uint8_t *bytes, size_t len, PropertySink sink, void *data)
{
    Reader r = {bytes, len, false};
    uint32_t count = take_u32(&r);

    for (uint32_t i = 0; i < MIN(count, PROPERTIES_MAX) && !r.broken; i++) {
        uint32_t tag = take_u32(&r);
        Property p = {.type = (uint16_t)tag, .id = (uint16_t)(tag >> 16)};
        uint16_t type = p.type & (uint16_t)~MULTI;
        uint32_t values;

        if (p.id >= 0x8000) {
            skip_name(&r);
        }
        values = fixed_size(type) == 0 || (p.type & MULTI) ? take_u32(&r) : 1;
        for (uint32_t k = 0; k < values && !r.broken; k++) {
            size_t size = fixed_size(type) ? fixed_size(type) : take_u32(&r);
            const uint8_t *value = take(&r, size);

            if (k == 0 && value) {
                p.value = value;
                p.length = size;
            }
        }
        if (p.value && !r.broken) {
            sink(data, &p);
        }
    }
    return !r.broken && count <= PROPERTIES_MAX;
}

char *
tnef_string(const Property *p, unsigned codepage)
{
    const char *bytes = (const char *)p->value;
    size_t len = p->length;
    char label[24] = "";

    if (p->type == 0x1f) {
        // Ends with a zero character.
        for (size_t i = 0; i + 1 < len; i += 2) {
            if (!bytes[i] && !bytes[i + 1]) {
                len = i;
            }
        }
        return charset_to_utf8(bytes, len & ~(size_t)1, "utf-16le", NULL, NULL);
    }
    if (codepage == 65001) {
        g_strlcpy(label, "utf-8", sizeof label);
    } else if (codepage) {
        g_snprintf(label, sizeof label, "windows-%u", codepage);
    }
    return charset_to_utf8(bytes, strnlen(bytes, len), *label ? label : NULL, NULL, NULL);
}
