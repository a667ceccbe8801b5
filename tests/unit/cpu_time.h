// cpu_time.h: time that a test itself used, in microseconds: a busy machine makes no test fail.
#pragma once

#include <stdint.h>
#include <time.h>

static inline int64_t
cpu_time(void)
{
    return (int64_t)clock() * 1000000 / CLOCKS_PER_SEC;
}
