// hook_address.c: kinds of IP addresses, after the registries of special-purpose addresses (RFC
// 6890 and its successors) and of multicast.
//
// Pure: it looks at the bytes that a connection is about to go to, so whatever a name server or an
// odd way to write an address made of the URL is seen as what it is. In IPv6 only 2000::/3 is given
// out: what lies outside is never public. Ways of carrying IPv4 inside IPv6 that a router would
// unpack are refused (6to4, Teredo), those that the kernel or a NAT unpacks are looked into.
//
// The addresses at which clouds hand the machine's keys to programs are refused even where private
// networks are allowed. Neighbours: hook_sender.c.
#include "io/hook_address.h"

#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

typedef struct {
    uint8_t bytes[16];
    unsigned bits;
    PlaceKind kind;
    const char *what;
} Range;

// The first that fits counts.
static const Range RANGES4[] = {
    {{169, 254, 169, 254}, 32, PLACE_NEVER, "the cloud's metadata"},
    {{168, 63, 129, 16}, 32, PLACE_NEVER, "the cloud's metadata"},
    {{100, 100, 100, 200}, 32, PLACE_NEVER, "the cloud's metadata"},
    {{0}, 8, PLACE_NEVER, "no host (RFC 1122)"},
    {{127}, 8, PLACE_LOOPBACK, "this machine (loopback)"},
    {{10}, 8, PLACE_PRIVATE, "a private network (RFC 1918)"},
    {{172, 16}, 12, PLACE_PRIVATE, "a private network (RFC 1918)"},
    {{192, 168}, 16, PLACE_PRIVATE, "a private network (RFC 1918)"},
    {{100, 64}, 10, PLACE_PRIVATE, "a provider's shared network (RFC 6598)"},
    {{169, 254}, 16, PLACE_PRIVATE, "link-local (RFC 3927)"},
    {{192, 0, 0}, 24, PLACE_NEVER, "reserved for protocols (RFC 6890)"},
    {{192, 0, 2}, 24, PLACE_NEVER, "an example (RFC 5737)"},
    {{198, 51, 100}, 24, PLACE_NEVER, "an example (RFC 5737)"},
    {{203, 0, 113}, 24, PLACE_NEVER, "an example (RFC 5737)"},
    {{192, 88, 99}, 24, PLACE_NEVER, "a tunnel (RFC 7526)"},
    {{198, 18}, 15, PLACE_PRIVATE, "a network for benchmarks (RFC 2544)"},
    {{224}, 4, PLACE_NEVER, "multicast"},
    {{240}, 4, PLACE_NEVER, "reserved (RFC 1112)"},
};

static const Range RANGES6[] = {
    {{0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
     128,
     PLACE_NEVER,
     "the cloud's metadata"},
    {{[15] = 1}, 128, PLACE_LOOPBACK, "this machine (loopback)"},
    {{0xfc}, 7, PLACE_PRIVATE, "a private network (RFC 4193)"},
    {{0xfe, 0x80}, 10, PLACE_PRIVATE, "link-local (RFC 4291)"},
    {{0xfe, 0xc0}, 10, PLACE_PRIVATE, "site-local (RFC 3879)"},
    {{0xff}, 8, PLACE_NEVER, "multicast"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, PLACE_NEVER, "an example (RFC 3849)"},
    {{0x20, 0x01}, 23, PLACE_NEVER, "reserved for protocols (RFC 2928)"},
    {{0x20, 0x02}, 16, PLACE_NEVER, "a tunnel (RFC 3056)"},
    {{0x3f, 0xff}, 20, PLACE_NEVER, "an example (RFC 9637)"},
    {{0x20}, 3, PLACE_PUBLIC, ""},
    {{0}, 0, PLACE_NEVER, "reserved (RFC 4291)"},
};

// Prefixes of 96 bits in front of an IPv4 address that is where the connection really goes.
static const uint8_t CARRIERS[][12] = {
    {[10] = 0xff, [11] = 0xff},         // mapped (RFC 4291)
    {0x00, 0x64, 0xff, 0x9b, [11] = 0}, // NAT64 (RFC 6052)
};

static bool
is_within(const uint8_t *address, const Range *r)
{
    unsigned whole = r->bits / 8, rest = r->bits % 8;
    if (memcmp(address, r->bytes, whole) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff << (8 - rest));
    return rest == 0 || (address[whole] & mask) == (r->bytes[whole] & mask);
}

static PlaceKind
find(const uint8_t *address, const Range *ranges, size_t count, const char **what)
{
    for (size_t i = 0; i < count; i++) {
        if (is_within(address, &ranges[i])) {
            *what = ranges[i].what;
            return ranges[i].kind;
        }
    }
    *what = "";
    return PLACE_PUBLIC;
}

PlaceKind
address_place(const struct sockaddr *address, const char **what)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in4;
        memcpy(&in4, address, sizeof in4);
        return find((const uint8_t *)&in4.sin_addr, RANGES4, G_N_ELEMENTS(RANGES4), what);
    }
    if (address->sa_family != AF_INET6) {
        *what = "no internet address";
        return PLACE_NEVER;
    }
    struct sockaddr_in6 in6;
    memcpy(&in6, address, sizeof in6);
    const uint8_t *bytes = in6.sin6_addr.s6_addr;
    for (size_t i = 0; i < G_N_ELEMENTS(CARRIERS); i++)
        if (memcmp(bytes, CARRIERS[i], sizeof CARRIERS[i]) == 0)
            return find(bytes + sizeof CARRIERS[i], RANGES4, G_N_ELEMENTS(RANGES4), what);
    return find(bytes, RANGES6, G_N_ELEMENTS(RANGES6), what);
}
