// notice.c: the table of letters and the plain data of one that is asked for.
//
// Who gets which letter is decided in decide.c; what stands in it is filled in by desk/render.c.

#include "ticket/notice.h"

#include "base/text.h"

const NoticeInfo NOTICES[NOTICE_COUNT] = {
    [NOTICE_RECEIPT] = {"receipt", false, true, "auto-replied"},
    [NOTICE_ANSWER] = {"answer", false, false, NULL},
    [NOTICE_SOLVED] = {"solved", false, true, "auto-generated"},
    [NOTICE_TICKET_NEW] = {"ticket-new", true, true, "auto-generated"},
    [NOTICE_TICKET_ANSWER] = {"ticket-answer", true, true, "auto-generated"},
    [NOTICE_TICKET_ASSIGNED] = {"ticket-assigned", true, true, "auto-generated"},
    [NOTICE_NOTE] = {"note", true, true, "auto-generated"},
    [NOTICE_COMMAND_FAULT] = {"command-fault", true, true, "auto-replied"},
    [NOTICE_COMMAND_HELP] = {"command-help", true, true, "auto-replied"},
    [NOTICE_HELD] = {"held", true, true, "auto-replied"},
    [NOTICE_ASK_CUSTOMER] = {"ask-customer", true, true, "auto-replied"},
    [NOTICE_UNDELIVERED] = {"undelivered", true, true, "auto-generated"},
    [NOTICE_CHANGED] = {"ticket-changed", true, true, "auto-generated"},
    [NOTICE_ANSWER_HELD] = {"answer-held", true, true, "auto-generated"},
    [NOTICE_WOKEN] = {"ticket-woken", true, true, "auto-generated"},
    [NOTICE_LIST] = {"list", true, true, "auto-replied"},
    [NOTICE_SHOW] = {"show", true, true, "auto-replied"},
    [NOTICE_WHY] = {"why", true, true, "auto-replied"},
    [NOTICE_FORWARD] = {"forward", false, false, NULL},
    [NOTICE_AUTO_ANSWER] = {"auto-answer", false, true, "auto-replied"},
    [NOTICE_RULE_FORWARD] = {"forward", false, true, "auto-generated"},
    [NOTICE_REMINDER] = {"reminder", true, true, "auto-generated"},
    [NOTICE_RULE_FAULT] = {"rule-fault", true, true, "auto-generated"},
    [NOTICE_CAUGHT_UP] = {"caught-up", true, true, "auto-generated"},
    [NOTICE_DIGEST] = {"digest", true, true, "auto-generated"},
};

Notice *
notice_new(NoticeKind kind, const Address *to, const char *language, const char *text)
{
    Notice *n = g_new0(Notice, 1);
    n->kind = kind;
    n->to = address_dup(to);
    n->language = g_strdup(language);
    n->purpose = NOTICES[kind].to_manager ? TOKEN_MANAGER : TOKEN_CUSTOMER;
    n->text = g_strdup(text_or_empty(text));
    n->query = g_strdup("");
    n->other = g_strdup("");
    n->faults = g_ptr_array_new_with_free_func(g_free);
    return n;
}

void
notice_free(Notice *n)
{
    if (!n)
        return;
    address_free(n->to);
    g_free(n->language);
    g_free(n->text);
    g_free(n->query);
    g_free(n->other);
    g_ptr_array_unref(n->faults);
    g_free(n);
}
