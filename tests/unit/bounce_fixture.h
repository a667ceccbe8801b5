// bounce_fixture.h: a mail as text → its nature and what its report says, in a line.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/bounce.h"
#include "mail/nature.h"

#include <glib.h>
#include <string.h>

typedef struct {
    const char *name, *in, *want;
} Row;

// "bounce our@x; anna@example.com 5.1.1 failed!": nature, the original, then each recipient with
// status and fate; "!" is permanent.
static char *
summary(const char *text)
{
    static const char *const ACTIONS[] = {"failed", "delayed", "delivered", "complaint"};
    g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    NatureHints hints = {.for_us = true};
    g_auto(Nature) nature = {0};
    g_autoptr(Bounce) b = NULL;
    GString *out = g_string_new(NULL);

    assert_non_null(m);
    nature_decide(m, &hints, &nature);
    b = bounce_parse(m);
    g_string_append(out, nature_name(nature.kind));
    if (b && *b->original_id) {
        g_string_append_printf(out, " %s", b->original_id);
    }
    for (guint i = 0; b && i < b->recipients->len; i++) {
        const BounceRecipient *r = g_ptr_array_index(b->recipients, i);

        g_string_append_printf(out, "; %s%s%s %s%s", r->recipient, *r->status ? " " : "", r->status,
                               ACTIONS[r->action], r->permanent ? "!" : "");
    }
    return g_string_free(out, FALSE);
}

static void
check(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *got = summary(rows[i].in);

        if (strcmp(got, rows[i].want) != 0) {
            fail_msg("%s: «%s», not «%s»", rows[i].name, got, rows[i].want);
        }
    }
}

#define DAEMON(subject)                                                                            \
    "From: MAILER-DAEMON@mx.example.net\nTo: desk@example.com\nSubject: " subject "\n\n"
