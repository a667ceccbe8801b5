"""A manager's command lines do what they say, all or none, and only hers."""
from loopback.mail import address_of, letter, text_of
from story import ANNA, BORIS, CAROL, SUPPORT, Story


class Commands(Story):
    def setUp(self):
        super().setUp()
        self.question, self.receipt, self.notice = self.opened()
        self.number = self.only_ticket()["number"]
        self.manager = address_of(self.notice["To"])

    def say(self, text):
        """The manager answers the notice; returns (new letters to customer, to her)."""
        before = {who: len(self.letters(who)) for who in (CAROL, self.manager)}
        self.answer(self.notice, text)
        self.cycle()
        return tuple(self.letters(who)[before[who]:] for who in (CAROL, self.manager))

    def test_misspelt(self):
        """#clsoe never reaches the customer; the manager is told the nearest verb"""
        customer, manager = self.say("#clsoe\n\nThe bulb is changed.")
        self.assertEqual(customer, [])
        self.assertEqual(len(manager), 1)
        self.assertIn("#clsoe", text_of(manager[0]))
        self.assertIn("#close", text_of(manager[0]))
        self.assertNotEqual(self.show(self.number)["kind"], "solved")

    def test_all_or_nothing(self):
        """one fault holds the whole block, the good lines too"""
        customer, _ = self.say("#priority high\n#assign nobody-of-that-name\n#close\n\nDone.")
        ticket = self.show(self.number)
        self.assertEqual(customer, [])
        self.assertEqual((ticket["priority"], ticket["kind"] == "solved"), ("normal", False))

    def test_several(self):
        """several good lines are all done"""
        self.say("#priority high\n#tag lamp\n#close\n\nDone.")
        ticket = self.show(self.number)
        self.assertEqual((ticket["priority"], ticket["tags"], ticket["kind"]),
                         ("high", ["lamp"], "solved"))

    def test_reply(self):
        """an answer without commands goes to the customer and opens the ticket"""
        customer, _ = self.say("Did you try another bulb?")
        self.assertEqual(len(customer), 1)
        self.assertIn("Did you try another bulb?", text_of(customer[0]))
        self.assertIsNone(customer[0]["Auto-Submitted"], "a person wrote it")
        self.assertIn(self.show(self.number)["kind"], ("open", "waiting"))

    def test_note(self):
        """#note stays inside"""
        customer, _ = self.say("#note\n\nHe always complains.")
        self.assertEqual(customer, [])
        self.assertIn("note", [message["direction"]
                               for message in self.show(self.number)["messages"]])

    def test_assign(self):
        """#assign hands the ticket over, and the new manager gets it"""
        other = BORIS if self.manager == ANNA else ANNA
        self.say(f"#assign {other.partition('@')[0]}")
        self.assertEqual(self.show(self.number)["manager"], other.partition("@")[0])
        self.assertEqual(len(self.letters(other)), 1)
        self.assertIn("The lamp flickers.", text_of(self.letters(other)[0]))

    def test_quoted(self):
        """a command in quoted text does nothing"""
        self.say("I will look at it.\n\n> #close\n")
        self.assertNotEqual(self.show(self.number)["kind"], "solved")

    def test_customer(self):
        """a customer's #close is text, and quoting it in an answer does not fire it"""
        self.post.put(letter(CAROL, SUPPORT, f"[HD#{self.number}]", "#close\nplease\n"),
                      SUPPORT, CAROL)
        self.cycle()
        self.assertNotEqual(self.show(self.number)["kind"], "solved")

    def test_forged_manager(self):
        """a manager's address in From, and nothing more, commands nothing and answers nobody"""
        before = len(self.letters(CAROL))
        for subject, headers in ((f"[HD#{self.number}]", {}),
                                 ("Re: lamp", {"In_Reply_To": str(self.receipt["Message-ID"])})):
            self.post.put(letter(self.manager, SUPPORT, subject, "#close\n\nGo away.\n",
                                 **headers), SUPPORT, "thief@elsewhere.example")
        self.cycle()
        self.assertEqual(len(self.letters(CAROL)), before)
        self.assertNotEqual(self.show(self.number)["kind"], "solved")

    def test_notice_in_wrong_hands(self):
        """the evidence of a notice is worth nothing in another person's hands"""
        stolen = str(self.notice["Message-ID"])
        self.post.put(letter("thief@elsewhere.example", SUPPORT, "Re: lamp", "#close\n\nGo away.\n",
                             In_Reply_To=stolen, References=stolen), SUPPORT,
                      "thief@elsewhere.example")
        before = len(self.letters(CAROL))
        self.cycle()
        self.assertEqual(len(self.letters(CAROL)), before)
        self.assertNotEqual(self.show(self.number)["kind"], "solved")

    def test_by_hand(self):
        """`helpdesk do` is the same as a letter"""
        self.desk.output("do", self.number, "#close", "--as", "anna")
        self.desk.output("send")
        self.post.drain()
        self.assertEqual(self.show(self.number)["kind"], "solved")

    def test_russian_verb(self):
        """verbs have names in the languages of the desk"""
        self.say("#закрыть\n\nDone.")
        self.assertEqual(self.show(self.number)["kind"], "solved")
