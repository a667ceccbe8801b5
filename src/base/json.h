// json.h: writes JSON (RFC 8259) into a GString: commas and escaping are its business, order is the
// caller's. Writing only.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    GString *out; // owned
    bool comma;   // a value stands before on this level
    unsigned depth;
} Json;

void json_init(Json *j);
void json_clear(Json *j);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Json, json_clear)

// key is NULL inside an array and for the outermost value. Text must be UTF-8; NULL text is null.
void json_object(Json *j, const char *key);
void json_array(Json *j, const char *key);
void json_end_object(Json *j);
void json_end_array(Json *j);
void json_text(Json *j, const char *key, const char *value);
void json_number(Json *j, const char *key, int64_t value);
void json_flag(Json *j, const char *key, bool value);
void json_null(Json *j, const char *key);
// Array of the strings of a GPtrArray.
void json_texts(Json *j, const char *key, const GPtrArray *values);
