// fuzz_authres.c: any Authentication-Results: the bytes are the value of the topmost header, in a
// mail from anna@example.com, whose server is mx.example.com.
#include "fuzz.h"
#include "mail/authres.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char BEFORE[] = "Authentication-Results: ";
    static const char AFTER[] = "\nFrom: anna@example.com\nTo: desk@example.com\n\ntext\n";
    g_autofree char *value = fuzz_string(data, size);
    // An empty line would end the headers, and with them what is tried here.
    for (char *p = value; *p; p++) {
        if (*p == '\n' || *p == '\r') {
            *p = '\t';
        }
    }
    g_autofree char *text = g_strconcat(BEFORE, value, AFTER, NULL);
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = fuzz_message((const uint8_t *)text, strlen(text), &raw);
    if (!m) {
        return 0;
    }
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_auto(AuthResult) out = {0};
    g_ptr_array_add(ids, (gpointer) "mx.example.com");
    authres_check(m, ids, "anna@example.com", &out);
    fuzz_is_line(out.why);
    PROMISE(*out.why && out.pass == (*out.by != '\0'));
    // Nothing passes without these words; the values may be written with backslashes.
    g_autofree char *lower = g_ascii_strdown(value, -1);
    PROMISE(!out.pass || (strstr(lower, "pass") && strstr(lower, out.by)));
    g_auto(AuthResult) nobody = {0};
    authres_check(m, NULL, "anna@example.com", &nobody);
    PROMISE(!nobody.pass);
    return 0;
}
