// smtp_private.h: what was said about one mail, followed while libcurl says it.
#pragma once

#include "io/sender_private.h"

#include <curl/curl.h>

// The last command that went out; PHASE_DATA until the last bytes, PHASE_DOT from then on.
typedef enum {
    PHASE_CONNECT,
    PHASE_HELLO,
    PHASE_TLS,
    PHASE_LOGIN,
    PHASE_NOOP,
    PHASE_MAIL,
    PHASE_RCPT,
    PHASE_DATA,
    PHASE_DOT,
} SmtpPhase;

typedef struct {
    CURL *curl;
    const Blob *bytes; // NULL while there is no mail
    uint64_t given;
    SenderBeforeDot before_dot;
    void *data;
    bool stopped; // before_dot said no
    long silence;
    SmtpPhase phase;
    size_t heard;
    char words[1024]; // the server's last line that is not 221
    char curl_words[CURL_ERROR_SIZE];
} SmtpTalk;

void smtp_talk_begin(SmtpTalk *talk, CURL *curl, const Blob *bytes, SenderBeforeDot before_dot,
                     void *data);
void smtp_talk_command(SmtpTalk *talk, const char *bytes, size_t len);
void smtp_talk_reply(SmtpTalk *talk, const char *bytes, size_t len);
bool smtp_talk_before_dot(SmtpTalk *talk);
// A kept connection that the server had closed meanwhile: worth a second try.
bool smtp_talk_is_stale(const SmtpTalk *talk, CURLcode r);
void smtp_talk_verdict(const SmtpTalk *talk, CURLcode r, const Server *server, SendResult *out);
// The same for sender_try: HD_ERROR_AUTH, HD_ERROR_SOURCE …
int smtp_talk_error_code(const SmtpTalk *talk, CURLcode r);
