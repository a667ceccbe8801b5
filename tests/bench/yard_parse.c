// yard_parse.c: the floor under parsing: GMime alone reads every letter of an mbox, its headers,
// texts (decoded, as UTF-8) and attachments (decoded into nothing). Prints milliseconds of
// processor time for each letter and how many there were: `yard_parse FILE`.
#include <gmime/gmime.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>

static void
read_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    size_t *total = data;
    if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        *total += text ? strlen(text) : 0;
        g_free(text);
    } else if (GMIME_IS_PART(part)) {
        GMimeStream *null = g_mime_stream_null_new();
        GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
        *total += content ? (size_t)g_mime_data_wrapper_write_to_stream(content, null) : 0;
        g_object_unref(null);
    }
}

static size_t
read_letter(GMimeMessage *m)
{
    static const char *const HEADERS[] = {"References", "In-Reply-To", "Auto-Submitted",
                                          "Precedence"};
    const char *subject = g_mime_message_get_subject(m);
    size_t total = subject ? strlen(subject) : 0;
    total += (size_t)internet_address_list_length(g_mime_message_get_from(m));
    total += (size_t)internet_address_list_length(g_mime_message_get_to(m));
    total += g_mime_message_get_date(m) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        const char *value = g_mime_object_get_header(GMIME_OBJECT(m), HEADERS[i]);
        total += value ? strlen(value) : 0;
    }
    g_mime_message_foreach(m, read_part, &total);
    return total;
}

int
main(int argc, char **argv)
{
    g_mime_init();
    GMimeStream *file = argc == 2 ? g_mime_stream_fs_open(argv[1], O_RDONLY, 0, NULL) : NULL;
    if (!file) {
        fprintf(stderr, "usage: %s MBOX\n", argv[0]);
        return 2;
    }
    GMimeParser *parser = g_mime_parser_new_with_stream(file);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
    unsigned letters = 0;
    size_t total = 0;
    while (!g_mime_parser_eos(parser)) {
        GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
        if (!m) {
            break;
        }
        total += read_letter(m);
        letters++;
        g_object_unref(m);
    }
    g_object_unref(parser);
    g_object_unref(file);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    double ms = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e3 +
                (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e3;
    printf("%.6f %u %zu\n", letters ? ms / letters : 0.0, letters, total);
    return letters > 0 ? 0 : 1;
}
