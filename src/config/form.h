// form.h: the forms that texts of a config must have. Each gives the text in its stored form (the
// caller's), or NULL and in *wanted what to write instead. Private to config/.
#pragma once

#include <glib.h>
#include <stdbool.h>

// folder: absolute folder of the config file. wanted: borrowed, static.
typedef char *(*FormFunc)(const char *folder, const char *text, const char **wanted);

char *form_line(const char *folder, const char *text, const char **wanted); // any one line
char *form_text(const char *folder, const char *text, const char **wanted); // any lines
char *form_fingerprint(const char *folder, const char *text,
                       const char **wanted); // "AB12 …" → upper-case hex without blanks
char *form_word(const char *folder, const char *text, const char **wanted); // name without blanks
char *form_group(const char *folder, const char *text,
                 const char **wanted); // a word that is no word of #assign
char *form_status(const char *folder, const char *text,
                  const char **wanted); // name, blanks allowed
char *form_login(const char *folder, const char *text,
                 const char **wanted); // ASCII word, lower case
char *form_marker(const char *folder, const char *text, const char **wanted);
char *form_language(const char *folder, const char *text, const char **wanted); // "en-US" → "en"
char *form_address(const char *folder, const char *text,
                   const char **wanted); // domain in lower case
char *form_fold(const char *folder, const char *text,
                const char **wanted); // address, all lower case
char *form_glob(const char *folder, const char *text,
                const char **wanted); // address, lower case, "*" for anything
char *form_domain(const char *folder, const char *text,
                  const char **wanted); // lower case, no public one
char *form_host(const char *folder, const char *text,
                const char **wanted); // lower case, [::1] → ::1
char *form_path(const char *folder, const char *text, const char **wanted); // absolute
char *form_url(const char *folder, const char *text, const char **wanted); // http only for loopback
char *form_zone(const char *folder, const char *text, const char **wanted);   // "Europe/Berlin"
char *form_colour(const char *folder, const char *text, const char **wanted); // "#rrggbb"
char *form_hook_url(const char *folder, const char *text,
                    const char **wanted); // http(s), may have ?

// localhost, 127.0.0.0/8, ::1 (with or without brackets).
bool host_is_loopback(const char *host);
