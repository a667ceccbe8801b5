// address.c: mail addresses, read from strangers' headers and made safe for ours.
//
// GMime reads the structure (comments, groups, routes, obsolete forms). Before it does, the value
// is cut at HEADER_MAX between two addresses, which bounds the nesting that would crash it, and its
// encoded words and 8-bit bytes become UTF-8 (header.c), since GMime loses some. What comes out is
// kept only when it could stand in an SMTP path.
//
// Comparison folds case, never look-alikes: the Kelvin sign is no k. Reply-To and display names
// prove nothing (ticket/proof). Neighbours: header.c, message.c, compose.c.
#include "mail/address.h"

#include "base/text.h"
#include "mail/header.h"

#include <gmime/gmime.h>
#include <string.h>

#define ADDRESS_MAX 254

// One form for a domain, whether it was written in letters or as xn--…: it needs no SMTPUTF8.
static char *
domain_fold(const char *domain)
{
    char *ascii = g_hostname_is_non_ascii(domain) ? g_hostname_to_ascii(domain) : NULL;
    return ascii ? ascii : g_ascii_strdown(domain, -1);
}

Address *
address_new(const char *name, const char *address)
{
    Address *a = g_new0(Address, 1);
    const char *written = text_or_empty(address);
    const char *domain = address_domain(written);
    g_autofree char *folded = domain_fold(domain);
    a->name = text_one_line(text_or_empty(name));
    a->address = g_strdup_printf("%.*s%s", (int)(domain - written), written, folded);
    return a;
}

Address *
address_dup(const Address *a)
{
    return a ? address_new(a->name, a->address) : NULL;
}

void
address_free(Address *a)
{
    if (a) {
        g_free(a->name);
        g_free(a->address);
        g_free(a);
    }
}

// Length of the longest prefix under max that ends at a comma between two addresses; max when there
// is none.
static size_t
cut_length(const char *raw, size_t len, size_t max)
{
    size_t comma = 0;
    unsigned comments = 0;
    bool quoted = false, angle = false;
    if (len <= max) {
        return len;
    }
    for (size_t i = 0; i < max; i++) {
        char c = raw[i];
        if (c == '\\' && (quoted || comments)) {
            i++;
        } else if (quoted || (c == '"' && !comments)) {
            quoted = c != '"' || !quoted;
        } else if (c == '(' || (c == ')' && comments)) {
            comments += c == '(' ? 1 : -1u;
        } else if (!comments) {
            angle = c == '<' || (angle && c != '>');
            comma = c == ',' && !angle ? i : comma;
        }
    }
    return comma ? comma : text_clip_length(raw, len, max);
}

// GMime reads "boss@example.com@evil.example" as its first half, a mail server as its last.
static bool
is_half(const char *words, const char *address)
{
    g_autofree char *longer = g_strconcat(address, "@", NULL);
    return strstr(words, longer) != NULL;
}

static void
keep_mailbox(GPtrArray *out, const char *words, InternetAddress *ia)
{
    const char *address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(ia));
    if (address && address_is_valid(address) && !is_half(words, address)) {
        g_ptr_array_add(out, address_new(internet_address_get_name(ia), address));
    }
}

typedef struct {
    InternetAddressList *list;
    int next;
} Level;

// Groups may be nested thousands deep: no recursion.
static void
flatten(InternetAddressList *list, const char *words, unsigned max, GPtrArray *out)
{
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(Level));
    Level top = {list, 0};
    g_array_append_val(levels, top);
    while (levels->len > 0 && out->len < max) {
        Level *level = &g_array_index(levels, Level, levels->len - 1);
        if (level->next >= internet_address_list_length(level->list)) {
            g_array_set_size(levels, levels->len - 1);
            continue;
        }
        InternetAddress *ia = internet_address_list_get_address(level->list, level->next++);
        if (INTERNET_ADDRESS_IS_GROUP(ia)) {
            Level inner = {internet_address_group_get_members(INTERNET_ADDRESS_GROUP(ia)), 0};
            if (inner.list) {
                g_array_append_val(levels, inner);
            }
        } else if (INTERNET_ADDRESS_IS_MAILBOX(ia)) {
            keep_mailbox(out, words, ia);
        }
    }
}

// Some programs put ';' between addresses. Outside of a group it separates as ',' does; behind a
// group another address may follow without any comma.
static char *
commas_between(const char *words)
{
    GString *out = g_string_sized_new(strlen(words) + 1);
    unsigned comments = 0;
    bool quoted = false, angle = false, literal = false, group = false;
    for (const char *p = words; *p; p++) {
        bool plain = !quoted && !comments && !literal;
        g_string_append_c(out, *p);
        if (*p == '\\' && (quoted || comments) && p[1]) {
            g_string_append_c(out, *++p);
        } else if (*p == '"' && !comments) {
            quoted = !quoted;
        } else if (!quoted && (*p == '(' || (*p == ')' && comments))) {
            comments += *p == '(' ? 1 : -1u;
        } else if (!quoted && !comments && (*p == '[' || *p == ']')) {
            literal = *p == '[';
        } else if (plain && (*p == '<' || *p == '>')) {
            angle = *p == '<';
        } else if (plain && *p == ':' && !angle) {
            group = true;
        } else if (plain && *p == ';') {
            const char *next = p + 1 + strspn(p + 1, " \t\r\n");
            if (!group) {
                out->str[out->len - 1] = ',';
            } else if (*next && *next != ',' && *next != ';') {
                g_string_append_c(out, ',');
            }
            group = angle = false;
        }
    }
    return g_string_free(out, FALSE);
}

// What GMime refuses and mailers send all the same: "a..b@example.com", "Name a@example.com".
static void
salvage(const char *words, unsigned max, GPtrArray *out)
{
    static const char BETWEEN[] = " \t\r\n<>";
    g_autoptr(GString) name = g_string_new(NULL);
    for (const char *p = words + strspn(words, BETWEEN); *p && out->len < max;
         p += strspn(p, BETWEEN)) {
        size_t len = strcspn(p, " \t\r\n,;<>");
        g_autofree char *word = g_strndup(p, len);
        if (address_is_valid(word)) {
            g_autofree char *decoded = header_decode(name->str, NULL);
            g_ptr_array_add(out, address_new(g_strstrip(decoded), word));
            g_string_truncate(name, 0);
        } else if (len > 0 && !strchr(word, '@')) {
            g_string_append_printf(name, "%s ", word);
        }
        p += len;
        if (*p == ',' || *p == ';') {
            g_string_truncate(name, 0);
            p++;
        }
    }
}

GPtrArray *
address_list_parse(const char *raw, unsigned max)
{
    static gsize ready;
    GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    if (g_once_init_enter(&ready)) {
        g_mime_init();
        g_once_init_leave(&ready, 1);
    }
    if (!raw || max == 0) {
        return out;
    }
    g_autofree char *head =
        g_strndup(raw, cut_length(raw, strnlen(raw, HEADER_MAX + 1), HEADER_MAX));
    g_autofree char *decodable = header_to_utf8_words(head, NULL);
    g_autofree char *words = commas_between(decodable);
    InternetAddressList *list = internet_address_list_parse(NULL, words);
    if (list) {
        flatten(list, words, max, out);
        g_object_unref(list);
    }
    if (out->len == 0) {
        salvage(words, max, out);
    }
    return out;
}

Address *
address_parse_one(const char *text)
{
    g_autoptr(GPtrArray) list = address_list_parse(text, 2);
    return list->len == 1 ? g_ptr_array_steal_index(list, 0) : NULL;
}

// The @ between local part and domain, NULL when it is not the only one outside quotes.
static const char *
find_at(const char *address)
{
    const char *p = address;
    if (*p == '"') {
        for (p++; *p && *p != '"'; p++) {
            if (*p == '\\' && p[1]) {
                p++;
            }
        }
        return p[0] == '"' && p[1] == '@' && p > address + 1 ? p + 1 : NULL;
    }
    p += strcspn(p, "@");
    return *p == '@' && p > address ? p : NULL;
}

static bool
domain_is_valid(const char *domain)
{
    size_t len = strlen(domain);
    if (*domain == '[') {
        return len > 2 && strcspn(domain + 1, "]") == len - 2 && !strpbrk(domain + 1, "[@<>\"\\");
    }
    return len > 0 && *domain != '.' && *domain != '-' && !strstr(domain, "..") &&
           g_str_is_ascii(domain) && !strpbrk(domain, " ()<>[]:;,\\\"@/%!&'*+=?^`{|}~#$");
}

bool
address_is_valid(const char *address)
{
    if (!address || strlen(address) > ADDRESS_MAX || !g_utf8_validate(address, -1, NULL)) {
        return false;
    }
    // Also tells controls, line separators, zero width and overrides.
    g_autofree char *line = text_one_line(address);
    if (strcmp(line, address) != 0) {
        return false;
    }
    const char *at = find_at(address);
    if (!at || (*address != '"' && strchr(address, ' '))) {
        return false;
    }
    if (*address != '"' && strcspn(address, "()<>[]:;,\\\"") < (size_t)(at - address)) {
        return false;
    }
    // IDNA maps many characters to others: what it makes is what will be sent.
    g_autofree char *domain = domain_fold(at + 1);
    return strlen(domain) + (size_t)(at + 1 - address) <= ADDRESS_MAX && domain_is_valid(domain);
}

char *
address_fold(const char *address)
{
    GString *out = g_string_new(NULL);
    g_autofree char *valid = text_utf8(text_or_empty(address), -1);
    const char *domain = address_domain(valid);
    for (const char *p = valid; p < domain; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        gunichar lower = g_unichar_tolower(c);
        g_string_append_unichar(out, c >= 0x80 && lower < 0x80 ? c : lower);
    }
    g_autofree char *folded = domain_fold(domain);
    g_string_append(out, folded);
    return g_string_free(out, FALSE);
}

bool
address_equal(const char *a, const char *b)
{
    g_autofree char *fa = address_fold(a);
    g_autofree char *fb = address_fold(b);
    return strcmp(fa, fb) == 0;
}

char *
address_split_detail(const char *address, char **detail)
{
    const char *at = strrchr(address, '@');
    size_t local = at ? (size_t)(at - address) : 0;
    size_t plus = strcspn(address, "+");
    *detail = NULL;
    if (*address == '"' || plus == 0 || plus + 1 >= local) {
        return g_strdup(address);
    }
    *detail = g_strndup(address + plus + 1, local - plus - 1);
    return g_strdup_printf("%.*s%s", (int)plus, address, at);
}

const char *
address_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : address + strlen(address);
}

bool
address_domain_is_public(const char *domain)
{
    static const char *const PUBLIC[] = {
        "126.com",     "163.com",        "aol.com",       "bigmir.net",  "bk.ru",
        "email.ua",    "free.fr",        "gmail.com",     "gmx.com",     "gmx.de",
        "gmx.net",     "googlemail.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr",
        "i.ua",        "icloud.com",     "inbox.lv",      "inbox.ru",    "internet.ru",
        "laposte.net", "libero.it",      "list.ru",       "live.com",    "live.ru",
        "mac.com",     "mail.com",       "mail.kz",       "mail.ru",     "mail.ua",
        "me.com",      "meta.ua",        "msn.com",       "naver.com",   "o2.pl",
        "online.ua",   "orange.fr",      "outlook.com",   "outlook.de",  "pm.me",
        "proton.me",   "protonmail.com", "qq.com",        "rambler.ru",  "rediffmail.com",
        "seznam.cz",   "t-online.de",    "tut.by",        "tuta.com",    "tutanota.com",
        "ukr.net",     "vk.com",         "web.de",        "wp.pl",       "ya.ru",
        "yahoo.co.uk", "yahoo.com",      "yahoo.de",      "yahoo.fr",    "yandex.by",
        "yandex.com",  "yandex.kz",      "yandex.ru",     "yandex.ua",   "zoho.com",
        NULL};
    g_autofree char *lower = g_ascii_strdown(text_or_empty(domain), -1);
    return g_strv_contains(PUBLIC, lower);
}

char *
address_display(const Address *a)
{
    return *a->name ? g_strdup_printf("%s <%s>", a->name, a->address) : g_strdup(a->address);
}
