"""Who may see and do what: by queue, by status, by command; a refusal names what is missing."""
from loopback.mail import letter, raw, reply, text_of
from managing import Managing
from story import ANNA, BORIS, CAROL, DAVE, SUPPORT

WORKFLOW = [{"name": "new", "kind": "new"}, {"name": "open", "kind": "open"},
            {"name": "wait", "kind": "waiting"},
            {"name": "checked", "kind": "open", "act": ["lead"]},
            {"name": "solved", "kind": "solved", "enter": ["lead"]},
            {"name": "closed", "kind": "closed"}]
LEGAL = WORKFLOW[:-1] + [{"name": "closed", "kind": "closed", "enter": ["lead"]}]


class Guarded(Managing):
    """Boris, who is no lead, watches all of Carol's tickets; one queue is not for him."""

    def arrange(self, settings):
        settings["companies"][0]["watchers"] = ["boris"]
        settings["queues"].append({"name": "secret", "address": "secret@example.com",
                                   "marker": "SE", "language": "en", "see": ["anna"]})

    def setUp(self):
        super().setUp()
        self.boris = self.letters(BORIS)[-1]
        self.news(BORIS)


class Rights(Guarded):
    def secret(self):
        """The number of a ticket that Boris may not see."""
        mail = letter(DAVE, "secret@example.com", "The treasure", "It lies under the lamp.\n")
        self.desk.output("receive", "--queue", "secret", stdin=raw(mail), now=self.clock)
        self.cycle(now=self.clock)
        return next(ticket["number"] for ticket in self.tickets() if ticket["queue"] == "secret")

    def test_unseen(self):
        """of a queue that one may not see, no list, search or number tells anything"""
        number = self.secret()
        self.assert_quiet(BORIS)
        self.say("#list all", "#search lamp", f"#on {number}\n#show", f"#link {number}",
                 "#list secret", on=self.boris)
        heard = self.news(BORIS)
        self.assertEqual(self.kinds(BORIS)[1:], ["list", "list"] + 3 * ["command-fault"])
        for mail in heard:
            for word in ("treasure", DAVE, "It lies"):
                self.assertNotIn(word, text_of(mail))
        for mail in heard[:2]:
            self.assertIn("Broken lamp", text_of(mail))
        for mail in heard[2:4]:
            self.assertIn(f"there is no ticket {number} that you may see",
                          " ".join(text_of(mail).split()))
        self.assertEqual(self.show(number)["links"], [])
        self.say("#list all")
        self.assertIn("The treasure", text_of(self.last("list", ANNA)))

    def test_unseen_link(self):
        """a link to a ticket that one may not see is not shown"""
        number = self.secret()
        self.say(f"#link {number}")
        self.news(BORIS)
        self.say("#show", on=self.boris)
        self.assertNotIn("treasure", text_of(self.assert_told(BORIS, "The lamp flickers.")))
        self.say("#show")
        self.assertIn("The treasure", text_of(self.last("show", ANNA)))

    def test_unseen_answer(self):
        """a text for a ticket that one may not see stays where it is"""
        number = self.secret()
        self.say(f"#on {number}\n\nWhere exactly?", on=self.boris)
        self.assertEqual(len(self.show(number)["messages"]), 1)
        self.assertEqual(self.kinds(DAVE), ["receipt"])
        self.assertEqual(self.kinds(BORIS)[-1], "command-fault")

    def test_unseen_number_and_absent(self):
        """a number that one may not see is told like one that does not exist"""
        number = self.secret()
        self.say(f"#on {number}\n#show", f"#on {number + 7000}\n#show", on=self.boris)
        one, other = (" ".join(text_of(mail).split()) for mail in self.news(BORIS))
        self.assertEqual(one.partition("Your text")[0].replace(f" {number}", " N"),
                         other.partition("Your text")[0].replace(f" {number + 7000}", " N"))

    def test_moved(self):
        """who may not see the queue that a ticket is moved to hears no more of it"""
        self.say("#queue secret")
        self.news(BORIS)
        self.post.put(reply(self.receipt, CAROL, "The map is inside."), SUPPORT, CAROL)
        self.cycle(now=self.clock)
        self.assertEqual(self.ticket()["messages"][-1]["text"].strip(), "The map is inside.")
        self.assert_quiet(BORIS)
        self.say("#show", on=self.boris)
        self.assertNotIn("map", text_of(self.assert_told(BORIS)))
        self.say("Give it to me.", on=self.boris)
        self.assert_fault(BORIS, "secret")
        self.assertEqual(self.kinds(CAROL), ["receipt"])

    def test_moved_with_note(self):
        """a note that comes with the move is not for those who may not follow"""
        self.say("#queue secret\n#note\n\nThe map is inside.")
        for mail in self.news(BORIS):
            self.assertNotIn("map", text_of(mail))

    def test_moved_from_owner(self):
        """a ticket that its owner may not follow is told to those who may"""
        self.say("#assign boris")
        self.say("#queue secret")
        self.news(ANNA)
        self.news(BORIS)
        self.post.put(reply(self.receipt, CAROL, "The map is inside."), SUPPORT, CAROL)
        self.cycle(now=self.clock)
        self.assert_told(ANNA, "The map is inside.")
        self.assert_quiet(BORIS)

    def test_act(self):
        """who may only see a queue reads, but neither answers nor changes anything"""
        self.desk.settings["queues"][0]["act"] = ["lead"]
        self.desk.write_config()
        self.say("#show", on=self.boris)
        self.assert_told(BORIS, "The lamp flickers.")
        self.say("#high", "It was the switch.", "#note\n\nIt was the bulb.", on=self.boris)
        for mail in self.news(BORIS):
            self.assertIn("queue support; it is open to: lead", " ".join(text_of(mail).split()))
        self.assertEqual(self.kinds(BORIS)[-3:], 3 * ["command-fault"])
        self.assert_quiet(CAROL)
        ticket = self.ticket()
        self.assertEqual((ticket["priority"], len(ticket["messages"])), ("normal", 1))
        self.say("#high")
        self.assertEqual(self.ticket()["priority"], "high")

    def test_assign_unseen(self):
        """nobody is given, called to or set to watch a ticket that she may not see"""
        self.say("#queue secret")
        self.news(BORIS)
        self.say("#assign boris")
        self.assert_fault(ANNA, "boris may not see tickets of the queue secret")
        self.say("#watch boris")
        self.assert_fault(ANNA, "boris may not see tickets of the queue secret")
        self.say("#note\n\n@boris, help!")
        self.assert_quiet(BORIS)
        self.assertEqual(self.ticket()["manager"], "anna")

    def test_merge_role(self):
        """a command that the config keeps for leads is refused to others, with the role"""
        self.desk.settings["commands"] = [{"name": "merge", "role": "lead"}]
        self.desk.write_config()
        self.arrive(CAROL, "Dim lamp")
        self.cycle(now=self.clock)
        other = max(ticket["number"] for ticket in self.tickets())
        self.news(BORIS)
        self.say(f"#high\n#merge {other}", on=self.boris)
        self.assert_fault(BORIS, "lead")
        self.assertEqual((self.ticket()["merged_into"], self.ticket()["priority"]), (0, "normal"))
        self.say(f"#merge {other}")
        self.assertEqual(self.ticket()["merged_into"], other)

    def test_proof(self):
        """a command for signed mail alone is refused to an answer with a token"""
        self.desk.settings["commands"] = [{"name": "spam", "proof": "L4"}]
        self.desk.write_config()
        self.say("#spam")
        self.assert_fault(ANNA, "signed")
        self.assertEqual(self.ticket()["status"], "new")


class StatusRights(Guarded):
    """The same desk with a workflow of its own."""

    def arrange(self, settings):
        super().arrange(settings)
        settings["workflow"] = WORKFLOW

    def test_enter(self):
        """a status that leads alone may set is refused to others; the text does not go either"""
        self.say("#close\n\nIt was the switch.", on=self.boris)
        self.assert_fault(BORIS, "lead")
        self.assert_quiet(CAROL)
        self.say("#close\n\nIt was the switch.")
        self.assertEqual(self.ticket()["status"], "solved")

    def test_passed_round(self):
        """rights of a status are not passed round by what changes two tickets, or ends one"""
        self.desk.settings["workflow"] = LEGAL
        self.desk.write_config()
        self.arrive(CAROL, "Dim lamp")
        self.cycle(now=self.clock)
        other = max(ticket["number"] for ticket in self.tickets())
        self.desk.output("do", other, "#status checked", "--as", "anna", now=self.clock)
        before = self.show(other)
        for text, word in ((f"#merge {other}", "checked"), (f"#link {other}", "checked"),
                           ("#spam", "closed")):
            self.say(text, on=self.boris)
            self.assert_fault(BORIS, word, "lead")
        self.desk.output("do", other, "#status open", "--as", "anna", now=self.clock)
        self.say(f"#merge {other}", on=self.boris)
        self.assert_fault(BORIS, "closed", "lead")
        ticket = self.ticket()
        self.assertEqual((ticket["merged_into"], ticket["status"], ticket["links"]),
                         (0, "new", []))
        self.assertEqual(before["links"], [])
        self.say(f"#link {other}", on=self.boris)
        self.assertEqual(len(self.ticket()["links"]), 1)
        self.say(f"#merge {other}")
        self.assertEqual(self.ticket()["merged_into"], other)

    def test_in_status(self):
        """a ticket in a status that leads alone work on is closed to others"""
        self.say("#status checked")
        self.say("#high", "I did it.", on=self.boris)
        self.assert_fault(BORIS, "lead")
        self.assertEqual((self.ticket()["priority"], len(self.ticket()["messages"])),
                         ("normal", 1))
        self.say("#show", on=self.boris)
        self.assertEqual(self.kinds(BORIS)[-1], "show")
