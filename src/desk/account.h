// account.h: time and money of tickets, as people read them, and their sums.
#pragma once

#include "store/store.h"

// 5400 → "1h30m", 90 → "1m30s", 0 → "0m". The caller frees.
char *account_span(int64_t seconds);
// Thousandths: 1500 → "1.5", 2000 → "2". The caller frees.
char *account_quantity(int64_t thousandths);
// Hundredths: 4050 → "40.50 EUR"; currency may be "". The caller frees.
char *account_money(int64_t hundredths, const char *currency);

// What a line costs, in hundredths, rounded half up; INT64_MAX where it does not fit.
int64_t account_cost(int64_t thousandths, uint64_t price);
// Sums of store_spent_list() and store_billed_list(); INT64_MAX where they do not fit.
int64_t account_seconds(const GPtrArray *spent);
int64_t account_total(const GPtrArray *billed);
