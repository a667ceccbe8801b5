// charset_guess.c: tells 8-bit charsets apart by likelihood.
//
// Each candidate is a model that gives the bytes a cost: minus the logarithm of their probability,
// in tenths of a nat. The cheapest wins. charset_single.c has the models of one byte a character;
// the East Asian ones here split the bytes into their two-byte codes, where common kana, hangul and
// first-level hanzi are cheap and a wrong pair ends the candidate. ASCII costs nothing anywhere.
//
// A sentence is plenty; a single word is mostly enough. Not for UTF-8, UTF-16 and ISO-2022, which
// charset.c knows by their form.
#include "mail/charset_guess.h"

#include "mail/charset_single.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define SAMPLE_MAX 2048
// Text read by its true label costs about 3.3 nats a letter, by a wrong one 4.3 and more. A label that fits
// so well is not doubted, which saves trying all others on nearly every letter that comes.
#define FITS 36
#define IMPOSSIBLE UINT32_MAX

typedef struct {
    uint8_t low, high, trail_low;
    uint8_t cost;
} LeadCost;

typedef struct {
    const char *name;
    struct {
        uint8_t low, high;
    } lead[2], trail[3], alone; // unused ranges are {1, 0}
    LeadCost common[4];         // by lead byte; anything else is rare
} Double;

enum { COST_RARE_DOUBLE = 140, COST_ALONE = 70, PRIOR_DOUBLE = 30 };

static const Double DOUBLES[] = {
    {"CP932",
     {{0x81, 0x9f}, {0xe0, 0xfc}},
     {{0x40, 0x7e}, {0x80, 0xfc}, {1, 0}},
     {0xa1, 0xdf},
     {{0x81, 0x81, 0x40, 50}, {0x82, 0x83, 0x40, 51}, {0x88, 0x97, 0x40, 89}}},
    {"EUC-JP",
     {{0xa1, 0xfe}, {0x8e, 0x8e}},
     {{0xa1, 0xfe}, {1, 0}, {1, 0}},
     {1, 0},
     {{0xa1, 0xa1, 0xa1, 50}, {0xa4, 0xa5, 0xa1, 51}, {0xb0, 0xcf, 0xa1, 89}}},
    {"CP949",
     {{0x81, 0xfe}, {1, 0}},
     {{0x41, 0x5a}, {0x61, 0x7a}, {0x81, 0xfe}},
     {1, 0},
     {{0xa1, 0xa1, 0xa1, 60}, {0xb0, 0xc8, 0xa1, 78}}},
    {"GB18030",
     {{0x81, 0xfe}, {1, 0}},
     {{0x40, 0x7e}, {0x80, 0xfe}, {1, 0}},
     {1, 0},
     {{0xa1, 0xa1, 0xa1, 50}, {0xa3, 0xa3, 0xa1, 50}, {0xb0, 0xd7, 0xa1, 82}}},
    {"BIG5",
     {{0xa1, 0xf9}, {1, 0}},
     {{0x40, 0x7e}, {0xa1, 0xfe}, {1, 0}},
     {1, 0},
     {{0xa1, 0xa1, 0x40, 50}, {0xa4, 0xc6, 0x40, 86}}},
};

static uint32_t
double_code_cost(const Double *d, uint8_t lead, uint8_t trail)
{
    bool lead_ok = false, trail_ok = false;
    for (size_t i = 0; i < G_N_ELEMENTS(d->lead); i++) {
        lead_ok = lead_ok || (lead >= d->lead[i].low && lead <= d->lead[i].high);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(d->trail); i++) {
        trail_ok = trail_ok || (trail >= d->trail[i].low && trail <= d->trail[i].high);
    }
    if (!lead_ok || !trail_ok) {
        return IMPOSSIBLE;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(d->common); i++) {
        const LeadCost *c = &d->common[i];
        if (c->cost && lead >= c->low && lead <= c->high && trail >= c->trail_low) {
            return c->cost;
        }
    }
    return COST_RARE_DOUBLE;
}

static uint32_t
double_cost(const Double *d, const uint8_t *bytes, size_t len)
{
    uint32_t cost = PRIOR_DOUBLE;
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] < 0x80) {
            continue;
        }
        if (bytes[i] >= d->alone.low && bytes[i] <= d->alone.high) {
            cost += COST_ALONE;
            continue;
        }
        // The sample may end inside a character, the text may not.
        if (i + 1 == len) {
            return len < SAMPLE_MAX ? IMPOSSIBLE : cost;
        }
        uint32_t code = double_code_cost(d, bytes[i], bytes[i + 1]);
        if (code == IMPOSSIBLE) {
            return IMPOSSIBLE;
        }
        cost += code;
        i++;
    }
    return cost;
}

static size_t
count_high(const uint8_t *bytes, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        n += bytes[i] >= 0x80;
    }
    return n;
}

const char *
charset_guess(const char *bytes, size_t len, const char *declared)
{
    const uint8_t *b = (const uint8_t *)bytes;
    const char *best = "WINDOWS-1252";
    uint32_t best_cost = IMPOSSIBLE, declared_cost = IMPOSSIBLE;
    // Nothing is to be learnt from the ASCII in front, but the letter that comes last.
    while (len > 1 && b[0] < 0x80 && b[1] < 0x80) {
        b++;
        len--;
    }
    len = MIN(len, SAMPLE_MAX);
    for (size_t i = 0; i < charset_single_count(); i++) {
        if (strcmp(charset_single_name(i), declared) == 0) {
            declared_cost = MIN(declared_cost, charset_single_cost(i, b, len, declared_cost));
        }
    }
    size_t high = count_high(b, len);
    if (declared_cost <= FITS * high) {
        return declared;
    }
    if (declared_cost != IMPOSSIBLE) {
        best = declared;
        best_cost = declared_cost;
    }
    for (size_t i = 0; i < charset_single_count(); i++) {
        uint32_t cost = charset_single_cost(i, b, len, best_cost);
        if (cost < best_cost) {
            best = charset_single_name(i);
            best_cost = cost;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(DOUBLES); i++) {
        uint32_t cost = double_cost(&DOUBLES[i], b, len);
        if (cost < best_cost) {
            best = DOUBLES[i].name;
            best_cost = cost;
        }
    }
    if (!*declared) {
        return best;
    }
    // A label is evidence as well: half a nat for each byte and ten more must speak against it.
    if (declared_cost == IMPOSSIBLE || declared_cost <= best_cost + 100 + 5 * high) {
        return declared;
    }
    return best;
}
