// check_never.c: rules whose conditions cannot hold when they are tried, or only by mistake.
//
// When a rule is tried, something is known for certain: a new ticket has no rating, what the
// customer answered is open again. That is written as a condition of its own, and the two must
// overlap (condition_may_overlap, which says "never" only when it is certain). What an earlier rule
// may have changed by then is not known, so nothing is said of it.
//
// All of it is warnings, for `helpdesk check` alone. Not for single values (check_values.c).
#include "config/loader.h"

#include "ticket/rule.h"

#include <string.h>

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static bool
excludes(const Condition *when, const char *key, const char *const *facts)
{
    g_autoptr(Condition) fact = facts[0] ? condition_leaf(key, facts, NULL) : NULL;
    return fact && !condition_may_overlap(when, fact);
}

// Is it certain that a ticket of these kinds does not fit, by `kind` or by `status`?
static bool
excludes_kinds(const Loader *l, const Condition *when, const char *const *kinds)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < l->desk->workflow->len; i++) {
        const Status *s = l->desk->workflow->pdata[i];
        if (g_strv_contains(kinds, status_kind_name(s->kind))) {
            g_ptr_array_add(names, pattern_literal(s->name));
        }
    }
    g_ptr_array_add(names, NULL);
    return excludes(when, "kind", kinds) ||
           excludes(when, "status", (const char *const *)names->pdata);
}

static void
note_key(const char *key, const char *value, gpointer seen)
{
    g_hash_table_add(seen, (gpointer)(uintptr_t)key);
}

static bool
asks_for(const Condition *when, const char *const *keys)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    condition_each(when, note_key, seen);
    for (size_t i = 0; keys[i]; i++) {
        if (g_hash_table_contains(seen, keys[i])) {
            return true;
        }
    }
    return false;
}

// Does a rule before this one do something of that kind on the same event?
static bool
done_before(const Loader *l, const Rule *r, const char *const *actions)
{
    for (guint i = 0; i < l->desk->rules->len && l->desk->rules->pdata[i] != r; i++) {
        const Rule *first = l->desk->rules->pdata[i];
        for (guint j = 0; first->on & r->on && j < first->actions->len; j++) {
            if (g_strv_contains(actions, action_name(first->actions->pdata[j]))) {
                return true;
            }
        }
    }
    return false;
}

static void
warn(Loader *l, const Rule *r, const char *key, const char *hint, const char *what)
{
    loader_warn(l, condition_line(l, r, key, NULL), hint, "rule \"%s\" %s", r->name, what);
}

// What comes to a ticket only after the rules on `created`.
static bool
check_later(Loader *l, const Rule *r)
{
    static const struct {
        const char *key, *action, *what, *hint;
    } LATER[] = {
        {"manager", "assign",
         "asks for the manager, but rules on created are tried before a ticket is assigned",
         "write on = ( \"assigned\" );"},
        {"group", "assign",
         "asks for the group, but rules on created are tried before a ticket is assigned",
         "write on = ( \"assigned\" );"},
        {"promise", "promise",
         "asks for the promise, but rules on created are tried before it is chosen",
         "write on = ( \"assigned\" ); or ask for what the promise asks for"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(LATER); i++) {
        if (excludes(r->when, LATER[i].key, WORDS("none")) &&
            !done_before(l, r, WORDS(LATER[i].action)) && !asks_for(r->when, WORDS("channel"))) {
            warn(l, r, LATER[i].key, LATER[i].hint, LATER[i].what);
            return true;
        }
    }
    return false;
}

static bool
check_created(Loader *l, const Rule *r)
{
    if (r->on != ON_CREATED) {
        return false;
    }
    if (excludes(r->when, "rating", WORDS("none"))) {
        warn(l, r, "rating", "write on = ( \"rated\" );",
             "asks for a rating, and a new ticket has none");
    } else if (excludes(r->when, "late", WORDS("false"))) {
        warn(l, r, "late", "write a timer: on = ( \"timer\" ); since = \"solution\";",
             "asks for a late ticket, and a new one is not late");
    } else if (excludes(r->when, "age", WORDS("<1m")) ||
               excludes(r->when, "age", WORDS("<1m working"))) {
        warn(l, r, "age", "write a timer: on = ( \"timer\" ); since = \"created\";",
             "asks for the age of a ticket that is new");
    } else if (excludes(r->when, "idle", WORDS("<1m")) ||
               excludes(r->when, "idle", WORDS("<1m working"))) {
        warn(l, r, "idle", "write a timer: on = ( \"timer\" ); since = \"word\";",
             "asks for the silence in a ticket that is new");
    } else if (excludes_kinds(l, r->when, WORDS("new", "open", "waiting", "postponed")) &&
               !asks_for(r->when, WORDS("channel")) &&
               !done_before(l, r, WORDS("status", "close", "spam"))) {
        warn(l, r, asks_for(r->when, WORDS("kind")) ? "kind" : "status",
             "write on = ( \"status\" );", "asks for a ticket that is over, and a new one is not");
    } else {
        return check_later(l, r);
    }
    return true;
}

// Do all statuses of that kind have a way to `to`?
static bool
always_goes(const Loader *l, StatusKind from, StatusKind to, bool customer)
{
    const Status *end = desk_status_first(l->desk, NULL, to);
    for (guint i = 0; i < l->desk->workflow->len; i++) {
        const Status *s = l->desk->workflow->pdata[i];
        if (s->kind == from && (!end || !desk_may_go(l->desk, s, end, NULL, customer))) {
            return false;
        }
    }
    return true;
}

// A robot's answer opens nothing, nor does a rating, nor what a stranger writes.
static bool
check_customer(Loader *l, const Rule *r)
{
    if (r->on != ON_CUSTOMER || !excludes_kinds(l, r->when, WORDS("new", "open", "closed")) ||
        asks_for(r->when, WORDS("nature", "sender", "rating", "from")) ||
        !always_goes(l, KIND_WAITING, KIND_OPEN, true) ||
        !always_goes(l, KIND_POSTPONED, KIND_OPEN, true) ||
        !always_goes(l, KIND_SOLVED, KIND_OPEN, true) ||
        done_before(l, r, WORDS("status", "close", "snooze"))) {
        return false;
    }
    warn(l, r, asks_for(r->when, WORDS("kind")) ? "kind" : "status",
         "ask for kind = \"open\", or write on = ( \"status\" );",
         "never acts: the customer's answer has opened the ticket before it is tried");
    return true;
}

static bool
check_timer(Loader *l, const Rule *r)
{
    if (r->on != ON_TIMER) {
        return false;
    }
    const char *key = asks_for(r->when, WORDS("kind")) ? "kind" : "status";
    if (r->since == SINCE_CUSTOMER && always_goes(l, KIND_WAITING, KIND_OPEN, true) &&
        excludes_kinds(l, r->when, WORDS("new", "open", "postponed", "solved", "closed"))) {
        warn(l, r, key, "write since = \"manager\";, or ask for kind = \"open\"",
             "counts from the customer's last word, and a ticket is not waiting after it");
        return true;
    }
    if (r->since == SINCE_MANAGER && always_goes(l, KIND_NEW, KIND_WAITING, false) &&
        excludes_kinds(l, r->when, WORDS("open", "waiting", "postponed", "solved", "closed"))) {
        warn(l, r, key, "write since = \"created\";",
             "counts from the manager's last word, and a ticket is not new after it");
        return true;
    }
    return false;
}

static bool
check_message(Loader *l, const Rule *r)
{
    bool made = excludes(r->when, "first", WORDS("false"));
    if (made && !(r->on & ON_CREATED)) {
        warn(l, r, "first", "write on = ( \"created\" );",
             "asks for the message that makes a ticket, and does not act on created");
        return true;
    }
    if (r->on & ON_TIMER && r->on != ON_TIMER && (made || !condition_may_lack_message(r->when))) {
        loader_warn(l, origin_line(l, r, "on", -1),
                    "make two rules, that of the timer without these conditions",
                    "rule \"%s\" never acts on the timer: it asks for something of a message",
                    r->name);
        return true;
    }
    return false;
}

static bool
check_itself(Loader *l, const void *object, const Condition *when, const char *where)
{
    if (condition_may_overlap(when, when)) {
        return false;
    }
    loader_warn(l, origin_line(l, object, "when", -1),
                "leave one of them out, or put them into any = ( { … }, { … } );",
                "%s: the conditions exclude each other", where);
    return true;
}

static void
check_rule(Loader *l, const Rule *r)
{
    g_autofree char *where = g_strdup_printf("rule \"%s\"", r->name);
    // One word on each rule is enough.
    if (r->when && !r->built_in && !check_itself(l, r, r->when, where) && !check_created(l, r) &&
        !check_customer(l, r) && !check_timer(l, r)) {
        check_message(l, r);
    }
}

void
check_never(Loader *l)
{
    if (l->errors > 0 || !(l->flags & CONFIG_NO_SECRETS)) {
        return;
    }
    for (guint i = 0; i < l->desk->rules->len; i++) {
        check_rule(l, l->desk->rules->pdata[i]);
    }
    for (guint i = 0; i < l->desk->routing->len; i++) {
        const Route *r = l->desk->routing->pdata[i];
        g_autofree char *where = g_strdup_printf("routing \"%s\"", r->name);
        check_itself(l, r, r->when, where);
    }
    for (guint i = 0; i < l->desk->promises->len; i++) {
        const Promise *p = l->desk->promises->pdata[i];
        g_autofree char *where = g_strdup_printf("promise \"%s\"", p->name);
        check_itself(l, p, p->when, where);
    }
}
