// sender.c: the table of ways out, and the calls of sender.h handed on to them.
//
// What is true of every way stands here: envelope addresses are checked before anything is said,
// for a CR or LF in one would be a command of a stranger's making.
//
// Neighbours: smtp.c, file_sender.c.
#include "io/sender_private.h"

#include "base/error.h"
#include "base/text.h"
#include "mail/address.h"

static const SenderKind *const KINDS[] = {&SENDER_SMTP, &SENDER_FILE};

void
send_result_clear(SendResult *result)
{
    g_clear_pointer(&result->words, g_free);
}

void
send_result_set(SendResult *out, SendVerdict verdict, int code, const char *words)
{
    g_autofree char *valid = text_utf8(words, -1);
    g_autofree char *line = text_one_line(valid);
    g_free(out->words);
    out->verdict = verdict;
    out->code = code;
    out->words = text_clip(line, 500);
}

Sender *
sender_open(const Transport *transport, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (KINDS[i]->code == transport->kind) {
            Sender *sender = KINDS[i]->open(transport, error);
            if (sender) {
                sender->kind = KINDS[i];
            }
            return sender;
        }
    }
    g_set_error(error, HD_ERROR, HD_ERROR_BUG, "no such kind of transport");
    return NULL;
}

void
sender_close(Sender *sender)
{
    if (sender) {
        sender->kind->close(sender);
    }
}

void
sender_send(Sender *sender, const Envelope *envelope, SenderBeforeDot before_dot, void *data,
            SendResult *out)
{
    *out = (SendResult){.verdict = SEND_FAILED};
    if (!address_is_valid(envelope->to)) {
        send_result_set(out, SEND_FAILED, 0, "the recipient's address is not one that can be used");
    } else if (*envelope->from && !address_is_valid(envelope->from)) {
        send_result_set(out, SEND_FAILED, 0, "the sender's address is not one that can be used");
    } else {
        sender->kind->send(sender, envelope, before_dot, data, out);
    }
}

bool
sender_try(Sender *sender, GError **error)
{
    return sender->kind->test(sender, error);
}
