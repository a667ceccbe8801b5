// condition_private.h: a condition from inside; private to condition*.c.
#pragma once

#include "ticket/predicate.h"

struct Condition {
    ConditionKind kind;
    GPtrArray *parts; // Condition*, owned; NULL: a leaf
    Leaf leaf;
};

// A text that fits nothing but itself?
bool test_is_plain(const Test *t);
