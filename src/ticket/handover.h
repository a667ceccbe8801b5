// handover.h: a ticket goes to somebody else because its manager leaves. Pure.
#pragma once

#include "ticket/decide.h"

// f->ticket goes to the login, or to the group without a manager. No letter goes out.
void decide_handover(const Facts *f, const char *manager, const char *group, Decision *out);
