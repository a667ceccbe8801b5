// fuzz_addresses.c: any bytes as the value of a header: addresses, Message-IDs, unstructured text.
#include "fuzz.h"
#include "mail/address.h"
#include "mail/header.h"
#include "mail/msgid.h"

static void
look_at(const Address *a)
{
    PROMISE(address_is_valid(a->address));
    fuzz_is_line(a->name);
    g_autofree char *folded = address_fold(a->address);
    g_autofree char *detail = NULL;
    g_autofree char *base = address_split_detail(a->address, &detail);
    g_autofree char *shown = address_display(a);
    fuzz_is_line(folded);
    fuzz_is_line(shown);
    PROMISE(base && address_equal(a->address, folded));
    address_domain_is_public(address_domain(a->address));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *raw = fuzz_string(data, size);
    g_autoptr(GPtrArray) addresses = address_list_parse(raw, 50);
    PROMISE(addresses->len <= 50);
    for (guint i = 0; i < addresses->len; i++) {
        look_at(addresses->pdata[i]);
    }
    g_autoptr(Address) one = address_parse_one(raw);
    PROMISE(!one || address_is_valid(one->address));
    g_autoptr(GPtrArray) ids = msgid_list_parse(raw, 20);
    PROMISE(ids->len <= 20);
    for (guint i = 0; i < ids->len; i++) {
        fuzz_is_line(ids->pdata[i]);
        PROMISE(!strpbrk(ids->pdata[i], " \t") && strlen(ids->pdata[i]) <= 998);
    }
    g_autofree char *id = msgid_parse_one(raw);
    PROMISE((id != NULL) == (ids->len > 0));
    g_autofree char *decoded = header_decode(raw, NULL);
    g_autofree char *hinted = header_decode(raw, "koi8-r");
    g_autofree char *as_q = header_b_to_q(raw);
    g_autofree char *words = header_to_utf8_words(raw, NULL);
    fuzz_is_line(decoded);
    fuzz_is_line(hinted);
    fuzz_is_text(words);
    PROMISE(as_q);
    return 0;
}
