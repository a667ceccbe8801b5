"""What careful readers of the letters found: each of these once went wrong."""
from loopback.mail import letter, reply, text_of
from managing import Managing
from story import ANNA, BORIS, CAROL, DAVE, SUPPORT

WAIT = 120


class Inside(Managing):
    """What was meant to stay inside stays inside."""

    def test_note_after_fault(self):
        """a note with a typing fault, written anew in answer to the fault, is still a note"""
        self.say("#note\n#clsoe\n\nHe is rude.")
        fault = self.assert_fault(ANNA, "stays inside")
        self.say("#tag rude\n\nHe is rude.", on=fault)
        self.assert_quiet(CAROL)
        self.assertEqual(self.ticket()["messages"][-1]["direction"], "note")

    def test_answer_after_fault(self):
        """... and an answer is still an answer"""
        self.say("#clsoe\n\nIt was the switch.")
        fault = self.assert_fault(ANNA, "goes to the customer")
        self.say("#close\n\nIt was the switch.", on=fault)
        self.assertIn("answer", self.kinds(CAROL))

    def test_handed_over_with_a_note(self):
        """the answer to a hand-over with a note is a note"""
        self.say("#note\n#assign boris\n\nHe is rude.")
        self.say("OK, will do.", on=self.last("ticket-assigned", BORIS))
        self.assert_quiet(CAROL)

    def test_misplaced(self):
        """a command inside the text never reaches the customer"""
        self.say("Hello,\n\n#clsoe\n\nbye.")
        self.assert_fault(ANNA, "#clsoe")
        self.say("Hello,\n\n- #close\n\nbye.")
        self.assert_quiet(CAROL)
        self.say("*#close*\n\nIt was the switch.")
        self.assertEqual(self.ticket()["kind"], "solved")


class Held(Managing):
    def in_her_name(self, text, **headers):
        """A letter with Anna's address and nothing more; returns the question about it."""
        mail = letter(ANNA, SUPPORT, f"[HD#{self.number}] lamp", text, **headers)
        self.post.put(mail, SUPPORT, ANNA)
        self.cycle()
        return self.last("held", ANNA)

    def test_unclear(self):
        """an unclear answer brings the same question again; only a clear yes does it"""
        question = self.in_her_name("It was the switch.")
        self.say("Sure, that was me.", on=question)
        self.assert_quiet(CAROL)
        again = self.last("held", ANNA)
        self.assertIn("not clear", text_of(again))
        self.say("yes", on=again)
        self.assertEqual(self.kinds(CAROL), ["receipt", "answer"])
        self.say("yes", on=question)
        self.assert_fault(ANNA, "no longer held")
        self.assertEqual(self.kinds(CAROL), ["receipt", "answer"])

    def test_yes_and_note(self):
        """what stands beside the yes counts: a note stays inside"""
        question = self.in_her_name("He is a crook.")
        self.say("yes\n\n#note", on=question)
        self.assert_quiet(CAROL)
        self.assertEqual(self.ticket()["messages"][-1]["direction"], "note")

    def test_names_nobody(self):
        """confirming vouches for the words, not for whom the letter names"""
        question = self.in_her_name("Thanks.", Cc=DAVE)
        self.assertIn(DAVE, text_of(question))
        self.say("yes", on=question)
        self.assertEqual(self.ticket()["participants"], [])


class Waiting(Managing):
    def arrange(self, settings):
        settings["limits"]["answer_delay"] = WAIT

    def customer_writes(self, text, after=0):
        self.post.put(reply(self.receipt, CAROL, text), SUPPORT, CAROL)
        self.later(after)

    def test_closing_letter(self):
        """“solved” never leaves once the customer wrote again"""
        self.say("#close\n\nIt was the switch.")
        self.customer_writes("It flickers again!", after=30)
        self.say("#send", on=self.last("answer-held", ANNA), after=40)
        self.later(10 * WAIT)
        self.assertEqual([row["template"] for row in self.outbox(CAROL) if row["state"] == "sent"],
                         ["receipt", "answer"])
        self.assertEqual(self.ticket()["kind"], "open")

    def test_replaced(self):
        """a new answer takes the place of the one that was held"""
        self.say("Which number has it?")
        self.customer_writes("It is number 7.", after=30)
        self.say("Number 7 it is.", on=self.last("answer-held", ANNA), after=40)
        self.later(10 * WAIT)
        fresh = [text_of(mail) for mail in self.news(CAROL)]
        self.assertEqual(len(fresh), 1, fresh)
        self.assertIn("Number 7 it is.", fresh[0])
        self.say("#send", after=11 * WAIT)
        self.assert_fault(ANNA, "no letter waits")

    def test_undo_of_the_letter(self):
        """#undo in answer to “your answer has not left” stops that answer, whatever came since"""
        self.say("WRONG")
        self.say("#tag x", after=10)
        self.customer_writes("wait", after=20)
        self.say("#undo", on=self.last("answer-held", ANNA), after=30)
        self.say("RIGHT", after=40)
        self.later(10 * WAIT)
        words = "".join(text_of(mail) for mail in self.news(CAROL))
        self.assertIn("RIGHT", words)
        self.assertNotIn("WRONG", words)
        self.assertEqual(self.ticket()["tags"], ["x"])

    def test_only_hers(self):
        """a colleague's #send and #delay leave her letter alone"""
        self.say("#watch boris")
        self.say("It was the switch.")
        notice = self.last("note", BORIS)
        self.say("#send", on=notice, after=10)
        self.assert_fault(BORIS, "anna")
        self.say("#delay 30d", on=notice, after=20)
        self.later(WAIT + 30)
        self.assert_told(CAROL, "It was the switch.")


class Trust(Managing):
    def test_rating(self):
        """a number in answer to the closing letter is a rating, and opens nothing"""
        self.say("#close\n\nIt was the switch.")
        closing = self.last("solved", CAROL)
        self.post.put(reply(closing, CAROL, "5"), SUPPORT, CAROL)
        self.cycle()
        ticket = self.ticket()
        self.assertEqual((ticket["rating"]["score"], ticket["kind"]), (5, "solved"))
        self.post.put(reply(closing, CAROL, "5 days later it flickers again"), SUPPORT, CAROL)
        self.cycle()
        self.assertEqual(self.ticket()["kind"], "open")

    def test_newcomer(self):
        """who forges the customer with an ID that others have seen brings nobody in"""
        self.say("Here it is.")
        answer = self.last("answer", CAROL)
        for code in (str(self.question["Message-ID"]), str(self.notice["Message-ID"])):
            self.post.put(letter(CAROL, SUPPORT, "Re: lamp", "any news?", In_Reply_To=code,
                                 Cc="eve@elsewhere.example"), SUPPORT, "eve@elsewhere.example")
        self.cycle()
        self.assertEqual(self.ticket()["participants"], [])
        joined = reply(answer, CAROL, "Please keep Dave informed.")
        joined["Cc"] = DAVE
        self.post.put(joined, SUPPORT, CAROL)
        self.cycle()
        self.assertEqual([event["detail"] for event in self.told("joined")], [DAVE])

    def test_shown_code(self):
        """the code of a notice that she showed to others proves nobody any more"""
        def on_copy(mail):
            mail["Cc"] = DAVE
            return mail
        self.answer(self.notice, "It was the switch.", on_copy)
        self.cycle()
        before = self.kinds(CAROL)
        self.say("#close")
        self.assertEqual(self.outcome(), "held")
        self.assertEqual(self.kinds(CAROL), before)

    def test_split_is_checked_before(self):
        """a split that would move everything is a fault, and nothing of the block is done"""
        self.say("#split\n#high\n\nI made a ticket of its own.")
        self.assert_fault(ANNA, "all messages")
        self.assertEqual(self.ticket()["priority"], "normal")
