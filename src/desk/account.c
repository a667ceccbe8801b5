// account.c: time and money of tickets, as people read them, and their sums.
//
// Sums stop at the largest number instead of wrapping round: the amounts come from letters. Decimal
// points as in the config; no locale is asked. Neighbours: apply_account.c, which makes the rows.

#include "desk/account.h"

char *
account_span(int64_t seconds)
{
    int64_t hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;
    GString *s = g_string_new(NULL);
    if (hours)
        g_string_append_printf(s, "%" G_GINT64_FORMAT "h", hours);
    if (minutes || (!hours && !rest))
        g_string_append_printf(s, "%" G_GINT64_FORMAT "m", minutes);
    if (rest)
        g_string_append_printf(s, "%" G_GINT64_FORMAT "s", rest);
    return g_string_free(s, FALSE);
}

char *
account_quantity(int64_t thousandths)
{
    GString *s = g_string_new(NULL);
    g_string_printf(s, "%" G_GINT64_FORMAT ".%03d", thousandths / 1000, (int)(thousandths % 1000));
    while (s->str[s->len - 1] == '0')
        g_string_truncate(s, s->len - 1);
    if (s->str[s->len - 1] == '.')
        g_string_truncate(s, s->len - 1);
    return g_string_free(s, FALSE);
}

char *
account_money(int64_t hundredths, const char *currency)
{
    return g_strdup_printf("%" G_GINT64_FORMAT ".%02d%s%s", hundredths / 100,
                           (int)(hundredths % 100), *currency ? " " : "", currency);
}

int64_t
account_cost(int64_t thousandths, uint64_t price)
{
    guint64 product;
    if (!g_uint64_checked_mul(&product, (guint64)MAX(thousandths, 0), price) ||
        product > G_MAXINT64 - 500)
        return G_MAXINT64;
    return (int64_t)(product + 500) / 1000;
}

static int64_t
add(int64_t sum, int64_t more)
{
    return sum > G_MAXINT64 - more ? G_MAXINT64 : sum + more;
}

int64_t
account_seconds(const GPtrArray *spent)
{
    int64_t sum = 0;
    for (guint i = 0; i < spent->len; i++)
        sum = add(sum, MAX(((const Spent *)spent->pdata[i])->seconds, 0));
    return sum;
}

int64_t
account_total(const GPtrArray *billed)
{
    int64_t sum = 0;
    for (guint i = 0; i < billed->len; i++) {
        const Billed *line = billed->pdata[i];
        sum = add(sum, account_cost(line->thousandths, line->price));
    }
    return sum;
}
