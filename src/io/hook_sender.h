// hook_sender.h: calls of other systems: one HTTP POST each, signed, to the address that was
// checked.
#pragma once

#include "base/blob.h"
#include "mail/endpoint.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// The body of one call; what is larger is a fault of the caller.
#define HOOK_BODY_MAX (256 * 1024)

typedef enum {
    HOOK_SENT,   // 2xx
    HOOK_RETRY,  // temporary for this call: 408, 5xx, an answer that is none
    HOOK_BUSY,   // 429 or 503: later, and no more calls for now
    HOOK_DOWN,   // no answer at all (name, network, TLS, time), or nothing may be sent there as
                 // things are: other calls would fare the same
    HOOK_FAILED, // permanent for this call: any other 4xx, a redirect
} HookVerdict;

typedef struct {
    const char *id;   // names the call in all its attempts
    int64_t at;       // Unix seconds of this attempt
    const Blob *body; // JSON
} HookCall;

typedef struct {
    HookVerdict verdict;
    int code;            // HTTP status, 0 when there was none
    int64_t retry_after; // seconds that the server asks for, 0 = none
    char *words; // "HTTP 404 Not Found", never the answer's own words; owned: hook_result_clear
} HookResult;
void hook_result_clear(HookResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HookResult, hook_result_clear)

typedef struct HookSender HookSender;

// No connection is made yet. The hook must outlive the sender. HD_ERROR_BUG alone.
HookSender *hook_sender_open(const Hook *hook, GError **error);
void hook_sender_close(HookSender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HookSender, hook_sender_close)

// One connection serves many calls; the secret is read anew for each. Takes hook->silence_seconds
// at most, and never over 30.
void hook_sender_send(HookSender *sender, const HookCall *call, HookResult *out);

// "v1=" and the hex of HMAC-SHA256 with the secret over "AT.BODY". The caller frees.
char *hook_signature(const char *secret, int64_t at, const char *body, size_t len);
