// test_config_faults.c: every kind of fault of a config with its line, its words and what to write
// instead; catalogue 97 to 100.
#include "config_fixture.h"

#define PRINT "0123456789ABCDEF0123456789ABCDEF01234567"

static const struct {
    const char *name, *text;
    unsigned line;
    const char *what, *hint;
    bool warning;
} FAULTS[] = {
    // The text itself.
    {"byte order mark", "\xef\xbb\xbf" QUEUE, 1, "byte order mark", "without a byte order mark",
     false},
    {"utf-16", "\xff\xfeq", 1, "UTF-16", "UTF-8", false},
    {"no utf-8", QUEUE "\nname = \"\xff\";\n", 3, "no UTF-8", "UTF-8", false},
    {"syntax", QUEUE "name \"x\";\n", 2, "cannot be read (syntax error)", "look for", false},
    {"missing semicolon and quote", QUEUE "name = \"x;\nmarker = \"y\";\n", 2, "closing quote",
     "end on the line", false},
    {"open comment", QUEUE "\n/* no end\n\n", 3, "comment without its end", "*/", false},
    {"duplicate key", QUEUE "name = \"a\";\nname = \"b\";\n", 3, "twice in one group", "", false},
    {"mixed array", QUEUE "groups = [ 1, \"a\" ];\n", 2, "array", "( )", false},
    {"number of any length", QUEUE "limits = { parts = 123456789012345678901; };", 2, "too large",
     "", false},
    {"include that is absent", QUEUE "\n@include \"absent.conf\"\n", 3, "absent.conf: No such file",
     "", false},
    {"include of itself", QUEUE "@include \"self.conf\"\n", 1, "too many includes", "itself",
     false},
    {"include without name", QUEUE "@include absent\n", 2, "without the name", "@include \"FILE\"",
     false},
    // Keys and types.
    {"unknown key (97)", QUEUE "nmae = \"x\";\n", 2, "unknown key \"nmae\"",
     "write \"name\" instead", false},
    {"unknown key, none near", QUEUE "frobnication = 1;\n", 2, "unknown key",
     "there are: name, database", false},
    {"unknown key in a list", QUEUE_WITH("adress = \"x\";"), 2, "unknown key \"adress\" in queues",
     "\"address\"", false},
    {"unknown limit", QUEUE "limits = {\n part = 5;\n};\n", 3, "unknown key \"part\" in limits",
     "\"parts\"", false},
    {"unknown notice", QUEUE "notices = { answer = false; };\n", 2, "unknown key \"answer\"",
     "there are: receipt", false},
    {"text wanted", QUEUE "name = 5;\n", 2, "name must be a text, not a number", "quotes", false},
    {"number wanted", QUEUE "limits = { parts = \"5\"; };\n", 2,
     "parts must be a whole number, not a text", "from 1 to 10000", false},
    {"float", QUEUE "limits = { parts = 5.5; };\n", 2, "whole number", "1 to 10000", false},
    {"flag wanted", QUEUE "notices = { receipt = 1; };\n", 2, "must be true or false",
     "without quotes", false},
    {"list wanted", QUEUE_WITH("aliases = \"a@example.com\";"), 2, "must be a list of texts",
     "aliases = (", false},
    {"groups wanted", "queues = { name = \"x\"; };\n", 1, "must be a list of groups",
     "queues = ( {", false},
    {"group in list wanted", "queues = (\n\"x\" );\n", 2, "an entry of queues must be a group",
     "queues = (", false},
    {"group wanted", QUEUE "web = \"x\";\n", 2, "web must be a group", "web = {", false},
    {"one server, no list", QUEUE "authserv_ids = \"mx.example.com\";\n", 2,
     "must be a list of texts", "", false},
    {"pattern of servers", QUEUE "authserv_ids = ( \"*.example.com\" );\n", 2, "cannot be used",
     "one word", false},
    {"text in list wanted", QUEUE_WITH("aliases = ( 5 );"), 2, "must be a text", "quotes", false},
    {"missing queues", "name = \"x\";\n", 0, "queues is missing", "add queues", false},
    {"empty queues", "queues = ();\n", 1, "queues has 0 entries", "", false},
    {"missing key", "\nqueues = (\n{ name = \"x\"; });\n", 3, "address is missing in queues",
     "add address", false},
    {"empty text", QUEUE "name = \"\";\n", 2, "name is empty", "leave the line out", false},
    {"control character", QUEUE "name = \"a\\r\\nBcc: b\";\n", 2, "control character", "one line",
     false},
    {"escaped bytes", QUEUE "name = \"a\\xff\";\n", 2, "not UTF-8", "", false},
    {"invisible character",
     QUEUE "name = \"a\xe2\x80\xae"
           "b\";\n",
     2, "cannot be used", "invisible", false},
    {"too long", QUEUE_WITH("marker = \"ABCDEFGHIJKLMNOPQRST\";"), 2, "marker is too long",
     "at most 16", false},
    // Ranges.
    {"number too small", QUEUE "limits = { parts = 0; };\n", 2, "parts = 0 is out of range",
     "1 to 10000", false},
    {"number that would wrap", QUEUE "limits = { message_size = 5000000000; };\n", 2,
     "message_size = 5000000000 is out", "1073741824", false},
    {"hex that would wrap", QUEUE "limits = { message_size = 0x12A05F200; };\n", 2,
     "message_size = 5000000000 is out", "", false},
    {"negative that would wrap", QUEUE "limits = { message_size = -4242538496; };\n", 2,
     "= -4242538496 is out", "", false},
    {"port", IMAP("port = 70000;"), 4, "port = 70000 is out of range", "1 to 65535", false},
    // Forms.
    {"marker", QUEUE_WITH("marker = \"H D]\";"), 2, "marker = \"H D]\" cannot be used",
     "like \"HD\"", false},
    {"language", QUEUE_WITH("language = \"de\";"), 2, "language = \"de\"",
     "\"en\", \"ru\" or \"uk\"", false},
    {"address", QUEUE_WITH("aliases = ( \"Help <help@example.com>\" );"), 2, "cannot be used",
     "bare mail address", false},
    {"queue name", "queues = ({ name = \"sup port\"; address = \"s@example.com\"; });\n", 1,
     "cannot be used", "one word", false},
    {"login", MANAGERS("{ login = \"bo ris\"; name = \"B\"; addresses = (\"b@example.com\"); }"), 3,
     "login = \"bo ris\"", "a-z", false},
    {"reserved login",
     MANAGERS("{ login = \"Me\"; name = \"B\"; addresses = (\"b@example.com\"); }"), 3,
     "login = \"Me\"", "commands", false},
    {"choice", QUEUE_WITH("mailboxes = ({ type = \"pop3\"; });"), 2, "type = \"pop3\" is not known",
     "imap, maildir, mbox", false},
    {"url of another kind", WEB("ftp://example.com/"), 2, "url = \"ftp", "https://", false},
    {"url without tls", WEB("http://example.com/"), 2, "url = \"http:", "loopback only", false},
    {"url that only begins like loopback", WEB("http://127.0.0.1.example.com/"), 2,
     "url = \"http:", "loopback", false},
    {"url with a query", WEB("https://example.com/?a"), 2, "url = ", "without", false},
    {"url with a user", WEB("https://a@example.com/"), 2, "url = ", "without", false},
    {"host with a scheme", SMTP("hello = \"https://x\";"), 3, "hello = ", "host name", false},
    // Mailboxes and the way out.
    {"imap without host", MAILBOX("type = \"imap\"; user = \"u\"; password_file = \"secret\";"), 2,
     "host is missing in mailboxes", "add host", false},
    {"imap without password", MAILBOX("type = \"imap\"; host = \"h\";\nuser = \"u\";"), 4,
     "u has no password", "add password_file", false},
    {"both secrets", IMAP("oauth_token_file = \"secret\";"), 4,
     "both password_file and oauth_token_file", "leave one", false},
    {"tls none", IMAP("tls = \"none\";"), 4, "loopback only", "\"implicit\" or \"starttls\"",
     false},
    {"smtp tls none", SMTP("tls = \"none\";"), 3, "loopback only", "starttls", false},
    {"move without move_to", IMAP("after = \"move\";"), 4, "without move_to", "add move_to", false},
    {"move_to itself", IMAP("after = \"move\";\nmove_to = \"inbox\";"), 5,
     "the folder that is read", "another", false},
    {"move_to unused", IMAP("move_to = \"x\";"), 4, "means nothing here", "after = \"move\"", true},
    {"host of a maildir", MAILBOX("type = \"maildir\"; path = \"m\";\nhost = \"h\";"), 4,
     "host means nothing for type \"maildir\"", "leave it out", false},
    {"maildir without path", MAILBOX("type = \"maildir\";"), 2, "path is missing", "add path",
     false},
    {"mailbox twice (99)",
     QUEUE_WITH("mailboxes = ({ type = \"maildir\"; path = \"m\"; },\n{ type = \"maildir\"; path = "
                "\"./x/../m\"; });"),
     3, "already read in queue \"support\"", "once", false},
    {"user without secret", SMTP("user = \"u\";"), 3, "u has no password", "add password_file",
     false},
    {"secret without user", SMTP("password_file = \"secret\";"), 3,
     "password_file is given without user", "add user", false},
    {"file without folder", QUEUE "smtp = {\ntype = \"file\"; };\n", 2, "folder is missing in smtp",
     "add folder", false},
    {"secret readable by others (98)", SMTP("user = \"u\"; password_file = \"open-secret\";"), 3,
     "others may read or write", "chmod 600", false},
    {"secret that is a folder", SMTP("user = \"u\"; password_file = \".\";"), 3, "is not a file",
     "name a file", false},
    {"secret empty", SMTP("user = \"u\"; password_file = \"empty-secret\";"), 3, "is empty",
     "first line", false},
    {"secret absent", SMTP("user = \"u\"; password_file = \"absent\";"), 3, "does not exist",
     "mode 600", true},
    {"keys readable by others", QUEUE "keys_file = \"open-secret\";\n", 2,
     "others may read or write", "chmod 600", false},
    {"keys and database", QUEUE "keys_file = \"x\";\ndatabase = \"./x\";\n", 2, "the same file",
     "another", false},
    {"ca file absent", SMTP("ca_file = \"absent.pem\";"), 3, "absent.pem does not exist", "PEM",
     false},
    {"templates absent", QUEUE "templates = \"absent\";\n", 2, "is not a folder", "make the folder",
     false},
    // Names that must agree.
    {"queue twice",
     "queues = ({ name = \"a\"; address = \"a@example.com\"; },\n{ name = \"A\"; address = "
     "\"b@example.com\"; });\n",
     2, "queue \"A\" is there twice", "another name", false},
    {"address in two queues",
     "queues = ({ name = \"a\"; address = \"a@example.com\"; },\n{ name = \"b\"; address = "
     "\"b@example.com\";\naliases = (\n\"c@example.com\",\n\"A@Example.com\"\n); });\n",
     5, "already one of queue \"a\"", "one queue", false},
    {"alias twice", QUEUE_WITH("aliases = ( \"h@example.com\",\n\"h@example.com\" );"), 3,
     "stands twice in aliases", "leave one", false},
    {"notice into our intake (100)",
     MANAGERS("{ login = \"b\"; name = \"B\"; addresses = "
              "(\"b@example.com\",\n\"Support+b@example.com\"); }"),
     4, "would come back into queue \"support\"", "own address", false},
    {"notice into a mailbox's user",
     MAILBOX(
         "type = \"imap\"; host = \"h\"; user = \"anna@example.com\"; password_file = \"secret\";")
         ANNA,
     6, "would come back", "own address", false},
    {"login twice",
     MANAGERS("{ login = \"Anna\"; name = \"B\"; addresses = (\"b@example.com\"); }"), 3,
     "login \"anna\" is used twice", "once", false},
    {"address of two managers",
     MANAGERS("{ login = \"b\"; name = \"B\"; addresses = (\"ANNA@example.com\"); }"), 3,
     "already that of anna", "once", false},
    {"manager without address", MANAGERS("{ login = \"b\"; name = \"B\"; addresses = (); }"), 3,
     "addresses has 0 entries", "", false},
    {"unknown manager of a queue", QUEUE_WITH("managers = ( \"ana\" );") ANNA, 2,
     "no manager has the login \"ana\" (in queues)", "write \"anna\"", false},
    {"unknown member",
     QUEUE ANNA "groups = ({ name = \"g\"; members = (\n\"anna\",\n\"zacharias\"\n); });\n", 5,
     "\"zacharias\" (in groups)", "there are: anna", false},
    {"unknown manager of a company",
     COMPANIES("{ name = \"A\"; domains = (\"a.example\");\nmanager = \"zacharias\"; }"), 5,
     "\"zacharias\" (in companies)", "anna", false},
    {"no managers", QUEUE_WITH("managers = ( \"anna\" );"), 2, "no manager has the login",
     "list the person", false},
    {"nobody", QUEUE, 0, "nobody is there", "managers", true},
    {"group called like a login",
     QUEUE ANNA "groups = ({ name = \"Anna\"; members = (\"anna\"); });\n", 3,
     "called like a manager's login", "#assign", false},
    {"group twice",
     QUEUE ANNA "groups = ({ name = \"g\"; members = (\"anna\"); },\n{ name = \"G\"; members = "
                "(\"anna\"); });\n",
     4, "already that of another group", "once", false},
    {"group without members", QUEUE ANNA "groups = ({ name = \"g\"; });\n", 3, "has no members", "",
     true},
    {"inactive managers",
     QUEUE_WITH("managers = ( \"b\" );") "managers = ({ login = \"b\"; name = \"B\"; addresses = "
                                         "(\"b@example.com\"); active = false; });\n",
     2, "no manager of queue \"support\" is active", "active", true},
    {"company twice",
     COMPANIES("{ name = \"A\"; domains = (\"a.example\"); },\n{ name = \"a\"; domains = "
               "(\"b.example\"); }"),
     5, "already that of another company", "", false},
    {"domain of two companies",
     COMPANIES("{ name = \"A\"; domains = (\"a.example\"); },\n{ name = \"B\"; domains = "
               "(\"A.example\"); }"),
     5, "domain \"a.example\" is already that of A", "", false},
    {"public domain", COMPANIES("{ name = \"A\"; domains = (\"gmail.com\"); }"), 4,
     "domains = \"gmail.com\"", "strangers", false},
    {"company of nobody", COMPANIES("{ name = \"A\"; }"), 4, "nobody can belong", "add domains",
     true},
    {"no closed status", QUEUE ANNA "workflow = (" KINDS "{name=\"p\";kind=\"postponed\";});\n", 3,
     "no status of kind \"closed\"", "kind = \"closed\"", false},
    {"status twice",
     QUEUE "workflow = (" KINDS "{name=\"C\";kind=\"closed\";},\n{name=\"c\";kind=\"closed\";});\n",
     4, "already a name of status \"C\"", "names of its own", false},
    {"label that is a status",
     QUEUE "workflow = (" KINDS "{name=\"c\";kind=\"closed\"; names = { en = \"W\"; };});\n", 3,
     "already a name of status \"w\"", "", false},
    {"unknown word of a right", QUEUE_WITH("see = ( \"anna\",\n\"ana\" );") ANNA, 3,
     "see of queues names \"ana\", who is nobody", "write \"anna\"", false},
    {"unknown word of a right, none near", QUEUE_WITH("act = ( \"zacharias\" );") ANNA, 2,
     "act of queues names \"zacharias\"", "manager, lead or admin", false},
    {"unknown word of a status",
     QUEUE ANNA "workflow = (" KINDS "{name=\"c\";kind=\"closed\"; enter = ( \"leed\" ); });\n", 4,
     "enter of workflow names \"leed\"", "", false},
    {"role that watches",
     COMPANIES("{ name = \"A\"; domains = (\"a.example\"); watchers = ( \"lead\" ); }"), 4,
     "watchers of companies names \"lead\"", "write logins and groups", false},
    {"login called like a role",
     MANAGERS("{ login = \"Admin\"; name = \"B\"; addresses = (\"b@example.com\"); }"), 3,
     "login = \"Admin\"", "roles", false},
    {"group called like a role",
     QUEUE ANNA "groups = ({ name = \"Lead\"; members = (\"anna\"); });\n", 3, "name = \"Lead\"",
     "rights", false},
    {"macro twice",
     QUEUE ANNA "macros = ({ name = \"a\"; text = \"x\"; },\n{ name = \"A\"; text = \"x\"; });\n",
     4, "macro \"A\" is there twice", "another name", false},
    {"macro of two words", QUEUE ANNA "macros = ({ name = \"a b\"; text = \"x\"; });\n", 3,
     "name = \"a b\"", "one word", false},
    {"macro that does nothing", QUEUE ANNA "macros = ({ name = \"a\"; });\n", 3,
     "says and does nothing", "add text", false},
    {"macro with an unknown command",
     QUEUE ANNA "macros = ({ name = \"a\";\ncommands = ( \"#tag x\", \"#clsoe\" ); });\n", 4,
     "there is no command #clsoe", "write #close", false},
    {"macro that uses another",
     QUEUE ANNA "macros = ({ name = \"a\";\ncommands = \"#use b\"; });\n", 4,
     "may not use another one", "write its commands out", false},
    {"macro with words among commands",
     QUEUE ANNA "macros = ({ name = \"a\";\ncommands = ( \"#close\", \"hello\" ); });\n", 4,
     "\"hello\" is no command", "text", false},
    {"macro with a control character",
     QUEUE ANNA "macros = ({ name = \"a\";\ntext = \"a\\x07\"; });\n", 4,
     "text holds a control character", "between lines", false},
    {"macro with a number among lines",
     QUEUE ANNA "macros = ({ name = \"a\";\ntext = ( \"a\", 5 ); });\n", 4, "a line each", "quotes",
     false},
    {"price twice",
     QUEUE ANNA "prices = ({ code = \"a\"; name = \"A\"; price = \"1\"; },\n"
                "{ code = \"A\"; name = \"B\"; price = \"2\"; });\n",
     4, "price \"A\" is there twice", "", false},
    {"price as a number", QUEUE ANNA "prices = ({ code = \"a\"; name = \"A\"; price = 12.5; });\n",
     3, "price must be a text", "\"12.50\"", false},
    {"price with three digits",
     QUEUE ANNA "prices = ({ code = \"a\"; name = \"A\"; price = \"1.005\"; });\n", 3,
     "\"1.005\" is no price", "\"12.50\"", false},
    {"price with a sign",
     QUEUE ANNA "prices = ({ code = \"a\"; name = \"A\"; price = \"-1\"; });\n", 3, "is no price",
     "", false},
    {"field twice", QUEUE ANNA "fields = ({ name = \"a\"; },\n{ name = \"A\"; });\n", 4,
     "field \"A\" is there twice", "", false},
    {"field without choices", QUEUE ANNA "fields = ({ name = \"a\"; kind = \"choice\"; });\n", 3,
     "has no choices", "add choices", false},
    {"field with idle choices", QUEUE ANNA "fields = ({ name = \"a\";\nchoices = ( \"x\" ); });\n",
     4, "choices mean nothing", "kind = \"choice\"", false},
    {"type twice", QUEUE ANNA "types = ( \"a\",\n\"A\" );\n", 4, "type \"A\" is there twice", "",
     false},
    {"unknown command", QUEUE ANNA "commands = ({ name = \"clsoe\"; });\n", 3,
     "no command \"clsoe\"", "write \"close\"", false},
    {"command by two names",
     QUEUE ANNA "commands = ({ name = \"close\"; },\n{ name = \"solved\"; });\n", 4,
     "command \"close\" is there twice", "", false},
    {"change without proof", QUEUE ANNA "commands = ({ name = \"close\";\nproof = \"L1\"; });\n", 4,
     "#close changes something", "\"L2\"", false},
    {"proof of no level", QUEUE ANNA "commands = ({ name = \"close\"; proof = \"L5\"; });\n", 3,
     "proof = \"L5\"", "default, L0", false},
    {"keys that end early", QUEUE ANNA "limits = { key_days = 10; };\n", 3,
     "key_days is less than token_days", "365", true},
    {"fingerprint too short",
     QUEUE "managers = ({ login = \"anna\"; name = \"A\"; addresses = (\"a@example.com\");\n"
           "openpgp = ( \"89ABCDEF01234567\" ); });\n",
     3, "cannot be used", "40 or 64", false},
    {"keys without a folder",
     QUEUE "managers = ({ login = \"anna\"; name = \"A\"; addresses = (\"a@example.com\");\n"
           "openpgp = ( \"" PRINT "\" ); });\n",
     3, "there is no openpgp_home", "add openpgp_home", false},
    {"folder of keys absent",
     QUEUE "openpgp_home = \"absent\";\nmanagers = ({ login = \"anna\"; name = \"A\"; addresses = "
           "(\"a@example.com\"); openpgp = ( \"" PRINT "\" ); });\n",
     2, "absent is not a folder", "mkdir -m 700", false},
    {"folder of keys open to others",
     QUEUE "openpgp_home = \"/\";\nmanagers = ({ login = \"anna\"; name = \"A\"; addresses = "
           "(\"a@example.com\"); openpgp = ( \"" PRINT "\" ); });\n",
     2, "others may read or write", "chmod 700", false},
    {"key of two managers",
     QUEUE
     "managers = ({ login = \"anna\"; name = \"A\"; addresses = (\"a@example.com\"); openpgp = "
     "( \"" PRINT "\" ); },\n{ login = \"b\"; name = \"B\"; addresses = (\"b@example.com\"); "
     "smime = ( \"" PRINT "\" ); });\n",
     3, "already that of anna", "once", false},
    {"answer that cannot be switched off", QUEUE ANNA "notices = { answer-held = false; };\n", 3,
     "unknown key \"answer-held\"", "", false},
    {"unknown language of a label",
     QUEUE "workflow = (" KINDS "{name=\"c\";kind=\"closed\"; names = { de = \"x\"; };});\n", 3,
     "unknown key \"de\" in names", "en, ru, uk", false},
};

static void
test_faults(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        g_autoptr(GPtrArray) faults = config_faults_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(Desk) desk = load_text(FAULTS[i].text, -1, CONFIG_NO_SECRETS, faults, &error);
        g_autoptr(GString) told = g_string_new(NULL);
        bool found = false;
        for (guint j = 0; j < faults->len; j++) {
            const ConfigFault *f = faults->pdata[j];
            g_autofree char *text = config_fault_text(f);
            g_string_append_printf(told, "\n  %s", text);
            found = found || (f->line == FAULTS[i].line && strstr(f->what, FAULTS[i].what) &&
                              strstr(f->hint, FAULTS[i].hint) &&
                              (f->severity == FAULT_WARNING) == FAULTS[i].warning);
        }
        if (!found || (desk != NULL) != FAULTS[i].warning || (error == NULL) != FAULTS[i].warning) {
            fail_msg("%s: wanted line %u \"%s\"; \"%s\", told:%s", FAULTS[i].name, FAULTS[i].line,
                     FAULTS[i].what, FAULTS[i].hint, told->str);
        }
        if (error) {
            assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
