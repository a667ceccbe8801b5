// secret.h: passwords and access tokens, read from files when they are needed.
#pragma once

#include <glib.h>

// The first line of the file, without its line end. HD_ERROR_CONFIG when the file is missing, is
// readable by others than its owner, or has no usable first line; the message says what to do.
char *secret_read(const char *path, GError **error);
// Wipes, then frees; NULL is fine.
void secret_free(char *secret);

typedef char Secret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Secret, secret_free)
