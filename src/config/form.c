// form.c: what a text of the config must look like, and the form in which it is kept.
//
// The texts come from an admin, but they go into headers, SMTP paths, file names and links, so each
// has a narrow form; the reader has already refused control characters, overlong texts and invalid
// UTF-8. A form says what to write, not which rule was broken: that helps more.
//
// Not for what depends on other keys (check_*.c) and not for what the disk or the network says
// (check_files.c, `check --connect`). Neighbours: mail/address for the form of addresses.
#include "config/form.h"

#include "base/lang.h"
#include "base/text.h"
#include "mail/address.h"
#include "ticket/calendar.h"

#include <arpa/inet.h>
#include <string.h>

char *
form_line(const char *folder, const char *text, const char **wanted)
{
    g_autofree char *line = text_one_line(text);
    if (strcmp(line, text) != 0) {
        *wanted =
            "write one line without blanks at its ends, doubled blanks or invisible characters";
        return NULL;
    }
    return g_strdup(text);
}

char *
form_text(const char *folder, const char *text, const char **wanted)
{
    char *lines = g_strchomp(text_normal(text));
    if (!*lines) {
        *wanted = "write some words or leave it out";
        g_clear_pointer(&lines, g_free);
    }
    return lines;
}

// SHA-1 of an OpenPGP key or certificate, or SHA-256 of a newer one.
char *
form_fingerprint(const char *folder, const char *text, const char **wanted)
{
    g_autoptr(GString) hex = g_string_new(NULL);
    bool good = true;
    for (const char *p = text; *p; p++) {
        if (g_ascii_isxdigit(*p)) {
            g_string_append_c(hex, g_ascii_toupper(*p));
        } else {
            good = good && (*p == ' ' || *p == ':');
        }
    }
    if (!good || (hex->len != 40 && hex->len != 64)) {
        *wanted = "write the whole fingerprint: 40 or 64 hex digits, blanks between them or not";
        return NULL;
    }
    return g_string_free(g_steal_pointer(&hex), FALSE);
}

static bool
text_is_word(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_find_next_char(p, NULL)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c) && !g_unichar_ismark(c) && !(c < 128 && strchr("._-", (int)c))) {
            return false;
        }
    }
    return g_unichar_isalnum(g_utf8_get_char(text));
}

char *
form_word(const char *folder, const char *text, const char **wanted)
{
    if (!text_is_word(text)) {
        *wanted = "write one word of letters, digits and . _ - that begins with a letter or digit";
        return NULL;
    }
    return g_strdup(text);
}

// What `#assign` and rules understand besides people and groups, who else appears in the history,
// and roles.
static const char *const RESERVED[] = {"me",    "none",     "system",   "all", "manager", "lead",
                                       "admin", "customer", "turn",     "own", "default", "line",
                                       "load",  "nobody",   "watchers", NULL};

char *
form_group(const char *folder, const char *text, const char **wanted)
{
    g_autofree char *folded = text_fold(text);
    if (g_strv_contains(RESERVED, folded)) {
        *wanted =
            "choose another name: this word means something else in commands, rights and rules";
        return NULL;
    }
    return form_word(folder, text, wanted);
}

char *
form_status(const char *folder, const char *text, const char **wanted)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (size_t i = 0; words[i]; i++) {
        if (!*words[i] || !text_is_word(words[i])) {
            *wanted = "write words of letters, digits and . _ - with single blanks between them";
            return NULL;
        }
    }
    return g_strdup(text);
}

char *
form_login(const char *folder, const char *text, const char **wanted)
{
    g_autofree char *login = g_ascii_strdown(text, -1);
    for (const char *p = login; *p; p++) {
        if (!g_ascii_isalnum(*p) && !strchr("._-", *p)) {
            *wanted = "write letters a-z, digits and . _ - only, like \"anna\"";
            return NULL;
        }
    }
    if (!g_ascii_isalnum(*login)) {
        *wanted = "begin it with a letter or digit";
        return NULL;
    }
    if (g_strv_contains(RESERVED, login)) {
        *wanted =
            "choose another one: roles and words of commands, rights and rules mean something else";
        return NULL;
    }
    return g_steal_pointer(&login);
}

char *
form_marker(const char *folder, const char *text, const char **wanted)
{
    bool good = g_ascii_isalpha(*text);
    for (const char *p = text; *p; p++) {
        good = good && (g_ascii_isalnum(*p) || *p == '-' || *p == '_');
    }
    if (!good) {
        *wanted = "write Latin letters, digits, - and _ that begin with a letter, like \"HD\"";
        return NULL;
    }
    return g_strdup(text);
}

char *
form_language(const char *folder, const char *text, const char **wanted)
{
    const char *code = lang_find(text);
    if (!code) {
        *wanted = "write \"en\", \"ru\" or \"uk\"";
    }
    return g_strdup(code);
}

char *
form_address(const char *folder, const char *text, const char **wanted)
{
    const char *domain = address_domain(text);
    if (!address_is_valid(text) || strpbrk(text, "<>,;") || !*domain) {
        *wanted = "write one bare mail address, like \"help@example.com\"";
        return NULL;
    }
    g_autofree char *lower = g_utf8_strdown(domain, -1);
    return g_strdup_printf("%.*s%s", (int)(domain - text), text, lower);
}

char *
form_fold(const char *folder, const char *text, const char **wanted)
{
    g_autofree char *address = form_address(folder, text, wanted);
    return address ? address_fold(address) : NULL;
}

char *
form_glob(const char *folder, const char *text, const char **wanted)
{
    if (!strchr(text, '*')) {
        return form_fold(folder, text, wanted);
    }
    *wanted = "write an address, with * for anything: \"*@forms.example.com\"";
    const char *at = strchr(text, '@');
    bool fits = at && at != text && at[1] && !strchr(at + 1, '@') && !strpbrk(text, " <>,\t");
    return fits ? address_fold(text) : NULL;
}

// Labels of letters, digits and hyphens with dots between them.
static bool
text_is_hostname(const char *text)
{
    bool label = false;
    for (const char *p = text; *p; p = g_utf8_find_next_char(p, NULL)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '.' ? !label : !g_unichar_isalnum(c) && !g_unichar_ismark(c) && c != '-') {
            return false;
        }
        label = c != '.';
    }
    return label;
}

char *
form_domain(const char *folder, const char *text, const char **wanted)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    if (!text_is_hostname(lower)) {
        *wanted = "write the part behind the @, like \"example.com\"";
        return NULL;
    }
    if (address_domain_is_public(lower)) {
        *wanted = "strangers share this domain: list the company's own addresses in `addresses`";
        return NULL;
    }
    return g_steal_pointer(&lower);
}

static char *
without_brackets(const char *host)
{
    size_t len = strlen(host);
    return len > 2 && host[0] == '[' && host[len - 1] == ']' ? g_strndup(host + 1, len - 2)
                                                             : g_strdup(host);
}

char *
form_host(const char *folder, const char *text, const char **wanted)
{
    struct in6_addr ip6;
    g_autofree char *bare = without_brackets(text);
    g_autofree char *lower = g_utf8_strdown(bare, -1);
    if (!text_is_hostname(lower) && inet_pton(AF_INET6, lower, &ip6) != 1) {
        *wanted = "write a host name or IP address alone, like \"mail.example.com\"";
        return NULL;
    }
    return g_steal_pointer(&lower);
}

bool
host_is_loopback(const char *host)
{
    struct in_addr ip4;
    struct in6_addr ip6;
    g_autofree char *bare = without_brackets(host);
    if (inet_pton(AF_INET, bare, &ip4) == 1) {
        return ntohl(ip4.s_addr) >> 24 == 127;
    }
    if (inet_pton(AF_INET6, bare, &ip6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&ip6);
    }
    return g_ascii_strcasecmp(bare, "localhost") == 0;
}

char *
form_path(const char *folder, const char *text, const char **wanted)
{
    return g_canonicalize_filename(text, folder);
}

char *
form_url(const char *folder, const char *text, const char **wanted)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    const char *host = uri ? text_or_empty(g_uri_get_host(uri)) : "";
    bool web = strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0;
    if (!web || !*host || g_uri_get_userinfo(uri) || g_uri_get_query(uri) ||
        g_uri_get_fragment(uri) || strpbrk(text, " \"'<>\\`")) {
        *wanted = "write https://HOST/PATH without blanks, user, ? or #";
        return NULL;
    }
    if (strcmp(scheme, "http") == 0 && !host_is_loopback(host)) {
        *wanted = "write https://: links carry keyed codes, http:// is for loopback only";
        return NULL;
    }
    return g_strdup(text);
}

char *
form_hook_url(const char *folder, const char *text, const char **wanted)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    bool web = strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0;
    if (!web || text_is_empty(g_uri_get_host(uri)) || g_uri_get_userinfo(uri) ||
        g_uri_get_fragment(uri) || strpbrk(text, " \"'<>\\`")) {
        *wanted = "write https://HOST/PATH without blanks, user or #";
        return NULL;
    }
    return g_strdup(text);
}

char *
form_zone(const char *folder, const char *text, const char **wanted)
{
    if (!time_zone_exists(text)) {
        *wanted = "write a name like \"Europe/Berlin\"; /usr/share/zoneinfo has them all";
        return NULL;
    }
    return g_strdup(text);
}

char *
form_colour(const char *folder, const char *text, const char **wanted)
{
    size_t digits = *text == '#' ? strspn(text + 1, "0123456789abcdefABCDEF") : 0;
    g_autofree char *lower = g_ascii_strdown(text, -1);
    if ((digits != 3 && digits != 6) || text[1 + digits]) {
        *wanted = "write # and three or six hex digits, like \"#3a7\" or \"#33aa77\"";
        return NULL;
    }
    if (digits == 6) {
        return g_steal_pointer(&lower);
    }
    return g_strdup_printf("#%c%c%c%c%c%c", lower[1], lower[1], lower[2], lower[2], lower[3],
                           lower[3]);
}
