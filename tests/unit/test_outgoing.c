// test_outgoing.c: how long a letter waits before it is tried again: 1, 5, 15, 60 minutes, then 4
// hours, a tenth to either side.
#include "desk_fixture.h"

#include "ticket/outgoing.h"

static void
delays(void **state)
{
    static const int64_t MINUTES[] = {1, 1, 5, 15, 60, 240, 240, 240};
    for (unsigned attempts = 0; attempts < G_N_ELEMENTS(MINUTES); attempts++) {
        int64_t base = MINUTES[attempts] * 60, least = G_MAXINT64, most = 0;
        assert_int_equal(outgoing_delay(attempts, 500), base);
        for (unsigned jitter = 0; jitter < 1000; jitter++) {
            int64_t delay = outgoing_delay(attempts, jitter);
            least = MIN(least, delay);
            most = MAX(most, delay);
        }
        assert_int_equal(least, base - base / 10);
        assert_in_range((uint64_t)most, (uint64_t)(base + base / 10 - base / 1000 - 1),
                        (uint64_t)(base + base / 10));
    }
    assert_int_equal(outgoing_delay(G_MAXUINT, 500), 4 * HOUR);
    assert_int_equal(outgoing_delay(1, 1000), outgoing_delay(1, 0));
}

// Five days hold about thirty attempts, not thousands and not three.
static void
attempts_until_given_up(void **state)
{
    int64_t at = 0;
    unsigned attempts = 0;
    for (; at <= 5 * DAY; attempts++)
        at += outgoing_delay(attempts + 1, 500);
    assert_in_range(attempts, 25, 40);
}

static void
names(void **state)
{
    for (int s = OUTGOING_QUEUED; s <= OUTGOING_CANCELLED; s++) {
        int back = -1;
        assert_true(names_code(OUTGOING_STATE_NAMES, names_name(OUTGOING_STATE_NAMES, s), &back));
        assert_int_equal(back, s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delays),
        cmocka_unit_test(attempts_until_given_up),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
