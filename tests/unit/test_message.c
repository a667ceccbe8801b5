// What strangers send is read whole where it can be, capped where it must be, and refused before it
// harms.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "mail/message.h"

#include <glib.h>
#include <string.h>

#define HEAD "From: Anna <anna@example.com>\nTo: desk@example.com\nMIME-Version: 1.0\n"

static Blob *raw;

static Message *
parsed(const char *bytes, size_t len, GError **error)
{
    g_clear_pointer(&raw, blob_free);
    raw = blob_new_bytes(bytes, len);
    return message_parse(raw, NULL, error);
}

static Message *
parsed_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    Message *m = parsed(text, strlen(text), &error);

    if (!m) {
        fail_msg("%s", error->message);
    }
    return m;
}

static int
forget(void **state)
{
    g_clear_pointer(&raw, blob_free);
    return 0;
}

static void
text_of_the_best_part(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } ROWS[] = {
        {"plain", HEAD "\nHello\n", "Hello"},
        {"html alone", HEAD "Content-Type: text/html\n\n<p>Hello</p>\n", "Hello"},
        {"plain of an alternative",
         HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\n"
              "Content-Type: text/html\n\n<p>html</p>\n--b--\n",
         "plain"},
        {"blank plain of an alternative",
         HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\n"
              "Content-Type: text/html\n\n<p>html</p>\n--b--\n",
         "html"},
        {"plain that only speaks of HTML",
         HEAD
         "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nThis is an HTML mail.\n--b\n"
         "Content-Type: text/html\n\n<p>The answer is forty-two, as everybody can read here"
         " in this long paragraph of text.</p>\n--b--\n",
         "The answer is forty-two, as everybody can read here in this long paragraph of text."},
        {"two texts in a mixed",
         HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n",
         "one\n\ntwo"},
        {"base64 goes on after padding",
         HEAD "Content-Transfer-Encoding: base64\n\nSGVs\nbG8=\nIHdvcmxk\n", "Hello world"},
        {"base64 cut short", HEAD "Content-Transfer-Encoding: base64\n\nSGVsbG\n", "Hell"},
        {"quoted-printable misspelt",
         HEAD "Content-Transfer-Encoding: Quoted-Printable;\n\na=3Db\n", "a=b"},
        {"windows-1251",
         HEAD "Content-Type: text/plain; charset=windows-1251\n\n\xcf\xf0\xe8\xe2\xe5\xf2\n",
         "Привет"},
        {"flowed",
         HEAD "Content-Type: text/plain; format=flowed\n\none \ntwo\n> quoted \n> on\n-- \nme\n",
         "one two\n> quoted on\n--\nme"},
        {"flowed, deleted spaces",
         HEAD "Content-Type: text/plain; format=flowed; delsp=yes\n\nfoo \nbar\n", "foobar"},
        {"no boundary", HEAD "Content-Type: multipart/mixed\n\nraw text\n", "raw text"},
        {"boundary that never comes",
         HEAD "Content-Type: multipart/mixed; boundary=zz\n\nraw text\n", "raw text"},
        {"no end", HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nopen\n", "open"},
        {"boundary that begins another",
         HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed;"
              " boundary=bb\n\n--bb\n\none\n--bb--\n--b\n\ntwo\n--b--\n",
         "one\n\ntwo"},
        {"message inside is not ours",
         HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nouter\n--b\n"
              "Content-Type: message/rfc822\n\nSubject: x\n\ninner\n--b--\n",
         "outer"},
        {"blank line missing", "Subject: x\nFrom: a@example.com\nfirst line\nsecond\n",
         "first line\nsecond"},
        {"lines end with CR", "Subject: x\rFrom: a@example.com\r\rone\rtwo\r", "one\ntwo"},
        {"unknown encoding", HEAD "Content-Transfer-Encoding: x-rot13\n\nuryyb\n", ""},
        {"second content type is no way in",
         HEAD
         "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n",
         "--b\n\nx\n--b--"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Message) m = parsed_text(ROWS[i].in);
        const char *got = message_text(m);

        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: «%s» instead of «%s»", ROWS[i].name, got, ROWS[i].want);
        }
    }
}

static void
attachments_are_listed(void **state)
{
    static const struct {
        const char *name, *headers, *want;
    } ROWS[] = {
        {"plain name", "Content-Disposition: attachment; filename=a.pdf",
         "a.pdf application/pdf 3"},
        {"name of the type", "Content-Type: image/png; name=\"b c.png\"", "b c.png image/png 3"},
        {"RFC 2231", "Content-Disposition: attachment; filename*=utf-8''%D1%84.txt",
         "ф.txt application/pdf 3"},
        {"RFC 2231 in pieces",
         "Content-Disposition: attachment; filename*0*=utf-8''%D1%84; filename*1=.doc",
         "ф.doc application/pdf 3"},
        {"padded words",
         "Content-Disposition: attachment;\n filename=\"=?utf-8?B?0J/RgNC40LI=?=\n"
         " =?utf-8?B?0LXRgi50eHQ=?=\"",
         "Привет.txt application/pdf 3"},
        {"path", "Content-Disposition: attachment; filename=\"../../etc/x.sh\"",
         "x.sh application/pdf 3"},
        {"no name", "Content-Type: image/jpeg", "image.jpg image/jpeg 3"},
        {"shown", "Content-Type: image/png; name=p.png\nContent-ID: <pic@x>",
         "p.png image/png 3 inline"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *type =
            strstr(ROWS[i].headers, "Content-Type") ? "" : "Content-Type: application/pdf\n";
        g_autofree char *in = g_strdup_printf(
            HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n"
                 "<img src=\"cid:pic@x\">\n--b\n%s%s\nContent-Transfer-Encoding: "
                 "base64\n\nQUJD\n--b--\n",
            type, ROWS[i].headers);
        g_autoptr(Message) m = parsed_text(in);
        g_autoptr(Blob) out = blob_new();
        const MessageAttachment *a;
        g_autofree char *got = NULL;

        assert_int_equal(message_attachment_count(m), 1);
        a = message_attachment(m, 0);
        got = g_strdup_printf("%s %s %d%s", a->name, a->type, (int)a->size,
                              a->is_inline ? " inline" : "");
        assert_string_equal(got, ROWS[i].want);
        assert_true(message_attachment_read(m, 0, out, NULL));
        assert_int_equal(blob_size(out), 3);
        assert_memory_equal(blob_memory(out), "ABC", 3);
    }
}

static void
inner_message_is_one_attachment(void **state)
{
    g_autoptr(Message) m = parsed_text(
        HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\nContent-Type: "
             "message/rfc822\n\n"
             "Subject: Old / =?utf-8?Q?=D1=84?=\nMessage-ID: <old@x>\n\ninner\n--b--\n");
    g_autofree char *headers = message_part_text(m, "message/rfc822", 1000);
    g_autofree char *little = message_part_text(m, "message/rfc822", 7);
    g_autoptr(Blob) out = blob_new();

    assert_int_equal(message_attachment_count(m), 1);
    assert_string_equal(message_attachment(m, 0)->name, "Old _ ф.eml");
    assert_non_null(strstr(headers, "Message-ID: <old@x>"));
    assert_null(strstr(headers, "inner"));
    assert_string_equal(little, "Subject");
    assert_true(message_attachment_read(m, 0, out, NULL));
    assert_true(blob_size(out) > 20);
    assert_memory_equal(blob_memory(out), "Subject: Old", 12);
    assert_null(message_part_text(m, "message/delivery-status", 1000));
}

static void
headers_are_read(void **state)
{
    g_autoptr(Message) m = parsed_text(
        "From: a@example.com, b@example.com\nSubject: =?utf-8?B?0J/RgNC40LI=?=\n "
        "=?utf-8?B?0LXRgg==?=\n"
        "Message-ID: <id@example.com>\nDate: Sat, 21 Nov 2026 20:20:00 +0100\n"
        "References: <one@x> <two@x>\nIn-Reply-To: <two@x>\nCc: c@example.com\nX-Long: one\n\ttwo\n"
        "X-Many: 1\nx-many: 2\nList-Id: <l>\nContent-Type: text/plain; charset=\"utf-8\"\n\nx\n");

    assert_string_equal(message_subject(m), "Привет");
    assert_string_equal(message_id(m), "id@example.com");
    assert_int_equal(message_date(m), 1795288800);
    assert_int_equal(message_from(m)->len, 2);
    assert_int_equal(message_cc(m)->len, 1);
    assert_int_equal(message_references(m)->len, 2);
    assert_string_equal(g_ptr_array_index(message_in_reply_to(m), 0), "two@x");
    assert_string_equal(message_header(m, "x-LONG"), "one\ttwo");
    assert_null(message_header(m, "X-None"));
    assert_int_equal(message_header_all(m, "X-Many")->len, 2);
    assert_string_equal(message_header_with_prefix(m, "List-"), "List-Id");
    assert_null(message_header_with_prefix(m, "X-Y"));
    assert_string_equal(message_type(m), "text/plain");
    assert_string_equal(message_type_param(m, "charset"), "utf-8");
    assert_string_equal(message_header(m, "Content-Type"), "text/plain; charset=\"utf-8\"");
}

static void
dates_are_clamped(void **state)
{
    static const struct {
        const char *in;
        int64_t want;
    } ROWS[] = {
        {"Thu, 1 Jan 1970 00:00:10 +0000", 10},
        {"Tue, 1 Jan 1901 00:00:00 +0000", 0},
        {"Fri, 31 Dec 9999 23:59:59 +0000", INT64_C(4102444800)},
        {"soon", 0},
        {"", 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *in = g_strdup_printf("Date: %s\nSubject: x\n\nx\n", ROWS[i].in);
        g_autoptr(Message) m = parsed_text(in);

        assert_int_equal(message_date(m), ROWS[i].want);
    }
}

static char *
repeat(const char *head, const char *format, unsigned times, const char *tail)
{
    GString *out = g_string_new(head);

    for (unsigned i = 0; i < times; i++) {
        g_autofree char *number = g_strdup_printf("%u", i);
        g_auto(GStrv) pieces = g_strsplit(format, "#", -1);
        g_autofree char *piece = g_strjoinv(number, pieces);

        g_string_append(out, piece);
    }
    g_string_append(out, tail);
    return g_string_free(out, FALSE);
}

static void
what_is_refused(void **state)
{
    g_autofree char *nested =
        repeat(HEAD, "Content-Type: multipart/mixed; boundary=b#x\n\n--b#x\n", 1000, "\nhi\n");
    g_autofree char *inner = repeat(HEAD, "Content-Type: message/rfc822\n\n", 1000, "\nhi\n");
    g_autofree char *many = repeat(HEAD "Content-Type: multipart/mixed; boundary=b\n\n",
                                   "--b\n\nx\n", 100000, "--b--\n");
    const char *const ROWS[] = {"", "\n\n", "no header at all\n\nbody\n", nested, inner, many};

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;

        assert_null(parsed(ROWS[i], strlen(ROWS[i]), &error));
        assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_MESSAGE));
    }
}

static bool
has_defect(const Message *m, const char *phrase)
{
    for (guint i = 0; i < message_defects(m)->len; i++) {
        if (strcmp(g_ptr_array_index(message_defects(m), i), phrase) == 0) {
            return true;
        }
    }
    return false;
}

static void
what_is_capped(void **state)
{
    g_autofree char *group =
        repeat("From: a@example.com\nTo: ", "a:", 100000, "\nSubject: s\n\nx\n");
    g_autofree char *block = repeat("From: a@example.com\n", "X-#: y\n", 100000, "\nbody\n");
    g_autofree char *references =
        repeat("From: a@example.com\nReferences:", "\n <id#@x>", 50000, "\n\nx\n");
    g_autofree char *filler = repeat(HEAD "Content-Type: multipart/mixed; boundary=b\n\n",
                                     "no part # yet\n", 100000, "--b\n\ntext\n--b--\n");
    g_autofree char *long_text = repeat(HEAD "\n", "line # of text\n", 100000, "");
    static const char NUL[] = "From: a@example.com\nSubject: a\0b\rBcc: x@y.z\n\nx\n";
    Message *m = parsed_text(group);

    assert_true(has_defect(m, "header cut"));
    assert_string_equal(message_subject(m), "s");
    message_free(m);

    m = parsed_text(block);
    assert_true(has_defect(m, "header block cut"));
    assert_string_equal(message_text(m), "body");
    message_free(m);

    m = parsed_text(references);
    assert_int_equal(message_references(m)->len, 200);
    assert_string_equal(g_ptr_array_index(message_references(m), 0), "id0@x");
    assert_string_equal(g_ptr_array_index(message_references(m), 199), "id49999@x");
    message_free(m);

    m = parsed_text(filler);
    assert_true(has_defect(m, "text outside of parts cut"));
    assert_string_equal(message_text(m), "text");
    message_free(m);

    m = parsed_text(long_text);
    assert_true(strlen(message_text(m)) <= MESSAGE_LIMITS_DEFAULT.text);
    assert_true(strlen(message_text(m)) > MESSAGE_LIMITS_DEFAULT.text - 100);
    message_free(m);

    m = parsed(NUL, sizeof NUL - 1, NULL);
    assert_string_equal(message_subject(m), "a?b Bcc: x@y.z");
    assert_null(message_header(m, "Bcc"));
    message_free(m);
}

static void
large_mail_is_read_from_its_file(void **state)
{
    g_autoptr(GString) in =
        g_string_new(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n"
                          "--b\nContent-Type: application/pdf\n"
                          "Content-Transfer-Encoding: base64\n\n");
    g_autoptr(Message) m = NULL;

    for (unsigned i = 0; i < 60000; i++) {
        g_string_append(in, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY3ODk\n");
    }
    g_string_append(in, "--b--\n");
    m = parsed(in->str, in->len, NULL);
    assert_non_null(m);
    assert_null(blob_memory(raw));
    assert_string_equal(message_text(m), "see");
    assert_int_equal(message_attachment(m, 0)->size, 60000 * 47 * 6 / 8);
}

static void
same_content_same_hash(void **state)
{
    uint8_t one[32], two[32], other[32];
    g_autoptr(Message) a = parsed_text("Subject: s\nMessage-ID: <a@x>\nReceived: one\n\ntext\n");

    message_content_hash(a, one);
    g_clear_pointer(&a, message_free);
    a = parsed_text("Received: two\nSubject: s\nMessage-ID: <a@x>\n\ntext\n\n");
    message_content_hash(a, two);
    g_clear_pointer(&a, message_free);
    a = parsed_text("Subject: s\nMessage-ID: <a@x>\n\nother text\n");
    message_content_hash(a, other);
    assert_memory_equal(one, two, 32);
    assert_memory_not_equal(one, other, 32);
}

// Every cut and every flipped byte of a mail with all kinds of parts.
static void
damage_does_no_harm(void **state)
{
    static const char MAIL[] = HEAD
        "Subject: =?utf-8?B?0J8=?=\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n"
        "Content-Type: multipart/alternative; boundary=c\n\n--c\n\nplain\n--c\nContent-Type: "
        "text/html;"
        " charset=koi8-r\nContent-Transfer-Encoding: quoted-printable\n\n<p>=F0</p>\n--c--\n--b\n"
        "Content-Type: message/rfc822\n\nSubject: in\n\nx\n--b\nContent-Disposition: attachment;"
        " filename*0*=utf-8''a; filename*1=b\nContent-Transfer-Encoding: base64\n\nQUJD\n--b--\n";

    for (size_t i = 0; i < sizeof MAIL - 1; i++) {
        for (unsigned bit = 0; bit < 3; bit++) {
            g_autofree char *copy = g_memdup2(MAIL, sizeof MAIL);
            g_autoptr(Message) m = NULL;

            copy[i] = (char)(bit == 0 ? copy[i] ^ 0x20 : bit == 1 ? '\n' : copy[i]);
            m = parsed(copy, bit == 2 ? i : sizeof MAIL - 1, NULL);
            if (m) {
                assert_true(g_utf8_validate(message_text(m), -1, NULL));
                for (unsigned k = 0; k < message_attachment_count(m); k++) {
                    assert_true(*message_attachment(m, k)->name);
                }
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(text_of_the_best_part, forget),
        cmocka_unit_test_teardown(attachments_are_listed, forget),
        cmocka_unit_test_teardown(inner_message_is_one_attachment, forget),
        cmocka_unit_test_teardown(headers_are_read, forget),
        cmocka_unit_test_teardown(dates_are_clamped, forget),
        cmocka_unit_test_teardown(what_is_refused, forget),
        cmocka_unit_test_teardown(what_is_capped, forget),
        cmocka_unit_test_teardown(large_mail_is_read_from_its_file, forget),
        cmocka_unit_test_teardown(same_content_same_hash, forget),
        cmocka_unit_test_teardown(damage_does_no_harm, forget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
