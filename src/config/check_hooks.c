// check_hooks.c: each hook in itself: its name, where its URL leads, its files.
//
// What an address really is shows only when a connection is made (io/hook_sender): here it is seen
// whether the URL can be meant so. Plain http:// leaves this machine never.
#include "config/loader.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

// An address as it stands there; of names only a connection tells.
static bool
is_private(const char *host)
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET6, host, &six) == 1) {
        if (!IN6_IS_ADDR_V4MAPPED(&six)) {
            return (six.s6_addr[0] & 0xfe) == 0xfc || IN6_IS_ADDR_LINKLOCAL(&six) ||
                   IN6_IS_ADDR_SITELOCAL(&six);
        }
        memcpy(&four, six.s6_addr + 12, sizeof four);
    } else if (inet_pton(AF_INET, host, &four) != 1) {
        return false;
    }
    uint32_t ip = ntohl(four.s_addr);
    return ip >> 24 == 10 || ip >> 24 == 127 || ip >> 20 == 0xac1 || ip >> 16 == 0xc0a8 ||
           ip >> 16 == 0xa9fe || ip >> 22 == 0x191; // 100.64.0.0/10
}

static void
check_url(Loader *l, const Hook *h)
{
    g_autoptr(GUri) uri = g_uri_parse(h->url, G_URI_FLAGS_NONE, NULL);
    unsigned line = origin_line(l, h, "url", -1);
    if (!uri) {
        return; // told when it was read
    }
    const char *host = text_or_empty(g_uri_get_host(uri));
    bool loopback = strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0 ||
                    g_ascii_strcasecmp(host, "localhost") == 0;
    bool plain = strcmp(g_uri_get_scheme(uri), "http") == 0;
    if (plain && !loopback) {
        loader_fault(l, line, "write https://", "url: http:// is for this machine only, not for %s",
                     host);
    } else if (!h->private_network && (loopback || is_private(host))) {
        loader_fault(l, line, "add private_network = true;",
                     "url: %s is %s, and private_network is not set", host,
                     loopback ? "this machine" : "in a private network");
    }
    if (plain && *h->ca_file) {
        loader_warn(l, origin_line(l, h, "ca_file", -1), "", "ca_file means nothing with http://");
    }
}

void
check_hooks(Loader *l)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < l->desk->hooks->len; i++) {
        Hook *h = l->desk->hooks->pdata[i];
        h->silence_seconds = l->draft.network_seconds;
        if (*h->name && !g_hash_table_add(names, text_fold(h->name))) {
            loader_fault(l, origin_line(l, h, "name", -1), "choose another name",
                         "hook \"%s\" is there twice", h->name);
        }
        check_url(l, h);
    }
}
