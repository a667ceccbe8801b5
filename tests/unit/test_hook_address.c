// test_hook_address.c: which addresses are anybody's, which are one's own, and where nobody serves.
#include "io/hook_address.h"

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cmocka.h>

static PlaceKind
place_of(const char *text, const char **what)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in4.sin_addr) == 1)
        return address_place((struct sockaddr *)&in4, what);
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return address_place((struct sockaddr *)&in6, what);
}

static const struct {
    const char *address;
    PlaceKind want;
} ROWS[] = {
    {"8.8.8.8", PLACE_PUBLIC},
    {"1.0.0.0", PLACE_PUBLIC},
    {"93.184.216.34", PLACE_PUBLIC},
    {"223.255.255.255", PLACE_PUBLIC},
    {"0.0.0.0", PLACE_NEVER},
    {"0.1.2.3", PLACE_NEVER},
    {"9.255.255.255", PLACE_PUBLIC},
    {"10.0.0.0", PLACE_PRIVATE},
    {"10.255.255.255", PLACE_PRIVATE},
    {"11.0.0.0", PLACE_PUBLIC},
    {"100.63.255.255", PLACE_PUBLIC},
    {"100.64.0.0", PLACE_PRIVATE},
    {"100.127.255.255", PLACE_PRIVATE},
    {"100.128.0.0", PLACE_PUBLIC},
    {"100.100.100.200", PLACE_NEVER},
    {"127.0.0.1", PLACE_LOOPBACK},
    {"127.255.255.255", PLACE_LOOPBACK},
    {"128.0.0.0", PLACE_PUBLIC},
    {"168.63.129.16", PLACE_NEVER},
    {"168.63.129.17", PLACE_PUBLIC},
    {"169.253.255.255", PLACE_PUBLIC},
    {"169.254.0.1", PLACE_PRIVATE},
    {"169.254.169.254", PLACE_NEVER},
    {"169.255.0.0", PLACE_PUBLIC},
    {"172.15.255.255", PLACE_PUBLIC},
    {"172.16.0.0", PLACE_PRIVATE},
    {"172.31.255.255", PLACE_PRIVATE},
    {"172.32.0.0", PLACE_PUBLIC},
    {"192.0.0.8", PLACE_NEVER},
    {"192.0.1.0", PLACE_PUBLIC},
    {"192.0.2.1", PLACE_NEVER},
    {"192.88.99.1", PLACE_NEVER},
    {"192.167.255.255", PLACE_PUBLIC},
    {"192.168.0.1", PLACE_PRIVATE},
    {"192.169.0.0", PLACE_PUBLIC},
    {"198.17.255.255", PLACE_PUBLIC},
    {"198.18.0.0", PLACE_PRIVATE},
    {"198.19.255.255", PLACE_PRIVATE},
    {"198.20.0.0", PLACE_PUBLIC},
    {"198.51.100.7", PLACE_NEVER},
    {"203.0.113.7", PLACE_NEVER},
    {"224.0.0.1", PLACE_NEVER},
    {"239.255.255.255", PLACE_NEVER},
    {"240.0.0.1", PLACE_NEVER},
    {"255.255.255.255", PLACE_NEVER},
    {"2606:4700::1111", PLACE_PUBLIC},
    {"2a00:1450:4001::200e", PLACE_PUBLIC},
    {"2001:4860:4860::8888", PLACE_PUBLIC},
    {"3ffe::1", PLACE_PUBLIC},
    {"::", PLACE_NEVER},
    {"::1", PLACE_LOOPBACK},
    {"::2", PLACE_NEVER},
    {"::7f00:1", PLACE_NEVER},
    {"::ffff:8.8.8.8", PLACE_PUBLIC},
    {"::ffff:127.0.0.1", PLACE_LOOPBACK},
    {"::ffff:10.0.0.1", PLACE_PRIVATE},
    {"::ffff:169.254.169.254", PLACE_NEVER},
    {"::ffff:0:10.0.0.1", PLACE_NEVER},
    {"64:ff9b::8.8.8.8", PLACE_PUBLIC},
    {"64:ff9b::192.168.1.1", PLACE_PRIVATE},
    {"64:ff9b:1::192.168.1.1", PLACE_NEVER},
    {"100::1", PLACE_NEVER},
    {"2001::1", PLACE_NEVER},
    {"2001:1ff::1", PLACE_NEVER},
    {"2001:200::1", PLACE_PUBLIC},
    {"2001:db8::1", PLACE_NEVER},
    {"2002:a00:1::1", PLACE_NEVER},
    {"3fff::1", PLACE_NEVER},
    {"3fff:fff::1", PLACE_NEVER},
    {"4000::1", PLACE_NEVER},
    {"5f00::1", PLACE_NEVER},
    {"fbff::1", PLACE_NEVER},
    {"fc00::1", PLACE_PRIVATE},
    {"fdff:ffff::1", PLACE_PRIVATE},
    {"fd00:ec2::254", PLACE_NEVER},
    {"fe7f::1", PLACE_NEVER},
    {"fe80::1", PLACE_PRIVATE},
    {"febf::1", PLACE_PRIVATE},
    {"fec0::1", PLACE_PRIVATE},
    {"ff02::1", PLACE_NEVER},
};

static void
kinds(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *what = NULL;
        PlaceKind kind = place_of(ROWS[i].address, &what);
        if (kind != ROWS[i].want)
            fail_msg("%s: %d, not %d (%s)", ROWS[i].address, kind, ROWS[i].want, what);
        assert_int_equal(*what == '\0', kind == PLACE_PUBLIC);
    }
}

static void
other_families(void **state)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    const char *what;
    assert_int_equal(address_place((struct sockaddr *)&local, &what), PLACE_NEVER);
    assert_string_not_equal(what, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),
        cmocka_unit_test(other_families),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
