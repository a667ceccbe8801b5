// proof.h: how sure we are of the sender (TRUST 3), from nothing to a pinned key.
#pragma once

typedef enum {
    PROOF_L0, // anyone
    PROOF_L1, // an address in From and nothing more
    PROOF_L2, // aligned DKIM or DMARC pass of a trusted server
    PROOF_L3, // a reply token of ours, valid for this sender; a command line on this machine
    PROOF_L4, // OpenPGP or S/MIME by a pinned key
} Proof;

static inline const char *
proof_name(Proof p)
{
    static const char *const NAMES[] = {"L0", "L1", "L2", "L3", "L4"};
    return NAMES[p];
}
