// keys_people.c: the rows of people: managers, groups, companies, contacts.
//
// As in keys.c one row is one key. Not for whether logins and groups exist: that takes the whole
// file (check_people.c).
#include "config/keys.h"

#include "ticket/desk.h"

static const Name DIGEST_NAMES[] = {
    {"at-once", DIGEST_AT_ONCE}, {"hourly", DIGEST_HOURLY}, {"daily", DIGEST_DAILY}, {NULL, 0}};

static void *
make_manager(void)
{
    return manager_new("", "", NULL);
}

static void *
make_group(void)
{
    return group_new("");
}

static void *
make_company(void)
{
    return company_new("");
}

static void *
make_person(void)
{
    return person_new("");
}

// clang-format off
static const Key MANAGER_KEYS[] = {
    {"login", KEY_TEXT, .required = true, .max = 64, .form = form_login, AT(Manager, login),
     .help = "one word of a-z, digits and . _ -; commands and the history use it"},
    {"name", KEY_TEXT, .required = true, .max = 200, .form = form_line, AT(Manager, name),
     .help = "as customers see it"},
    {"addresses", KEY_TEXTS, .required = true, .min = 1, .max = 20, .form = form_address,
     AT(Manager, addresses),
     .help = "the first one gets the notices; answers may come from all"},
    {"language", KEY_TEXT, .fallback = "en", .max = 16, .form = form_language, AT(Manager,
     language),
     .help = "of the notices: en, ru, uk"},
    {"role", KEY_CHOICE, .fallback = "manager", .choices = ROLE_NAMES, AT(Manager, role),
     .help = "what the person may do"},
    {"active", KEY_FLAG, .fallback = "true", AT(Manager, active),
     .help = "false: gets no tickets and has no rights; the history keeps the name"},
    {"confirm", KEY_FLAG, .fallback = "true", AT(Manager, confirm),
     .help = "what was done by mail is confirmed by a letter"},
    {"digest", KEY_CHOICE, .fallback = "at-once", .choices = DIGEST_NAMES, AT(Manager, digest),
     .help = "when changes of tickets that are only watched are told"},
    {"absences", KEY_LIST, .max = 1000, .group = &KEYS_ABSENCES, AT(Manager, absences),
     .help = "days away, on which new work goes to others"},
    {"openpgp", KEY_TEXTS, .max = 20, .form = form_fingerprint, AT(Manager, openpgp),
     .help = "fingerprints of OpenPGP keys that prove the person (L4)"},
    {"smime", KEY_TEXTS, .max = 20, .form = form_fingerprint, AT(Manager, smime),
     .help = "fingerprints of S/MIME certificates that prove the person (L4)"},
    {NULL}};
const KeyGroup KEYS_MANAGERS = {"managers", MANAGER_KEYS, make_manager};

static const Key GROUP_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_group, AT(Group, name),
     .help = "one word; #assign takes it"},
    {"members", KEY_TEXTS, .max = 1000, .form = form_login, AT(Group, members),
     .help = "logins"},
    {"notify", KEY_TEXTS, .max = 1000, .form = form_login, AT(Group, notify),
     .help = "logins who hear of its new work; none: all members"},
    {"next", KEY_TEXT, .fallback = "", .max = 64, .form = form_group, AT(Group, next),
     .help = "the group that gets what this one passes on"},
    {NULL}};
const KeyGroup KEYS_GROUPS = {"groups", GROUP_KEYS, make_group};

static const Key COMPANY_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 200, .form = form_line, AT(Company, name),
     .help = "of the customer"},
    {"domains", KEY_TEXTS, .max = 1000, .form = form_domain, AT(Company, domains),
     .help = "whoever writes from one of them belongs to the company"},
    {"addresses", KEY_TEXTS, .max = 10000, .form = form_fold, AT(Company, addresses),
     .help = "people of the company with addresses elsewhere"},
    {"manager", KEY_TEXT, .fallback = "", .max = 64, .form = form_login, AT(Company, manager),
     .help = "login of the one who takes its tickets"},
    {"category", KEY_TEXT, .fallback = "", .max = 100, .form = form_line, AT(Company, category),
     .help = "what kind of customer it is, for the notices"},
    {"watchers", KEY_TEXTS, .max = 1000, .form = form_word, AT(Company, watchers),
     .help = "logins and groups that hear of all its tickets"},
    {"time_zone", KEY_TEXT, .fallback = "", .max = 64, .form = form_zone, AT(Company, time_zone),
     .help = "where the company is, for its promises; none: that of the calendar"},
    {NULL}};
const KeyGroup KEYS_COMPANIES = {"companies", COMPANY_KEYS, make_company};

static const Key CONTACT_KEYS[] = {
    {"name", KEY_TEXT, .fallback = "", .max = 200, .form = form_line, AT(Person, name),
     .help = "of the person, for the reader of the config"},
    {"addresses", KEY_TEXTS, .required = true, .min = 1, .max = 50, .form = form_fold,
     AT(Person, addresses), .help = "the first one is written to; letters may come from all"},
    {NULL}};
const KeyGroup KEYS_CONTACTS = {"contacts", CONTACT_KEYS, make_person};
// clang-format on
