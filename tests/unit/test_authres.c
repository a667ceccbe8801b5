// Only what the trusted server says at the top of a mail vouches for its sender; whatever else
// looks like it does not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/authres.h"

#include <glib.h>
#include <string.h>

#define AR   "Authentication-Results: "
#define MX   AR "mx.example.com; "
#define FROM "anna@example.com"

static void
check(const char *headers, const char *from, AuthResult *out)
{
    g_autofree char *text =
        g_strdup_printf("%s\nFrom: Anna <%s>\nTo: desk@example.com\n\ntext\n", headers, from);
    g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    assert_non_null(m);
    g_ptr_array_add(ids, (gpointer) "desk.example.com");
    g_ptr_array_add(ids, (gpointer) "other.example.com");
    g_ptr_array_add(ids, (gpointer) "mx.example.com");
    authres_check(m, ids, from, out);
}

// by: "" for no pass.
typedef struct {
    const char *name, *headers, *from, *by;
} Row;

static void
check_rows(const Row *rows, size_t n)
{
    size_t wrong = 0;

    for (size_t i = 0; i < n; i++) {
        g_auto(AuthResult) got = {0};

        check(rows[i].headers, rows[i].from ? rows[i].from : FROM, &got);
        assert_true(*got.why);
        if (strcmp(got.by, rows[i].by) != 0 || got.pass != (*rows[i].by != '\0')) {
            print_error("%s: by \"%s\", %s\n", rows[i].name, got.by, got.why);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void
methods(void **state)
{
    static const Row ROWS[] = {
        {"dmarc", MX "dmarc=pass header.from=example.com", NULL, "dmarc"},
        {"dkim by d", MX "dkim=pass header.d=example.com", NULL, "dkim"},
        {"dkim by i", MX "dkim=pass header.i=@example.com", NULL, "dkim"},
        {"dkim by i with a name", MX "dkim=pass header.i=bot@example.com", NULL, "dkim"},
        {"dkim by i with a quoted name", MX "dkim=pass header.i=\"a; b\"@example.com", NULL,
         "dkim"},
        {"d before i", MX "dkim=pass header.i=@example.com header.d=evil.example", NULL, ""},
        {"dmarc before dkim",
         MX "dkim=pass header.d=example.com; dmarc=pass header.from=example.com", NULL, "dmarc"},
        {"dkim failed, dmarc passes by spf",
         MX "dkim=fail header.d=example.com; spf=pass smtp.mailfrom=example.com; dmarc=pass "
            "header.from=example.com",
         NULL, "dmarc"},
        {"spf alone", MX "spf=pass smtp.mailfrom=anna@example.com", NULL, ""},
        {"arc alone", MX "arc=pass header.d=example.com header.from=example.com", NULL, ""},
        {"dmarc without a domain", MX "dmarc=pass", NULL, ""},
        {"dkim without a domain", MX "dkim=pass header.s=x", NULL, ""},
        {"dmarc of another domain", MX "dmarc=pass header.from=evil.example", NULL, ""},
        {"dkim of another domain", MX "dkim=pass header.d=evil.example", NULL, ""},
        {"second signature", MX "dkim=pass header.d=esp.example; dkim=pass header.d=example.com",
         NULL, "dkim"},
        {"dmarc=fail overrules dkim",
         MX "dkim=pass header.d=example.com; dmarc=fail header.from=example.com", NULL, ""},
        {"dmarc=fail overrules dmarc=pass",
         MX "dmarc=pass header.from=example.com; dmarc=fail (p=reject)", NULL, ""},
        {"dmarc=fail with a fault behind it",
         MX "dkim=pass header.d=example.com; dmarc=fail header.from=;", NULL, ""},
        {"no policy", MX "dkim=pass header.d=example.com; dmarc=none header.from=example.com", NULL,
         "dkim"},
        {"dkim=fail", MX "dkim=fail header.d=example.com", NULL, ""},
        {"dkim=none", MX "dkim=none header.d=example.com", NULL, ""},
        {"dkim=passed", MX "dkim=passed header.d=example.com", NULL, ""},
        {"bestguesspass", MX "dmarc=bestguesspass header.from=example.com", NULL, ""},
        {"x-dkim", MX "x-dkim=pass header.d=example.com", NULL, ""},
        {"dkim-atps", MX "dkim-atps=pass header.d=example.com", NULL, ""},
        {"property of another type", MX "dkim=pass policy.d=example.com", NULL, ""},
        {"property without a type", MX "dkim=pass d=example.com", NULL, ""},
        {"domain twice", MX "dkim=pass header.d=evil.example header.d=example.com", NULL, ""},
        {"none", MX "none", NULL, ""},
        {"nothing", AR "mx.example.com", NULL, ""},
        {"empty", AR, NULL, ""},
        {"no header", "Subject: x", NULL, ""},
    };
    check_rows(ROWS, G_N_ELEMENTS(ROWS));
}

static void
servers(void **state)
{
#define GOOD "; dkim=pass header.d=example.com; dmarc=pass header.from=example.com"
    static const Row ROWS[] = {
        {"trusted", AR "mx.example.com" GOOD, NULL, "dmarc"},
        {"another trusted one", AR "other.example.com" GOOD, NULL, "dmarc"},
        {"case of letters", AR "MX.Example.COM" GOOD, NULL, "dmarc"},
        {"name of the header in any case", "AUTHENTICATION-results: mx.example.com" GOOD, NULL,
         "dmarc"},
        {"quoted", AR "\"mx.example.com\"" GOOD, NULL, "dmarc"},
        {"quoted with a backslash", AR "\"mx.\\example.com\"" GOOD, NULL, "dmarc"},
        {"version", AR "mx.example.com 1" GOOD, NULL, "dmarc"},
        {"version and comments", AR "(a) mx.example.com (b) 1 (c)" GOOD, NULL, "dmarc"},
        {"unknown version", AR "mx.example.com 2" GOOD, NULL, ""},
        {"version with letters", AR "mx.example.com 1a" GOOD, NULL, ""},
        {"foreign", AR "evil.example" GOOD, NULL, ""},
        {"beginning of a trusted one", AR "mx.example" GOOD, NULL, ""},
        {"trusted one is its beginning", AR "mx.example.com.evil.example" GOOD, NULL, ""},
        {"trusted one is its end", AR "evil.mx.example.com" GOOD, NULL, ""},
        {"trailing dot", AR "mx.example.com." GOOD, NULL, ""},
        {"Cyrillic look-alike", AR "mx.ex\xd0\xb0mple.com" GOOD, NULL, ""},
        {"desk", AR "desk.example.com" GOOD, NULL, "dmarc"},
        {"Kelvin sign, which folds to k", AR "des\xe2\x84\xaa.example.com" GOOD, NULL, ""},
        {"trusted one in a comment", AR "(mx.example.com) evil.example" GOOD, NULL, ""},
        {"trusted one behind", AR "evil.example mx.example.com" GOOD, NULL, ""},
        {"text glued to the quotes", AR "\"mx.example.com\"x" GOOD, NULL, ""},
        {"no id", AR "dkim=pass header.d=example.com; dmarc=pass header.from=example.com", NULL,
         ""},
        {"no id, first empty", AR GOOD, NULL, ""},
        {"old style without semicolon",
         AR "mx.example.com from=example.com; dkim=pass header.d=example.com", NULL, ""},
        {"forged below the true one",
         MX "dkim=none; dmarc=fail\nReceived: by mx.example.com\n" AR "mx.example.com" GOOD, NULL,
         ""},
        {"forged right below the true one", MX "none\n" AR "mx.example.com" GOOD, NULL, ""},
        {"true one above forged failures",
         AR "mx.example.com" GOOD "\nReceived: by mx.example.com\n" MX "dmarc=fail", NULL, "dmarc"},
        {"forged above with a foreign id", AR "evil.example" GOOD "\n" AR "mx.example.com" GOOD,
         NULL, ""},
        {"forged below of another trusted one",
         MX "dkim=fail header.d=example.com\n" AR "other.example.com" GOOD, NULL, ""},
        {"original of another server", "Authentication-Results-Original: mx.example.com" GOOD, NULL,
         ""},
        {"ARC", "ARC-Authentication-Results: i=1; mx.example.com" GOOD, NULL, ""},
        {"below the header, in the text", "Subject: x\n\n" AR "mx.example.com" GOOD, NULL, ""},
        {"two From headers", AR "mx.example.com" GOOD "\nFrom: carol@example.com", NULL, ""},
    };
    check_rows(ROWS, G_N_ELEMENTS(ROWS));
}

static void
domains(void **state)
{
    static const Row ROWS[] = {
        {"parent", MX "dkim=pass header.d=example.com", "a@mail.example.com", "dkim"},
        {"parent of dmarc", MX "dmarc=pass header.from=example.com", "a@x.mail.example.com",
         "dmarc"},
        {"subdomain", MX "dkim=pass header.d=mail.example.com", NULL, ""},
        {"sibling", MX "dkim=pass header.d=a.example.com", "a@b.example.com", ""},
        {"only the same end", MX "dkim=pass header.d=example.com", "a@badexample.com", ""},
        {"top level", MX "dkim=pass header.d=com", NULL, ""},
        {"co.uk", MX "dkim=pass header.d=co.uk", "a@shop.co.uk", ""},
        {"com.ua", MX "dkim=pass header.d=com.ua", "a@shop.com.ua", ""},
        {"com.ru", MX "dmarc=pass header.from=com.ru", "a@shop.com.ru", ""},
        {"below co.uk", MX "dkim=pass header.d=shop.co.uk", "a@mail.shop.co.uk", "dkim"},
        {"short owner", MX "dkim=pass header.d=kom.ua", "a@mail.kom.ua", "dkim"},
        {"provider itself", MX "dkim=pass header.d=gmail.com", "a@gmail.com", "dkim"},
        {"below a provider", MX "dkim=pass header.d=gmail.com", "a@x.gmail.com", ""},
        {"any case", MX "DKIM=PASS HEADER.D=EXAMPLE.COM", "a@Example.com", "dkim"},
        {"international", MX "dkim=pass header.d=пример.рф", "a@xn--e1afmkfd.xn--p1ai", "dkim"},
        {"quoted", MX "dkim=pass header.d=\"example.com\"", NULL, "dkim"},
        {"address for a domain", MX "dmarc=pass header.from=bob@example.com", NULL, "dmarc"},
        {"our domain as a name", MX "dkim=pass header.i=example.com@evil.example", NULL, ""},
        {"two at signs", MX "dkim=pass header.i=@example.com@evil.example", NULL, ""},
        {"leading dot", MX "dkim=pass header.d=.example.com", "a@x.example.com", ""},
        {"trailing dot", MX "dkim=pass header.d=example.com.", NULL, ""},
        {"empty", MX "dkim=pass header.d=", NULL, ""},
        {"empty quotes", MX "dkim=pass header.d=\"\"", NULL, ""},
        {"slash", MX "dkim=pass header.d=evil.example/.example.com", NULL, ""},
        {"sender without a domain", MX "dkim=pass header.d=example.com", "anna", ""},
        {"sender at an IP address", MX "dkim=pass header.d=127.0.0.1", "a@[127.0.0.1]", ""},
    };
    check_rows(ROWS, G_N_ELEMENTS(ROWS));
}

static void
grammar(void **state)
{
    static const Row ROWS[] = {
        {"folded", AR "mx.example.com;\n\tdkim=pass\n header.d=example.com\n header.s=x", NULL,
         "dkim"},
        {"blanks and comments everywhere",
         MX
         "(a) dkim (b) / (c) 1 (d) = (e) pass (f) header (g) . (h) d (i) = (j) example.com (k) ;",
         NULL, "dkim"},
        {"no blanks", AR "mx.example.com;dkim=pass header.d=example.com;spf=none", NULL, "dkim"},
        {"unknown version of dkim", MX "dkim/2=pass header.d=example.com", NULL, ""},
        {"reason", MX "dkim=pass reason=\"good (signature; really\" header.d=example.com", NULL,
         "dkim"},
        {"reason in a word", MX "dkim=pass reason=good header.d=example.com", NULL, "dkim"},
        {"untyped names of a large provider",
         MX "dkim=none; dmarc=pass action=none header.from=example.com;compauth=pass reason=100",
         NULL, "dmarc"},
        {"unquoted base64", MX "dkim=pass header.b=Ab/+=c== header.d=example.com", NULL, "dkim"},
        {"empty sender of the envelope",
         MX "spf=none smtp.mailfrom=<>; dkim=pass header.d=example.com", NULL, "dkim"},
        {"a statement with a fault",
         MX "what is this?; spf=pass smtp.mailfrom=; dkim=pass header.d=example.com", NULL, "dkim"},
        {"empty statements", MX ";; ; dkim=pass header.d=example.com;;", NULL, "dkim"},
        {"pass in a comment", MX "dkim=fail (dkim=pass header.d=example.com)", NULL, ""},
        {"statement in a comment",
         MX "spf=none (x; dkim=pass header.d=example.com; dmarc=pass header.from=example.com)",
         NULL, ""},
        {"nested comment",
         MX "spf=none (a (b) ; dkim=pass header.d=example.com (c (d)) ) smtp.helo=x", NULL, ""},
        {"escaped end of a comment", MX "spf=none (a \\) ; dkim=pass header.d=example.com)", NULL,
         ""},
        {"quote in a comment", MX "spf=none (\") ; dkim=pass header.d=example.com", NULL, "dkim"},
        {"comment without an end", MX "dkim=pass header.d=example.com; spf=none (a (b)", NULL, ""},
        {"end of no comment", MX "spf=none a) ; dkim=pass header.d=example.com", NULL, ""},
        {"statement in quotes",
         MX "spf=pass smtp.mailfrom=\"x; dkim=pass header.d=example.com; y\"@evil.example", NULL,
         ""},
        {"escaped quote",
         MX "spf=pass smtp.mailfrom=\"x\\\"; dkim=pass header.d=example.com; y\"@evil.example",
         NULL, ""},
        {"escaped end of a comment, escaped beginning",
         MX "spf=none (a \\) ; dkim=pass header.d=example.com; x=y \\()", NULL, ""},
        {"escaped quote, then quotes",
         MX "spf=none reason=\"x\\\"; dkim=pass header.d=example.com; a= \"b\"", NULL, ""},
        {"text behind the quotes of a fault",
         MX "dkim=pass header.d=example.com; x \"y\"z; spf=none", NULL, ""},
        {"quotes that begin a result", MX "dkim=\"fail; dkim=pass header.d=example.com ;\"", NULL,
         ""},
        {"quotes without an end", MX "dkim=pass header.d=example.com; spf=none reason=\"x", NULL,
         ""},
        {"quotes inside a word", MX "dkim=pass header.d=example.com; spf=none smtp.helo=a\"b; x\"",
         NULL, ""},
        {"text behind quotes", MX "dkim=pass header.d=\"example.com\".evil.example", NULL, ""},
        {"comment inside a domain", MX "dkim=pass header.d=example.com(x).evil.example", NULL, ""},
        {"word behind the domain", MX "dkim=pass header.d=example.com .evil.example", NULL, ""},
        {"glued to the result", MX "dkim=pass.header.d=example.com", NULL, ""},
        {"no result", MX "dkim= header.d=example.com", NULL, ""},
        {"no equals sign", MX "dkim pass header.d=example.com", NULL, ""},
        {"encoded word", AR "=?utf-8?q?mx.example.com?=; dkim=pass header.d=example.com", NULL, ""},
        {"control character", MX "dkim=pass header.d=example.com; spf=none (\x01)", NULL, ""},
    };
    check_rows(ROWS, G_N_ELEMENTS(ROWS));
}

static void
pads(void **state)
{
    // The good statement first and last in a header of that many bytes.
    static const struct {
        size_t size;
        const char *pad, *by;
    } ROWS[] = {{7000, "x", "dkim"}, {7000, "(", ""},     {9000, "x", ""},   {9000, " ", ""},
                {9000, ";", ""},     {7000, ";", "dkim"}, {200000, "x", ""}, {200000, "(", ""}};

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) text =
            g_string_new(MX "dkim=pass header.d=example.com; spf=none reason=");

        while (text->len < ROWS[i].size) {
            g_string_append(text, ROWS[i].pad);
        }
        g_string_append(text, "; dkim=pass header.d=example.com");
        g_auto(AuthResult) got = {0};
        check(text->str, FROM, &got);
        assert_string_equal(got.by, ROWS[i].by);
    }
}

static void
nobody_is_trusted(void **state)
{
    static const char TEXT[] =
        "From: anna@example.com\n" MX "dmarc=pass header.from=example.com\n\nx\n";
    g_autoptr(Blob) raw = blob_new_bytes(TEXT, strlen(TEXT));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    const GPtrArray *const LISTS[] = {NULL, none};

    for (size_t i = 0; i < G_N_ELEMENTS(LISTS); i++) {
        g_auto(AuthResult) got = {0};

        authres_check(m, LISTS[i], FROM, &got);
        assert_false(got.pass);
        assert_string_equal(got.by, "");
        assert_non_null(strstr(got.why, "authserv_ids"));
    }
}

static void
reasons(void **state)
{
    static const struct {
        const char *headers, *want;
    } ROWS[] = {
        {MX "dkim=pass header.d=example.com", "mx.example.com says dkim=pass for example.com"},
        {MX "dmarc=fail", "mx.example.com says dmarc=fail"},
        {MX "dkim=pass header.d=evil.example",
         "mx.example.com says no pass that is aligned with example.com"},
        {AR "e\"vil\"; dkim=pass", "is of \"\", no trusted server"},
        {AR "\"e\xe2\x80\xaevil\"; dkim=pass", "is of \"evil\", no trusted server"},
        {MX "spf=none (", "of mx.example.com cannot be read"},
        {"Subject: x", "no Authentication-Results"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(AuthResult) got = {0};

        check(ROWS[i].headers, FROM, &got);
        if (!strstr(got.why, ROWS[i].want)) {
            fail_msg("%s", got.why);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods), cmocka_unit_test(servers), cmocka_unit_test(domains),
        cmocka_unit_test(grammar), cmocka_unit_test(pads),    cmocka_unit_test(nobody_is_trusted),
        cmocka_unit_test(reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
