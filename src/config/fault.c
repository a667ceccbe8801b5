// fault.c: collects what is wrong with a config and says it.
//
// All faults of a file are told at once: an admin who mends them one by one would need as many
// runs. The list is capped (a wrong file of another kind would give thousands), the count is not.
//
// Not for faults of a run (GError) nor for printing (cli/). Neighbour: expand.c knows which line of
// which file a place is.
#include "config/loader.h"

#include "base/error.h"
#include "base/text.h"

#define FAULTS_MAX 200

GPtrArray *
config_faults_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)config_fault_free);
}

void
config_fault_free(ConfigFault *fault)
{
    if (fault) {
        g_free(fault->file);
        g_free(fault->what);
        g_free(fault->hint);
        g_free(fault);
    }
}

char *
config_fault_text(const ConfigFault *fault)
{
    g_autoptr(GString) text = g_string_new(fault->file);
    if (fault->line) {
        g_string_append_printf(text, ":%u", fault->line);
    }
    g_string_append_printf(text, ": %s%s", fault->severity == FAULT_WARNING ? "warning: " : "",
                           fault->what);
    if (*fault->hint) {
        g_string_append_printf(text, "; %s", fault->hint);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
fault_add(Loader *l, FaultSeverity severity, unsigned line, const char *hint, char *what)
{
    g_autofree char *owned = what;
    if (severity == FAULT_ERROR) {
        l->errors++;
    }
    if (l->faults->len >= FAULTS_MAX && (severity == FAULT_WARNING || l->errors > FAULTS_MAX)) {
        return;
    }
    ConfigFault *fault = g_new0(ConfigFault, 1);
    g_autofree char *short_what = text_clip(owned, 500);
    g_autofree char *short_hint = text_clip(hint, 500);
    fault->severity = severity;
    fault->line = line;
    fault->what = text_one_line(short_what);
    fault->hint = text_one_line(short_hint);
    g_ptr_array_add(l->faults, fault);
}

void
loader_fault(Loader *l, unsigned line, const char *hint, const char *what, ...)
{
    va_list args;
    va_start(args, what);
    fault_add(l, FAULT_ERROR, line, hint, g_strdup_vprintf(what, args));
    va_end(args);
}

void
loader_warn(Loader *l, unsigned line, const char *hint, const char *what, ...)
{
    va_list args;
    va_start(args, what);
    fault_add(l, FAULT_WARNING, line, hint, g_strdup_vprintf(what, args));
    va_end(args);
}

static gint
fault_order(gconstpointer a, gconstpointer b)
{
    const ConfigFault *const *x = a, *const *y = b;
    return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

bool
loader_hand_out(Loader *l, GPtrArray *out, GError **error)
{
    const ConfigFault *first = NULL;
    g_ptr_array_sort(l->faults, fault_order);
    for (guint i = 0; i < l->faults->len; i++) {
        ConfigFault *fault = l->faults->pdata[i];
        const char *file = l->path;
        unsigned line = 0;
        if (fault->line) {
            expand_place(&l->text, fault->line, &file, &line);
        }
        fault->file = text_one_line(file);
        fault->line = line;
        if (!first && fault->severity == FAULT_ERROR) {
            first = fault;
        }
    }
    if (first) {
        g_autofree char *text = config_fault_text(first);
        g_autofree char *more =
            l->errors > 1 ? g_strdup_printf(" (and %u more)", l->errors - 1) : g_strdup("");
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s%s", text, more);
    }
    for (guint i = 0; out && i < l->faults->len; i++) {
        g_ptr_array_add(out, g_steal_pointer(&l->faults->pdata[i]));
    }
    return first == NULL;
}
