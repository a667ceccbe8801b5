// charset_single.c: how likely bytes are a language in a charset of one byte a character.
//
// Latin letters beyond ASCII are modelled by language: each has a handful of them, which stand
// alone or in pairs inside ASCII words. Cyrillic charsets share one model (how frequent each letter
// is in Russian and Ukrainian, that capitals begin words, that vowels and consonants take turns)
// and differ in which byte is which letter. Greek, Hebrew, Arabic and Thai have their common
// letters and the few rules of where a letter may stand.
//
// The tables tell charsets apart, not languages. Costs are tenths of a nat. Neighbours:
// charset_guess.c asks; the system's iconv tables say which byte is which letter.
#include "mail/charset_single.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { AFTER_BREAK, AFTER_ASCII, AFTER_ASCII_LOWER, AFTER_LOWER, AFTER_UPPER };

enum {
    COST_CAPITAL = 12,
    COST_ALL_CAPITALS = 2,
    COST_MISPLACED = 60, // a capital after a small letter, a final letter inside a word
    COST_MIXED = 40,     // a letter of another alphabet next to it
    COST_RARE = 70,      // a letter that the language does not have
    COST_SPACE = 50,     // stands between letters, too
    COST_PUNCTUATION = 51,
    COST_SYMBOL = 90,
    COST_UNDEFINED = 120,
    COST_TWO_VOWELS = 12,
    COST_TWO_CONSONANTS = 6,
    COST_RUN = 10, // a second letter beyond ASCII in a row
    COST_LONE = 20,
    COST_END = 25, // Greek words end in few letters
};

typedef enum { LATIN, CYRILLIC, GREEK, HEBREW, ARABIC, THAI } Script;

// Costs of а…я in Russian and Ukrainian.
static const uint8_t CYRILLIC_COST[32] = {25, 41, 31, 41, 35, 25, 47, 41, 26, 44, 34,
                                          31, 34, 27, 22, 36, 31, 29, 28, 36, 60, 46,
                                          53, 42, 49, 56, 78, 40, 41, 57, 51, 39};

static const struct {
    gunichar letter;
    uint8_t cost;
} CYRILLIC_MORE[] = {{0x451, 60}, {0x456, 40}, {0x457, 55}, {0x454, 55}, {0x491, 80}, {0x45e, 80}};

// The letters that the other scripts write most with, and those that are less common; all others of
// the script are rare.
static const struct {
    gunichar first, last;
    const char *common, *less, *final; // final: stand at the end of a word alone
} SCRIPTS[] = {
    [GREEK] = {0x370, 0x3ff, "αεικλμνοπρστυης", "βγδζθξφχψωάέήίόύώ", "ς"},
    [HEBREW] = {0x5d0, 0x5ea, "אבדהוילמנרשת", "גזחטכסעפצקםןךףץ", "םןךףץ"},
    [ARABIC] = {0x621, 0x652, "ابتدرسعلمنهويف", "ثجحخذزشصضطظغقكةىأإءئآ", "ةى"},
    [THAI] = {0xe01, 0xe4e, "กงดตทนมยรลวสอาิีเั่้", "ขคจชณถธบปผพฟภศษหะึืุูแโใไำ็์", ""},
};

enum { COST_COMMON = 26, COST_LESS = 38 };

typedef struct {
    const char *name;
    Script script;
    uint32_t prior;
    const char *letters; // LATIN: those of the language beyond ASCII
} Model;

static const Model MODELS[] = {
    {"WINDOWS-1252", LATIN, 5, "éèàâêçùûîôëïüœæ"},
    {"WINDOWS-1252", LATIN, 5, "äöüßé"},
    {"WINDOWS-1252", LATIN, 7, "áéíóúñüãõçâêôà"},
    {"WINDOWS-1252", LATIN, 7, "åäöæøé"},
    {"WINDOWS-1252", LATIN, 7, "àèéìòù"},
    {"WINDOWS-1252", LATIN, 15, "áðéíóúýþæö"},
    {"WINDOWS-1252", LATIN, 15, "éèàâêçùûîôëïüäößñåøæíóáúãõìò"},
    {"WINDOWS-1250", LATIN, 20, "ąćęłńóśźż"},
    {"WINDOWS-1250", LATIN, 20, "áčďéěíňóřšťúůýžôľĺäŕ"},
    {"WINDOWS-1250", LATIN, 20, "áéíóöőúüű"},
    {"WINDOWS-1250", LATIN, 22, "ăâîşţ"},
    {"WINDOWS-1250", LATIN, 22, "čćđšž"},
    {"ISO-8859-2", LATIN, 22, "ąćęłńóśźż"},
    {"ISO-8859-2", LATIN, 22, "áčďéěíňóřšťúůýžôľĺäŕ"},
    {"ISO-8859-2", LATIN, 22, "áéíóöőúüű"},
    {"ISO-8859-2", LATIN, 24, "ăâîşţ"},
    {"ISO-8859-2", LATIN, 24, "čćđšž"},
    {"WINDOWS-1254", LATIN, 22, "çğıöşüâîû"},
    {"WINDOWS-1257", LATIN, 25, "ąčęėįšųūž"},
    {"WINDOWS-1257", LATIN, 25, "āčēģīķļņšūž"},
    {"WINDOWS-1251", CYRILLIC, 0, NULL},
    {"KOI8-U", CYRILLIC, 5, NULL},
    {"KOI8-R", CYRILLIC, 6, NULL},
    {"ISO-8859-5", CYRILLIC, 20, NULL},
    {"CP866", CYRILLIC, 20, NULL},
    {"WINDOWS-1253", GREEK, 45, NULL},
    {"ISO-8859-7", GREEK, 47, NULL},
    {"WINDOWS-1255", HEBREW, 48, NULL},
    {"WINDOWS-1256", ARABIC, 45, NULL},
    {"ISO-8859-6", ARABIC, 47, NULL},
    {"CP874", THAI, 40, NULL},
};

// What a byte over 127 is in a model.
typedef struct {
    gunichar letter; // lower case; 0 when it is none
    uint8_t cost;
    bool upper;
} Cell;

static Cell cells[G_N_ELEMENTS(MODELS)][128];
static gsize ready; // all cells are filled in; messages are parsed in two threads

static uint8_t
symbol_cost(gunichar c)
{
    static const gunichar COMMON[] = {0xab,   0xbb, 0x2018, 0x201c, 0x201d, 0x201e, 0x2026, 0x2116,
                                      0x20ac, 0xa3, 0xa7,   0xb0,   0x60c,  0x61f,  0xbf,   0xa1,
                                      0xa9,   0xae, 0xb1,   0xbd,   0xb7,   0xd7,   0xb2,   0xb3};
    static const gunichar BETWEEN[] = {0xa0, 0x2013, 0x2014, 0x2019};
    if (c == 0 || g_unichar_iscntrl(c)) {
        return COST_UNDEFINED;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(BETWEEN); i++) {
        if (BETWEEN[i] == c) {
            return COST_SPACE;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(COMMON); i++) {
        if (COMMON[i] == c) {
            return COST_PUNCTUATION;
        }
    }
    return COST_SYMBOL;
}

static bool
holds(const char *letters, gunichar c)
{
    return c && g_utf8_strchr(letters, -1, c) != NULL;
}

static uint8_t
cyrillic_cost(gunichar lower)
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

static uint8_t
letter_cost(const Model *m, gunichar lower)
{
    if (m->script == LATIN) {
        return holds(m->letters, lower) ? (g_utf8_strlen(m->letters, -1) > 20 ? 40 : 25)
                                        : COST_RARE;
    }
    if (m->script == CYRILLIC) {
        return cyrillic_cost(lower);
    }
    if (lower < SCRIPTS[m->script].first || lower > SCRIPTS[m->script].last) {
        return COST_SYMBOL;
    }
    return holds(SCRIPTS[m->script].common, lower) ? COST_COMMON
           : holds(SCRIPTS[m->script].less, lower) ? COST_LESS
                                                   : COST_RARE;
}

static void
prepare(size_t i)
{
    GIConv cd = g_iconv_open("UTF-8", MODELS[i].name);
    for (unsigned k = 0; k < 128; k++) {
        char byte = (char)(0x80 + k), utf8[8] = "", *in = &byte, *out = utf8;
        size_t in_left = 1, out_left = sizeof utf8 - 1;
        bool known = cd != (GIConv)-1 &&
                     g_iconv(cd, &in, &in_left, &out, &out_left) != (size_t)-1 &&
                     // Hebrew letters wait for their points.
                     g_iconv(cd, NULL, NULL, &out, &out_left) != (size_t)-1 && out > utf8;
        gunichar c = known ? g_utf8_get_char(utf8) : 0;
        bool letter = g_unichar_isalpha(c) || (MODELS[i].script == THAI && g_unichar_ismark(c));
        gunichar lower = c == 0x130 ? 0x69 : g_unichar_tolower(c);
        cells[i][k] =
            (Cell){letter ? lower : 0, letter ? letter_cost(&MODELS[i], lower) : symbol_cost(c),
                   letter && lower != c};
    }
    if (cd != (GIConv)-1) {
        g_iconv_close(cd);
    }
}

static bool
is_cyrillic_vowel(gunichar c)
{
    switch (c) {
    case 0x430: // а
    case 0x435: // е
    case 0x438: // и
    case 0x43e: // о
    case 0x443: // у
    case 0x44b: // ы
    case 0x44d: // э
    case 0x44e: // ю
    case 0x44f: // я
    case 0x451: // ё
    case 0x454: // є
    case 0x456: // і
    case 0x457: // ї
        return true;
    default:
        return false;
    }
}

// Vowels and consonants take turns; ъ and ь follow consonants, й follows vowels, ы begins no word.
// before is 0 at the beginning of a word.
static uint32_t
cyrillic_pair_cost(gunichar before, gunichar lower)
{
    bool vowel = is_cyrillic_vowel(lower);
    bool after_vowel = is_cyrillic_vowel(before);
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

static bool
is_thai_mark(gunichar c)
{
    return c == 0xe31 || (c >= 0xe34 && c <= 0xe3a) || (c >= 0xe47 && c <= 0xe4e);
}

// Where a letter may stand, beyond what capitals do.
static uint32_t
place_cost(Script script, gunichar before, gunichar lower)
{
    if (script == CYRILLIC) {
        return cyrillic_pair_cost(before, lower);
    }
    if (script == THAI) {
        bool leads = before >= 0xe40 && before <= 0xe44;
        bool follows = before && !leads && (before < 0xe30 || is_thai_mark(before));
        return (is_thai_mark(lower) && !follows) || (leads && lower > 0xe2e) ? COST_MISPLACED : 0;
    }
    return before && holds(SCRIPTS[script].final, before) ? COST_MISPLACED : 0;
}

static uint32_t
capital_cost(int after)
{
    return after == AFTER_LOWER || after == AFTER_ASCII_LOWER ? COST_MISPLACED
           : after == AFTER_UPPER                             ? COST_ALL_CAPITALS
                                                              : COST_CAPITAL;
}

static uint32_t
cell_cost(const Model *m, const Cell *cell, gunichar before, int after, bool ascii_follows,
          bool letter_follows)
{
    bool run = after == AFTER_LOWER || after == AFTER_UPPER;
    bool ascii = after == AFTER_ASCII || after == AFTER_ASCII_LOWER;
    uint32_t cost = cell->cost;
    if (!cell->letter) {
        // A sign inside a word is no sign; white space and dashes are not meant.
        bool inside = (ascii || run) && (ascii_follows || letter_follows);
        return cost + (inside && cost > COST_SPACE ? COST_MIXED : 0);
    }
    cost += cell->upper ? capital_cost(after) : 0;
    if (m->script == LATIN) {
        return cost + (run ? COST_RUN : after == AFTER_BREAK && !ascii_follows ? COST_LONE : 0);
    }
    cost += place_cost(m->script, run ? before : 0, cell->letter);
    if (m->script == GREEK && !letter_follows && !holds("αεηιοςυωάέήίόύών", cell->letter)) {
        cost += COST_END;
    }
    return cost + (ascii ? COST_MIXED : 0) + (ascii_follows ? COST_MIXED : 0);
}

size_t
charset_single_count(void)
{
    return G_N_ELEMENTS(MODELS);
}

const char *
charset_single_name(size_t i)
{
    return MODELS[i].name;
}

uint32_t
charset_single_cost(size_t i, const uint8_t *bytes, size_t len, uint32_t limit)
{
    uint32_t cost = MODELS[i].prior;
    int after = AFTER_BREAK;
    gunichar before = 0;
    if (g_once_init_enter(&ready)) {
        for (size_t m = 0; m < G_N_ELEMENTS(MODELS); m++) {
            prepare(m);
        }
        g_once_init_leave(&ready, 1);
    }
    for (size_t k = 0; k < len && cost < limit; k++) {
        if (bytes[k] < 0x80) {
            while (k + 1 < len && bytes[k + 1] < 0x80) {
                k++; // of plain text only what stands before the next letter counts
            }
            after = g_ascii_islower(bytes[k])   ? AFTER_ASCII_LOWER
                    : g_ascii_isalpha(bytes[k]) ? AFTER_ASCII
                                                : AFTER_BREAK;
            continue;
        }
        const Cell *cell = &cells[i][bytes[k] - 0x80];
        uint8_t next = k + 1 < len ? bytes[k + 1] : ' ';
        bool letter_follows = next >= 0x80 && cells[i][next - 0x80].letter;
        cost +=
            cell_cost(&MODELS[i], cell, before, after, g_ascii_isalpha((char)next), letter_follows);
        after = !cell->letter ? AFTER_BREAK : cell->upper ? AFTER_UPPER : AFTER_LOWER;
        before = cell->letter;
    }
    return cost;
}
