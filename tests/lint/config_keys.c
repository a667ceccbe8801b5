// config_keys.c: prints the table of config keys, as `helpdesk check --keys` does, without the rest
// of the program: config_keys.py holds the documents against it.
#include "config/config.h"

#include <stdio.h>

int
main(void)
{
    g_autoptr(GString) keys = g_string_new(NULL);
    config_keys_print(keys);
    return fputs(keys->str, stdout) < 0;
}
