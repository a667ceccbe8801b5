// charset_guess.c: tells 8-bit charsets apart by likelihood.
//
// Each candidate is a model that gives the bytes a cost: minus the logarithm of their probability,
// in tenths of a nat. The cheapest wins. Cyrillic charsets share one model (how frequent each
// letter is in Russian and Ukrainian, and that capitals begin words) and differ in which byte is
// which letter; Latin expects lone accented letters inside ASCII words; the East Asian ones split
// the bytes into their two-byte codes, where common kana, hangul and first-level hanzi are cheap
// and a wrong pair ends the candidate. ASCII costs nothing anywhere.
//
// A sentence is plenty; a single word is mostly enough. Not for UTF-8, UTF-16 and ISO-2022, which
// charset.c knows by their form.
#include "mail/charset_guess.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define SAMPLE_MAX 8192
#define IMPOSSIBLE UINT32_MAX

enum { AFTER_BREAK, AFTER_ASCII, AFTER_LOWER, AFTER_UPPER };

// Costs of а…я in Russian and Ukrainian.
static const uint8_t CYRILLIC_COST[32] = {25, 41, 31, 41, 35, 25, 47, 41, 26, 44, 34,
                                          31, 34, 27, 22, 36, 31, 29, 28, 36, 60, 46,
                                          53, 42, 49, 56, 78, 40, 41, 57, 51, 39};

static const struct {
    gunichar letter;
    uint8_t cost;
} CYRILLIC_MORE[] = {{0x451, 60}, {0x456, 40}, {0x457, 55}, {0x454, 55}, {0x491, 80}, {0x45e, 80}};

enum {
    COST_CAPITAL = 12,
    COST_ALL_CAPITALS = 2,
    COST_MISPLACED = 60, // a capital after a small letter
    COST_MIXED = 40,     // a letter of another alphabet next to it
    COST_PUNCTUATION = 50,
    COST_SYMBOL = 90,
    COST_UNDEFINED = 120,
    COST_TWO_VOWELS = 12,
    COST_TWO_CONSONANTS = 6,
};

typedef struct {
    const char *name;
    bool cyrillic;
    uint32_t prior;
    bool ready;
    gunichar map[128];
} Single;

// The system's own iconv tables are the maps.
static void
single_prepare(Single *s)
{
    if (s->ready) {
        return;
    }
    for (unsigned i = 0; i < 128; i++) {
        char byte = (char)(0x80 + i);
        g_autofree char *utf8 = g_convert(&byte, 1, "UTF-8", s->name, NULL, NULL, NULL);
        s->map[i] = utf8 ? g_utf8_get_char(utf8) : 0;
    }
    s->ready = true;
}

static uint32_t
symbol_cost(gunichar c)
{
    static const gunichar COMMON[] = {0xa0,   0xab,   0xbb,   0x2013, 0x2014, 0x2018,
                                      0x2019, 0x201c, 0x201d, 0x201e, 0x2026, 0x2116,
                                      0x20ac, 0xa3,   0xa7,   0xb0};
    if (c == 0 || g_unichar_iscntrl(c)) {
        return COST_UNDEFINED;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(COMMON); i++) {
        if (COMMON[i] == c) {
            return COST_PUNCTUATION;
        }
    }
    return COST_SYMBOL;
}

static uint32_t
cyrillic_letter_cost(gunichar lower)
{
    if (lower >= 0x430 && lower <= 0x44f) {
        return CYRILLIC_COST[lower - 0x430];
    }
    for (size_t i = 0; i < G_N_ELEMENTS(CYRILLIC_MORE); i++) {
        if (CYRILLIC_MORE[i].letter == lower) {
            return CYRILLIC_MORE[i].cost;
        }
    }
    return COST_SYMBOL;
}

static uint32_t
latin_letter_cost(gunichar lower)
{
    return lower < 0x80 || !g_utf8_strchr("éèàâêçùûîôëïüöäßñåøæíóáúãõ", -1, lower) ? 60 : 35;
}

// Vowels and consonants take turns; ъ and ь follow consonants, й follows vowels, ы begins no word.
// before is 0 at the beginning of a word.
static uint32_t
pair_cost(gunichar before, gunichar lower)
{
    static const char VOWELS[] = "аеёиоуыэюяіїє";
    bool vowel = g_utf8_strchr(VOWELS, -1, lower) != NULL;
    bool after_vowel = before && g_utf8_strchr(VOWELS, -1, before) != NULL;
    if (lower == 0x44a || lower == 0x44c) {
        return !before || after_vowel ? COST_MIXED : 0;
    }
    if (!before) {
        return lower == 0x44b ? COST_MIXED : 0;
    }
    if (lower == 0x439) {
        return after_vowel ? 0 : COST_MIXED;
    }
    return vowel && after_vowel ? COST_TWO_VOWELS : vowel || after_vowel ? 0 : COST_TWO_CONSONANTS;
}

// before: the letter in front, in lower case.
static uint32_t
letter_cost(const Single *s, gunichar c, gunichar before, int after, bool ascii_follows)
{
    gunichar lower = g_unichar_tolower(c);
    bool capital = lower != c;
    uint32_t cost = s->cyrillic ? cyrillic_letter_cost(lower) : latin_letter_cost(lower);
    if (capital) {
        cost += after == AFTER_LOWER   ? COST_MISPLACED
                : after == AFTER_UPPER ? COST_ALL_CAPITALS
                                       : COST_CAPITAL;
    }
    if (!s->cyrillic) {
        bool lone = after == AFTER_BREAK && !ascii_follows;
        bool run = after == AFTER_LOWER || after == AFTER_UPPER;
        return cost + (run ? COST_MIXED : lone ? 20 : 0);
    }
    cost += pair_cost(after == AFTER_LOWER || after == AFTER_UPPER ? before : 0, lower);
    return cost + (after == AFTER_ASCII ? COST_MIXED : 0) + (ascii_follows ? COST_MIXED : 0);
}

static uint32_t
single_cost(Single *s, const uint8_t *bytes, size_t len)
{
    single_prepare(s);
    uint32_t cost = s->prior;
    int after = AFTER_BREAK;
    gunichar before = 0;
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] < 0x80) {
            after = g_ascii_isalpha(bytes[i]) ? AFTER_ASCII : AFTER_BREAK;
            continue;
        }
        gunichar c = s->map[bytes[i] - 0x80];
        if (!g_unichar_isalpha(c)) {
            cost += symbol_cost(c);
            after = AFTER_BREAK;
            continue;
        }
        cost += letter_cost(s, c, before, after, i + 1 < len && g_ascii_isalpha(bytes[i + 1]));
        after = g_unichar_isupper(c) ? AFTER_UPPER : AFTER_LOWER;
        before = g_unichar_tolower(c);
    }
    return cost;
}

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
        // The sample may end inside a character.
        if (i + 1 == len) {
            break;
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
    static Single singles[] = {
        {.name = "WINDOWS-1252", .cyrillic = false, .prior = 5},
        {.name = "WINDOWS-1251", .cyrillic = true, .prior = 0},
        {.name = "KOI8-U", .cyrillic = true, .prior = 5},
        {.name = "KOI8-R", .cyrillic = true, .prior = 6},
        {.name = "ISO-8859-5", .cyrillic = true, .prior = 20},
        {.name = "CP866", .cyrillic = true, .prior = 20},
    };
    const uint8_t *b = (const uint8_t *)bytes;
    const char *best = singles[0].name;
    uint32_t best_cost = IMPOSSIBLE, declared_cost = IMPOSSIBLE;
    len = MIN(len, SAMPLE_MAX);
    for (size_t i = 0; i < G_N_ELEMENTS(singles); i++) {
        uint32_t cost = single_cost(&singles[i], b, len);
        if (cost < best_cost) {
            best = singles[i].name;
            best_cost = cost;
        }
        if (strcmp(singles[i].name, declared) == 0) {
            declared_cost = cost;
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
    // A label is evidence as well: half a nat for each byte and 15 more must speak against it.
    if (declared_cost == IMPOSSIBLE || declared_cost <= best_cost + 150 + 5 * count_high(b, len)) {
        return declared;
    }
    return best;
}
