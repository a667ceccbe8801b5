// yard_send.c: the floor under sending: libcurl alone, one connection, the same letter again and
// again: `yard_send URL COUNT FILE [JOURNAL]`. Prints letters a second. With a journal, its one
// page is written and synced before the bytes of each letter: the least that a sender must do who
// wants to know after a crash what may have gone out.
#include <curl/curl.h>
#include <glib.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096

typedef struct {
    const char *bytes;
    size_t len, given;
    int journal; // -1 = none
} Letter;

static size_t
give(char *buffer, size_t size, size_t count, void *data)
{
    Letter *letter = data;
    size_t n = MIN(size * count, letter->len - letter->given);
    char page[PAGE] = {0};
    if (letter->given == 0 && letter->journal >= 0 &&
        (pwrite(letter->journal, page, PAGE, 0) != PAGE || fdatasync(letter->journal) != 0)) {
        return CURL_READFUNC_ABORT;
    }
    memcpy(buffer, letter->bytes + letter->given, n);
    letter->given += n;
    return n;
}

int
main(int argc, char **argv)
{
    g_autofree char *bytes = NULL;
    Letter letter = {.journal = -1};
    if (argc < 4 || argc > 5 || !g_file_get_contents(argv[3], &bytes, &letter.len, NULL)) {
        fprintf(stderr, "usage: %s URL COUNT FILE [JOURNAL]\n", argv[0]);
        return 2;
    }
    letter.bytes = bytes;
    letter.journal = argc > 4 ? open(argv[4], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    guint64 count = g_ascii_strtoull(argv[2], NULL, 10);
    CURL *curl = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, "carol@customer.example");
    curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "support@example.com");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &letter);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter.len);
    curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    gint64 start = g_get_monotonic_time();
    CURLcode r = CURLE_OK;
    for (guint64 i = 0; r == CURLE_OK && i < count; i++) {
        letter.given = 0;
        r = curl_easy_perform(curl);
    }
    printf("%.2f\n", (double)count * 1e6 / (double)(g_get_monotonic_time() - start));
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
    if (r != CURLE_OK) {
        fprintf(stderr, "%s\n", curl_easy_strerror(r));
    }
    return r == CURLE_OK ? 0 : 1;
}
