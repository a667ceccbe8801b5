// tick_fixture.h: the desk of house_fixture.h with a clock that runs: timers, tickets that are due,
// faults of the database on purpose.
#pragma once

#include "house_fixture.h"

#include "desk/tick.h"

#include <sqlite3.h>

static inline TickResult
tick(void)
{
    Reception r = reception();
    TickResult result;
    g_autoptr(GError) error = NULL;
    if (!tick_run(&r, &result, &error))
        fail_msg("%s", error->message);
    assert_false(store_in_transaction(store));
    return result;
}

static inline RuleAction *
action(const char *key, const char *value)
{
    const char *const values[] = {value, NULL};
    g_autoptr(GError) error = NULL;
    RuleAction *a = action_new(key, values, &error);
    if (!a)
        fail_msg("%s", error->message);
    return a;
}

// A timer rule; `hash` is that of the config that has it.
static inline Rule *
add_timer(const char *name, int64_t after, const char *key, const char *value, const char *hash)
{
    Rule *r = rule_new(name);
    r->on = ON_TIMER;
    r->since = SINCE_CREATED;
    r->after.seconds = after;
    g_ptr_array_add(r->actions, action(key, value));
    g_ptr_array_add(desk->rules, r);
    set(desk->hash, hash);
    return r;
}

// Tickets of as many customers, who hear nothing.
static inline void
questions(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        g_autofree char *from = g_strdup_printf("c%u@acme.example", i);
        receive(mail(from, "Lamp", "", "Help."));
    }
}

// Five tickets of boris's, to each of which he says this.
static inline void
say(const char *commands)
{
    for (unsigned i = 0; i < 5; i++) {
        questions(1);
        g_autofree char *headers = answers("ticket-new", BORIS);
        receive(mail(BORIS, "Re: Lamp", headers, commands));
    }
}

static inline void
sql(const char *text)
{
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *fault = NULL;
    if (sqlite3_exec(db, text, NULL, NULL, &fault) != SQLITE_OK)
        fail_msg("%s", fault);
    sqlite3_close(db);
}
