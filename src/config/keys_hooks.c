// keys_hooks.c: the rows of hooks: other systems that are told what happened.
//
// As in keys.c one row is one key. What a URL may be depends on private_network too: check_hooks.c.
#include "config/keys.h"

#include "mail/endpoint.h"
#include "ticket/desk.h"

static void *
make_hook(void)
{
    return hook_new("");
}

// clang-format off
static const Key HOOK_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_word, AT(Hook, name),
     .help = "one word; rules name it so"},
    {"url", KEY_TEXT, .required = true, .max = 2000, .form = form_hook_url, AT(Hook, url),
     .help = "https address that gets a POST for each event"},
    {"secret_file", KEY_TEXT, .fallback = "", .form = form_path, AT(Hook, secret_file),
     .help = "file whose first line keys the signature of each call; none: unsigned"},
    {"private_network", KEY_FLAG, .fallback = "false", AT(Hook, private_network),
     .help = "it may lie in a private network or on this machine"},
    {"ca_file", KEY_TEXT, .fallback = "", .form = form_path, AT(Hook, ca_file),
     .help = "PEM file of the authorities to trust instead of the system's"},
    {NULL}};
const KeyGroup KEYS_HOOKS = {"hooks", HOOK_KEYS, make_hook};
// clang-format on
