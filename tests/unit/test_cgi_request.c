// What a visitor sends: decoded under caps, or refused with the right status; and the table of
// fields.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cgi/request.h"

#include <string.h>
#include <unistd.h>

#define FORM "application/x-www-form-urlencoded"

// Sends the body through a pipe whose other end is closed behind it.
static unsigned
read_request(const Environment *env, const char *body, size_t len, Request *out)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], body, len), len);
    close(ends[1]);
    unsigned status = request_read(env, ends[0], out);
    close(ends[0]);
    return status;
}

static void
queries_are_decoded(void **state)
{
    static const struct {
        const char *in;
        unsigned want;
        const char *fields; // "name=value|…" as decoded
    } ROWS[] = {
        {"", 0, ""},
        {"page=rate", 0, "page=rate|"},
        {"a=1&b=2", 0, "a=1|b=2|"},
        {"&&a=1&&", 0, "a=1|"},
        {"a", 0, "a=|"},
        {"a=", 0, "a=|"},
        {"=1", 0, "=1|"},
        {"a=b=c", 0, "a=b=c|"},
        {"a=1;b=2", 0, "a=1;b=2|"},
        {"a+b=c+d", 0, "a b=c d|"},
        {"a=%2B%26%3d%25", 0, "a=+&=%|"},
        {"a=%D0%94%d0%b0", 0, "a=Да|"},
        {"a=Да", 0, "a=Да|"},
        {"a=1&a=2", 0, "a=1|a=2|"},
        {"a=%", 400, ""},
        {"a=%4", 400, ""},
        {"a=%g1", 400, ""},
        {"a=%1g", 400, ""},
        {"a=%4&b=1", 400, ""},
        {"%zz=1", 400, ""},
        {"a=%00", 400, ""},
        {"a%00b=1", 400, ""},
        {"a=%ff", 400, ""},
        {"a=%c0%af", 400, ""},
        {"a=%ed%a0%80", 400, ""},
        {"a=%d0", 400, ""},
        {"a=\xff", 400, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Environment env = {"GET", ROWS[i].in, "", "", ""};
        g_auto(Request) r = {0};
        assert_int_equal(read_request(&env, "", 0, &r), ROWS[i].want);
        g_autoptr(GString) got = g_string_new(NULL);
        for (guint k = 0; ROWS[i].want == 0 && k < r.names->len; k++) {
            g_string_append_printf(got, "%s=%s|", (char *)r.names->pdata[k],
                                   (char *)r.values->pdata[k]);
        }
        assert_string_equal(got->str, ROWS[i].fields);
    }
}

static void
bodies_are_what_they_are_said_to_be(void **state)
{
    static const struct {
        const char *type, *length, *body;
        unsigned want;
        const char *value; // of the field "a"
    } ROWS[] = {
        {FORM, "3", "a=1", 0, "1"},
        {FORM "; charset=UTF-8", "3", "a=1", 0, "1"},
        {"Application/X-WWW-Form-URLencoded", "3", "a=1", 0, "1"},
        {FORM, "0", "", 0, ""},
        {"", "", "", 0, ""},
        {FORM, "003", "a=1", 0, "1"},
        {FORM, "4", "a=1", 400, ""},           // less comes than was said
        {FORM, "5", "a=%41", 0, "A"},          //
        {FORM, "4", "a=%41", 400, ""},         // cut inside an escape
        {FORM, "3", "a=1&page=other", 0, "1"}, // what comes behind is not read
        {FORM, "-3", "a=1", 400, ""},          //
        {FORM, "+3", "a=1", 400, ""},          //
        {FORM, " 3", "a=1", 400, ""},          //
        {FORM, "3x", "a=1", 400, ""},          //
        {FORM, "0x3", "a=1", 400, ""},         //
        {FORM, "65537", "a=1", 413, ""},       //
        {FORM, "99999999999999999999999", "a=1", 413, ""},
        {"multipart/form-data; boundary=x", "3", "a=1", 415, ""},
        {"text/plain", "3", "a=1", 415, ""},
        {FORM "x", "3", "a=1", 415, ""},
        {"", "3", "a=1", 415, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Environment env = {"POST", "page=rate", ROWS[i].type, ROWS[i].length, ""};
        g_auto(Request) r = {0};
        assert_int_equal(read_request(&env, ROWS[i].body, strlen(ROWS[i].body), &r), ROWS[i].want);
        if (ROWS[i].want == 0) {
            assert_string_equal(request_value(&r, "a"), ROWS[i].value);
            assert_string_equal(request_value(&r, "page"), "rate");
        }
    }
    Environment env = {"POST", "", FORM, "3", ""};
    g_auto(Request) r = {0};
    assert_int_equal(read_request(&env, "a=\0", 3, &r), 400);
}

// A web server that cannot hand over the rest would answer in our place.
static void
refused_bodies_are_taken(void **state)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "abcdefgh", 8), 8);
    close(ends[1]);
    Environment env = {"POST", "", "text/plain", "7", ""};
    g_auto(Request) r = {0};
    assert_int_equal(request_read(&env, ends[0], &r), 415);
    char rest[8];
    assert_int_equal(read(ends[0], rest, sizeof rest), 1); // not behind the announced length
    close(ends[0]);
}

static void
sizes_are_capped(void **state)
{
    static const struct {
        size_t fields;
        unsigned want;
    } COUNTS[] = {{100, 0}, {101, 413}, {10000, 413}};
    for (size_t i = 0; i < G_N_ELEMENTS(COUNTS); i++) {
        g_autoptr(GString) body = g_string_new(NULL);
        for (size_t k = 0; k < COUNTS[i].fields; k++) {
            g_string_append(body, "a=1&");
        }
        g_autofree char *length = g_strdup_printf("%zu", (size_t)body->len);
        Environment env = {"POST", "", FORM, length, ""};
        g_auto(Request) r = {0};
        assert_int_equal(read_request(&env, body->str, body->len, &r), COUNTS[i].want);
    }
    // Query and body share the cap.
    Environment both = {"POST", "page=rate", FORM, "400", ""};
    g_autoptr(GString) hundred = g_string_new(NULL);
    for (size_t k = 0; k < 100; k++) {
        g_string_append(hundred, "a=1&");
    }
    g_auto(Request) r = {0};
    assert_int_equal(read_request(&both, hundred->str, 400, &r), 413);

    static const size_t LENGTHS[] = {REQUEST_QUERY_MAX, REQUEST_QUERY_MAX + 1};
    for (size_t i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
        g_autofree char *query = g_strnfill(LENGTHS[i], 'a');
        Environment env = {"GET", query, "", "", ""};
        g_auto(Request) long_one = {0};
        assert_int_equal(read_request(&env, "", 0, &long_one), i == 0 ? 0 : 414);
    }
}

static void
methods_are_three(void **state)
{
    static const struct {
        const char *in;
        unsigned want;
    } ROWS[] = {{"GET", 0},   {"HEAD", 0},    {"POST", 0},   {"PUT", 405}, {"DELETE", 405},
                {"get", 405}, {"TRACE", 405}, {"GETX", 405}, {"", 405}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Environment env = {ROWS[i].in, "", "", "", ""};
        g_auto(Request) r = {0};
        assert_int_equal(read_request(&env, "", 0, &r), ROWS[i].want);
    }
}

static void
only_a_post_has_a_body(void **state)
{
    static const char *const METHODS[] = {"GET", "HEAD"};
    for (size_t i = 0; i < G_N_ELEMENTS(METHODS); i++) {
        Environment env = {METHODS[i], "b=2", FORM, "3", ""};
        g_auto(Request) r = {0};
        assert_int_equal(read_request(&env, "a=1", 3, &r), 0);
        assert_string_equal(request_value(&r, "a"), "");
        assert_string_equal(request_value(&r, "b"), "2");
    }
}

static void
languages_follow_the_browser(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"", "en"},
        {"ru", "ru"},
        {"uk-UA,uk;q=0.9,en;q=0.8", "uk"},
        {"de-DE, de;q=0.9, ru;q=0.5", "ru"},
        {"de, fr", "en"},
        {"*", "en"},
        {",,,;;;, ,uk", "uk"},
        {"ru\"><script>", "en"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Environment env = {"GET", "", "", "", ROWS[i].in};
        g_auto(Request) r = {0};
        assert_int_equal(read_request(&env, "", 0, &r), 0);
        assert_string_equal(r.language, ROWS[i].want);
    }
}

static void
fields_fit_their_table(void **state)
{
    static const Field FIELDS[] = {
        {"line", FIELD_LINE, 1, 8, METHOD_ALL},
        {"number", FIELD_NUMBER, 1, 5, METHOD_POST},
        {"text", FIELD_TEXT, 0, 10, 0},
        {NULL, FIELD_LINE, 0, 0, 0},
    };
    static const struct {
        const char *method, *in;
        bool want;
    } ROWS[] = {
        {"GET", "line=x", true},
        {"HEAD", "line=x", true},
        {"GET", "", false},
        {"GET", "line=", false},
        {"GET", "line=12345678", true},
        {"GET", "line=123456789", false},
        {"GET", "line=a%0Ab", false},
        {"GET", "line=a%0D%0ASet-Cookie", false},
        {"GET", "line=a%1Bb", false},
        {"GET", "line=a%7Fb", false},
        {"GET", "line=x&line=x", false},
        {"GET", "line=x&other=1&other=2", true},
        {"GET", "Line=x", false},
        {"POST", "line=x", false},
        {"POST", "line=x&number=1", true},
        {"POST", "line=x&number=5", true},
        {"POST", "line=x&number=0", false},
        {"POST", "line=x&number=6", false},
        {"POST", "line=x&number=-1", false},
        {"POST", "line=x&number=%2B1", false},
        {"POST", "line=x&number=1.0", false},
        {"POST", "line=x&number=1%20OR%201", false},
        {"POST", "line=x&number=", false},
        {"POST", "line=x&number=99999999999999999999", false},
        {"POST", "line=x&number=1&number=2", false},
        {"GET", "line=x&text=a%0D%0Ab", true},
        {"GET", "line=x&text=", true},
        {"GET", "line=x&text=12345678901", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Environment env = {ROWS[i].method, ROWS[i].in, "", "", ""};
        g_auto(Request) r = {0};
        assert_int_equal(read_request(&env, "", 0, &r), 0);
        bool got = request_check(&r, FIELDS);
        if (got != ROWS[i].want) {
            print_error("%s %s\n", ROWS[i].method, ROWS[i].in);
        }
        assert_int_equal(got, ROWS[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_decoded),
        cmocka_unit_test(bodies_are_what_they_are_said_to_be),
        cmocka_unit_test(refused_bodies_are_taken),
        cmocka_unit_test(sizes_are_capped),
        cmocka_unit_test(methods_are_three),
        cmocka_unit_test(only_a_post_has_a_body),
        cmocka_unit_test(languages_follow_the_browser),
        cmocka_unit_test(fields_fit_their_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
