// hook_address.h: what kind of place an IP address is, for whoever connects where a config or a
// name server says.
#pragma once

#include <stdbool.h>

struct sockaddr;

typedef enum {
    PLACE_PUBLIC,   // anybody's, in the open network
    PLACE_LOOPBACK, // this machine
    PLACE_PRIVATE,  // a network of one's own: private, link-local, unique local, shared (CGNAT)
    PLACE_NEVER, // nobody serves there: multicast, reserved, tunnels, keys of the cloud's machine
} PlaceKind;

// *what: the kind in words, "a private network (RFC 1918)"; static, "" for PLACE_PUBLIC. An address
// inside an IPv6 one (mapped, NAT64) counts as itself. Families other than IP are PLACE_NEVER.
PlaceKind address_place(const struct sockaddr *address, const char **what);
