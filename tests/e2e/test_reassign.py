"""A manager leaves: check refuses until her open tickets are given away."""
from managing import Managing
from story import ANNA, BORIS, CAROL, DAVE, EX_CONFIG, EX_NOPERM, IVAN


class Leaving(Managing):
    """Anna has three open tickets and one that is over; Boris has one."""

    def setUp(self):
        super().setUp()
        for sender, subject in ((DAVE, "Door"), (CAROL, "Window"), (DAVE, "Key")):
            self.arrive(sender, subject)
            self.cycle(now=self.clock)
        self.desk.output("do", "4", "#close", "--as", "anna", now=self.clock)
        self.arrive(IVAN, "Печать")
        self.cycle(now=self.clock)
        self.desk.output("do", "5", "#assign boris", "--as", "anna", now=self.clock)

    def leave(self, **change):
        """Anna is no longer active, or no longer there."""
        self.desk.settings["managers"][0].update(change or {"active": False})
        self.desk.write_config()

    def managers(self):
        return {row["number"]: row["manager"] for row in self.tickets()}

    def test_check(self):
        """check refuses a config in which a manager leaves open tickets behind"""
        self.assertEqual(self.desk.run("check")[0], 0)
        self.leave()
        code, _, err = self.desk.run("check")
        self.assertEqual(code, EX_CONFIG)
        self.assertIn(b"anna has 3 open tickets and is not active; run: helpdesk reassign anna",
                      err)
        self.leave(login="anke")
        self.desk.settings["companies"][0]["manager"] = "boris"
        self.desk.write_config()
        self.assertIn(b"anna has 3 open tickets and is no longer in the config",
                      self.desk.run("check")[2])
        self.desk.output("reassign", "anna", "boris")
        self.assertEqual(self.desk.run("check")[0], 0)

    def test_no_database(self):
        """check needs no database"""
        self.leave()
        for path in self.desk.dir.glob("helpdesk.db*"):
            path.unlink()
        self.assertEqual(self.desk.run("check")[0], 0)

    def test_in_turn(self):
        """without a receiver they go where new tickets of their queue would go"""
        self.leave()
        self.assert_nobody_hears(lambda: self.assertEqual(
            self.desk.output("reassign", "anna").decode(),
            "ticket 1: anna → boris\nticket 2: anna → boris\nticket 3: anna → boris\n"
            "3 tickets given away\n"))
        self.assertEqual(self.managers(),
                         {1: "boris", 2: "boris", 3: "boris", 4: "anna", 5: "boris"})
        self.assertEqual([(event["who"], event["rule"], event["detail"])
                          for event in self.told("assigned")][-1],
                         ("system", "reassign", "anna → boris"))
        self.assertEqual(self.desk.output("reassign", "anna").decode(), "0 tickets given away\n")

    def test_group(self):
        """a group gets them, and nobody is their manager until somebody takes them"""
        self.desk.output("reassign", "anna", "line2", "--as", "boris")
        ticket = self.show(2)
        self.assertEqual((ticket["manager"], ticket["group"]), ("", "line2"))
        self.assertEqual([event["who"] for event in self.told("group", 2)], ["boris"])
        self.assertEqual(self.show(4)["manager"], "anna", "what is over stays hers")

    def test_dry_run(self):
        """--dry-run says what would be and changes nothing"""
        before = self.managers()
        out = self.desk.output("reassign", "anna", "boris", "--dry-run").decode()
        self.assertIn("ticket 3: anna → boris\n", out)
        self.assertIn("3 tickets would be given away; nothing was changed\n", out)
        self.assertEqual(self.managers(), before)

    def test_may_not(self):
        """nobody gets a ticket of a queue that is not hers; then none is given"""
        self.desk.settings["queues"][0]["act"] = ["anna"]
        self.desk.write_config()
        code, _, err = self.desk.run("reassign", "anna", "boris")
        self.assertEqual(code, EX_NOPERM)
        self.assertIn(b'boris may not work on tickets of the queue "support"', err)
        self.assertEqual(self.managers()[1], "anna")
        code, _, err = self.desk.run("reassign", "anna")
        self.assertEqual(code, EX_NOPERM)
        self.assertIn(b"helpdesk reassign anna LOGIN", err)

    def test_wrong(self):
        """what cannot be meant is said"""
        for words in ((), ("anna", "nobody-of-that-name"), ("anna", "anna"),
                      ("anna", "--queue", "sales"), ("anna", "boris", "more")):
            code, out, err = self.desk.run("reassign", *words)
            self.assertNotEqual(code, 0, words)
            self.assertEqual((out, len(err.splitlines())), (b"", 1), words)

    def test_her_mail(self):
        """the new manager hears of the customer's next letter"""
        self.desk.output("reassign", "anna", "boris")
        self.cycle(now=self.clock)
        self.news(BORIS)
        self.news(ANNA)
        self.answer_receipt("Still broken.\n")
        self.assert_told(BORIS, "Still broken.")
        self.assert_quiet(ANNA)

    def answer_receipt(self, text):
        self.arrive(CAROL, "Re: Broken lamp", text,
                    In_Reply_To=str(self.receipt["Message-ID"]))
        self.cycle(now=self.clock + 60)
