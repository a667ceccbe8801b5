// test_token.c: keyed Message-IDs: what we made is known again, in its recipient's hands, while it
// lasts; one bit off in any field and it is nothing.
#include "desk_fixture.h"

#include "ticket/token.h"

#include <glib/gstdio.h>

#define LIFE (10 * DAY)

static char *
make(const KeyRing *ring, TokenPurpose purpose)
{
    return token_message_id(ring, purpose, 1234, 56, "Carol@Customer.Example", NOW, LIFE,
                            "example.com");
}

static void
round_trip(void **state)
{
    static const char PURPOSES[] = "cmnhrqf";
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    for (const char *p = PURPOSES; *p; p++) {
        g_autofree char *id = make(ring, (TokenPurpose)*p);
        Token t;
        assert_true(token_parse(id, &t));
        assert_int_equal(t.purpose, *p);
        assert_int_equal(t.ticket, 1234);
        assert_int_equal(t.ref, 56);
        assert_int_equal(t.expires, NOW + LIFE);
        assert_int_equal(t.key, keyring_newest(ring));
        assert_int_equal(strlen(t.code), CODE_LENGTH);
        assert_true(g_str_has_suffix(id, "@example.com"));
        assert_null(strstr(id, "arol"));
        assert_int_equal(token_check(ring, &t, "carol@customer.example", NOW), TOKEN_VALID);
        assert_int_equal(token_check(ring, &t, NULL, NOW), TOKEN_VALID);
    }
}

static void
link_has_no_domain(void **state)
{
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    g_autofree char *link = token_link(ring, TOKEN_RATE, 9, "carol@customer.example", NOW, LIFE);
    Token t;
    assert_null(strchr(link, '@'));
    assert_true(token_parse(link, &t));
    assert_int_equal(t.ticket, 9);
    assert_int_equal(t.ref, 0);
    assert_int_equal(token_check(ring, &t, NULL, NOW + LIFE), TOKEN_VALID);
}

static void
two_letters_differ(void **state)
{
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    g_autofree char *a = make(ring, TOKEN_CUSTOMER), *b = make(ring, TOKEN_CUSTOMER);
    assert_string_not_equal(a, b);
}

static void
checks(void **state)
{
    static const struct {
        const char *recipient;
        int64_t at;
        TokenState want;
    } ROWS[] = {
        {"carol@customer.example", NOW, TOKEN_VALID},
        {"CAROL@CUSTOMER.EXAMPLE", NOW, TOKEN_VALID},
        {"carol@customer.example", NOW + LIFE, TOKEN_VALID},
        {"carol@customer.example", NOW + LIFE + 1, TOKEN_EXPIRED},
        {NULL, NOW + LIFE + 1, TOKEN_EXPIRED},
        {"dave@customer.example", NOW, TOKEN_OTHER_RECIPIENT},
        {"carol+x@customer.example", NOW, TOKEN_OTHER_RECIPIENT},
        {"", NOW, TOKEN_OTHER_RECIPIENT},
        {"dave@customer.example", NOW + LIFE + 1, TOKEN_OTHER_RECIPIENT},
    };
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    g_autofree char *id = make(ring, TOKEN_CUSTOMER);
    Token t;
    assert_true(token_parse(id, &t));
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        assert_int_equal(token_check(ring, &t, ROWS[i].recipient, ROWS[i].at), ROWS[i].want);
}

static void
unknown_key(void **state)
{
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    g_autofree char *id = make(ring, TOKEN_CUSTOMER);
    Token t;
    assert_true(token_parse(id, &t));
    t.key = 200;
    assert_int_equal(token_check(ring, &t, NULL, NOW), TOKEN_FORGED);
    g_autofree char *folder = g_dir_make_tmp("helpdesk-token-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "keys", NULL);
    assert_true(keyring_create(path, NULL));
    g_autoptr(KeyRing) other = keyring_load(path, NULL);
    assert_non_null(other);
    t.key = keyring_newest(other);
    assert_int_equal(token_check(other, &t, NULL, NOW), TOKEN_FORGED);
    g_remove(path);
    g_rmdir(folder);
}

// Every single character of the text before the domain matters.
static void
one_bit_off(void **state)
{
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    g_autofree char *id = make(ring, TOKEN_MANAGER);
    size_t len = (size_t)(strchr(id, '@') - id);
    unsigned parsed = 0;
    for (size_t i = 0; i < len; i++)
        for (int bit = 0; bit < 7; bit++) {
            g_autofree char *bad = g_strdup(id);
            bad[i] = (char)(bad[i] ^ (1 << bit));
            Token t;
            if (bad[i] == '\0' || bad[i] == '@' || !token_parse(bad, &t))
                continue;
            parsed++;
            if (token_check(ring, &t, "carol@customer.example", NOW) != TOKEN_FORGED)
                fail_msg("%s passes", bad);
        }
    assert_true(parsed > 100);
}

static void
shapes(void **state)
{
    static const char N[] = "abcdefghijklm", C[] = "abcdefghijklmnopqrstuvwxyz";
    g_autofree char *good = g_strdup_printf("hd.c.1.0.%s.99.0.%s.%s", N, N, C);
    Token t;
    assert_true(token_parse(good, &t));
    static const char *const BAD[] = {
        "",
        "hd.",
        "hd",
        "x@y",
        "ticket-1@example.com",
        "hd.c.1.0.a.99.0.a.b@x",
        "hd.x.1.0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.cc.1.0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c.01.0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c.-1.0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c..0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c.9999999999999999999.0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c.1.0.ABC.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c.1.0.abcdefghijklmn.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c.1.0.abcdefghijklm.99.256.abcdefghijklm.abcdefghijklmnopqrstuvwxyz",
        "hd.c.1.0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxy",
        "hd.c.1.0.abcdefghijklm.99.0.abcdefghijklm.abcdefghijklmnopqrstuvwxyz.x",
        "hd.c.1.0.abcdefghijklm.99.0.abcdefghijklm",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
        if (token_parse(BAD[i], &t))
            fail_msg("%s is taken for a token", BAD[i]);
    g_autofree char *huge = g_strnfill(1000000, 'a');
    g_autofree char *long_id = g_strconcat("hd.", huge, NULL);
    assert_false(token_parse(long_id, &t));
}

#define QUEUE "support@example.com"

static char *
make_address(const KeyRing *ring, TokenPurpose purpose)
{
    return token_address(ring, purpose, 1234, 56, "Carol@Customer.Example", NOW, LIFE, QUEUE);
}

static void
address_round_trip(void **state)
{
    static const char PURPOSES[] = "cmnhqf";
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    for (const char *p = PURPOSES; *p; p++) {
        g_autofree char *address = make_address(ring, (TokenPurpose)*p);
        g_autofree char *lower = g_ascii_strdown(address, -1), *upper = g_ascii_strup(address, -1);
        assert_string_equal(address, lower);
        assert_true(g_str_has_prefix(address, "support+") && address_is_valid(address));
        assert_true(g_str_has_suffix(address, "@example.com"));
        const char *const written[] = {address, upper};
        for (size_t i = 0; i < G_N_ELEMENTS(written); i++) {
            Token t;
            assert_true(token_parse_address(written[i], &t));
            assert_int_equal(t.purpose, *p);
            assert_int_equal(t.ticket, 1234);
            assert_int_equal(t.ref, 56);
            assert_int_equal(token_check(ring, &t, "CAROL@customer.example", NOW), TOKEN_VALID);
        }
    }
}

static void
address_checks(void **state)
{
    static const struct {
        const char *recipient;
        int64_t at;
        TokenState want;
    } ROWS[] = {
        {"carol@customer.example", NOW, TOKEN_VALID},
        {"carol@customer.example", NOW + LIFE, TOKEN_VALID},
        {"carol@customer.example", NOW + LIFE + DAY, TOKEN_EXPIRED},
        {"dave@customer.example", NOW, TOKEN_FORGED},
        {"carol+x@customer.example", NOW, TOKEN_FORGED},
        {"", NOW, TOKEN_FORGED},
        {NULL, NOW, TOKEN_FORGED},
    };
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    g_autofree char *address = make_address(ring, TOKEN_CUSTOMER);
    Token t;
    assert_true(token_parse_address(address, &t));
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        assert_int_equal(token_check(ring, &t, ROWS[i].recipient, ROWS[i].at), ROWS[i].want);
    t.key = 200;
    assert_int_equal(token_check(ring, &t, "carol@customer.example", NOW), TOKEN_FORGED);
    assert_false(token_parse(address, &t)); // no Message-ID
}

// Each field stands under the code: no other ticket, message, purpose, day.
static void
address_one_bit_off(void **state)
{
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    g_autofree char *good = make_address(ring, TOKEN_MANAGER);
    size_t len = (size_t)(strchr(good, '@') - good);
    unsigned parsed = 0;
    for (size_t i = strlen("support+"); i < len; i++)
        for (int bit = 0; bit < 7; bit++) {
            g_autofree char *bad = g_strdup(good);
            bad[i] = (char)(bad[i] ^ (1 << bit));
            Token t;
            if (!bad[i] || g_ascii_strcasecmp(bad, good) == 0 || !token_parse_address(bad, &t))
                continue;
            parsed++;
            if (token_check(ring, &t, "carol@customer.example", NOW) != TOKEN_FORGED)
                fail_msg("%s passes", bad);
        }
    assert_true(parsed > 80);
}

static void
address_lengths(void **state)
{
    static const struct {
        const char *queue;
        bool taken;
    } ROWS[] = {
        {"support@example.com", true},    {"buchhaltung@example.com", true},
        {"s@example.com", true},          {"a-very-long-name-of-a-department@example.com", false},
        {"support+x@example.com", false}, {"\"sup port\"@example.com", false},
    };
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *address = token_address(ring, TOKEN_MANAGER, 999999999999999, 9999999,
                                                 "anna@example.com", NOW, 365 * DAY, ROWS[i].queue);
        Token t;
        assert_true(strchr(address, '@') - address <= 64);
        assert_int_equal(token_parse_address(address, &t), ROWS[i].taken);
        if (!ROWS[i].taken)
            assert_string_equal(address, ROWS[i].queue);
        else
            assert_int_equal(t.ticket, 999999999999999);
    }
}

static void
address_shapes(void **state)
{
#define CODE "abcdefghijklmnopqrstuvwxyz"
    static const char *const BAD[] = {
        "",
        "@",
        "+@",
        "support@example.com",
        "support+@example.com",
        "support+c1-2-fs0-0-" CODE,
        "support@example.com+c1-2-fs0-0-" CODE,
        "support+x1-2-fs0-0-" CODE "@h",
        "support+r1-2-fs0-0-" CODE "@h",
        "support+c-2-fs0-0-" CODE "@h",
        "support+c01-2-fs0-0-" CODE "@h",
        "support+c1--fs0-0-" CODE "@h",
        "support+c1-2-zzzzzzzzzzzz-0-" CODE "@h",
        "support+c1-2-fs0-74-" CODE "@h",
        "support+c1-2-fs0-0-" CODE "a@h",
        "support+c1-2-fs0-0-abc@h",
        "support+c1-2-fs0-0-" CODE "-1@h",
        "support+czzzzzzzzzzzzz-2-fs0-0-" CODE "@h",
        "support+c1-2-fs0-0-abcdefghijklmnopqrstuvwxy1@h",
    };
    Token t;
    assert_true(token_parse_address("support+c1-2-fs0-73-" CODE "@h", &t));
    assert_int_equal(t.key, 255);
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
        if (token_parse_address(BAD[i], &t))
            fail_msg("%s is taken for a reply address", BAD[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(link_has_no_domain),
        cmocka_unit_test(two_letters_differ),
        cmocka_unit_test(checks),
        cmocka_unit_test(unknown_key),
        cmocka_unit_test(one_bit_off),
        cmocka_unit_test(shapes),
        cmocka_unit_test(address_round_trip),
        cmocka_unit_test(address_checks),
        cmocka_unit_test(address_one_bit_off),
        cmocka_unit_test(address_lengths),
        cmocka_unit_test(address_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
