// What we send is safe on every way, reads back whole, and is the same whenever it is made.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "mail/compose.h"
#include "mail/message.h"

#include <glib.h>
#include <string.h>

#define LONG_SUBJECT                                                                               \
    "a very long subject in plain English words that has to be folded over several lines of the "  \
    "header because nobody could write it on a single one of them"

static Draft *
draft(void)
{
    Draft *d = draft_new();

    d->from = address_new("Helpdesk", "desk@example.com");
    g_ptr_array_add(d->to, address_new("Анна, Петровна \"Аня\" с очень длинным именем и ещё одним",
                                       "anna@example.com"));
    g_free(d->subject);
    d->subject =
        g_strdup("Re: [#12] Счёт № 5 за «поставку» — и ещё много слов, чтобы строка была длинной");
    g_free(d->message_id);
    d->message_id = g_strdup("t12.1@example.com");
    g_free(d->text);
    d->text = g_strdup("Здравствуйте!\n.\nFrom here on\r\nline\rend");
    d->date = 1795288800;
    return d;
}

static char *
bytes_of(const Draft *d)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Blob) out = draft_compose(d, &error);
    char *bytes;

    if (!out) {
        fail_msg("%s", error->message);
    }
    bytes = g_malloc0(blob_size(out) + 1);
    assert_int_equal(blob_read(out, 0, bytes, blob_size(out), NULL), blob_size(out));
    return bytes;
}

// CRLF alone ends lines, none is over 998 bytes or a single dot, all is 7 bit.
static void
assert_safe(const char *bytes)
{
    const char *line = bytes;

    for (const char *p = bytes; *p; p++) {
        assert_true((unsigned char)*p < 0x80);
        if (*p == '\r') {
            assert_int_equal(p[1], '\n');
        }
        if (*p == '\n') {
            assert_true(p > bytes && p[-1] == '\r');
            assert_true(p - line < 998);
            assert_false(p - line == 2 && *line == '.');
            line = p + 1;
        }
    }
    assert_true(*line == '\0');
}

static void
reads_back_whole(void **state)
{
    g_autoptr(Draft) d = draft();
    g_autofree char *bytes = NULL;
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = NULL;
    const Address *to;

    g_ptr_array_add(d->headers, g_strdup("X-Helpdesk-Ticket: 12"));
    g_ptr_array_add(d->references, g_strdup("a@x"));
    g_ptr_array_add(d->references, g_strdup("b@x"));
    g_free(d->in_reply_to);
    d->in_reply_to = g_strdup("b@x");
    d->auto_submitted = "auto-replied";
    bytes = bytes_of(d);
    assert_safe(bytes);
    raw = blob_new_bytes(bytes, strlen(bytes));
    m = message_parse(raw, NULL, NULL);
    to = g_ptr_array_index(message_to(m), 0);
    assert_string_equal(message_subject(m), d->subject);
    assert_string_equal(to->name, "Анна, Петровна \"Аня\" с очень длинным именем и ещё одним");
    assert_string_equal(to->address, "anna@example.com");
    assert_string_equal(message_id(m), "t12.1@example.com");
    assert_int_equal(message_date(m), d->date);
    assert_int_equal(message_references(m)->len, 2);
    assert_string_equal(message_text(m), "Здравствуйте!\n.\nFrom here on\nline\nend");
    assert_string_equal(message_header(m, "X-Helpdesk-Ticket"), "12");
    assert_string_equal(message_header(m, "Auto-Submitted"), "auto-replied");
    assert_string_equal(message_header(m, "X-Auto-Response-Suppress"), "All");
    assert_int_equal(message_defects(m)->len, 0);
}

static void
subjects_survive(void **state)
{
    static const char *const SUBJECTS[] = {
        "plain",
        "",
        "Привет",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        "=?utf-8?Q?no?= word",
        "two  spaces here",
        "a_b?c=d",
        "日本語の件名はとても長いので折り返されるはずです、きっと",
        LONG_SUBJECT,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(SUBJECTS); i++) {
        g_autoptr(Draft) d = draft();
        g_autofree char *bytes = NULL;
        g_autoptr(Blob) raw = NULL;
        g_autoptr(Message) m = NULL;

        g_free(d->subject);
        d->subject = g_strdup(SUBJECTS[i]);
        bytes = bytes_of(d);
        assert_safe(bytes);
        raw = blob_new_bytes(bytes, strlen(bytes));
        m = message_parse(raw, NULL, NULL);
        if (i != 5) {
            assert_string_equal(message_subject(m), SUBJECTS[i]);
        } else {
            assert_non_null(strstr(bytes, "Subject: two  spaces here\r\n"));
        }
    }
}

static void
parts_nest(void **state)
{
    g_autoptr(Draft) d = draft();
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = NULL;
    g_autoptr(Blob) file = blob_new();

    g_free(d->html);
    d->html = g_strdup("<p>Здравствуйте!<br>.<br>From here on<br>line<br>end <img src=\"cid:pic@x\"></p>");
    draft_attach(d, "pic.png", "image/png", "pic@x", blob_new_bytes("PNG", 3));
    draft_attach(d, "Счёт за ноябрь.csv", "text/csv", "", blob_new_bytes("a\nb\r\n\0.\n", 8));
    draft_attach(d, "mail.eml", "message/rfc822", "", blob_new_bytes("x", 1));
    draft_attach(d, "none.bin", "junk\r\nX-Evil: 1", "", blob_new());
    first = bytes_of(d);
    second = bytes_of(d);
    assert_string_equal(first, second);
    assert_safe(first);
    raw = blob_new_bytes(first, strlen(first));
    m = message_parse(raw, NULL, NULL);
    assert_string_equal(message_type(m), "multipart/mixed");
    assert_int_equal(message_defects(m)->len, 0);
    assert_null(message_header(m, "X-Evil"));
    assert_non_null(strstr(message_html(m), "Здравствуйте"));
    assert_int_equal(message_attachment_count(m), 4);
    assert_string_equal(message_attachment(m, 0)->name, "pic.png");
    assert_true(message_attachment(m, 0)->is_inline);
    assert_string_equal(message_attachment(m, 1)->name, "Счёт за ноябрь.csv");
    assert_string_equal(message_attachment(m, 1)->type, "text/csv");
    assert_false(message_attachment(m, 1)->is_inline);
    assert_true(message_attachment_read(m, 1, file, NULL));
    assert_int_equal(blob_size(file), 8);
    assert_memory_equal(blob_memory(file), "a\nb\r\n\0.\n", 8);
    assert_int_equal(message_attachment(m, 3)->size, 0);
    assert_string_equal(message_attachment(m, 3)->type, "application/octet-stream");
}

static void
large_files_are_streamed(void **state)
{
    g_autoptr(Draft) d = draft();
    Blob *content = blob_new();
    g_autofree char *chunk = g_malloc(100000);
    g_autoptr(Blob) out = NULL;
    g_autoptr(Message) m = NULL;

    memset(chunk, 'x', 100000);
    for (unsigned i = 0; i < 30; i++) {
        assert_true(blob_append(content, chunk, 100000, NULL));
    }
    draft_attach(d, "big.bin", "application/octet-stream", "", content);
    out = draft_compose(d, NULL);
    assert_non_null(out);
    assert_null(blob_memory(out));
    m = message_parse(out, NULL, NULL);
    assert_int_equal(message_attachment(m, 0)->size, 3000000);
}

typedef void (*Spoil)(Draft *d);

static void
spoil_subject(Draft *d)
{
    g_free(d->subject);
    d->subject = g_strdup("x\r\nBcc: evil@example.com");
}

static void
spoil_name(Draft *d)
{
    g_ptr_array_add(d->cc, address_new("x", "c@example.com"));
    Address *a = g_ptr_array_index(d->cc, 0);
    g_free(a->name);
    a->name = g_strdup("x\nBcc: evil@example.com");
}

static void
spoil_address(Draft *d)
{
    g_ptr_array_add(d->cc, address_new("x", "c@example.com"));
    Address *a = g_ptr_array_index(d->cc, 0);
    g_free(a->address);
    a->address = g_strdup("c@example.com>\r\nBcc: <evil@example.com");
}

static void
spoil_header(Draft *d)
{
    g_ptr_array_add(d->headers, g_strdup("X-A: 1\r\nX-B: 2"));
}

static void
spoil_header_name(Draft *d)
{
    g_ptr_array_add(d->headers, g_strdup("X A: 1"));
}

static void
spoil_id(Draft *d)
{
    g_free(d->message_id);
    d->message_id = g_strdup("a b@x");
}

static void
spoil_recipients(Draft *d)
{
    g_ptr_array_set_size(d->to, 0);
}

static void
injection_is_refused(void **state)
{
    static const Spoil SPOILS[] = {spoil_subject,     spoil_name, spoil_address,   spoil_header,
                                   spoil_header_name, spoil_id,   spoil_recipients};

    for (size_t i = 0; i < G_N_ELEMENTS(SPOILS); i++) {
        g_autoptr(Draft) d = draft();
        g_autoptr(GError) error = NULL;

        SPOILS[i](d);
        assert_null(draft_compose(d, &error));
        assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_MESSAGE));
    }
}

static void
strangers_references_cannot_break_it(void **state)
{
    g_autoptr(Draft) d = draft();
    g_autofree char *bytes = NULL;

    for (unsigned i = 0; i < 200; i++) {
        g_ptr_array_add(d->references, g_strnfill(800, 'r'));
    }
    g_ptr_array_add(d->references, g_strdup("bad\r\nX-Evil: 1"));
    g_ptr_array_add(d->references, g_strnfill(997, 'l'));
    bytes = bytes_of(d);
    assert_safe(bytes);
    assert_null(strstr(bytes, "X-Evil"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_whole),
        cmocka_unit_test(subjects_survive),
        cmocka_unit_test(parts_nest),
        cmocka_unit_test(large_files_are_streamed),
        cmocka_unit_test(injection_is_refused),
        cmocka_unit_test(strangers_references_cannot_break_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
