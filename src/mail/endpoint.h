// endpoint.h: where mail comes from and where it goes, as the config says it. Plain data that
// config fills and io reads.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TLS_IMPLICIT,
    TLS_STARTTLS,
    TLS_NONE
} TlsMode; // NONE: config allows it for loopback only

typedef struct {
    char *host;
    unsigned port; // never 0: the default of kind and tls mode is filled in
    TlsMode tls;
    char *ca_file;            // PEM; "" = the system's trust
    char *user;               // "" = no login (smtp only)
    char *password_file;      // first line is the password; read at each login; "" = none
    char *oauth_token_file;   // first line is an access token (XOAUTH2); "" = none
    unsigned silence_seconds; // a server silent for so long is down
} Server;

typedef enum { MAILBOX_IMAP, MAILBOX_MAILDIR, MAILBOX_MBOX } MailboxKind;
typedef enum { AFTER_LEAVE, AFTER_FLAG, AFTER_MOVE } AfterStore;

typedef struct {
    char *name; // unique in the desk: "imap:user@host/INBOX", "maildir:/path"; the ledger's key
    MailboxKind kind;
    Server server; // imap
    char *folder;  // imap: folder name as UTF-8
    char *path;    // maildir, mbox: absolute path
    AfterStore after;
    char *move_to; // imap: folder, made when missing; maildir: folder beside new/cur (".Processed")
                   // or path
} Mailbox;

typedef enum { TRANSPORT_SMTP, TRANSPORT_FILE } TransportKind;

typedef struct {
    TransportKind kind;
    Server server; // smtp
    char *folder;  // file: one file per letter
    char *hello;   // name said in EHLO; "" = the library's choice
} Transport;

// Where another system is told what happened: one signed HTTP POST for each event.
typedef struct {
    char *name;
    char *url;                // https://…; http:// for loopback only
    char *secret_file;        // first line keys the signature; read at each sending; "" = unsigned
    bool private_network;     // it may lie in a private network
    char *ca_file;            // PEM; "" = the system's trust
    unsigned silence_seconds; // a server silent for so long is down
} Hook;
