// progress.h: how long work tells how far it is. Given by cli/; NULL where nobody watches.
#pragma once

typedef struct {
    void (*step)(const char *what, unsigned long done, unsigned long total,
                 void *data); // total 0 = unknown
    void *data;
} Progress;

static inline void
progress_step(const Progress *p, const char *what, unsigned long done, unsigned long total)
{
    if (p)
        p->step(what, done, total, p->data);
}
