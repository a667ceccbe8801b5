// gmime_write.c: a GMime object written through a function instead of into a file or memory.
//
// A stdio stream with functions of ours stands below GMime's file stream: that needs no class of
// our own. GMime seeks to where it already is before each write; nothing else is allowed.

#include "mail/gmime_write.h"

#include <errno.h>
#include <stdio.h>

typedef struct {
    GMimeSink sink;
    void *data;
    off64_t at;
    bool stopped;
} Writer;

static ssize_t
writer_write(void *cookie, const char *bytes, size_t len)
{
    Writer *w = cookie;

    w->stopped = w->stopped || !w->sink(w->data, bytes, len);
    if (w->stopped) {
        errno = EIO;
        return 0;
    }
    w->at += (off64_t)len;
    return (ssize_t)len;
}

static int
writer_seek(void *cookie, off64_t *offset, int whence)
{
    const Writer *w = cookie;
    off64_t target = whence == SEEK_SET ? *offset : w->at + *offset;

    *offset = w->at;
    return target == w->at ? 0 : -1;
}

bool
gmime_write(GMimeObject *object, GMimeFormatOptions *format, GMimeSink sink, void *data)
{
    Writer writer = {sink, data, 0, false};
    cookie_io_functions_t functions = {.write = writer_write, .seek = writer_seek};
    FILE *file = fopencookie(&writer, "w", functions);
    GMimeStream *stream;
    bool ok;

    if (!file) {
        return false;
    }
    stream = g_mime_stream_file_new(file);
    ok = g_mime_object_write_to_stream(object, format, stream) >= 0;
    ok = g_mime_stream_flush(stream) == 0 && ok;
    g_object_unref(stream);
    return ok && !writer.stopped;
}
