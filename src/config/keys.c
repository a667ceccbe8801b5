// keys.c: the keys of the config file: name, type, default, range, meaning and where each goes.
//
// One row is one key. read.c reads by these rows, knows unknown keys by them and fills absent ones;
// `helpdesk check --keys` prints them, and a lint holds helpdesk.conf.sample and helpdesk.conf(5)
// against that print. To add a key: a row here, a line in both documents.
//
// Not for what one key asks of another (check_*.c). Keys of the group `notices` are rows too,
// although each of them puts its name into a set. Neighbours: keys_people.c, keys_work.c,
// keys_rules.c, keys_time.c and keys_hooks.c hold further rows; form.c says how texts must look.
#include "config/keys.h"

#include "base/lang.h"
#include "config/config.h"
#include "ticket/desk.h"

#include <string.h>

static const Name TLS_NAMES[] = {
    {"implicit", TLS_IMPLICIT}, {"starttls", TLS_STARTTLS}, {"none", TLS_NONE}, {NULL, 0}};
static const Name MAILBOX_NAMES[] = {
    {"imap", MAILBOX_IMAP}, {"maildir", MAILBOX_MAILDIR}, {"mbox", MAILBOX_MBOX}, {NULL, 0}};
static const Name AFTER_NAMES[] = {
    {"flag", AFTER_FLAG}, {"move", AFTER_MOVE}, {"leave", AFTER_LEAVE}, {NULL, 0}};
static const Name TRANSPORT_NAMES[] = {
    {"smtp", TRANSPORT_SMTP}, {"file", TRANSPORT_FILE}, {NULL, 0}};
static const Name SPREAD_NAMES[] = {
    {"turn", SPREAD_TURN}, {"load", SPREAD_LOAD}, {"nobody", SPREAD_NOBODY}, {NULL, 0}};
static const Name ORDER_NAMES[] = {{"all", false}, {"first", true}, {NULL, 0}};
// Fields are replaced by what is read; a required one that is missing makes the whole desk void.
static void *
make_queue(void)
{
    return queue_new("", "nobody@invalid");
}

static void *
make_mailbox(void)
{
    return mailbox_new(MAILBOX_IMAP, "");
}

// clang-format off
static const Key MAILBOX_KEYS[] = {
    {"type", KEY_CHOICE, .required = true, .choices = MAILBOX_NAMES, AT(Mailbox, kind),
     .help = "where the messages lie: an IMAP server, a Maildir, an mbox file"},
    {"host", KEY_TEXT, .required = true, .max = 255, .form = form_host, .only = "imap",
     AT(Mailbox, server.host), .help = "the IMAP server"},
    {"tls", KEY_CHOICE, .fallback = "implicit", .choices = TLS_NAMES, .only = "imap",
     AT(Mailbox, server.tls), .help = "how the line is made safe; none for loopback only"},
    {"port", KEY_NUMBER, .fallback = "993 (implicit) or 143", .min = 1, .max = 65535,
     .only = "imap",
     AT(Mailbox, server.port), .help = "the server's port"},
    {"ca_file", KEY_TEXT, .fallback = "", .form = form_path, .only = "imap",
     AT(Mailbox, server.ca_file),
     .help = "PEM file of the authorities to trust instead of the system's"},
    {"user", KEY_TEXT, .required = true, .max = 255, .form = form_line, .only = "imap",
     AT(Mailbox, server.user), .help = "login name"},
    {"password_file", KEY_TEXT, .fallback = "", .form = form_path, .only = "imap",
     AT(Mailbox, server.password_file), .help = "file whose first line is the password"},
    {"oauth_token_file", KEY_TEXT, .fallback = "", .form = form_path, .only = "imap",
     AT(Mailbox, server.oauth_token_file),
     .help = "file whose first line is an access token (XOAUTH2)"},
    {"folder", KEY_TEXT, .fallback = "INBOX", .form = form_line, .only = "imap",
     AT(Mailbox, folder), .help = "the folder that is read"},
    {"path", KEY_TEXT, .required = true, .form = form_path, .only = "maildir mbox",
     AT(Mailbox, path), .help = "the Maildir folder or mbox file"},
    {"after", KEY_CHOICE, .fallback = "flag", .choices = AFTER_NAMES, .only = "imap maildir",
     AT(Mailbox, after), .help = "what happens to a message once it is stored"},
    {"move_to", KEY_TEXT, .fallback = "", .form = form_line, .only = "imap maildir",
     AT(Mailbox, move_to), .help = "the folder for after = \"move\", made when missing"},
    {NULL}};
static const KeyGroup MAILBOX_GROUP = {"mailboxes", MAILBOX_KEYS, make_mailbox};

static const Key QUEUE_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_word, AT(Queue, name),
     .help = "one word; commands and pages call the queue so"},
    {"address", KEY_ADDRESS, .required = true, .max = 254, .form = form_address, AT(Queue, address),
     .help = "letters of this queue come from here"},
    {"aliases", KEY_TEXTS, .max = 1000, .form = form_address, AT(Queue, aliases),
     .help = "further addresses that reach it"},
    {"marker", KEY_TEXT, .fallback = "", .max = 16, .form = form_marker, AT(Queue, marker),
     .help = "stands before the number in subjects: HD gives [HD#1234], nothing [#1234]"},
    {"language", KEY_TEXT, .fallback = "en", .max = 16, .form = form_language, AT(Queue, language),
     .help = "for customers whose own language is not known: en, ru, uk"},
    {"forms", KEY_TEXTS, .max = 1000, .form = form_glob, AT(Queue, forms),
     .help = "senders that write for somebody else, such as a web form: Reply-To is the customer"},
    {"managers", KEY_TEXTS, .max = 1000, .form = form_login, AT(Queue, managers),
     .help = "logins that take its tickets in turn; none: every active manager"},
    {"see", KEY_TEXTS, .max = 1000, .form = form_word, AT(Queue, see),
     .help = "who may read its tickets: logins, groups, roles; none: everybody"},
    {"act", KEY_TEXTS, .max = 1000, .form = form_word, AT(Queue, act),
     .help = "who may change its tickets; none: whoever may see them"},
    {"statuses", KEY_TEXTS, .max = 100, .form = form_status, AT(Queue, statuses),
     .help = "those of the workflow that its tickets can have; none: all"},
    {"calendar", KEY_TEXT, .fallback = "", .max = 64, .form = form_word, AT(Queue, calendar),
     .help = "when its people work; none: the first calendar"},
    {"spread", KEY_CHOICE, .fallback = "turn", .choices = SPREAD_NAMES, AT(Queue, spread),
     .help = "who gets a ticket that nothing else decides: in turn, who has least to do, nobody"},
    {"reply_addresses", KEY_FLAG, .fallback = "false", AT(Queue, reply_addresses),
     .help = "support+CODE@host reaches it: letters carry their code in Reply-To too"},
    {"mailboxes", KEY_LIST, .max = 100, .group = &MAILBOX_GROUP, AT(Queue, mailboxes),
     .help = "where its messages are fetched from; may be empty"},
    {NULL}};
static const KeyGroup QUEUE_GROUP = {"queues", QUEUE_KEYS, make_queue};

static const Key SMTP_KEYS[] = {
    {"type", KEY_CHOICE, .fallback = "smtp", .choices = TRANSPORT_NAMES, AT(Transport, kind),
     .help = "hand letters to a server, or write each into a file"},
    {"host", KEY_TEXT, .required = true, .max = 255, .form = form_host, .only = "smtp",
     AT(Transport, server.host), .help = "the mail server"},
    {"tls", KEY_CHOICE, .fallback = "starttls", .choices = TLS_NAMES, .only = "smtp",
     AT(Transport, server.tls), .help = "how the line is made safe; none for loopback only"},
    {"port", KEY_NUMBER, .fallback = "587, 465 (implicit), 25 (none)", .min = 1, .max = 65535,
     .only = "smtp", AT(Transport, server.port), .help = "the server's port"},
    {"ca_file", KEY_TEXT, .fallback = "", .form = form_path, .only = "smtp",
     AT(Transport, server.ca_file),
     .help = "PEM file of the authorities to trust instead of the system's"},
    {"user", KEY_TEXT, .fallback = "", .max = 255, .form = form_line, .only = "smtp",
     AT(Transport, server.user), .help = "login name; without one nobody logs in"},
    {"password_file", KEY_TEXT, .fallback = "", .form = form_path, .only = "smtp",
     AT(Transport, server.password_file), .help = "file whose first line is the password"},
    {"oauth_token_file", KEY_TEXT, .fallback = "", .form = form_path, .only = "smtp",
     AT(Transport, server.oauth_token_file),
     .help = "file whose first line is an access token (XOAUTH2)"},
    {"hello", KEY_TEXT, .fallback = "", .max = 255, .form = form_host, .only = "smtp",
     AT(Transport, hello), .help = "host name to greet the server with; none: this machine's"},
    {"folder", KEY_TEXT, .required = true, .form = form_path, .only = "file",
     AT(Transport, folder), .help = "folder for type = \"file\""},
    {NULL}};
static const KeyGroup SMTP_GROUP = {"smtp", SMTP_KEYS, NULL};

static const Key WEB_KEYS[] = {
    {"url", KEY_TEXT, .fallback = "", .form = form_url, AT(Desk, web_url),
     .help = "address of helpdesk.cgi; links in letters begin with it; none: no links"},
    {NULL}};
static const KeyGroup WEB_GROUP = {"web", WEB_KEYS, NULL};

#define NOTICE(template, text) \
    {template, KEY_NOTICE, .fallback = "true", AT(Desk, notices_off), .help = text}
static const Key NOTICE_KEYS[] = {
    NOTICE("receipt", "to the customer: we have it, this is its number"),
    NOTICE("solved", "to the customer: solved, please rate"),
    NOTICE("ticket-new", "to the manager: a new ticket is yours"),
    NOTICE("ticket-answer", "to the manager: the customer wrote again"),
    NOTICE("ticket-assigned", "to the manager: somebody gave it to you"),
    NOTICE("note", "to the manager: a colleague left a note"),
    NOTICE("ticket-changed", "to the manager: this was done to the ticket"),
    NOTICE("ticket-woken", "to the manager: a postponed ticket is back, or one is due"),
    NOTICE("digest", "to the manager: what changed in tickets that are only watched"),
    NOTICE("auto-answer", "to the customer: what a rule answers"),
    NOTICE("reminder", "to the manager: a rule, a timer or a promise calls attention"),
    NOTICE("rule-fault", "to admins: a rule could not be tried"),
    NOTICE("caught-up", "to the manager: what became due while the desk was not running"),
    {NULL}};
static const KeyGroup NOTICE_GROUP = {"notices", NOTICE_KEYS, NULL};

#define LIMIT(key, field, standard, low, high, text) \
    {key, KEY_NUMBER, .fallback = standard, .min = low, .max = high, AT(Desk, limits.field), \
     .help = text}
static const Key LIMIT_KEYS[] = {
    LIMIT("message_size", message.message_size, "78643200", 10000, 1073741824,
          "bytes; a larger message is left where it is and told"),
    LIMIT("header_size", message.header_size, "262144", 4096, 16777216,
          "bytes of all headers together"),
    LIMIT("parts", message.parts, "1000", 1, 10000, "MIME parts"),
    LIMIT("depth", message.depth, "30", 1, 100, "MIME nesting"),
    LIMIT("references", message.references, "200", 1, 1000,
          "Message-IDs of References that are looked up"),
    LIMIT("search_text", message.text, "262144", 1024, 16777216, "bytes of text kept for search"),
    LIMIT("commands", commands, "50", 1, 500, "command lines in one letter"),
    LIMIT("notice_attachments", notice_attachments, "10485760", 0, 104857600,
          "bytes of attachments passed on in one letter; larger ones are named in it"),
    LIMIT("auto_per_address_hour", auto_per_address_hour, "5", 1, 1000,
          "automatic letters to one address in an hour"),
    LIMIT("auto_per_hour", auto_per_hour, "200", 1, 100000,
          "automatic letters in an hour, all together"),
    LIMIT("auto_per_ticket", auto_per_ticket, "3", 1, 100,
          "automatic letters of one ticket between two doings of people"),
    LIMIT("receipts_per_address_day", receipts_per_address_day, "5", 1, 1000,
          "receipts to one address in 24 hours"),
    LIMIT("tickets_per_sender_hour", tickets_per_sender_hour, "10", 1, 10000,
          "new tickets of one sender in an hour"),
    LIMIT("reopen_days", reopen_days, "30", 1, 3650,
          "days after its end when an answer opens a new, linked ticket"),
    LIMIT("token_days", token_days, "365", 1, 3650,
          "days that a letter of ours can be answered with proof"),
    LIMIT("retry_days", retry_days, "5", 1, 30,
          "days after which a letter that cannot be sent is given up"),
    LIMIT("answer_delay", answer_delay, "60", 0, 86400,
          "seconds that an answer waits, so that it can be taken back"),
    LIMIT("signature_days", signature_days, "3", 1, 30,
          "days for which a signed letter proves its sender"),
    LIMIT("key_days", key_days, "400", 1, 3650,
          "days for which codes made with a key count after it was rotated out"),
    {"network_seconds", KEY_NUMBER, .fallback = "30", .min = 1, .max = 600, .in_draft = true,
     AT(Draft, network_seconds), .help = "silence of a server after which it counts as down"},
    {NULL}};
static const KeyGroup LIMIT_GROUP = {"limits", LIMIT_KEYS, NULL};

static const Key ROOT_KEYS[] = {
    {"name", KEY_TEXT, .fallback = "Helpdesk", .max = 200, .form = form_line, AT(Desk, name),
     .help = "the name that people see in letters and on pages"},
    {"database", KEY_TEXT, .fallback = CONFIG_DATABASE, .form = form_path, AT(Desk, database),
     .help = "the file that holds everything"},
    {"templates", KEY_TEXT, .fallback = "", .form = form_path, AT(Desk, templates),
     .help = "folder of our own templates; a file there stands in for the built-in one"},
    {"keys_file", KEY_TEXT, .fallback = CONFIG_KEYS_FILE, .form = form_path,
     AT(Desk, keys_file), .help = "the keys that codes in Message-IDs and links are made with"},
    {"time_zone", KEY_TEXT, .fallback = "", .max = 64, .form = form_zone, AT(Desk, time_zone),
     .help = "where the desk is: Europe/Berlin; none: the time zone of this machine"},
    {"queues", KEY_LIST, .required = true, .min = 1, .max = 1000, .group = &QUEUE_GROUP, AT(Desk,
     queues),
     .help = "streams of tickets, each with addresses and mailboxes of its own"},
    {"authserv_ids", KEY_TEXTS, .max = 100, .form = form_word, AT(Desk, authserv_ids),
     .help = "servers whose Authentication-Results count; none: none are trusted"},
    {"smtp", KEY_GROUP, .group = &SMTP_GROUP, .pointer = true, AT(Desk, transport),
     .help = "the way out; without it: localhost, port 25"},
    {"managers", KEY_LIST, .max = 10000, .group = &KEYS_MANAGERS, AT(Desk, managers),
     .help = "the people who answer"},
    {"groups", KEY_LIST, .max = 1000, .group = &KEYS_GROUPS, AT(Desk, groups),
     .help = "managers under one name"},
    {"companies", KEY_LIST, .max = 100000, .group = &KEYS_COMPANIES, AT(Desk, companies),
     .help = "customers that are known"},
    {"contacts", KEY_LIST, .max = 100000, .group = &KEYS_CONTACTS, AT(Desk, contacts),
     .help = "customers with several addresses"},
    {"workflow", KEY_LIST, .min = 1, .max = 100, .group = &KEYS_WORKFLOW, AT(Desk, workflow),
     .help = "statuses of a ticket; without it: new, open, wait, postponed, solved, closed, "
             "invalid"},
    {"types", KEY_TEXTS, .max = 1000, .form = form_status, AT(Desk, types),
     .help = "kinds of tickets that #type takes"},
    {"internal_types", KEY_TEXTS, .max = 1000, .form = form_status, AT(Desk, internal_types),
     .help = "those of the types whose customers hear nothing"},
    {"calendars", KEY_LIST, .max = 100, .group = &KEYS_CALENDARS, AT(Desk, calendars),
     .help = "when people work; the first one counts where none is named"},
    {"routing", KEY_LIST, .max = 5000, .group = &KEYS_ROUTING, AT(Desk, routing),
     .help = "who gets a new ticket: the first row that fits"},
    {"promises", KEY_LIST, .max = 1000, .group = &KEYS_PROMISES, AT(Desk, promises),
     .help = "what customers are promised: the first row that fits"},
    {"reminders", KEY_GROUP, .group = &KEYS_REMINDERS,
     .help = "when managers are reminded of what waits"},
    {"rule_order", KEY_CHOICE, .fallback = "all", .choices = ORDER_NAMES,
     AT(Desk, first_rule_only), .help = "which rules act: all that match, or the first one alone"},
    {"rules", KEY_LIST, .max = 5000, .group = &KEYS_RULES, AT(Desk, rules),
     .help = "what is done when something happens, in order"},
    {"recurring", KEY_LIST, .max = 1000, .group = &KEYS_RECURRING, AT(Desk, recurring),
     .help = "tickets that come again and again"},
    {"fields", KEY_LIST, .max = 100, .group = &KEYS_FIELDS, AT(Desk, fields),
     .help = "fields of tickets that #set fills"},
    {"macros", KEY_LIST, .max = 1000, .group = &KEYS_MACROS, AT(Desk, macros),
     .help = "ready answers, and what is done along with them"},
    {"currency", KEY_TEXT, .fallback = "", .max = 16, .form = form_line, AT(Desk, currency),
     .help = "of the prices, for people"},
    {"prices", KEY_LIST, .max = 10000, .group = &KEYS_PRICES, AT(Desk, prices),
     .help = "the price list of #bill"},
    {"commands", KEY_LIST, .max = 200, .group = &KEYS_COMMANDS, AT(Desk, commands),
     .help = "what single commands need, where it is not what they need by themselves"},
    {"openpgp_home", KEY_TEXT, .fallback = "", .form = form_path, AT(Desk, openpgp_home),
     .help = "folder of the public keys that managers sign with (GNUPGHOME)"},
    {"markdown", KEY_FLAG, .fallback = "true", AT(Desk, markdown),
     .help = "managers' answers are read as Markdown for their HTML"},
    {"digest_hour", KEY_NUMBER, .fallback = "8", .max = 23, AT(Desk, digest_hour),
     .help = "hour of the day at which daily digests go out"},
    {"hooks", KEY_LIST, .max = 100, .group = &KEYS_HOOKS, AT(Desk, hooks),
     .help = "other systems that rules tell of what happened"},
    {"web", KEY_GROUP, .group = &WEB_GROUP, .help = "the pages"},
    {"notices", KEY_GROUP, .group = &NOTICE_GROUP, .help = "automatic letters, each on or off"},
    {"limits", KEY_GROUP, .group = &LIMIT_GROUP, .help = "caps on what strangers can make us do"},
    {NULL}};
const KeyGroup KEYS_ROOT = {"the file", ROOT_KEYS, NULL};
// clang-format on

const Key *
key_find(const KeyGroup *group, const char *name)
{
    for (const Key *k = group->keys; k->name; k++) {
        if (strcmp(k->name, name) == 0) {
            return k;
        }
    }
    return NULL;
}

bool
key_fits(const Key *key, const char *kind)
{
    if (!key->only) {
        return true;
    }
    g_auto(GStrv) words = g_strsplit(key->only, " ", -1);
    return g_strv_contains((const char *const *)words, kind);
}
