"""An answer that has not left can be stopped: by its author, by the customer, by a colleague."""
from loopback.mail import reply, text_of
from managing import Managing
from story import ANNA, BORIS, CAROL, SUPPORT

WAIT, HOUR, DAY = 120, 3600, 86400


class Care(Managing):
    def arrange(self, settings):
        settings["limits"]["answer_delay"] = WAIT
        settings["companies"][0]["watchers"] = ["boris"]

    def customer_writes(self, text, after=0):
        self.post.put(reply(self.receipt, CAROL, text), SUPPORT, CAROL)
        self.later(after)

    def test_waits(self):
        """an answer waits its time, then it leaves"""
        self.say("It was the switch.")
        self.later(WAIT - 10)
        self.assert_quiet(CAROL)
        self.later(WAIT + 1)
        self.assert_told(CAROL, "It was the switch.")

    def test_undo(self):
        """#undo in time: the customer hears nothing, and all the letter changed is as before"""
        before = self.ticket()
        self.say("#close\n#high\n#tag lamp\n#assign boris\n#due 3d\n\nIt was the switch.")
        self.assertEqual(self.ticket()["kind"], "solved")
        self.say("#undo", on=self.last("ticket-changed", ANNA), after=30)
        self.later(10 * WAIT)
        self.assert_quiet(CAROL)
        after = self.ticket()
        for state in ("status", "manager", "priority", "tags", "due"):
            self.assertEqual(after[state], before[state], state)
        self.assertEqual([(event["who"], event["proof"], event["rule"])
                          for event in self.told("undone")], [("anna", "L3", "undo")])
        self.assertNotIn("out", [message["direction"] for message in after["messages"]],
                         "words that never left are no answer")

    def test_undo_by_notice(self):
        """#undo as an answer to the first notice does it too, and once is enough"""
        self.say("It was the switch.")
        self.say("#отменить", after=30)
        self.later(10 * WAIT)
        self.assert_quiet(CAROL)
        self.assertEqual(self.ticket()["status"], "new")
        told = text_of(self.last("ticket-changed", ANNA))
        self.assertIn("It was the switch.", told.split("has not left:")[1], "to be sent again")
        self.say("#undo", after=11 * WAIT)
        self.assert_fault(ANNA, "nothing here that can be taken back")

    def test_undo_late(self):
        """#undo of an answer that has left is a fault that says so"""
        self.say("Is it plugged in?")
        self.later(WAIT + 1)
        self.say("It was the switch.", after=WAIT + 2)
        self.later(3 * WAIT)
        self.assertEqual(self.kinds(CAROL), ["receipt", "answer", "answer"])
        self.say("#undo", after=3 * WAIT + 1)
        self.assert_fault(ANNA, "has left already")
        self.assertEqual(self.ticket()["status"], "open")

    def test_undo_first_late(self):
        """... the first answer, too, which opened the ticket"""
        self.say("It was the switch.")
        self.later(WAIT + 1)
        self.say("#undo", after=WAIT + 2)
        self.assert_fault(ANNA, "has left already")
        self.assertEqual(self.ticket()["status"], "open")

    def test_undo_after_others(self):
        """what colleagues and she herself did since does not keep her answer from being stopped"""
        self.say("#high\n\nIt was the switch.")
        self.say("#note\n\nI saw it too.", on=self.last("ticket-new", BORIS), after=10)
        self.say("#tag lamp", after=20)
        self.say("#undo", after=30)
        self.assertEqual(self.ticket()["tags"], [])
        self.say("#undo", after=40)
        self.later(10 * WAIT)
        self.assert_quiet(CAROL)
        self.assertEqual(self.ticket()["priority"], "high")
        self.assertEqual([message["direction"] for message in self.ticket()["messages"]],
                         ["in", "note", "note"])

    def test_undo_by_another(self):
        """what a lead did is not undone by a colleague"""
        self.say("#high\n\nIt was the switch.")
        self.say("#undo", on=self.last("ticket-new", BORIS), after=10)
        self.assert_fault(BORIS, "anna")
        self.later(WAIT + 1)
        self.assert_told(CAROL, "It was the switch.")

    def test_delay(self):
        """#delay makes an answer wait longer"""
        self.say("#delay 1h\n\nIt was the switch.")
        self.later(HOUR - 10)
        self.assert_quiet(CAROL)
        self.later(HOUR + 1)
        self.assert_told(CAROL, "It was the switch.")

    def test_delay_afterwards(self):
        """#delay alone puts off the answer that waits already"""
        self.say("It was the switch.")
        self.say("#delay 1h", after=10)
        self.later(2 * WAIT)
        self.assert_quiet(CAROL)
        self.later(HOUR + 11)
        self.assert_told(CAROL, "It was the switch.")

    def test_send(self):
        """#send lets the answer that waits go at once"""
        self.say("It was the switch.")
        self.assert_quiet(CAROL)
        self.say("#send", after=5)
        self.assert_told(CAROL, "It was the switch.")
        self.later(2 * WAIT)
        self.assert_quiet(CAROL)

    def test_send_in_the_letter(self):
        """#send above an answer sends it without waiting"""
        self.say("#send\n\nIt was the switch.")
        self.assert_told(CAROL, "It was the switch.")

    def held_by_customer(self):
        """Carol writes while the answer waits: the letter that tells Anna of it."""
        self.say("It was the switch.")
        self.news(ANNA)
        self.customer_writes("It is the whole street!", 20)
        self.later(10 * WAIT)
        self.assert_quiet(CAROL)
        held = self.assert_told(ANNA, "It is the whole street!", "It was the switch.")
        self.assertEqual(self.kinds(ANNA)[-1], "answer-held")
        return held

    def test_customer_writes(self):
        """a customer who writes meanwhile holds the answer; #send sends it all the same"""
        held = self.held_by_customer()
        self.assertEqual(len(self.told("held")), 1)
        self.say("#send", on=held, after=11 * WAIT)
        self.assert_told(CAROL, "It was the switch.")

    def test_customer_writes_undo(self):
        """... and #undo drops it"""
        self.say("#undo", on=self.held_by_customer(), after=11 * WAIT)
        self.later(DAY)
        self.assert_quiet(CAROL)
        self.assertEqual(len(self.told("undone")), 1)

    def test_customer_writes_anew(self):
        """... and another answer goes in its place"""
        held = self.held_by_customer()
        self.say("#undo", on=held, after=11 * WAIT)
        self.say("Then it is the power company.", on=held, after=12 * WAIT)
        self.later(14 * WAIT)
        self.assert_told(CAROL, "Then it is the power company.")

    def test_robot_writes(self):
        """a customer's automatic letter holds nothing"""
        self.say("It was the switch.")
        mail = reply(self.receipt, CAROL, "I am away until Monday.")
        mail["Auto-Submitted"] = "auto-replied"
        self.post.put(mail, SUPPORT, CAROL)
        self.later(WAIT + 1)
        self.assertEqual(self.outcome(), "robot")
        self.assert_told(CAROL, "It was the switch.")

    def test_two_answer(self):
        """the second manager who answers is shown the first answer; #send sends hers as well"""
        self.say("It was the switch.")
        self.say("#high\n\nIt was the bulb.", on=self.last("ticket-new", BORIS), after=10)
        self.assertEqual((self.outcome(), self.ticket()["priority"]), ("held", "normal"))
        held = self.last("answer-held", BORIS)
        for words in ("It was the switch.", "It was the bulb.", "#send"):
            self.assertIn(words, text_of(held))
        self.later(2 * WAIT)
        self.assert_told(CAROL, "It was the switch.")
        self.say("#send", on=held, after=3 * WAIT)
        self.later(5 * WAIT)
        self.assert_told(CAROL, "It was the bulb.")
        self.assertEqual(self.ticket()["priority"], "high")

    def test_note_meanwhile(self):
        """a colleague's note is no second answer"""
        self.say("It was the switch.")
        self.say("#note\n\nI saw it too.", on=self.last("ticket-new", BORIS), after=10)
        self.assertEqual(self.outcome(), "note")
        self.later(WAIT + 1)
        self.assert_told(CAROL, "It was the switch.")


class Clock(Managing):
    """What time brings about."""

    def test_snooze(self):
        """a postponed ticket wakes by itself, once, and its manager hears of it"""
        self.say("#snooze 3d")
        self.assertEqual(self.ticket()["kind"], "postponed")
        self.news(ANNA)
        self.later(2 * DAY)
        self.assert_quiet(ANNA)
        self.later(4 * DAY)
        self.assertEqual(self.ticket()["status"], "open")
        woken = self.assert_told(ANNA)
        self.assertEqual(self.kinds(ANNA)[-1], "ticket-woken")
        self.later(5 * DAY)
        self.assert_quiet(ANNA, CAROL)
        self.say("#close", on=woken, after=5 * DAY)
        self.assertEqual(self.ticket()["kind"], "solved")

    def test_snooze_customer(self):
        """a customer who writes wakes it at once; the old hour rings no more"""
        self.say("#отложить 3d")
        self.post.put(reply(self.receipt, CAROL, "It is dark!"), SUPPORT, CAROL)
        self.later(HOUR)
        self.assertEqual(self.ticket()["status"], "open")
        self.later(4 * DAY)
        self.assertNotIn("ticket-woken", self.kinds(ANNA))

    def test_due(self):
        """#due stands in `show`; once it has passed, the ticket is in #list late"""
        self.say("#due 2h", "#list late")
        self.assertEqual(self.ticket()["due"], self.clock + 2 * HOUR)
        self.assertNotIn("Broken lamp", text_of(self.last("list", ANNA)).split("\n\n", 1)[-1])
        self.say("#list late", after=3 * HOUR)
        self.assertIn("Broken lamp", text_of(self.last("list", ANNA)))
        self.assertIn(b"late", self.desk.output("show", self.number, now=self.clock + 3 * HOUR))
        self.assertEqual(len(self.desk.json("list", "--late", now=self.clock + 3 * HOUR)), 1)
