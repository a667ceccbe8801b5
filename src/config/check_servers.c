// check_servers.c: mailboxes and the transport, each in itself, and that no mailbox is read twice.
//
// Fills what is derived: default ports, the silence that counts as down, the name by which the
// ledger knows a mailbox. A mailbox in two queues would make two tickets of one message, or none: a
// fault.
//
// Not for whether a server answers (`check --connect`) nor for the files named here
// (check_files.c).
#include "config/loader.h"

#include "base/text.h"

#include <string.h>

static void
check_login_keys(Loader *l, const void *object, const Server *s, bool required)
{
    if (*s->password_file && *s->oauth_token_file) {
        loader_fault(l, origin_line(l, object, "oauth_token_file", -1), "leave one of them out",
                     "both password_file and oauth_token_file are given");
    }
    bool secret = *s->password_file || *s->oauth_token_file;
    if (!secret && (required || *s->user)) {
        loader_fault(l, origin_line(l, object, "user", -1), "add password_file or oauth_token_file",
                     "%s has no password", *s->user ? s->user : "the login");
    }
    if (secret && !*s->user && !required) {
        const char *key = *s->password_file ? "password_file" : "oauth_token_file";
        loader_fault(l, origin_line(l, object, key, -1), "add user", "%s is given without user",
                     key);
    }
}

static void
check_server(Loader *l, const void *object, Server *s, unsigned implicit, unsigned starttls,
             unsigned none)
{
    s->silence_seconds = l->draft.network_seconds;
    if (!origin_has(l, object, "port")) {
        s->port = s->tls == TLS_IMPLICIT ? implicit : s->tls == TLS_STARTTLS ? starttls : none;
    }
    if (s->tls == TLS_NONE && *s->host && !host_is_loopback(s->host)) {
        loader_fault(l, origin_line(l, object, "tls", -1), "write \"implicit\" or \"starttls\"",
                     "tls = \"none\" is for loopback only, not for %s", s->host);
    }
    if (s->tls == TLS_NONE && *s->ca_file) {
        loader_warn(l, origin_line(l, object, "ca_file", -1), "",
                    "ca_file means nothing with tls = \"none\"");
    }
}

// The port is part of the name only when it is not a usual one: going from starttls to implicit TLS
// is still the same mailbox.
static char *
imap_name(const Mailbox *m)
{
    bool usual = m->server.port == 993 || m->server.port == 143;
    g_autofree char *port = usual ? g_strdup("") : g_strdup_printf(":%u", m->server.port);
    // INBOX alone has no case (RFC 9051 5.1).
    const char *folder = g_ascii_strcasecmp(m->folder, "INBOX") == 0 ? "INBOX" : m->folder;
    return g_strdup_printf("imap:%s@%s%s/%s", m->server.user, m->server.host, port, folder);
}

static void
set_name(Mailbox *m)
{
    g_free(m->name);
    switch (m->kind) {
    case MAILBOX_IMAP:
        m->name = imap_name(m);
        break;
    case MAILBOX_MAILDIR:
        m->name = g_strdup_printf("maildir:%s", m->path);
        break;
    case MAILBOX_MBOX:
        m->name = g_strdup_printf("mbox:%s", m->path);
        break;
    }
}

static void
check_after(Loader *l, Mailbox *m)
{
    unsigned line = origin_line(l, m, "move_to", -1);
    if (m->kind == MAILBOX_MBOX) {
        m->after = AFTER_LEAVE;
        return;
    }
    if (m->after != AFTER_MOVE) {
        if (*m->move_to) {
            loader_warn(l, line, "write after = \"move\", or leave it out",
                        "move_to means nothing here");
        }
        return;
    }
    if (!*m->move_to) {
        loader_fault(l, origin_line(l, m, "after", -1), "add move_to = \"Processed\";",
                     "after = \"move\" without move_to");
        return;
    }
    if (m->kind == MAILBOX_MAILDIR && strchr(m->move_to, '/')) {
        char *path = g_canonicalize_filename(m->move_to, l->folder);
        g_free(m->move_to);
        m->move_to = path;
    }
    bool inbox = g_ascii_strcasecmp(m->folder, "INBOX") == 0;
    bool same = m->kind == MAILBOX_MAILDIR ? strcmp(m->move_to, m->path) == 0
                : inbox                    ? g_ascii_strcasecmp(m->move_to, "INBOX") == 0
                                           : strcmp(m->move_to, m->folder) == 0;
    if (same) {
        loader_fault(l, line, "name another folder", "move_to is the folder that is read");
    }
}

static void
check_mailbox(Loader *l, Mailbox *m, GHashTable *seen)
{
    if (!origin_has(l, m, "type")) {
        return;
    }
    if (m->kind == MAILBOX_IMAP) {
        check_server(l, m, &m->server, 993, 143, 143);
        check_login_keys(l, m, &m->server, true);
    }
    check_after(l, m);
    set_name(m);
    const char *other = g_hash_table_lookup(seen, m->name);
    if (other) {
        loader_fault(l, origin_line(l, m, NULL, -1), "read each mailbox in one queue, once",
                     "mailbox %s is already read in queue \"%s\"", m->name, other);
    }
}

static void
check_transport(Loader *l)
{
    Transport *t = l->desk->transport;
    if (!origin_has(l, l->desk, "smtp")) {
        g_free(t->server.host);
        t->server.host = g_strdup("localhost");
        t->server.tls = TLS_NONE;
    }
    if (t->kind == TRANSPORT_SMTP) {
        check_server(l, t, &t->server, 465, 587, 25);
        check_login_keys(l, t, &t->server, false);
    }
}

void
check_servers(Loader *l)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < l->desk->queues->len; i++) {
        const Queue *q = l->desk->queues->pdata[i];
        for (guint j = 0; j < q->mailboxes->len; j++) {
            Mailbox *m = q->mailboxes->pdata[j];
            check_mailbox(l, m, seen);
            g_hash_table_insert(seen, m->name, q->name);
        }
    }
    check_transport(l);
}
