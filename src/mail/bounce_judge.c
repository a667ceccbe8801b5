// bounce_judge.c: the status of a failure (RFC 3463), and whether the address is gone for good.
//
// "User unknown" alone is believed when it answers RCPT TO or comes with a status of the address
// (x.1.x, x.2.1): filters say the same of mail that they dislike after DATA. What answers MAIL FROM
// is about us, never about the recipient. A fault of the host is believed unless the status is
// temporary. Without known words the status decides.
//
// Neighbours: bounce_fault.c knows the words, bounce.c brings them.

#include "mail/bounce_private.h"

#include <string.h>

// Statuses that condemn an address by themselves (RFC 3463 3.2, 3.5; RFC 7505).
static const char *const CONDEMNING[] = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4"};

char *
bounce_status_find(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t n = strspn(p, "0123456789.");

        if (n == 0) {
            continue;
        }
        if (n >= 5 && n <= 9 && strchr("245", p[0]) && p[1] == '.' &&
            (p == text || (p[-1] != '[' && !g_ascii_isalpha(p[-1])))) {
            unsigned dots = 0;
            size_t len = p[n - 1] == '.' ? n - 1 : n;

            for (size_t i = 0; i < len; i++) {
                dots += p[i] == '.';
            }
            if (dots == 2 && p[2] != '.' && p[len - 1] != '.') {
                return g_strndup(p, len);
            }
        }
        p += n - 1;
    }
    return g_strdup("");
}

const char *
bounce_reply_find(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t n = strspn(p, "0123456789");

        if (n == 3 && (p[0] == '4' || p[0] == '5') && p[1] <= '5' &&
            (p == text || !(g_ascii_isalnum(p[-1]) || strchr(".-/", p[-1]))) &&
            strchr(" -\t:", p[3])) {
            return p;
        }
        p += n > 1 ? n - 1 : 0;
    }
    return NULL;
}

static bool
status_is_address(const char *status)
{
    return (status[0] && g_str_has_prefix(status + 1, ".1.")) || strcmp(status, "5.2.1") == 0;
}

static bool
is_general(const char *status)
{
    return g_str_has_suffix(status, ".0.0");
}

static bool
is_gone(const char *status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(CONDEMNING); i++) {
        if (strcmp(status, CONDEMNING[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool
condemns(Verdict verdict, const char *status, const char *told, const char *reply,
         const char *context)
{
    bool about_sender = strcasestr(context, "after MAIL FROM") != NULL;
    bool temporary = *status ? *status == '4' : reply && *reply == '4';

    switch (verdict) {
    case STAYS:
        return false;
    case GONE:
        return !about_sender;
    case GONE_WITH_WITNESS:
        return status_is_address(*told ? told : status) ||
               (!*told && !temporary &&
                (strcasestr(context, "RCPT TO") || strcasestr(context, "SMTP:RCPT") ||
                 strcasestr(context, "rejected address") ||
                 strcasestr(context, "recipients was rejected")));
    case GONE_UNLESS_TEMPORARY:
        return !about_sender && !temporary;
    case GONE_BY_STATUS:
        return is_gone(*told ? told : status);
    }
    return false;
}

// The fault that the server's words tell, or what the report says around them.
static const Fault *
fault_choose(const char *words, const char *context, bool condemned)
{
    const Fault *fault = bounce_fault_find(words);
    const Fault *around;
    bool of_mailbox;

    if (fault && fault->verdict != GONE_WITH_WITNESS) {
        return fault;
    }
    around = bounce_fault_find(context);
    of_mailbox = around && around->verdict == STAYS && g_str_has_prefix(around->status, ".2.");
    // A report that tells of a full or closed mailbox knows better than "user unknown".
    if (fault) {
        return of_mailbox ? around : fault;
    }
    // Other talk in a report does not save an address that the status condemns.
    return around && around->verdict == STAYS && condemned && !of_mailbox ? NULL : around;
}

// Words that are not believed give no detail.
static char *
status_derive(const BounceRecipient *r, const Fault *fault, const char *reply)
{
    bool temporary = reply ? *reply == '4' : r->action == BOUNCE_DELAYED;
    bool believed = fault && (r->permanent || r->action == BOUNCE_DELAYED ||
                              fault->verdict == STAYS || fault->verdict == GONE_BY_STATUS);

    return g_strconcat(temporary ? "4" : "5", believed ? fault->status : ".0.0", NULL);
}

void
bounce_judge(BounceRecipient *r, const char *words, const char *context)
{
    g_autofree char *told = bounce_status_find(words);
    const char *reply = bounce_reply_find(words);
    const Fault *fault;

    // The server's words are nearer to the fault than a report's "5.0.0".
    if (*told && (!*r->status || (is_general(r->status) && told[0] == r->status[0]))) {
        g_free(r->status);
        r->status = g_strdup(told);
    }
    fault = fault_choose(words, context, is_gone(*told ? told : r->status));
    r->permanent = r->action == BOUNCE_FAILED && condemns(fault ? fault->verdict : GONE_BY_STATUS,
                                                          r->status, told, reply, context);
    if (!*r->status && (fault || reply)) {
        g_free(r->status);
        r->status = status_derive(r, fault, reply);
    }
}
