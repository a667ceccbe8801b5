// desk_private.h: how the parts of a desk are freed; private to desk*.c and hook.c.
#pragma once

#include "ticket/desk.h"

#include "base/names.h"

void status_free(Status *s);
void manager_free(Manager *m);
void group_free(Group *g);
void company_free(Company *c);
void person_free(Person *p);
void macro_free(Macro *m);
void price_free(Price *p);
void custom_field_free(CustomField *f);
void command_right_free(CommandRight *c);
void hook_free(Hook *h);
void transition_free(Transition *t);
void absence_free(Absence *a);
void route_free(Route *r);
void promise_free(Promise *p);
void recurring_free(Recurring *r);
