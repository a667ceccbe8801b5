// test_verbs_fields.c: verbs that change what a ticket says of itself: times, type, fields, people,
// queue, subject, accounts; and the questions that are answered by mail.
#include "verbs_fixture.h"

// NOW is a Monday, 2026-09-21 14:13:20 UTC.
static void
times(void **state)
{
    static const Line LINES[] = {
        {"#snooze 3d", "status:later | postponed:1790259200"},
        {"#hold 2h30m", "status:later | postponed:1790009000"},
        {"#отложить завтра 9:00", "status:later | postponed:1790067600"},
        {"#відкласти пн", "status:later | postponed:1790586000"},
        {"#snooze", "! needs a time: #snooze 3d"},
        {"#snooze soon", "! \"soon\" is no time that I know"},
        {"#snooze 2026-09-01", "! means 2026-09-01 09:00, which has passed"},
        {"#due 2026-12-01", "due:1796115600"},
        {"#deadline: fri 18:00", "due:1790359200"},
        {"#срок 1.12", "due:1796115600"},
        {"#термін п’ятниця 18:00", "due:1790359200"},
        {"#due none", "due:"},
        {"#due немає", "due:"},
        {"#due", "! needs a time or none"},
        {"#due 12", "! is no time that I know"},
        {"#snooze 3d\n#close", "! contradicts \"#snooze 3d\" above"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    for (guint i = desk->workflow->len; i-- > 0;)
        if (((Status *)desk->workflow->pdata[i])->kind == KIND_POSTPONED)
            g_ptr_array_remove_index(desk->workflow, i);
    check_lines((const Line[]){{"#snooze 3d", "! has no status of kind \"postponed\""}}, 1);
}

// A required field stands before a ticket is solved, in the same letter at the latest.
static void
required_fields(void **state)
{
    static const Line LINES[] = {
        {"#close", "! is not solved without its field room; write #set room=…"},
        {"#close\n#set room=12", "status:solved | field:room=12"},
        {"#set room=\n#close", "! is not solved without its field room"},
        {"#close invalid", "status:invalid"},
        {"#wait", "status:wait"},
    };
    CustomField *room = (CustomField *)(uintptr_t)desk_field(desk, "room");
    Status *invalid = (Status *)(uintptr_t)desk_status(desk, "invalid");
    room->required = invalid->cancelled = true;
    check_lines(LINES, G_N_ELEMENTS(LINES));
}

static void
types_and_fields(void **state)
{
    static const Line LINES[] = {
        {"#type incident", "type:Incident"},
        {"#тип ВОПРОС", "type:Вопрос"},
        {"#категорія incident", "type:Incident"},
        {"#category none", "type:"},
        {"#type", "! needs the name of a type or none: Incident, Вопрос"},
        {"#type bug", "! there is no type \"bug\"; there are: Incident, Вопрос"},
        {"#set room=12 b", "field:room=12 b"},
        {"#set ROOM = 12", "field:room=12"},
        {"#field room=a=b", "field:room=a=b"},
        {"#field: room=1", "field:room=1"},
        {"#поле room=", "field:room="},
        {"#встановити room=1", "field:room=1"},
        {"#set seats=12", "field:Seats=12"},
        {"#set seats=-1,5", "field:Seats=-1.5"},
        {"#set seats=+3", "field:Seats=3"},
        {"#set seats=", "field:Seats="},
        {"#set seats=many", "! Seats takes a number; found \"many\""},
        {"#set seats=1.", "! takes a number"},
        {"#set seats=1e5", "! takes a number"},
        {"#set seats=1234567890123456789012345678901", "! takes a number"},
        {"#set moved=1.2.2025", "field:moved=2025-02-01"},
        {"#set moved=сегодня", "field:moved=2026-09-21"},
        {"#set moved=2025-02-30", "! moved takes a day"},
        {"#set moved=3d", "! moved takes a day"},
        {"#set vip=Да", "field:vip=yes"},
        {"#set vip=ні", "field:vip=no"},
        {"#set vip=maybe", "! vip takes yes or no; found \"maybe\""},
        {"#set size=very LARGE", "field:size=Very large"},
        {"#set size=huge", "! size takes one of Small, Very large; found \"huge\""},
        {"#set", "! needs a field and its value, as in #set room=12; there are: room, Seats"},
        {"#set room", "! needs a field and its value"},
        {"#set colour=red", "! there is no field \"colour\"; there are: room, Seats, moved"},
        {"#set room=1\n#set vip=yes", "field:room=1 | field:vip=yes"},
        {"#set room=1\n#set room=2", "! contradicts \"#set room=1\" above"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    g_ptr_array_set_size(desk->types, 0);
    g_ptr_array_set_size(desk->fields, 0);
    static const Line BARE[] = {{"#type bug", "! this desk has no types"},
                                {"#set room=1", "! this desk has no fields of its own"}};
    check_lines(BARE, G_N_ELEMENTS(BARE));
}

static void
people(void **state)
{
    static const Line LINES[] = {
        {"#cc +frank@customer.example", "joined:frank@customer.example"},
        {"#cc frank@customer.example, -dave@customer.example",
         "joined:frank@customer.example | left:dave@customer.example"},
        {"#копия <frank@Customer.example>", "joined:frank@customer.example"},
        {"#копія frank@customer.example", "joined:frank@customer.example"},
        {"#notify", "! needs addresses: #cc"},
        {"#cc frank", "! needs one mail address; found \"frank\""},
        {"#cc +", "! needs one mail address"},
        {"#cc help@example.com", "! help@example.com is an address of this desk"},
        {"#cc boris@home.example", "! is a colleague's address; write #watch boris"},
        {"#cc -zoe@customer.example", "! zoe@customer.example takes no part in this ticket"},
        {"#cc -carol@customer.example", "! it is the ticket of carol@customer.example; #requester"},
        {"#cc +a@b.example\n#cc -a@b.example", "! takes no part"},
        {"#watch", "watched:anna"},
        {"#следить", "watched:anna"},
        {"#стежити me", "watched:anna"},
        {"#follow boris line2", "watched:boris | watched:line2"},
        {"#watch Boris Lind", "watched:boris"},
        {"#watch bo", "! fits several people"},
        {"#watch boris zoe", "! nobody is called \"zoe\""},
        {"#unwatch", "! nobody watches this ticket"},
        {"#assign lena", "assigned:lena"},
        {"#release", "assigned:"},
        {"#decline", "assigned:"},
        {"#освободить", "assigned:"},
        {"#відпустити", "assigned:"},
        {"#release boris", "! takes nothing"},
        {"#requester zoe@customer.example", "requester:zoe@customer.example"},
        {"#заказчик support@example.com", "! is an address of this desk"},
        {"#requester a b", "! needs one mail address; found \"a b\""},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    g_ptr_array_add(context.ticket->watchers, g_strdup("boris"));
    g_ptr_array_add(context.ticket->watchers, g_strdup("gone"));
    static const Line WATCHED[] = {
        {"#unwatch boris", "unwatched:boris"},
        {"#отписаться gone", "unwatched:gone"},
        {"#відписатися Boris Lind", "unwatched:boris"},
        {"#unfollow", "! anna does not watch this ticket; these do: boris, gone"},
        {"#watch boris\n#unwatch boris", "! contradicts \"#watch boris\" above"},
    };
    check_lines(WATCHED, G_N_ELEMENTS(WATCHED));
}

// Nobody gets a ticket who may not see it.
static void
people_who_may_not_see(void **state)
{
    context.actor = desk_manager(desk, "lena");
    set(((Ticket *)context.ticket)->queue, "vault");
    static const Line LINES[] = {
        {"#assign lena", "assigned:lena"},
        {"#assign boris", "! boris may not see tickets of the queue vault"},
        {"#assign line2", "! nobody of the group line2 may see tickets of the queue vault"},
        {"#watch boris", "! boris may not see"},
        {"#watch line2", "! nobody of the group line2"},
        {"#watch", "watched:lena"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
}

static void
queue_and_title(void **state)
{
    static const Line LINES[] = {
        {"#queue SALES", "queue:sales"},
        {"#move sales@example.com", "queue:sales"},
        {"#очередь vault", "queue:vault"},
        {"#черга sales", "queue:sales"},
        {"#queue", "! needs the name of a queue: support, sales, vault, law"},
        {"#queue moon", "! there is no queue \"moon\"; there are: support"},
        {"#queue support", "! the ticket is in the queue support already"},
        {"#title  The   lamp", "title:The lamp"},
        {"#subject: Lamp", "title:Lamp"},
        {"#тема Лампа", "title:Лампа"},
        {"#перейменувати Лампа", "title:Лампа"},
        {"#title", "! needs the new subject"},
        {"#title \xe2\x80\x8b", "! needs the new subject"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    g_autofree char *fits = g_strnfill(500, 'x');
    g_autofree char *good = g_strconcat("#title ", fits, NULL);
    g_autofree char *bad = g_strconcat("#title x", fits, NULL);
    g_autofree char *want = g_strconcat("title:", fits, NULL);
    check_lines((const Line[]){{good, want}, {bad, "! is too long: at most 500 characters"}}, 2);
}

static void
accounts(void **state)
{
    static const Line LINES[] = {
        {"#time 1h30m", "time:5400"},
        {"#time 1h30m  new  lamp", "time:5400 new lamp"},
        {"#time 0:45", "time:2700"},
        {"#time 0:45 call", "time:2700 call"},
        {"#time 90", "time:5400"},
        {"#time 90 calls", "time:5400 calls"},
        {"#time 1,5h", "time:5400"},
        {"#время 2 часа 5 минут звонок", "time:7500 звонок"},
        {"#витрачено 1 год", "! needs the time"}, // the actor's language is English
        {"#spent 1h 3 calls", "time:3600 3 calls"},
        {"#worked 1000h", "time:3600000"},
        {"#time 1001h", "! up to 1000 hours"},
        {"#time 0", "! needs the time that it took"},
        {"#time 0:99", "! needs the time"},
        {"#time -5", "! needs the time"},
        {"#time", "! needs the time"},
        {"#time 1d", "! needs the time"},
        {"#time 2 days", "! needs the time"},
        {"#time 1 month", "! needs the time"},
        {"#time 99999999", "! needs the time"},
        {"#time 5x", "! needs the time"},
        {"#time 1h\n#time 1h", "time:3600 | time:3600"},
        {"#bill visit", "bill:visit 1000"},
        {"#bill VISIT 2", "bill:visit 2000"},
        {"#bill hour 1.5", "bill:Hour 1500"},
        {"#счёт hour 0,25", "bill:Hour 250"},
        {"#рахунок visit 0.001", "bill:visit 1"},
        {"#bill visit 1000000", "bill:visit 1000000000"},
        {"#bill visit 1000001", "! needs how many after the code"},
        {"#bill visit 0", "! needs how many after the code, as in 2 or 1.5; found \"0\""},
        {"#bill visit -1", "! needs how many"},
        {"#bill visit 1.2345", "! needs how many"},
        {"#bill visit 1 2", "! needs how many"},
        {"#bill", "! needs a code of the price list: visit, Hour"},
        {"#bill lamp", "! the price list has no \"lamp\"; it has: visit, Hour"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    g_ptr_array_set_size(desk->prices, 0);
    check_lines((const Line[]){{"#bill visit", "! this desk has no price list"}}, 1);
    ((Manager *)context.actor)->language = (g_free(context.actor->language), g_strdup("uk"));
    check_lines((const Line[]){{"#час 1 год 30 хв", "time:5400"}}, 1);
}

static void
questions(void **state)
{
    static const Line LINES[] = {
        {"#show", "query:show"},
        {"#info", "query:show"},
        {"#показать", "query:show"},
        {"#показати", "query:show"},
        {"#show 7", "query:show"},
        {"#show 8", "! takes no number; for another ticket write #on 8 above"},
        {"#show me", "! takes nothing"},
        {"#why", "query:why"},
        {"#explain", "query:why"},
        {"#почему", "query:why"},
        {"#чому", "query:why"},
        {"#why not", "! takes nothing"},
        {"#list", "query:list mine"},
        {"#список просроченные", "query:list late"},
        {"#перелік нічиї", "query:list nobody"},
        {"#list LATE", "query:list late"},
        {"#list open", "query:list open"},
        {"#list waiting", "query:list waiting"},
        {"#list postponed", "query:list postponed"},
        {"#list new", "query:list new"},
        {"#list solved", "query:list solved"},
        {"#list all", "query:list all"},
        {"#list Sales", "query:list sales"},
        {"#list Line2", "query:list line2"},
        {"#list vault", "! you may not see tickets of the queue vault"},
        {"#list Boris Lind", "query:list boris"},
        {"#list tag:Printer", "query:list tag:printer"},
        {"#list метка: Printer", "query:list tag:printer"},
        {"#list type:incident", "query:list type:Incident"},
        {"#list tag:", "! is no list"},
        {"#list things", "! \"things\" is no list; there are: mine, late"},
        {"#search lamp  broken", "query:search lamp broken"},
        {"#найти лампу", "query:search лампу"},
        {"#пошук лампа", "query:search лампа"},
        {"#search", "! needs words to look for"},
        {"#help", "help:"},
        {"#?", "help:"},
        {"#допомога", "help:"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
        g_autofree char *weak = told(LINES[i].line, PROOF_L1);
        assert_true(g_str_has_prefix(weak, "! "));
    }
    g_autofree char *enough = told("#list", PROOF_L2);
    assert_string_equal(enough, "query:list mine");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(times, setup, teardown),
        cmocka_unit_test_setup_teardown(required_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(types_and_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(people, setup, teardown),
        cmocka_unit_test_setup_teardown(people_who_may_not_see, setup, teardown),
        cmocka_unit_test_setup_teardown(queue_and_title, setup, teardown),
        cmocka_unit_test_setup_teardown(accounts, setup, teardown),
        cmocka_unit_test_setup_teardown(questions, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
