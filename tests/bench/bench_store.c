// bench_store.c: what it costs to store a message: bench_store MESSAGES BATCH index|plain
//
// Each message is a new ticket with all that comes with it: raw bytes (6 kB), message, received and
// sighting rows, requester, three Message-IDs, three events, and a receipt of 2 kB in the outbox;
// one savepoint each, `BATCH` of them in a transaction with full sync. "plain" leaves the body out
// of the search index. Then searches and reads are timed. The target is 0.35 ms a message with the
// index.
#include "store/store.h"

#include "base/clock.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { WORDS = 60000, RAW = 6000, LETTER = 2000 };

static char *words[WORDS];
static uint64_t seed = 88172645463325252u;

static uint64_t
next_number(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static void
make_words(void)
{
    for (unsigned i = 0; i < WORDS; i++) {
        GString *w = g_string_new(NULL);
        bool cyrillic = next_number() % 2;
        for (unsigned n = 3 + (unsigned)(next_number() % 8); n > 0; n--) {
            gunichar c =
                (gunichar)(cyrillic ? 0x430 + next_number() % 32 : 'a' + next_number() % 26);
            g_string_append_unichar(w, c);
        }
        words[i] = g_string_free(w, FALSE);
    }
}

// Zipf's law, as in letters: the n-th word comes up in proportion to 1 / (n + 5).
static const char *
any_word(void)
{
    double u = (double)(next_number() >> 11) / 9007199254740992.0;
    return words[(unsigned)(5 * pow((WORDS + 5) / 5.0, u)) - 5];
}

static char *
make_text(size_t bytes)
{
    GString *text = g_string_sized_new(bytes + 64);
    while (text->len < bytes) {
        g_string_append(text, any_word());
        g_string_append_c(text, next_number() % 12 ? ' ' : '\n');
    }
    return g_string_free(text, FALSE);
}

// Random digests: hashing is not the store's work.
static int64_t
put_blob(Store *s, const char *text, uint8_t digest[32])
{
    g_autoptr(Blob) blob = blob_new_bytes(text, strlen(text));
    for (unsigned i = 0; i < 4; i++) {
        uint64_t number = next_number();
        memcpy(digest + i * 8, &number, 8);
    }
    return store_blob_put(s, blob, digest, NULL);
}

static bool
add_events(Store *s, const Ticket *t, int64_t message)
{
    static const char *const KINDS[] = {"created", "assigned", "sent"};
    bool ok = true;
    for (unsigned i = 0; ok && i < G_N_ELEMENTS(KINDS); i++) {
        g_autoptr(Event) e = event_new(t->number, 1000, KINDS[i], "system", "new → open");
        e->message = message;
        ok = store_event_add(s, e, "0123456789abcdef0123456789abcdef", NULL);
    }
    return ok;
}

static bool
add_receipt(Store *s, const Ticket *t, const char *id, const char *text, int64_t message)
{
    uint8_t digest[32];
    g_autofree char *letter = g_strndup(text, LETTER);
    Outgoing o = {.ticket = t->number,
                  .message = message,
                  .template = (char *)"receipt",
                  .from = (char *)"support@example.com",
                  .to = t->requester->address,
                  .subject = t->subject,
                  .message_id = (char *)id,
                  .raw = put_blob(s, letter, digest),
                  .size = strlen(letter),
                  .automatic = true,
                  .queued_at = 1000,
                  .next_at = 1000};
    return store_outgoing_add(s, &o, NULL);
}

static bool
add_message(Store *s, unsigned n, int64_t mailbox, const char *text, bool index)
{
    g_autofree char *address = g_strdup_printf("customer%u@example.com", n % 5000);
    g_autofree char *id = g_strdup_printf("%u.%s@mail.example.com", n, any_word());
    g_autofree char *ours = g_strdup_printf("hd.%u.%016" G_GINT64_MODIFIER "x"
                                            "@example.com",
                                            n, next_number());
    g_autofree char *older = g_strdup_printf("%016" G_GINT64_MODIFIER "x"
                                             "@example.org",
                                             next_number());
    g_autoptr(Ticket) t = ticket_new();
    g_free(t->subject);
    t->subject = g_strdup_printf("%s %s %s", any_word(), any_word(), any_word());
    t->created_at = t->updated_at = n;
    t->requester = contact_new(address, "A Customer");
    Received r = {.queue = (char *)"support", .outcome = (char *)"new ticket", .at = n};
    r.raw = put_blob(s, text, r.sha256);
    memcpy(r.content, r.sha256, 32);
    r.content[0] ^= 0xff;
    TicketMessage m = {.raw = r.raw,
                       .author = address,
                       .message_id = id,
                       .subject = t->subject,
                       .text = (char *)text,
                       .at = n};
    bool ok =
        store_received_find(s, r.sha256, r.content, NULL) == 0 && store_ticket_save(s, t, NULL);
    m.ticket = r.ticket = t->number;
    ok = ok && store_message_add(s, &m, index ? "" : " ", NULL);
    r.ticket_message = m.id;
    int64_t received = ok ? store_received_add(s, &r, NULL) : 0;
    return received && store_sighting_add(s, mailbox, 1, n + 1, received, NULL) &&
           store_thread_add(s, id, t->number, NULL) && store_thread_add(s, ours, t->number, NULL) &&
           store_thread_add(s, older, t->number, NULL) && add_events(s, t, m.id) &&
           add_receipt(s, t, ours, text, m.id);
}

// Microseconds of processor time: what a busy machine does not change.
static int64_t
processor_time(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * G_USEC_PER_SEC + use.ru_utime.tv_usec +
           use.ru_stime.tv_usec;
}

static bool
fill(Store *s, unsigned messages, unsigned batch, bool index, int64_t *spent, int64_t *processor)
{
    MailboxState mailbox;
    bool ok = store_mailbox_get(s, "INBOX", &mailbox, NULL);
    mailbox_state_clear(&mailbox);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    *spent = *processor = 0;
    for (unsigned n = 0; ok && n < messages; n += batch) {
        // Making the texts is not what is measured.
        g_ptr_array_set_size(texts, 0);
        for (unsigned i = 0; i < batch; i++) {
            g_ptr_array_add(texts, make_text(RAW));
        }
        int64_t start = g_get_monotonic_time(), started = processor_time();
        ok = store_begin(s, NULL);
        for (unsigned i = 0; ok && i < batch; i++) {
            ok = store_savepoint(s, NULL) &&
                 add_message(s, n + i, mailbox.id, texts->pdata[i], index) &&
                 store_release(s, NULL);
        }
        ok = ok && store_commit(s, NULL);
        *spent += g_get_monotonic_time() - start;
        *processor += processor_time() - started;
    }
    return ok;
}

static void
time_reads(Store *s, unsigned messages)
{
    enum { ROUNDS = 200 };
    int64_t start = g_get_monotonic_time();
    for (unsigned i = 0; i < ROUNDS; i++) {
        g_autofree char *two = g_strdup_printf("%s %s", any_word(), any_word());
        g_autoptr(GPtrArray) hits = store_search(s, two, 20, NULL);
        g_assert(hits);
    }
    int64_t searched = g_get_monotonic_time();
    for (unsigned i = 0; i < ROUNDS; i++) {
        int64_t number = 1 + (int64_t)(next_number() % messages);
        g_autoptr(Ticket) t = store_ticket_get(s, number, NULL);
        g_autoptr(GPtrArray) list = store_message_list(s, number, NULL);
        g_assert(t && list);
    }
    int64_t read = g_get_monotonic_time();
    printf("search %.3f ms, ticket with messages %.3f ms\n",
           (double)(searched - start) / 1000 / ROUNDS, (double)(read - searched) / 1000 / ROUNDS);
}

int
main(int argc, char **argv)
{
    unsigned messages = argc > 1 ? (unsigned)g_ascii_strtoull(argv[1], NULL, 10) : 10000;
    unsigned batch = argc > 2 ? (unsigned)g_ascii_strtoull(argv[2], NULL, 10) : 100;
    bool index = argc < 4 || strcmp(argv[3], "plain") != 0;
    g_autofree char *folder = g_dir_make_tmp("helpdesk-bench-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "bench.db", NULL);
    make_words();
    g_autoptr(Store) s = store_open(path, STORE_CREATE, NULL);
    int64_t spent = 0, processor = 0;
    bool ok = s && fill(s, messages, MAX(batch, 1), index, &spent, &processor);
    if (ok) {
        struct rusage use;
        getrusage(RUSAGE_SELF, &use);
        printf("%u messages in batches of %u, %s: %.3f ms each (processor %.3f), %.0f a second, "
               "peak RSS %ld MB\n",
               messages, batch, index ? "indexed" : "plain", (double)spent / 1000 / messages,
               (double)processor / 1000 / messages, messages * 1e6 / (double)spent,
               use.ru_maxrss / 1024);
        time_reads(s, messages);
    }
    g_clear_pointer(&s, store_close);
    g_unlink(path);
    g_rmdir(folder);
    return ok ? 0 : 1;
}
