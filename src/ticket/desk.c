// desk.c: a desk and its queues as plain data: making and freeing.
//
// Not for reading the config file (config/) nor for what is stored (store/). Its parts are made in
// desk_parts.c and desk_rules.c and found in desk_find.c; who may do what is rights.c.

#include "ticket/desk_private.h"

#include "ticket/rule.h"

const Name STATUS_KIND_NAMES[] = {
    {"new", KIND_NEW},
    {"open", KIND_OPEN},
    {"waiting", KIND_WAITING},
    {"postponed", KIND_POSTPONED},
    {"solved", KIND_SOLVED},
    {"closed", KIND_CLOSED},
    {NULL, 0},
};

const char *
status_kind_name(StatusKind kind)
{
    return names_name(STATUS_KIND_NAMES, (int)kind);
}

bool
status_kind_code(const char *name, StatusKind *kind)
{
    int code;
    if (!names_code(STATUS_KIND_NAMES, name, &code))
        return false;
    *kind = (StatusKind)code;
    return true;
}

Queue *
queue_new(const char *name, const char *address)
{
    Queue *q = g_new0(Queue, 1);
    q->name = g_strdup(name);
    q->address = address_new("", address);
    q->aliases = g_ptr_array_new_with_free_func(g_free);
    q->marker = g_strdup("");
    q->language = g_strdup("en");
    q->forms = g_ptr_array_new_with_free_func(g_free);
    q->managers = g_ptr_array_new_with_free_func(g_free);
    q->see = g_ptr_array_new_with_free_func(g_free);
    q->act = g_ptr_array_new_with_free_func(g_free);
    q->statuses = g_ptr_array_new_with_free_func(g_free);
    q->calendar = g_strdup("");
    q->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free);
    return q;
}

static void
queue_free(Queue *q)
{
    g_free(q->name);
    address_free(q->address);
    g_ptr_array_unref(q->aliases);
    g_free(q->marker);
    g_free(q->language);
    g_ptr_array_unref(q->forms);
    g_ptr_array_unref(q->managers);
    g_ptr_array_unref(q->see);
    g_ptr_array_unref(q->act);
    g_ptr_array_unref(q->statuses);
    g_free(q->calendar);
    g_ptr_array_unref(q->mailboxes);
    g_free(q);
}

Desk *
desk_new(void)
{
    Desk *d = g_new0(Desk, 1);
    d->file = g_strdup("");
    d->hash = g_strdup("");
    d->name = g_strdup("Helpdesk");
    d->database = g_strdup("");
    d->templates = g_strdup("");
    d->web_url = g_strdup("");
    d->authserv_ids = g_ptr_array_new_with_free_func(g_free);
    d->queues = g_ptr_array_new_with_free_func((GDestroyNotify)queue_free);
    d->managers = g_ptr_array_new_with_free_func((GDestroyNotify)manager_free);
    d->groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    d->companies = g_ptr_array_new_with_free_func((GDestroyNotify)company_free);
    d->contacts = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
    d->workflow = g_ptr_array_new_with_free_func((GDestroyNotify)status_free);
    d->macros = g_ptr_array_new_with_free_func((GDestroyNotify)macro_free);
    d->prices = g_ptr_array_new_with_free_func((GDestroyNotify)price_free);
    d->fields = g_ptr_array_new_with_free_func((GDestroyNotify)custom_field_free);
    d->commands = g_ptr_array_new_with_free_func((GDestroyNotify)command_right_free);
    d->types = g_ptr_array_new_with_free_func(g_free);
    d->hooks = g_ptr_array_new_with_free_func((GDestroyNotify)hook_free);
    d->internal_types = g_ptr_array_new_with_free_func(g_free);
    d->calendars = g_ptr_array_new_with_free_func((GDestroyNotify)calendar_free);
    d->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
    d->routing = g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
    d->promises = g_ptr_array_new_with_free_func((GDestroyNotify)promise_free);
    d->recurring = g_ptr_array_new_with_free_func((GDestroyNotify)recurring_free);
    d->time_zone = g_strdup("");
    d->currency = g_strdup("");
    d->openpgp_home = g_strdup("");
    d->keys_file = g_strdup("");
    d->markdown = true;
    d->digest_hour = 8;
    d->notices_off = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    d->limits = (Limits){
        .message = MESSAGE_LIMITS_DEFAULT,
        .commands = 50,
        .notice_attachments = 10 * 1024 * 1024,
        .auto_per_address_hour = 5,
        .auto_per_hour = 200,
        .auto_per_ticket = 3,
        .receipts_per_address_day = 5,
        .tickets_per_sender_hour = 10,
        .reopen_days = 30,
        .token_days = 365,
        .retry_days = 5,
        .answer_delay = 60,
        .signature_days = 3,
        .key_days = 400,
    };
    return d;
}

void
desk_free(Desk *d)
{
    if (!d)
        return;
    g_free(d->file);
    g_free(d->hash);
    g_free(d->name);
    g_free(d->database);
    g_free(d->templates);
    g_free(d->web_url);
    g_ptr_array_unref(d->authserv_ids);
    if (d->keys)
        keyring_free(d->keys);
    g_ptr_array_unref(d->queues);
    g_ptr_array_unref(d->managers);
    g_ptr_array_unref(d->groups);
    g_ptr_array_unref(d->companies);
    g_ptr_array_unref(d->contacts);
    g_ptr_array_unref(d->workflow);
    g_ptr_array_unref(d->macros);
    g_ptr_array_unref(d->prices);
    g_ptr_array_unref(d->fields);
    g_ptr_array_unref(d->commands);
    g_ptr_array_unref(d->types);
    g_ptr_array_unref(d->hooks);
    g_ptr_array_unref(d->internal_types);
    g_ptr_array_unref(d->rules);
    g_ptr_array_unref(d->routing);
    g_ptr_array_unref(d->promises);
    g_ptr_array_unref(d->recurring);
    g_ptr_array_unref(d->calendars);
    g_free(d->time_zone);
    g_free(d->currency);
    g_free(d->openpgp_home);
    g_free(d->keys_file);
    g_hash_table_unref(d->notices_off);
    g_clear_pointer(&d->company_index, g_hash_table_unref);
    g_clear_pointer(&d->person_index, g_hash_table_unref);
    transport_free(d->transport);
    g_free(d);
}
