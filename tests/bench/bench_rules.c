// bench_rules.c: how long the conditions of 1,000 rules take over one message of 6 kB, and how long
// patterns that explode run until they are stopped. Prints both as milliseconds of processor time:
// of the rules the median of ROUNDS, of the slowest pattern the best of three.
//
// The rules are such as admins write: globs on the subject, domains of senders, words in the text,
// headers, one in ten PCRE2; nearly none fits, so each is tried to its end. Every round reads the
// message anew, so nothing is known from the round before.
#include "ticket/condition.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RULES  1000
#define ROUNDS 51
#define SIZE   6000

// Processor time: other work on the machine does not count.
static double
spent_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1000000;
}

static Condition *
leaf(const char *key, const char *format, unsigned i)
{
    g_autofree char *number = g_strdup_printf("%u", i);
    g_auto(GStrv) parts = g_strsplit(format, "#", 2);
    g_autofree char *value = g_strjoin(number, parts[0], parts[1], NULL);
    const char *const values[] = {value, NULL};
    g_autoptr(GError) error = NULL;
    Condition *c = condition_leaf(key, values, &error);
    if (!c) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
    return c;
}

// Every second rule asks for the ticket's state as well; "#" stands for the number of the rule.
static Condition *
rule(unsigned i)
{
    static const struct {
        const char *key, *value;
    } KINDS[] = {
        {"subject", "*invoice-# *"},   {"from", "@customer#.example"},
        {"body", "*refund # please*"}, {"header", "X-Product: lamp#*"},
        {"subject", "re: order #*"},   {"from", "robot#@*.example"},
        {"body", "*serial number #*"}, {"subject", "*printer # *paper*"},
        {"to", "sales#@example.com"},  {"body", "/order[- ]?#\\d{3,5}[a-f]/"},
    };
    GPtrArray *parts = g_ptr_array_new();
    if (i % 2)
        g_ptr_array_add(parts, leaf("status", "open", i));
    g_ptr_array_add(parts, leaf(KINDS[i % 10].key,
                                i % 20 == 19 ? "/order[- ]?#\\d+/" : KINDS[i % 10].value, i));
    return condition_group(CONDITION_ALL, parts);
}

static char *
letter(void)
{
    static const char *const WORDS[] = {"order",  "we",      "printer", "the",    "number",
                                        "serial", "please",  "refund",  "Lampe",  "größer",
                                        "заказ",  "invoice", "and",     "office", "12345"};
    GString *s = g_string_new("From: Carol Dean <carol@customer.example>\n"
                              "To: support@example.com, Help <help@example.com>\n"
                              "Subject: Order 4711: the printer is out of paper\n"
                              "Date: Sat, 21 Nov 2026 10:00:00 +0000\n"
                              "X-Product: desk\nX-Mailer: bench\n"
                              "Content-Type: text/plain; charset=utf-8\nMIME-Version: 1.0\n\n");
    for (unsigned i = 0; s->len < SIZE; i = i * 7 + 3)
        g_string_append_printf(s, "%s%s", WORDS[i % G_N_ELEMENTS(WORDS)], i % 11 ? " " : "\n");
    return g_string_free(s, FALSE);
}

typedef struct {
    Desk *desk;
    Ticket *ticket;
    GPtrArray *rules;
} World;

static double
one_round(const World *w, const char *text)
{
    g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    g_auto(RuleView) view = {.desk = w->desk,
                             .now = 1790000000,
                             .queue = w->desk->queues->pdata[0],
                             .ticket = w->ticket,
                             .message = m,
                             .text = message_text(m),
                             .channel = "mail",
                             .sender = message_from(m)->pdata[0]};
    double start = spent_ms();
    for (guint i = 0; i < w->rules->len; i++)
        if (condition_eval(w->rules->pdata[i], &view, NULL, NULL) == MATCH_ERROR)
            exit(1);
    return spent_ms() - start;
}

static double
stopping(const World *w, const char *pattern, const char *text)
{
    const char *const values[] = {pattern, NULL};
    g_autoptr(Condition) c = condition_leaf("body", values, NULL);
    g_auto(RuleView) view = {.desk = w->desk, .ticket = w->ticket, .text = text};
    double start = spent_ms();
    MatchResult result = condition_eval(c, &view, NULL, NULL);
    double took = spent_ms() - start;
    if (result != MATCH_ERROR) {
        fprintf(stderr, "%s was not stopped\n", pattern);
        exit(1);
    }
    return took;
}

static double
slowest_pattern(const World *w)
{
    static const char *const PATTERNS[] = {
        "/(a+)+$/",    "/^(a|aa)+$/",          "/((a*)*)*[bc]/",
        "/^(.|.)+#$/", "/(a?){20}a{20}[^a!]/", "/(?:(?:a+)+)+\\d/"};
    g_autofree char *text = g_strnfill(100000, 'a');
    text[99999] = '!';
    double slowest = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(PATTERNS); i++) {
        double best = stopping(w, PATTERNS[i], text);
        for (unsigned again = 0; again < 2; again++)
            best = MIN(best, stopping(w, PATTERNS[i], text));
        slowest = MAX(slowest, best);
    }
    return slowest;
}

static int
ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int
main(void)
{
    World w = {.desk = desk_new(), .ticket = ticket_new(), .rules = g_ptr_array_new()};
    double took[ROUNDS];
    g_ptr_array_add(w.desk->queues, queue_new("support", "support@example.com"));
    g_free(w.ticket->status);
    w.ticket->status = g_strdup("open");
    g_ptr_array_set_free_func(w.rules, (GDestroyNotify)condition_free);
    for (unsigned i = 0; i < RULES; i++)
        g_ptr_array_add(w.rules, rule(i));
    g_autofree char *text = letter();
    for (size_t i = 0; i < ROUNDS; i++)
        took[i] = one_round(&w, text);
    qsort(took, ROUNDS, sizeof took[0], ascending);
    printf("%.3f %.3f\n", took[ROUNDS / 2], slowest_pattern(&w));
    g_ptr_array_unref(w.rules);
    ticket_free(w.ticket);
    desk_free(w.desk);
    return 0;
}
