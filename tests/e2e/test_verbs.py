"""Every command does what COMMANDS.md says of it, in each language, and the history tells it."""
from loopback.mail import letter, raw, reply, text_of
from managing import Managing
from story import ANNA, BORIS, CAROL, DAVE, IVAN, SUPPORT

HOUR = 3600


class Verbs(Managing):
    def arrange(self, settings):
        settings.update(
            types=["question", "fault"], currency="EUR",
            fields=[{"name": "serial"}, {"name": "warranty", "kind": "flag"}],
            prices=[{"code": "visit", "name": "A visit", "unit": "visit", "price": "40.00"}],
            macros=[{"name": "reset", "text": "Hold the button for {{seconds}} seconds.",
                     "commands": "#wait"}])
        settings["queues"].append({"name": "billing", "address": "billing@example.com",
                                   "marker": "BI", "language": "en"})

    def statuses(self):
        return [event["detail"] for event in self.told("status")]

    def another(self, sender=CAROL, subject="Dim lamp"):
        """The number of a second ticket."""
        self.arrive(sender, subject)
        self.cycle(now=self.clock)
        number = max(ticket["number"] for ticket in self.tickets())
        self.assertNotEqual(number, self.number)
        for address in (ANNA, BORIS, sender):
            self.news(address)
        return number

    def do_all(self, *lines):
        """A block that fills every field of a ticket; returns the ticket."""
        self.say("\n".join(lines))
        self.assertEqual(self.outcome(), "command")
        self.assert_quiet(CAROL, DAVE)
        ticket = self.ticket()
        self.assertEqual((ticket["priority"], ticket["type"], ticket["subject"], ticket["tags"]),
                         ("urgent", "fault", "The lamp of the hall", ["lamp"]))
        self.assertEqual(ticket["fields"], {"serial": "4711", "warranty": "yes"})
        self.assertEqual(ticket["due"], self.clock + 2 * HOUR)
        self.assertEqual([(row["who"], row["seconds"], row["note"])
                          for row in ticket["time"]["entries"]],
                         [("anna", 5400, "on the phone")])
        self.assertEqual((ticket["bill"]["total"], ticket["bill"]["currency"]), (8000, "EUR"))
        self.assertEqual([one["address"] for one in ticket["participants"]], [DAVE])
        self.assertEqual(ticket["watchers"], ["boris"])
        for kind, rule in (("priority", "priority"), ("type", "type"), ("field", "set"),
                           ("tagged", "tag"), ("title", "title"), ("due", "due"),
                           ("time", "time"), ("bill", "bill"), ("joined", "cc"),
                           ("watched", "watch")):
            self.assert_done(kind, rule)
        return ticket

    def test_fields(self):
        """a block of commands fills the ticket; the history has who, proof and command of each"""
        self.do_all("#urgent", "#type fault", "#set serial=4711", "#set warranty=yes",
                    "#tag lamp", "#title The lamp of the hall", "#due 2h",
                    "#time 1h30m on the phone", "#bill visit 2", f"#cc +{DAVE}", "#watch boris")
        self.say(f"#priority low\n#tag -lamp\n#cc -{DAVE}\n#unwatch boris\n#due none\n#type none\n"
                 "#set serial=")
        ticket = self.ticket()
        self.assertEqual((ticket["priority"], ticket["tags"], ticket["participants"],
                          ticket["watchers"], ticket["due"], ticket["type"], ticket["fields"]),
                         ("low", [], [], [], 0, "", {"warranty": "yes"}))

    def test_fields_russian(self):
        """the same block with Russian names"""
        self.do_all("#срочно", "#тип fault", "#поле serial=4711", "#установить warranty=да",
                    "#метка lamp", "#тема The lamp of the hall", "#срок 2h",
                    "#время 1h30m on the phone", "#счёт visit 2", f"#копия +{DAVE}",
                    "#следить boris")

    def test_fields_ukrainian(self):
        """the same block with Ukrainian names"""
        self.do_all("#терміново", "#категорія fault", "#задати serial=4711",
                    "#встановити warranty=так", "#мітка lamp", "#заголовок The lamp of the hall",
                    "#термін 2h", "#витрачено 1h30m on the phone", "#рахунок visit 2",
                    f"#копія +{DAVE}", "#стежити boris")

    def test_undo(self):
        """#undo takes all of a block back; #spam as well"""
        other = self.another(IVAN)
        before = self.ticket()
        for block in ("#urgent\n#type fault\n#set serial=4711\n#tag lamp\n#title Hall\n#due 2h\n"
                      f"#time 30m\n#bill visit\n#cc +{DAVE}\n#watch boris\n#link {other}\n"
                      "#queue billing\n#assign boris\n#snooze 3d", f"#requester {DAVE}", "#spam"):
            self.say(block, "#undo")
            self.assertEqual(self.told("refused"), [])
            after = self.ticket()
            for what in set(before) - {"events", "updated"}:
                self.assertEqual(after[what], before[what], what)
        self.assertEqual(len(self.told("undone")), 3)
        self.assertNotIn(CAROL, self.desk.output("blocked", "list").decode())
        self.assert_quiet(CAROL, DAVE)

    def test_status(self):
        """#wait, #open, #status, #snooze, #close and #close invalid, each in a letter of its own"""
        self.say("#wait", "#open", "#status wait", "#reopen", "#snooze 3d", "#close",
                 "#close invalid")
        self.assertEqual(self.statuses(),
                         ["new → wait", "wait → open", "open → wait", "wait → open",
                          "open → postponed", "postponed → solved", "solved → invalid"])
        for rule in ("wait", "open", "status", "snooze", "close"):
            self.assert_done("status", rule)
        self.assertEqual(self.kinds(CAROL), ["receipt", "solved"])

    def test_status_russian(self):
        """the same with Russian names"""
        self.say("#ждать", "#открыть", "#статус ждём клиента", "#переоткрыть", "#отложить 3d",
                 "#закрыть", "#закрыть отмена")
        self.assertEqual(self.statuses(),
                         ["new → wait", "wait → open", "open → wait", "wait → open",
                          "open → postponed", "postponed → solved", "solved → invalid"])

    def test_status_ukrainian(self):
        """the same with Ukrainian names"""
        self.say("#чекати", "#відкрити", "#стан чекаємо клієнта", "#відновити", "#відкласти 3d",
                 "#закрити", "#закрито скасувати")
        self.assertEqual(self.statuses(),
                         ["new → wait", "wait → open", "open → wait", "wait → open",
                          "open → postponed", "postponed → solved", "solved → invalid"])

    def test_hands(self):
        """#assign, #release and #take move the ticket from hand to hand, in three languages"""
        self.say("#assign boris", "#take", "#release", "#assign me", "#assign none", "#беру",
                 "#передать boris", "#взяти", "#передати Boris Lind", "#assign line2")
        self.assertEqual([event["detail"] for event in self.told("assigned")][1:],
                         ["anna → boris", "boris → anna", "anna → nobody", "nobody → anna",
                          "anna → nobody", "nobody → anna", "anna → boris", "boris → anna",
                          "anna → boris", "boris → nobody"])
        self.assertEqual((self.ticket()["manager"], self.ticket()["group"]), ("", "line2"))
        self.assertIn("ticket-assigned", self.kinds(BORIS))
        self.assertIn("The lamp flickers.", text_of(self.last("ticket-assigned", BORIS)))

    def test_requester(self):
        """#requester gives the ticket to another customer, who gets the answers from then on"""
        self.say(f"#requester {DAVE}\n\nIt is repaired.")
        ticket = self.ticket()
        self.assertEqual(ticket["requester"]["address"], DAVE)
        self.assert_done("requester", "requester")
        self.assertIn("It is repaired.", text_of(self.last("answer", DAVE)))

    def test_cc_answer(self):
        """whom #cc names gets the answer of the same letter"""
        self.say(f"#cc +{DAVE}\n\nIt is repaired.")
        for address in (CAROL, DAVE):
            self.assertEqual(self.kinds(address)[-1], "answer", address)
        self.assert_told(DAVE, "It is repaired.")

    def test_silent(self):
        """#silent closes without a word to the customer, and its text stays inside"""
        self.say("#silent\n#close\n\nNobody answers the phone.")
        self.assert_quiet(CAROL)
        ticket = self.ticket()
        self.assertEqual((ticket["kind"], ticket["messages"][-1]["direction"]),
                         ("solved", "note"))

    def test_note_and_reply(self):
        """#заметка and #нотатка keep a text inside, #ответ sends one"""
        self.say("#заметка\n\nHe complains.", "#нотатка\n\nAlways.")
        self.assert_quiet(CAROL)
        self.assertEqual([message["direction"] for message in self.ticket()["messages"]],
                         ["in", "note", "note"])
        self.say("#ответ\n\nWe are on it.")
        self.assert_told(CAROL, "We are on it.")

    def test_queue(self):
        """#queue moves the ticket: letters come from its address, the old thread leads here still"""
        self.say("#queue billing\n\nMy colleagues see to it.")
        self.assertEqual(self.ticket()["queue"], "billing")
        self.assert_done("queue", "queue")
        answer = self.assert_told(CAROL, "My colleagues see to it.")
        self.assertIn("billing@example.com", str(answer["From"]))
        self.assertIn(f"[BI#{self.number}]", str(answer["Subject"]))
        self.post.put(reply(self.receipt, CAROL, "Thank you."), SUPPORT, CAROL)
        self.cycle(now=self.clock)
        self.assertEqual(self.only_ticket()["messages"][-1]["text"].strip(), "Thank you.")

    def test_link(self):
        """#link ties two tickets; each names the other, from its own side"""
        other = self.another(IVAN)
        self.say(f"#link {other} blocks")
        self.assertEqual([(link["kind"], link["ticket"]) for link in self.ticket()["links"]],
                         [("blocks", other)])
        self.assertEqual([(link["kind"], link["ticket"]) for link in self.show(other)["links"]],
                         [("depends", self.number)])
        self.assert_done("linked", "link")

    def test_merge(self):
        """#merge makes one story of two; who answers the old ticket writes in the new one"""
        other = self.another()
        self.say(f"#merge {other}")
        self.assertEqual((self.ticket()["merged_into"], self.ticket()["kind"]), (other, "closed"))
        self.assert_done("merged", "merge")
        self.assert_quiet(CAROL)
        self.post.put(reply(self.receipt, CAROL, "Any news?"), SUPPORT, CAROL)
        self.cycle(now=self.clock)
        texts = [message["text"].strip() for message in self.show(other)["messages"]]
        self.assertEqual(sorted(texts), ["Any news?", "Please help.", "The lamp flickers."])

    def test_merge_of_strangers(self):
        """tickets of two customers are not merged by mistake"""
        other = self.another(IVAN)
        self.say(f"#merge {other}")
        self.assert_fault(ANNA, "another customer", f"#merge {other} anyway")
        self.assertEqual(self.ticket()["merged_into"], 0)
        self.say(f"#merge {other} anyway")
        self.assertEqual(self.ticket()["merged_into"], other)

    def test_split(self):
        """#split cuts at the message that was answered on; the rest is a ticket of its own"""
        self.post.put(reply(self.receipt, CAROL, "And the door squeaks."), SUPPORT, CAROL)
        self.cycle(now=self.clock)
        self.say("#split The door", on=self.last("ticket-answer", ANNA))
        fresh = max(ticket["number"] for ticket in self.tickets())
        self.assertEqual([message["text"].strip() for message in self.ticket()["messages"]],
                         ["The lamp flickers."])
        split = self.show(fresh)
        self.assertEqual((split["subject"], split["requester"]["address"],
                          [message["text"].strip() for message in split["messages"]]),
                         ("The door", CAROL, ["And the door squeaks."]))
        self.assertEqual([link["ticket"] for link in split["links"]], [self.number])
        self.assert_done("split", "split")

    def test_clone(self):
        """#clone makes a second ticket like this one"""
        self.say("#tag hall", "#clone The other lamp")
        copy = self.show(max(ticket["number"] for ticket in self.tickets()))
        self.assertEqual((copy["subject"], copy["tags"], copy["messages"][0]["text"].strip()),
                         ("The other lamp", ["hall"], "The lamp flickers."))
        self.assertEqual([(link["kind"], link["ticket"]) for link in self.ticket()["links"]],
                         [("copy", copy["number"])])

    def test_new(self):
        """#new makes another ticket out of an answer, for the customer that it names"""
        self.say(f"#new {DAVE}\n\nDave called: his lamp is dead.")
        made = self.show(max(ticket["number"] for ticket in self.tickets()))
        self.assertEqual((made["requester"]["address"], made["messages"][0]["text"].strip()),
                         (DAVE, "Dave called: his lamp is dead."))
        self.assertEqual(len(self.ticket()["messages"]), 1)
        self.assertEqual(self.kinds(DAVE), ["receipt"])

    def test_on(self):
        """#on sends the whole letter to another ticket"""
        other = self.another(IVAN)
        self.say(f"#on {other}\n#high\n\nIs it dark now?")
        self.assert_quiet(CAROL)
        self.assert_told(IVAN, "Is it dark now?")
        self.assertEqual((self.show(other)["priority"], self.ticket()["priority"]),
                         ("high", "normal"))

    def test_use(self):
        """#use puts a ready answer below the text and does what goes with it"""
        self.say("#use reset\n\nHello Carol,")
        self.assert_fault(ANNA, "seconds")
        self.assert_quiet(CAROL)
        self.say("#use reset seconds=5\n\nDear Carol,")
        answer = text_of(self.assert_told(CAROL, "Dear Carol,"))
        self.assertIn("Hold the button for 5 seconds.", answer)
        self.assertNotIn("#use", answer)
        self.assertEqual(self.ticket()["status"], "wait")

    def test_faq(self):
        """#faq drafts an entry out of the question and the answer"""
        self.say("It was the switch.", "#faq Why does the lamp flicker?")
        drafts = self.desk.json("faq", "list")
        self.assertEqual(len(drafts), 1)
        shown = self.desk.output("faq", "show", drafts[0]["id"]).decode()
        for words in ("Why does the lamp flicker?", "It was the switch."):
            self.assertIn(words, shown)
        self.assert_done("faq", "faq")

    def test_spam(self):
        """#spam closes the ticket; its sender makes no more"""
        self.say("#spam")
        self.assertEqual(self.ticket()["kind"], "closed")
        self.assertIn(CAROL, self.desk.output("blocked", "list").decode())
        self.assert_quiet(CAROL)
        self.arrive(CAROL, "Cheap lamps")
        self.cycle(now=self.clock)
        self.assertEqual((self.outcome(), len(self.tickets())), ("spam", 1))
        self.assert_quiet(CAROL)

    def test_forward(self):
        """#forward asks an outsider; the answer is a note and the customer hears nothing"""
        self.say(f"#forward {IVAN}\n\nDo you know this lamp?")
        asked = self.assert_told(IVAN, "Do you know this lamp?")
        self.assertEqual(self.kinds(IVAN), ["forward"])
        self.post.put(reply(asked, IVAN, "It is a fake."), SUPPORT, IVAN)
        self.cycle(now=self.clock)
        ticket = self.ticket()
        self.assertEqual((ticket["messages"][-1]["direction"], ticket["messages"][-1]["from"]),
                         ("note", IVAN))
        self.assertEqual(ticket["participants"], [])
        self.assertIn("It is a fake.", text_of(self.last("note", ANNA)))
        self.assert_quiet(CAROL)

    def test_questions(self):
        """#show, #why, #list, #search and #help are answered by mail and change nothing"""
        before = self.ticket()
        self.say("#show", "#почему", "#list mine", "#search flickers", "#help", after=60)
        after = self.ticket()
        for state in ("status", "manager", "priority", "messages", "watchers", "updated"):
            self.assertEqual(after[state], before[state], state)
        self.assertEqual(self.kinds(ANNA)[1:], ["show", "why", "list", "list", "command-help"])
        self.assertIn("The lamp flickers.", text_of(self.last("show", ANNA)))
        self.assertIn("company's manager", text_of(self.last("why", ANNA)))
        for mail in self.news(ANNA)[2:4]:
            self.assertIn("Broken lamp", text_of(mail))
        self.assertIn("#close", text_of(self.last("command-help", ANNA)))
        self.assert_quiet(CAROL)

    def test_list_without_ticket(self):
        """a question needs no ticket, but proof"""
        mail = letter(ANNA, SUPPORT, "what is open?", "#list open\n")
        self.desk.output("receive", "--queue", "support", stdin=raw(mail))
        self.cycle(now=self.clock)
        self.assertNotIn("list", self.kinds(ANNA))


class Faults(Managing):
    """A faulty block comes back; #send lets the text go."""

    BLOCK = "#high\n#clsoe\n#assign nobody-of-that-name\n#tag lamp\n\nThe bulb is changed."

    def held(self, text=BLOCK):
        """The letter that gives the block back."""
        self.say(text)
        self.assert_quiet(CAROL)
        return self.assert_fault(ANNA, "#clsoe", "#close")

    def test_block(self):
        """the whole block comes back, the fault under each bad line; nothing of it is done"""
        fault = text_of(self.held())
        self.assertEqual(self.outcome(), "held")
        lines = [line.strip() for line in fault.splitlines()]
        for line in ("#high", "#clsoe", "#assign nobody-of-that-name", "#tag lamp"):
            self.assertIn(line, lines)
        self.assertIn("anna", lines[lines.index("#assign nobody-of-that-name") + 1])
        self.assertTrue(lines[lines.index("#clsoe") + 1].startswith("^"))
        self.assertFalse(lines[lines.index("#tag lamp") + 1].startswith("^"))
        for words in ("The bulb is changed.", "#send"):
            self.assertIn(words, fault)
        ticket = self.ticket()
        self.assertEqual((ticket["priority"], ticket["tags"], ticket["status"],
                          len(ticket["messages"])), ("normal", [], "new", 1))
        self.assertEqual(len(self.told("refused")), 1)

    def test_no_text(self):
        """of a faulty block alone there is nothing to hold"""
        self.say("#clsoe")
        self.assertEqual(self.outcome(), "command")
        self.assert_fault(ANNA, "#clsoe")

    def test_send(self):
        """#send lets the text go without the commands; a second #send does nothing twice"""
        fault = self.held()
        self.say("#send", on=fault)
        answer = self.assert_told(CAROL, "The bulb is changed.")
        self.assertNotIn("#", text_of(answer).partition("The bulb")[0])
        ticket = self.ticket()
        self.assertEqual((ticket["priority"], ticket["tags"], ticket["manager"]),
                         ("normal", [], "anna"))
        self.say("#send", on=fault)
        self.assert_quiet(CAROL)
        self.assertEqual(len(self.ticket()["messages"]), 2)

    def test_send_corrected(self):
        """#send with corrected commands does both"""
        self.say("#send\n#close\n#tag lamp", on=self.held())
        self.assertEqual(len([mail for mail in self.news(CAROL)
                              if "The bulb is changed." in text_of(mail)]), 1)
        ticket = self.ticket()
        self.assertEqual((ticket["kind"], ticket["tags"], ticket["priority"]),
                         ("solved", ["lamp"], "normal"))

    def test_send_corrected_badly(self):
        """#send with commands that are faulty again holds the text again"""
        self.say("#send\n#colse", on=self.held())
        self.assert_quiet(CAROL)
        self.say("#send", on=self.assert_fault(ANNA, "#colse"))
        self.assert_told(CAROL, "The bulb is changed.")

    def test_send_note(self):
        """a note in a faulty block stays a note when it is let go"""
        for text in ("#note\n#clsoe\n\nHe complains.", "#silent\n#clsoe\n\nAlways.",
                     f"#forward {IVAN}\n#clsoe\n\nDo you know him?"):
            self.say("#send", on=self.held(text))
            self.assert_quiet(CAROL)
        self.assertEqual([message["direction"] for message in self.ticket()["messages"]],
                         ["in", "note", "note", "note"])
        self.assertEqual(self.kinds(IVAN), ["forward"])

    def test_send_astray(self):
        """a text for a ticket that is not there is not let go to the customer of this one"""
        self.say("#on 4711\n\nYour bill is wrong.")
        self.say("#send", on=self.assert_fault(ANNA, "4711"))
        self.assert_quiet(CAROL)
        self.say(f"#send\n#on {self.number}", on=self.assert_fault(ANNA, "4711"))
        self.assert_told(CAROL, "Your bill is wrong.")

    def test_send_with_text(self):
        """#send with another text is refused with words: which of the two is meant?"""
        self.say("#send\n\nThe bulb is new.", on=self.held())
        self.assert_quiet(CAROL)
        self.assert_fault(ANNA, "earlier letter", "The bulb is new.")
        self.assertEqual(len(self.ticket()["messages"]), 1)

    def test_corrected(self):
        """the corrected letter as an answer to the fault is done as any other"""
        self.say("#close\n\nThe bulb is changed.", on=self.held())
        self.assertEqual(self.ticket()["kind"], "solved")
        self.assertEqual(self.kinds(CAROL).count("answer"), 1)
