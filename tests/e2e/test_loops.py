"""Nothing automatic answers a machine, so that no two machines can talk for ever."""
from loopback.mail import letter, raw
from story import CAROL, SUPPORT, Story

ROBOTS = {
    "auto_generated": {"Auto_Submitted": "auto-generated"},
    "auto_replied": {"Auto_Submitted": "Auto-Replied (vacation)"},
    "bulk": {"Precedence": "bulk"},
    "junk": {"Precedence": "junk"},
    "list": {"List_Id": "News <news.customer.example>"},
    "unsubscribe": {"List_Unsubscribe": "<mailto:off@customer.example>"},
    "suppress": {"X_Auto_Response_Suppress": "All"},
    "autoreply": {"X_Autoreply": "yes"},
    "x_loop": {"X_Loop": "somebody@customer.example"},
}


class Robots(Story):
    def assert_unanswered(self, mail, envelope=CAROL):
        self.post.put(mail, SUPPORT, envelope)
        self.cycle()
        self.assertEqual(self.letters(CAROL), [], f"no receipt for a machine: {mail['Subject']}")
        self.assertEqual(self.letters(SUPPORT), [], "the letter is taken in all the same")

    def test_headers(self):
        """letters that say a machine or a list wrote them get no receipt"""
        for name, headers in ROBOTS.items():
            self.assert_unanswered(letter(CAROL, SUPPORT, f"Robot {name}", "Beep.\n", **headers))

    def test_a_person_says_no(self):
        """Auto-Submitted: no is a person, who gets her receipt"""
        self.arrive(CAROL, "A person", Auto_Submitted="no")
        self.cycle()
        self.assertEqual(len(self.letters(CAROL)), 1)

    def test_empty_return_path(self):
        """an empty Return-Path gets no receipt"""
        self.assert_unanswered(letter(CAROL, SUPPORT, "Notification", "Beep.\n"), envelope="")

    def test_not_addressed(self):
        """a letter that names us in neither To nor Cc gets no receipt"""
        self.assert_unanswered(letter(CAROL, "everybody@customer.example", "Offer", "Buy.\n"))

    def test_ourselves(self):
        """our own receipt, sent back to us, is no new ticket and gets no receipt"""
        _, receipt, _ = self.opened()
        self.post.put(raw(receipt), SUPPORT, CAROL)
        self.assert_nobody_hears(self.cycle)
        self.assertEqual(len(self.tickets()), 1)

    def test_written_by_us(self):
        """a letter whose From is the support address is a loop"""
        self.post.put(letter(SUPPORT, SUPPORT, "Echo", "Echo.\n"), SUPPORT, SUPPORT)
        self.assert_nobody_hears(self.cycle)

    def test_vacation(self):
        """an absence notice of the customer stays in the ticket and reopens nothing"""
        _, receipt, notice = self.opened()
        self.answer(notice, "#close\n\nDone.")
        self.cycle()
        number = self.only_ticket()["number"]
        solved = self.letters(CAROL)[-1]
        self.post.put(letter(CAROL, SUPPORT, f"Out of office: {solved['Subject']}",
                             "I am away until Monday.\n", Auto_Submitted="auto-replied",
                             In_Reply_To=str(solved["Message-ID"])), SUPPORT, "")
        before = len(self.letters(CAROL))
        self.cycle()
        ticket = self.show(number)
        self.assertEqual(len(self.tickets()), 1)
        self.assertEqual(ticket["kind"], "solved")
        self.assertTrue(any("away until Monday" in message["text"]
                            for message in ticket["messages"]), ticket["messages"])
        self.assertEqual(len(self.letters(CAROL)), before)

    def test_reads_like_a_report(self):
        """a customer's answer that reads like a delivery report is a customer's answer"""
        _, receipt, _ = self.opened()
        mail = letter(CAROL, SUPPORT, "Re: Mail delivery problem",
                      "Undelivered mail: your message to Tom was received by nobody.\n",
                      In_Reply_To=str(receipt["Message-ID"]))
        mail.replace_header("From", "Mail Delivery System <carol@customer.example>")
        self.post.put(mail, SUPPORT, CAROL)
        self.cycle()
        self.assertEqual(len(self.only_ticket()["messages"]), 2)
