// What counts as a mail signed by a pinned key, and all that only looks like it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "mail/signature.h"
#include "signing.h"

#include <string.h>

#define DAY 86400

#define TEXT                                                                                       \
    "Content-Type: text/plain; charset=utf-8\r\n"                                                  \
    "Content-Transfer-Encoding: 8bit\r\n"                                                          \
    "\r\n"                                                                                         \
    "#close\r\n"                                                                                   \
    "\r\n"                                                                                         \
    "Done,  \r\n"                                                                                  \
    "Anna\r\n"

static const char *const STATES[] = {"none", "good", "bad", "unknown", "old", "partial"};

static char *
frame(const char *headers, const char *kind, const char *first, const char *signature,
      const char *rest)
{
    bool smime = strcmp(kind, "pkcs7-signature") == 0;

    return g_strdup_printf(
        "From: Anna <anna@example.com>\r\nTo: support@example.com\r\n%s"
        "MIME-Version: 1.0\r\nContent-Type: multipart/signed; micalg=x; boundary=\"=_b\";\r\n"
        " protocol=\"application/%s\"\r\n\r\nNot read.\r\n--=_b\r\n%s\r\n--=_b\r\n"
        "Content-Type: application/%s; name=s\r\n%s\r\n%s%s\r\n--=_b--\r\n",
        headers, kind, first, kind, smime ? "Content-Transfer-Encoding: base64\r\n" : "", signature,
        rest);
}

static char *
pgp_mail(const char *first, const char *signature)
{
    return frame("Message-ID: <1@example.com>\r\n", "pgp-signature", first, signature, "");
}

static char *
smime_mail(const char *first, const char *signature)
{
    return frame("Message-ID: <1@example.com>\r\n", "pkcs7-signature", first, signature, "");
}

static char *
replaced(const char *text, const char *old, const char *new)
{
    g_auto(GStrv) parts = g_strsplit(text, old, -1);

    assert_true(g_strv_length(parts) > 1);
    return g_strjoinv(new, parts);
}

static SignatureRules
usual(void)
{
    return (SignatureRules){.home = signing_home(), .now = clock_now(), .max_age = 3 * DAY};
}

static void
check_with(const char *mail, const SignatureRules *rules, Signature *out)
{
    g_autoptr(Blob) raw = blob_new();
    g_autoptr(Message) m = NULL;

    assert_true(blob_append(raw, mail, strlen(mail), NULL));
    m = message_parse(raw, NULL, NULL);
    assert_non_null(m);
    assert_true(signature_check(m, rules, out, NULL));
    assert_non_null(out->why);
    assert_true(*out->why);
}

static void
check(const char *mail, Signature *out)
{
    SignatureRules rules = usual();

    check_with(mail, &rules, out);
}

static void
assert_state(const char *name, const Signature *got, SignatureState want)
{
    if (got->state != want) {
        fail_msg("%s: %s (%s) instead of %s", name, STATES[got->state], got->why, STATES[want]);
    }
}

// The mail as it stands, and the state that it has.
static void
expect(const char *name, const char *mail, SignatureState want)
{
    g_auto(Signature) got = {0};

    check(mail, &got);
    assert_state(name, &got, want);
    if (want != SIGNATURE_GOOD && want != SIGNATURE_OLD && want != SIGNATURE_PARTIAL) {
        assert_string_equal(got.fingerprint, "");
    }
}

static bool
is_by(const Signature *s, const char *fingerprint)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();

    g_ptr_array_add(list, (gpointer) "0123456789ABCDEF0123456789ABCDEF01234567");
    g_ptr_array_add(list, (gpointer)(uintptr_t)fingerprint);
    return signature_is_by(s, list);
}

static void
openpgp_good(void **state)
{
    (void)state;
    g_autofree char *anna = signing_fingerprint("anna");
    g_autofree char *boris = signing_fingerprint("boris");
    g_autofree char *lower = g_ascii_strdown(anna, -1);
    g_autofree char *loose = g_strdup_printf(" %.20s %s", lower, lower + 20);
    g_autofree char *signature = signing_openpgp("anna", TEXT, "");
    g_autofree char *mail = pgp_mail(TEXT, signature);
    g_autofree char *unix_mail = replaced(mail, "\r\n", "\n");
    g_auto(Signature) got = {0}, same = {0};

    check(mail, &got);
    assert_state("by a subkey", &got, SIGNATURE_GOOD);
    assert_false(got.smime);
    assert_string_equal(got.fingerprint, anna); // the primary key, not the subkey that signed
    assert_true(ABS(got.made_at - clock_real()) < 120);
    assert_true(is_by(&got, anna));
    assert_true(is_by(&got, loose));
    assert_false(is_by(&got, boris));
    assert_false(is_by(&got, ""));
    anna[20] = '\0';
    assert_false(is_by(&got, anna));
    check(unix_mail, &same);
    assert_state("lines end with LF", &same, SIGNATURE_GOOD);
    assert_memory_equal(got.sha256, same.sha256, sizeof got.sha256);
}

// A mail that is spooled to a file, with parts inside the signed one.
static void
openpgp_large(void **state)
{
    (void)state;
    g_autofree char *body = g_strnfill(BLOB_MEMORY * 2, 'x');
    g_autoptr(GString) first =
        g_string_new("Content-Type: multipart/mixed; "
                     "boundary=\"=_b2\"\r\n\r\nprologue\r\n--=_b2\r\n\r\nHello\r\n"
                     "--=_b2\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: "
                     "attachment\r\n\r\n");

    for (size_t i = 0; i < strlen(body); i += 70) {
        g_string_append_printf(first, "%.70s\r\n", body + i);
    }
    g_string_append(first, "\r\n--=_b2--\r\n\r\nepilogue \r\n\r\n");
    g_autofree char *signature = signing_openpgp("boris", first->str, "");
    g_autofree char *mail = pgp_mail(first->str, signature);
    g_autofree char *bad = replaced(mail, "Hello", "Hallo");
    g_autofree char *space = replaced(mail, "epilogue \r\n", "epilogue\r\n");
    g_autofree char *unix_mail = replaced(mail, "\r\n", "\n");

    expect("large", mail, SIGNATURE_GOOD);
    expect("large, LF", unix_mail, SIGNATURE_GOOD);
    expect("large, changed", bad, SIGNATURE_BAD);
    expect("large, white space changed", space, SIGNATURE_BAD);
}

static void
openpgp_keys(void **state)
{
    (void)state;
    static const struct {
        const char *name, *key, *options;
        int64_t later;
        SignatureState want;
    } ROWS[] = {
        {"known key", "boris", "", 0, SIGNATURE_GOOD},
        {"unknown key", "stranger", "", 0, SIGNATURE_UNKNOWN},
        {"revoked key", "revoked", "", 0, SIGNATURE_BAD},
        {"key still valid", "brief", "", 0, SIGNATURE_GOOD},
        {"expired key", "brief", "", 2 * DAY, SIGNATURE_OLD},
        {"two days old", "boris", "", 2 * DAY, SIGNATURE_GOOD},
        {"four days old", "boris", "", 4 * DAY, SIGNATURE_OLD},
        {"clock is five minutes late", "boris", "", -300, SIGNATURE_GOOD},
        {"from the future", "boris", "", -3600, SIGNATURE_OLD},
        {"expired signature", "boris", "--default-sig-expire=1d", 2 * DAY, SIGNATURE_OLD},
        {"SHA-1", "boris", "--digest-algo=SHA1", 0, SIGNATURE_BAD},
        {"as text", "boris", "--textmode", 0, SIGNATURE_GOOD},
        {"two signers", "boris", "--local-user anna@example.com", 0, SIGNATURE_BAD},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *signature = signing_openpgp(ROWS[i].key, TEXT, ROWS[i].options);
        g_autofree char *mail = pgp_mail(TEXT, signature);
        SignatureRules rules = usual();
        g_auto(Signature) got = {0};

        rules.now += ROWS[i].later;
        check_with(mail, &rules, &got);
        assert_state(ROWS[i].name, &got, ROWS[i].want);
    }
}

// Everything that is read has to stand in the signed part.
static void
structure(void **state)
{
    (void)state;
    g_autofree char *signature = signing_openpgp("boris", TEXT, "");
    g_autofree char *mail = pgp_mail(TEXT, signature);
    g_autofree char *inner = g_strdup(strstr(mail, "Content-Type: multipart/signed"));
    g_autofree char *wrapped = g_strdup_printf(
        "From: Anna <anna@example.com>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\n#assign boris\r\n--o\r\n%s\r\n"
        "--o--\r\n",
        inner);
    g_autofree char *attached = replaced(wrapped, "--o\r\nContent-Type: multipart/signed",
                                         "--o\r\nContent-Type: message/rfc822\r\n\r\n"
                                         "Content-Type: multipart/signed");
    g_autofree char *third =
        frame("", "pgp-signature", TEXT, signature, "\r\n--=_b\r\n\r\n#assign boris\r\n");
    g_autofree char *before = replaced(mail, "--=_b\r\nContent-Type: text/plain",
                                       "--=_b\r\n\r\n#assign\r\n--=_b\r\nContent-Type: text/plain");
    g_autofree char *twice = g_strconcat("Content-Type: text/plain\r\n", mail, NULL);
    g_autofree char *other = replaced(mail, "boundary=\"=_b\"", "boundary=\"=_x\"");
    g_autofree char *changed = replaced(mail, "#close", "#assign");
    g_autofree char *header = replaced(mail, "8bit", "base64");
    g_autofree char *swapped = replaced(mail, "multipart/signed", "multipart/mixed");
    g_autofree char *empty = pgp_mail(TEXT, "");
    g_autofree char *garbage = pgp_mail(TEXT, "-----BEGIN PGP SIGNATURE-----\r\n\r\nAAAA\r\n");
    g_autofree char *bare = pgp_mail("\r\n#close", signature);
    g_autofree char *open = g_strndup(mail, strlen(mail) - strlen("--=_b--\r\n"));
    g_autofree char *epilogue = g_strconcat(mail, "#assign boris\r\n", NULL);
    g_autofree char *clear = g_strconcat("From: a@example.com\r\n\r\n-----BEGIN PGP SIGNED "
                                         "MESSAGE-----\r\nHash: SHA256\r\n\r\n#close\r\n",
                                         signature, NULL);
    const struct {
        const char *name, *mail;
        SignatureState want;
    } ROWS[] = {
        {"as it is", mail, SIGNATURE_GOOD},
        {"no end", open, SIGNATURE_GOOD},
        {"text behind the end is not read", epilogue, SIGNATURE_GOOD},
        {"inside a mixed", wrapped, SIGNATURE_PARTIAL},
        {"a signed mail attached", attached, SIGNATURE_NONE},
        {"a third part", third, SIGNATURE_PARTIAL},
        {"a part before", before, SIGNATURE_PARTIAL},
        {"two types", twice, SIGNATURE_NONE},
        {"no signed type", swapped, SIGNATURE_NONE},
        {"text changed", changed, SIGNATURE_BAD},
        {"header of the part changed", header, SIGNATURE_BAD},
        {"boundary that is not there", other, SIGNATURE_BAD},
        {"no signature", empty, SIGNATURE_BAD},
        {"broken signature", garbage, SIGNATURE_BAD},
        {"part without header", bare, SIGNATURE_BAD},
        {"signed inside the text", clear, SIGNATURE_NONE},
        {"not signed", "From: a@example.com\r\n\r\nText\r\n", SIGNATURE_NONE},
        {"opaque S/MIME",
         "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nAAAA\r\n",
         SIGNATURE_PARTIAL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        expect(ROWS[i].name, ROWS[i].mail, ROWS[i].want);
    }
}

// Headers that are signed with the text cannot be exchanged.
static void
signed_headers(void **state)
{
    (void)state;
    static const char FIRST[] = "Content-Type: text/plain; protected-headers=v1\r\n"
                                "From: Anna <anna@example.com>\r\nTo: support@example.com\r\n"
                                "Subject: Lamp [HD-1]\r\nIn-Reply-To: <a@example.com>\r\n\r\n"
                                "#close\r\n";
    static const struct {
        const char *name, *headers;
        SignatureState want;
    } ROWS[] = {
        {"the same", "Subject: Lamp\r\n [HD-1]\r\nIn-Reply-To: <a@example.com>\r\n",
         SIGNATURE_GOOD},
        {"another subject", "Subject: Lamp [HD-2]\r\nIn-Reply-To: <a@example.com>\r\n",
         SIGNATURE_PARTIAL},
        {"answers another mail", "Subject: Lamp [HD-1]\r\nIn-Reply-To: <b@example.com>\r\n",
         SIGNATURE_PARTIAL},
        {"answers nothing", "Subject: Lamp [HD-1]\r\n", SIGNATURE_PARTIAL},
    };
    g_autofree char *signature = signing_openpgp("boris", FIRST, "");
    g_autofree char *to_other = g_strconcat("Content-Type: text/plain\r\n",
                                            "To: carol@example.com\r\n\r\n#close\r\n", NULL);
    g_autofree char *by_other = replaced(to_other, "To: carol", "From: carol");
    const char *const others[] = {to_other, by_other};

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *mail = frame(ROWS[i].headers, "pgp-signature", FIRST, signature, "");

        expect(ROWS[i].name, mail, ROWS[i].want);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autofree char *own = signing_openpgp("boris", others[i], "");
        g_autofree char *mail = pgp_mail(others[i], own);

        expect("signed for or by another person", mail, SIGNATURE_PARTIAL);
    }
}

// However a signed text is sent again, it is known; another one, even of the same words, is new.
static void
replay(void **state)
{
    (void)state;
    g_autofree char *signature = signing_openpgp("boris", TEXT, "");
    g_autofree char *comment =
        replaced(signature, "SIGNATURE-----\n\n", "SIGNATURE-----\nComment: new\n\n");
    g_autofree char *first = pgp_mail(TEXT, signature);
    g_autofree char *again = frame("Message-ID: <2@example.com>\r\nSubject: [HD-2]\r\n",
                                   "pgp-signature", TEXT, comment, "");
    g_autofree char *words = replaced(TEXT, "Done", "Gone");
    g_autofree char *other = signing_openpgp("boris", words, "");
    g_autofree char *third = pgp_mail(words, other);
    g_auto(Signature) a = {0}, b = {0}, c = {0};

    check(first, &a);
    check(again, &b);
    check(third, &c);
    assert_state("again", &b, SIGNATURE_GOOD);
    assert_state("another text", &c, SIGNATURE_GOOD);
    assert_memory_equal(a.sha256, b.sha256, sizeof a.sha256);
    assert_memory_not_equal(a.sha256, c.sha256, sizeof a.sha256);
}

// Nothing configured, no folder, no gpg: no proof and no fault.
static void
nothing_there(void **state)
{
    (void)state;
    g_autofree char *signature = signing_openpgp("boris", TEXT, "");
    g_autofree char *mail = pgp_mail(TEXT, signature);
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    static const char *const HOMES[] = {"", "/nonexistent"};

    for (size_t i = 0; i < G_N_ELEMENTS(HOMES); i++) {
        SignatureRules rules = usual();
        g_auto(Signature) got = {0};

        rules.home = HOMES[i];
        check_with(mail, &rules, &got);
        assert_state("no keys", &got, SIGNATURE_UNKNOWN);
    }
    g_setenv("PATH", "/nonexistent", TRUE);
    expect("no gpg", mail, SIGNATURE_UNKNOWN);
    g_setenv("PATH", path, TRUE);
    expect("gpg again", mail, SIGNATURE_GOOD);
}

static void
smime(void **state)
{
    (void)state;
    static const struct {
        const char *name, *who, *options;
        int64_t later;
        SignatureState want;
    } ROWS[] = {
        {"EC", "anna", "", 0, SIGNATURE_GOOD},
        {"RSA", "boris", "", 0, SIGNATURE_GOOD},
        {"RSA-PSS", "boris", "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32", 0,
         SIGNATURE_GOOD},
        {"BER of indefinite length", "anna", "-stream", 0, SIGNATURE_GOOD},
        {"key identifier", "anna", "-keyid", 0, SIGNATURE_GOOD},
        {"a second certificate", "anna", "-certfile boris.crt", 0, SIGNATURE_GOOD},
        {"without certificate", "anna", "-nocerts", 0, SIGNATURE_UNKNOWN},
        {"only others' certificates", "anna", "-nocerts -certfile boris.crt", 0, SIGNATURE_UNKNOWN},
        {"two signers", "anna", "-signer boris.crt -inkey boris.key", 0, SIGNATURE_BAD},
        {"without time", "anna", "-noattr", 0, SIGNATURE_OLD},
        {"SHA-1", "boris", "-md sha1", 0, SIGNATURE_BAD},
        {"MD5", "boris", "-md md5", 0, SIGNATURE_BAD},
        {"a day old", "anna", "", DAY, SIGNATURE_GOOD},
        {"expired certificate", "anna", "", 5 * DAY / 2, SIGNATURE_OLD},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *signature = signing_smime(ROWS[i].who, TEXT, ROWS[i].options);
        g_autofree char *mail = smime_mail(TEXT, signature);
        g_autofree char *print = signing_certificate(ROWS[i].who, i % 2 ? "-sha256" : "-sha1");
        SignatureRules rules = usual();
        g_auto(Signature) got = {0};

        rules.home = ""; // not needed
        rules.now += ROWS[i].later;
        check_with(mail, &rules, &got);
        assert_state(ROWS[i].name, &got, ROWS[i].want);
        assert_true(got.smime);
        assert_int_equal(is_by(&got, print), ROWS[i].want == SIGNATURE_GOOD);
    }
}

static void
smime_attacks(void **state)
{
    (void)state;
    g_autofree char *print = signing_certificate("anna", "-sha1");
    g_autofree char *stranger = signing_certificate("stranger", "-sha1");
    g_autofree char *signature = signing_smime("anna", TEXT, "");
    g_autofree char *mail = smime_mail(TEXT, signature);
    g_autofree char *unix_mail = replaced(mail, "\r\n", "\n");
    g_autofree char *changed = replaced(mail, "#close", "#assign");
    // The pinned certificate comes along, but another key signed.
    g_autofree char *forged = signing_smime("stranger", TEXT, "-certfile anna.crt");
    g_autofree char *forged_mail = smime_mail(TEXT, forged);
    // The signature is right, for the text that it brings along instead of the one that is read.
    g_autofree char *inside = signing_smime("anna", TEXT, "-nodetach");
    g_autofree char *other = replaced(TEXT, "#close", "#assign");
    g_autofree char *inside_mail = smime_mail(other, inside);
    g_auto(Signature) got = {0};

    expect("LF", unix_mail, SIGNATURE_GOOD);
    expect("text changed", changed, SIGNATURE_BAD);
    expect("another text inside", inside_mail, SIGNATURE_BAD);
    check(forged_mail, &got);
    assert_int_equal(strlen(got.fingerprint), 40);
    assert_int_equal(strlen(got.fingerprint256), 64);
    assert_true(is_by(&got, stranger));
    assert_false(is_by(&got, print));
}

// No byte of a signature can be turned so that it becomes another one of the same key.
static void
smime_noise(void **state)
{
    (void)state;
    g_autofree char *print = signing_certificate("anna", "-sha1");
    g_autofree char *signature = signing_smime("anna", TEXT, "");
    g_autofree char *mail = smime_mail(TEXT, signature);
    gsize len = 0;
    g_autofree guchar *der = g_base64_decode(signature, &len);
    g_auto(Signature) first = {0};

    check(mail, &first);
    for (gsize i = 0; i < len; i++) {
        g_autofree char *noisy = NULL;
        g_autofree char *sent = NULL;
        g_auto(Signature) got = {0};
        guchar bit = (guchar)(1 << i % 8);

        der[i] ^= bit;
        noisy = g_base64_encode(der, len);
        der[i] ^= bit;
        sent = smime_mail(TEXT, noisy);
        check(sent, &got);
        if (is_by(&got, print)) {
            assert_memory_equal(got.sha256, first.sha256, sizeof first.sha256);
        }
    }
}

static int
start(void **state)
{
    (void)state;
    signing_start();
    return 0;
}

static int
end(void **state)
{
    (void)state;
    signing_end();
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openpgp_good),   cmocka_unit_test(openpgp_large),
        cmocka_unit_test(openpgp_keys),   cmocka_unit_test(structure),
        cmocka_unit_test(signed_headers), cmocka_unit_test(replay),
        cmocka_unit_test(nothing_there),  cmocka_unit_test(smime),
        cmocka_unit_test(smime_attacks),  cmocka_unit_test(smime_noise),
    };

    return cmocka_run_group_tests(tests, start, end);
}
