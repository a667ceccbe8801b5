// signature_part.c: which bytes of a mail a signature is over (RFC 1847 2.1), and the signature.
//
// GMime says where its first and its second part begin; between them the bytes are taken as they
// came, never as GMime would write them again. The lines of the boundary are checked on both sides,
// so that the part that is read and the bytes that are checked are the same ones. Not for judging a
// signature. Limits: boundary 200 bytes; the content is spooled like any Blob, in bounded memory.

#include "base/text.h"
#include "mail/address.h"
#include "mail/header.h"
#include "mail/message_private.h"
#include "mail/msgid.h"
#include "mail/part.h"
#include "mail/signature_private.h"

#include <string.h>

#define BOUNDARY_MAX 200
#define PADDING_MAX  50 // white space behind a boundary, line ends
#define IDS_MAX      200

void
signed_part_clear(SignedPart *p)
{
    g_clear_pointer(&p->content, blob_free);
    if (p->bytes) {
        g_string_free(g_steal_pointer(&p->bytes), TRUE);
    }
}

static const struct {
    const char *type;
    bool smime;
} SIGNATURE_TYPES[] = {
    {"application/pgp-signature", false},
    {"application/pkcs7-signature", true},
    {"application/x-pkcs7-signature", true},
};

static bool
is_signature(GMimeObject *object, bool *smime)
{
    g_autofree char *type = part_type(object);

    for (size_t i = 0; i < G_N_ELEMENTS(SIGNATURE_TYPES); i++) {
        if (strcmp(type, SIGNATURE_TYPES[i].type) == 0) {
            *smime = SIGNATURE_TYPES[i].smime;
            return true;
        }
    }
    return false;
}

// Is anything in the tree signed? Messages inside are others' mail.
static bool
has_signed(GMimeObject *object, unsigned depth)
{
    g_autofree char *type = part_type(object);
    g_autofree char *kind = g_ascii_strdown(part_type_param(object, "smime-type"), -1);
    GMimeMultipart *multipart = GMIME_IS_MULTIPART(object) ? GMIME_MULTIPART(object) : NULL;
    int count = multipart ? g_mime_multipart_get_count(multipart) : 0;

    if (strcmp(type, "multipart/signed") == 0) {
        return true;
    }
    if (g_str_has_prefix(type, "application/") && g_str_has_suffix(type, "pkcs7-mime")) {
        return strcmp(kind, "signed-data") == 0;
    }
    for (int i = 0; i < count && depth > 0; i++) {
        if (has_signed(g_mime_multipart_get_part(multipart, i), depth - 1)) {
            return true;
        }
    }
    return false;
}

// Where the first header of a part stands in the mail; -1 when it has none.
static int64_t
part_begin(GMimeObject *object)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);

    return g_mime_header_list_get_count(list) > 0
               ? g_mime_header_get_offset(g_mime_header_list_get_header_at(list, 0))
               : -1;
}

// The line before offset `at` is the boundary. *line: where the line end before it begins; -1: it
// is another line.
static bool
find_boundary(const Blob *raw, const char *boundary, int64_t at, int64_t *line, GError **error)
{
    char bytes[BOUNDARY_MAX + PADDING_MAX + 1];
    size_t len = (size_t)MIN(at, (int64_t)sizeof bytes - 1);
    int64_t start = at - (int64_t)len;
    gssize n = blob_read(raw, (uint64_t)start, bytes, len, error);
    size_t size = strlen(boundary), end, p;

    *line = -1;
    if (n < 0) {
        return false;
    }
    end = (size_t)n;
    if ((size_t)n != len || end == 0 || bytes[end - 1] != '\n') {
        return true;
    }
    end -= end > 1 && bytes[end - 2] == '\r' ? 2 : 1;
    while (end > 0 && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
        end--;
    }
    if (end < size + 3) {
        return true;
    }
    p = end - size - 2;
    if (memcmp(bytes + p, "--", 2) != 0 || memcmp(bytes + p + 2, boundary, size) != 0 ||
        bytes[p - 1] != '\n') {
        return true;
    }
    p -= p > 1 && bytes[p - 2] == '\r' ? 2 : 1;
    *line = start + (int64_t)p;
    return true;
}

static bool
append(Blob *out, GString *piece, GError **error)
{
    bool ok = blob_append(out, piece->str, piece->len, error);

    g_string_truncate(piece, 0);
    return ok;
}

// Lines end with CRLF (RFC 1847 2.1), however the mailbox keeps them.
static bool
copy_lines(const Blob *raw, int64_t begin, int64_t end, Blob *out, GError **error)
{
    g_autoptr(GString) piece = g_string_new(NULL);
    char bytes[16384], last = 0;

    while (begin < end) {
        size_t len = (size_t)MIN(end - begin, (int64_t)sizeof bytes);
        gssize n = blob_read(raw, (uint64_t)begin, bytes, len, error);

        if (n <= 0) {
            return n == 0;
        }
        for (gssize i = 0; i < n; i++) {
            if (bytes[i] == '\n' && last != '\r') {
                g_string_append_c(piece, '\r');
            }
            g_string_append_c(piece, bytes[i]);
            last = bytes[i];
        }
        if (!append(out, piece, error)) {
            return false;
        }
        begin += n;
    }
    return true;
}

static bool
read_content(const Message *m, GMimeMultipart *root, SignedPart *out, const char **why,
             GError **error)
{
    const char *boundary = part_type_param(GMIME_OBJECT(root), "boundary");
    int64_t begin = part_begin(out->part);
    int64_t after = part_begin(g_mime_multipart_get_part(root, 1));
    int64_t first = -1, second = -1;

    *why = "the limits of the signed part are not clear";
    if (!*boundary || strlen(boundary) > BOUNDARY_MAX || begin <= 0 || after <= begin) {
        return true;
    }
    if (!find_boundary(m->raw, boundary, begin, &first, error) ||
        !find_boundary(m->raw, boundary, after, &second, error)) {
        return false;
    }
    if (first < 0 || second < begin) {
        return true;
    }
    *why = NULL;
    out->content = blob_new();
    return copy_lines(m->raw, begin, second, out->content, error);
}

bool
signed_part_find(const Message *m, SignedPart *out, SignatureState *state, const char **why,
                 GError **error)
{
    GMimeObject *object = g_mime_message_get_mime_part(m->mime);
    GMimeMultipart *root = GMIME_IS_MULTIPART(object) ? GMIME_MULTIPART(object) : NULL;
    GMimeObject *second;

    *state = SIGNATURE_NONE;
    *why = "the mail is not signed";
    if (!has_signed(object, m->limits.depth)) {
        return true;
    }
    *state = SIGNATURE_PARTIAL;
    *why = "not the whole mail is signed in a form that counts (multipart/signed at the top)";
    if (!root || strcmp(m->type, "multipart/signed") != 0) {
        return true;
    }
    *why = "the signed mail has not exactly two parts";
    if (g_mime_multipart_get_count(root) != 2) {
        return true;
    }
    out->part = g_mime_multipart_get_part(root, 0);
    second = g_mime_multipart_get_part(root, 1);
    *state = SIGNATURE_BAD;
    *why = "the second part is no signature";
    if (!GMIME_IS_PART(second) || !is_signature(second, &out->smime)) {
        return true;
    }
    *why = "the mail has defects that make it unclear what was signed";
    if (m->clean) {
        return true;
    }
    out->bytes = part_bytes(second, SIGNATURE_MAX, NULL);
    *why = "the signature is too long";
    if (out->bytes->len >= SIGNATURE_MAX) {
        return true;
    }
    return read_content(m, root, out, why, error);
}

static bool
same_addresses(const char *raw, const GPtrArray *outer)
{
    g_autoptr(GPtrArray) inner = address_list_parse(raw, MESSAGE_ADDRESSES);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < outer->len; i++) {
        g_hash_table_add(known, ((const Address *)g_ptr_array_index(outer, i))->address);
    }
    for (guint i = 0; i < inner->len; i++) {
        const Address *a = g_ptr_array_index(inner, i);

        if (!g_hash_table_contains(known, a->address)) {
            return false;
        }
    }
    return true;
}

static bool
same_ids(const char *raw, const GPtrArray *outer)
{
    g_autoptr(GPtrArray) inner = msgid_list_parse(raw, IDS_MAX);
    bool same = inner->len == outer->len;

    for (guint i = 0; same && i < inner->len; i++) {
        same = strcmp(g_ptr_array_index(inner, i), g_ptr_array_index(outer, i)) == 0;
    }
    return same;
}

const char *
signed_part_headers(const Message *m, const SignedPart *p)
{
    const char *from = part_header(p->part, "From");
    const char *to = part_header(p->part, "To");
    const char *subject = part_header(p->part, "Subject");
    const char *reply = part_header(p->part, "In-Reply-To");
    g_autofree char *title = subject ? header_decode(subject, NULL) : NULL;

    if (from && !same_addresses(from, m->from)) {
        return "From is another one than the signed From";
    }
    if (to && !same_addresses(to, m->to)) {
        return "To is another one than the signed To";
    }
    if (title && strcmp(title, m->subject) != 0) {
        return "the subject is another one than the signed subject";
    }
    if (reply && !same_ids(reply, m->in_reply_to)) {
        return "In-Reply-To is another one than the signed In-Reply-To";
    }
    return NULL;
}
