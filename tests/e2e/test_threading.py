"""An answer finds its ticket by whatever evidence it has; a stranger's does not."""
from loopback.mail import letter, reply, text_of
from story import ANNA, BORIS, CAROL, DAVE, IVAN, SUPPORT, Story


class Threading(Story):
    def setUp(self):
        super().setUp()
        self.question, self.receipt, self.notice = self.opened()
        self.number = self.only_ticket()["number"]

    def put(self, mail, sender=CAROL):
        self.post.put(mail, SUPPORT, sender)
        self.cycle()

    def assert_joined(self, words):
        ticket = self.only_ticket()
        said = [message["text"] for message in ticket["messages"]
                if message["direction"] == "in"]
        self.assertEqual(len(said), 2, said)
        self.assertIn(words, said[1])
        return said[1]

    def assert_apart(self):
        self.assertEqual(len(self.tickets()), 2, self.tickets())

    def test_reply(self):
        """a reply to the receipt joins the ticket; only its new words are shown"""
        self.put(reply(self.receipt, CAROL, "It flickers at night only."))
        said = self.assert_joined("It flickers at night only.")
        self.assertNotIn("wrote:", said)

    def test_told_to_the_manager(self):
        """the manager gets the customer's answer in the same thread of her mail program"""
        self.put(reply(self.receipt, CAROL, "It flickers at night only."))
        manager = ANNA if self.only_ticket()["manager"] == "anna" else BORIS
        notices = self.letters(manager)
        self.assertEqual(len(notices), 2)
        self.assertIn("It flickers at night only.", text_of(notices[1]))
        roots = [str(notice["References"]).split()[0] for notice in notices]
        self.assertEqual(roots[0], roots[1])

    def test_own_message(self):
        """a second letter that refers to the customer's own first one joins"""
        self.put(letter(CAROL, SUPPORT, "One more thing", "It is the left lamp.\n",
                        References=str(self.question["Message-ID"])))
        self.assert_joined("It is the left lamp.")

    def test_marker(self):
        """the number in the subject alone is enough for the customer"""
        self.put(letter(CAROL, SUPPORT, f"Lamp [HD#{self.number}]", "It is the left lamp.\n"))
        self.assert_joined("It is the left lamp.")

    def test_no_evidence(self):
        """a new letter of the same customer is a new ticket"""
        self.put(letter(CAROL, SUPPORT, "Broken lamp", "Another one.\n"))
        self.assert_apart()

    def test_stranger_with_marker(self):
        """a stranger who knows the number gets a ticket of his own"""
        self.put(letter(IVAN, SUPPORT, f"Re: [HD#{self.number}] Broken lamp", "Me too.\n"), IVAN)
        self.assert_apart()

    def test_stranger_with_reference(self):
        """a stranger who answers a forwarded letter does not speak for the customer"""
        self.put(reply(self.receipt, IVAN, "Please send me the invoice."), IVAN)
        said = [message["text"] for message in self.show(self.number)["messages"]
                if message["direction"] == "in" and message["from"] != IVAN]
        self.assertFalse(any("invoice" in text for text in said), said)
        self.assertFalse(any("flickers" in text_of(mail) for mail in self.letters(IVAN)),
                         "he is told nothing of the ticket")

    def test_unknown_marker(self):
        """the number of no ticket makes a new one"""
        self.put(letter(CAROL, SUPPORT, "[HD#4711] Lamp", "Hello.\n"))
        self.assert_apart()

    def test_colleague_on_copy(self):
        """somebody whom the customer put on copy may answer by the number"""
        mail = reply(self.receipt, CAROL, "Dave can tell you more.")
        mail["Cc"] = DAVE
        self.put(mail)
        self.put(letter(DAVE, SUPPORT, f"Re: [HD#{self.number}] Broken lamp", "It is the fuse.\n"),
                 DAVE)
        said = [message["text"] for message in self.only_ticket()["messages"]]
        self.assertTrue(any("It is the fuse." in text for text in said), said)

    def test_answer_reopens(self):
        """an answer to the closing letter opens the ticket again"""
        self.answer(self.notice, "#close\n\nChanged the bulb.")
        self.cycle()
        self.assertEqual(self.show(self.number)["kind"], "solved")
        self.put(reply(self.letters(CAROL)[-1], CAROL, "It still flickers."))
        self.assertEqual(self.show(self.number)["kind"], "open")

    def test_same_letter_twice(self):
        """the very same letter delivered twice is taken once"""
        again = letter(CAROL, SUPPORT, "Chair", "It squeaks.\n")
        self.put(again)
        tickets = self.tickets()
        self.assert_nobody_hears(lambda: self.put(again))
        self.assertEqual(self.tickets(), tickets)
