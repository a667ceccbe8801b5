"""Managers run the desk from their mail programs: merge, split, bill, forward and the rest."""
from loopback.mail import address_of, letter, raw, reply, text_of
from story import ANNA, BORIS, CAROL, DAVE, OKSANA, SUPPORT, Story

TRUE = "mx.example.com"


class Work(Story):
    """Carol's ticket 1, a lamp, is Anna's."""

    def setUp(self):
        super().setUp()
        self.prepare()
        self.desk.write_config()
        self.question, self.receipt, self.notice = self.opened()

    def prepare(self):
        """What the config of the story has besides."""

    def door(self, sender=CAROL):
        """Ticket 2, a door: (letter, receipt, notice)."""
        return self.opened(sender, "Broken door", "The door squeaks.\n")

    def say(self, text, notice=None):
        """Anna answers a notice; returns what came of it: (letters to Carol, to her)."""
        before = {who: len(self.letters(who)) for who in (CAROL, ANNA)}
        self.answer(self.notice if notice is None else notice, text)
        self.cycle()
        return tuple(self.letters(who)[before[who]:] for who in (CAROL, ANNA))

    def put(self, mail, **more):
        self.post.put(mail, SUPPORT, address_of(mail["From"]))
        self.cycle(**more)

    def said(self, number, direction=None):
        return [message["text"].strip() for message in self.show(number)["messages"]
                if direction in (None, message["direction"])]

    def kinds(self, number):
        return [event["kind"] for event in self.show(number)["events"]]

    def people(self, number):
        ticket = self.show(number)
        return [ticket["requester"]["address"],
                *sorted(person["address"] for person in ticket["participants"])]


class Merge(Work):
    def test_story_goes_on(self):
        """a merged ticket's story, and all later mail for it, is the other one's"""
        question, receipt, notice = self.door()
        customer, _ = self.say("#merge 1", notice)
        self.assertEqual(customer, [], "a merge is no news to the customer")
        old = self.show(2)
        self.assertEqual((old["merged_into"], old["kind"], old["messages"]), (1, "closed", []))
        for mail in (reply(receipt, CAROL, "By the token."),
                     letter(CAROL, SUPPORT, "Re: [HD#2] Broken door", "By the marker.\n"),
                     letter(CAROL, SUPPORT, "Door", "By the thread.\n",
                            References=str(question["Message-ID"]))):
            self.put(mail)
        self.assertEqual(self.said(1), ["The lamp flickers.", "The door squeaks.", "By the token.",
                                        "By the marker.", "By the thread."])
        customer, _ = self.say("#close\n\nBoth are mended.", notice)
        self.assertIn("Both are mended.", text_of(customer[0]))
        self.assertIn("[HD#1]", str(customer[0]["Subject"]))
        self.assertEqual(self.show(1)["kind"], "solved")
        self.assertEqual(len(self.tickets()), 2)

    def test_undone(self):
        """a merge is not taken back, nor is anything else in its place"""
        self.say("#close\n#silent")
        _, _, notice = self.door()
        _, manager = self.say("#merge 1", notice)
        before = self.show(1)["kind"]
        _, manager = self.say("#undo", manager[-1])
        self.assertEqual((self.show(1)["kind"], self.show(2)["merged_into"]), (before, 1))
        self.assertIn("#undo", text_of(manager[0]))

    def test_after_weeks(self):
        """a ticket that was merged is not over while the other one is open"""
        _, receipt, notice = self.door()
        self.say("#merge 1", notice)
        later = {"now": self.show(1)["created"] + 40 * 24 * 3600}
        self.put(reply(receipt, CAROL, "By the token."), **later)
        self.put(letter(CAROL, SUPPORT, "Re: [HD#2] Broken door", "By the marker.\n"), **later)
        self.assertEqual(self.said(1)[2:], ["By the token.", "By the marker."])
        self.assertEqual(len(self.tickets()), 2)

    def test_chain(self):
        """tickets merged one after the other end in one, and never in a circle"""
        _, _, second = self.door()
        _, receipt, third = self.opened(CAROL, "Broken chair", "It has three legs.\n")
        self.say("#merge 2", third)
        self.say("#merge 1", second)
        self.put(reply(receipt, CAROL, "Two legs now."))
        self.say("#merge 3", self.letters(ANNA)[-1])
        self.assertEqual(self.said(1), ["The lamp flickers.", "The door squeaks.",
                                        "It has three legs.", "Two legs now."])
        self.assertEqual([self.show(number)["merged_into"] for number in (1, 2, 3)], [0, 1, 2])

    def test_named_by_the_old_number(self):
        """#on with the number of a merged ticket means the one that it is a part of"""
        _, _, notice = self.door()
        self.say("#merge 1", notice)
        self.say("#on 2\n#tag door")
        self.assertEqual(self.show(1)["tags"], ["door"])

    def test_two_customers(self):
        """tickets of two customers are merged only when that is said to be meant"""
        _, _, notice = self.door(DAVE)
        _, manager = self.say("#merge 1", notice)
        self.assertEqual(self.show(2)["merged_into"], 0)
        self.assertIn("#merge 1 anyway", text_of(manager[0]))
        self.say("#merge 1 anyway", notice)
        self.assertEqual(self.show(2)["merged_into"], 1)
        self.assertEqual(self.people(1), [CAROL, DAVE])
        self.say("For both of you.")
        self.assertIn("For both of you.", text_of(self.letters(DAVE)[-1]))


class Split(Work):
    def test_from_a_message_on(self):
        """#split in answer to a later message makes a ticket of that one and what followed"""
        more = reply(self.receipt, CAROL, "By the way, the door squeaks.")
        self.put(more)
        notice = self.letters(ANNA)[-1]
        self.put(reply(self.receipt, CAROL, "It is the kitchen door."))
        customer, _ = self.say("#split The kitchen door", notice)
        self.assertEqual(customer, [])
        self.assertEqual(self.said(1), ["The lamp flickers."])
        new = self.show(2)
        self.assertEqual((new["subject"], new["requester"]["address"], new["manager"]),
                         ("The kitchen door", CAROL, "anna"))
        self.assertEqual(self.said(2), ["By the way, the door squeaks.", "It is the kitchen door."])
        self.assertEqual([[link["ticket"] for link in self.show(number)["links"]]
                          for number in (1, 2)], [[2], [1]])
        self.put(letter(CAROL, SUPPORT, "Door", "It is worse.\n",
                        References=str(more["Message-ID"])))
        self.assertEqual(self.said(2)[-1], "It is worse.")

    def test_undone(self):
        """a split, as a copy, is not taken back, and she is told so"""
        self.put(reply(self.receipt, CAROL, "By the way, the door squeaks."))
        self.say("#tag lamp")
        self.say("#split", self.letters(ANNA)[-2])
        _, manager = self.say("#undo")
        self.assertEqual((self.show(1)["tags"], len(self.tickets())), (["lamp"], 2))
        self.assertIn("#undo", text_of(manager[0]))

    def test_first_message(self):
        """nothing would be left of a ticket that is split at its first message: it stays whole"""
        self.say("#split")
        self.assertEqual(len(self.tickets()), 1)
        self.assertIn("refused", self.kinds(1))


class Copies(Work):
    def test_clone(self):
        """#clone makes a second ticket with the same request, linked to the first"""
        self.say("#tag lamp")
        customer, _ = self.say("#clone The other lamp")
        self.assertEqual(customer, [])
        copy = self.show(2)
        self.assertEqual((copy["subject"], copy["tags"], copy["kind"], self.people(2)),
                         ("The other lamp", ["lamp"], "new", [CAROL]))
        self.assertEqual(self.said(2), ["The lamp flickers."])
        self.assertEqual([(link["ticket"], link["kind"]) for link in copy["links"]],
                         [(1, "copy")])

    def test_link(self):
        """#link 2 blocks is seen from both sides"""
        self.door()
        self.say("#link 2 blocks")
        links = [self.show(number)["links"][0] for number in (1, 2)]
        self.assertEqual([(link["ticket"], link["kind"]) for link in links],
                         [(2, "blocks"), (1, "depends")])
        self.assertIn("linked", self.kinds(2))

    def test_link_to_nothing(self):
        """a link to a ticket that is not there is a fault"""
        _, manager = self.say("#link 77\n#close\n\nDone.")
        self.assertIn("77", text_of(manager[0]))
        self.assertEqual(self.show(1)["kind"], "new")


class Places(Work):
    def prepare(self):
        self.desk.settings["queues"].append(
            {"name": "sales", "address": "sales@example.com", "marker": "SL", "language": "en",
             "mailboxes": []})

    def test_requester(self):
        """#requester gives the ticket to another customer, who gets the answer"""
        self.say(f"#requester {DAVE}\n\nHere is your lamp.")
        self.assertEqual(self.show(1)["requester"]["address"], DAVE)
        told = self.letters(DAVE)[-1]
        self.assertEqual(address_of(told["To"]), DAVE)
        self.assertIn("Here is your lamp.", text_of(told))
        self.put(reply(told, DAVE, "Thank you."))
        self.assertEqual(self.said(1)[-1], "Thank you.")
        self.say("#close")
        self.assertIn("solved", text_of(self.letters(DAVE)[-1]))

    def test_cc(self):
        """who is brought in or sent away by #cc gets, or does not get, the answer beside it"""
        self.say(f"#cc +{DAVE}\n\nFor both of you.")
        self.assertIn("For both of you.", text_of(self.letters(DAVE)[-1]))
        self.say(f"#cc -{DAVE}\n\nFor you alone.")
        self.assertIn("For you alone.", text_of(self.letters(CAROL)[-1]))
        self.assertEqual(len(self.letters(DAVE)), 1)
        self.assertNotIn(DAVE, str(self.letters(CAROL)[-1]["Cc"]))

    def test_queue(self):
        """a ticket has marker and address of its new queue, and the old marker still works"""
        self.say("#queue sales")
        self.assertEqual(self.show(1)["queue"], "sales")
        customer, _ = self.say("We sell lamps, too.")
        self.assertIn("[SL#1]", str(customer[0]["Subject"]))
        self.assertNotIn("HD#", str(customer[0]["Subject"]))
        self.assertEqual(address_of(customer[0]["From"]), "sales@example.com")
        for marker in ("SL", "HD"):
            self.put(letter(CAROL, SUPPORT, f"Re: [{marker}#1] Broken lamp", f"By {marker}.\n"))
        self.assertEqual(self.said(1, "in")[1:], ["By SL.", "By HD."])

    def test_no_such_queue(self):
        """a queue that there is not is a fault that names those that there are"""
        _, manager = self.say("#queue nowhere")
        self.assertIn("sales", text_of(manager[0]))
        self.assertEqual(self.show(1)["queue"], "support")


class Spam(Work):
    def test_spam(self):
        """#spam closes without a word and learns the sender, until an admin forgives"""
        customer, _ = self.say("#spam")
        self.assertEqual(customer, [])
        self.assertEqual(self.show(1)["kind"], "closed")
        blocked = self.desk.json("blocked", "list")
        self.assertEqual([(row["address"], row["who"], row["ticket"]) for row in blocked],
                         [(CAROL, "anna", 1)])
        self.arrive(CAROL, "Cheap lamps", "Buy.\n")
        self.assert_nobody_hears(self.cycle)
        self.assertEqual(self.desk.json("received")[0]["outcome"], "spam")
        self.desk.output("blocked", "drop", CAROL)
        self.arrive(CAROL, "A real question", "Do you mend lamps?\n")
        self.cycle()
        self.assertEqual(len(self.tickets()), 2)

    def test_undone(self):
        """#undo takes #spam back, the sender is heard again"""
        self.say("#spam")
        self.say("#undo")
        self.assertEqual(self.show(1)["kind"], "new")
        self.assertEqual(self.desk.json("blocked", "list"), [])


class Accounts(Work):
    def prepare(self):
        self.desk.settings.update(currency="EUR", prices=[
            {"code": "visit", "name": "A visit", "unit": "visit", "price": "12.50"}])

    def test_time_and_bill(self):
        """time and prices add up, in `helpdesk show`, and the customer hears nothing"""
        customer, _ = self.say("#time 1h30m looked at the lamp\n#bill visit 2")
        self.assertEqual(customer, [])
        self.say("#time 0:15\n#bill VISIT 0,5")
        ticket = self.show(1)
        self.assertEqual(ticket["time"]["seconds"], 105 * 60)
        self.assertEqual([(row["who"], row["note"]) for row in ticket["time"]["entries"]],
                         [("anna", "looked at the lamp"), ("anna", "")])
        self.assertEqual((ticket["bill"]["total"], ticket["bill"]["currency"]), (3125, "EUR"))
        told = self.desk.output("show", "1").decode()
        self.assertRegex(told, r"time spent 1\D+45")
        self.assertRegex(told, r"bill 31[.,]25.EUR")

    def test_no_such_price(self):
        """a code that the price list has not is a fault that names those it has"""
        _, manager = self.say("#bill flight")
        self.assertIn("visit", text_of(manager[0]))
        self.assertEqual(self.show(1)["bill"]["lines"], [])


class Faq(Work):
    def test_faq(self):
        """#faq drafts an entry out of question and answer, for a person to publish"""
        self.say("#close\n#faq How do I change a bulb?\n\nTurn it to the left.")
        entry, = self.desk.json("faq", "list")
        self.assertEqual((entry["ticket"], entry["who"], entry["published"]), (1, "anna", False))
        shown = self.desk.output("faq", "show", str(entry["id"])).decode()
        for words in ("How do I change a bulb?", "The lamp flickers.", "Turn it to the left."):
            self.assertIn(words, shown)
        self.assertNotIn("#", shown)
        self.desk.output("faq", "publish", str(entry["id"]))
        self.assertTrue(self.desk.json("faq", "list")[0]["published"])


class Entered(Work):
    def prepare(self):
        self.desk.settings["authserv_ids"] = []

    def test_new(self):
        """#new dave@ in answer to any notice makes a ticket of Dave's, who gets a receipt"""
        customer, _ = self.say(f"#new {DAVE}\n#priority high\n\nHe called: the door squeaks.")
        self.assertEqual(customer, [])
        self.assertEqual(self.show(2)["subject"], "He called: the door squeaks.")
        self.assertEqual((self.said(1), self.show(1)["priority"]),
                         (["The lamp flickers."], "normal"))
        new = self.show(2)
        self.assertEqual((new["requester"]["address"], new["priority"]), (DAVE, "high"))
        self.assertEqual(self.said(2), ["He called: the door squeaks."])
        receipt, = self.letters(DAVE)
        self.assertIn("[HD#2]", str(receipt["Subject"]))
        self.assertNotIn("lamp", str(receipt["Subject"]) + text_of(receipt), "Carol's affair")
        self.put(reply(receipt, DAVE, "Yes, I did."))
        self.assertEqual(self.said(2)[-1], "Yes, I did.")

    def test_new_assigned(self):
        """whom #assign names beside #new hears of the ticket"""
        self.say(f"#new {DAVE}\n#assign boris\n#title The door\n\nHe called.")
        self.assertEqual((self.show(2)["manager"], self.show(2)["subject"]), ("boris", "The door"))
        told, = self.letters(BORIS)
        self.assertIn("He called.", text_of(told))
        self.assertIn("[HD#2]", str(self.letters(ANNA)[-1]["Subject"]), "she learns the number")

    def test_new_and_on(self):
        """#new beside #on is a fault: the words reach neither customer"""
        customer, manager = self.say(f"#on 1\n#new {DAVE}\n\nThe door squeaks.")
        self.assertEqual((customer, self.letters(DAVE), len(self.tickets())), ([], [], 1))
        self.assertIn("#on", text_of(manager[0]))

    def test_new_by_itself(self):
        """#new in a fresh letter of hers that her own server vouches for does the same"""
        self.desk.settings["authserv_ids"] = [TRUE]
        self.desk.write_config()
        fresh = (f"Authentication-Results: {TRUE}; dmarc=pass header.from=example.com\r\n".encode()
                 + raw(letter(ANNA, SUPPORT, "Door", f"#new {DAVE}\n\nThe door squeaks.\n")))
        self.post.put(fresh, SUPPORT, ANNA)
        self.cycle()
        self.assertEqual((self.people(2), self.said(2)), ([DAVE], ["The door squeaks."]))
        self.assertEqual(len(self.letters(DAVE)), 1)

    def test_on(self):
        """#on 2 makes the whole letter, words and commands, one for ticket 2"""
        self.door(DAVE)
        customer, _ = self.say("#on 2\n#close\n\nThe door is mended.")
        self.assertEqual(customer, [])
        self.assertEqual((self.show(1)["kind"], self.show(2)["kind"]), ("new", "solved"))
        self.assertEqual(self.said(1), ["The lamp flickers."])
        self.assertTrue(any("The door is mended." in text_of(mail)
                            for mail in self.letters(DAVE)))

    def test_on_two(self):
        """one letter is for one ticket"""
        self.door(DAVE)
        _, manager = self.say("#on 1\n#on 2\n#tag lamp")
        self.assertIn("#on", text_of(manager[0]))
        self.assertEqual((self.show(1)["tags"], self.show(2)["tags"]), ([], []))


class Forward(Work):
    def test_forward(self):
        """an outsider is asked, answers, and the customer hears nothing of it"""
        customer, _ = self.say(f"#forward {OKSANA}\n\nIs that bulb known to you?")
        self.assertEqual(customer, [])
        asked, = self.letters(OKSANA)
        self.assertEqual(address_of(asked["From"]), SUPPORT)
        for words in ("Is that bulb known to you?", "The lamp flickers."):
            self.assertIn(words, text_of(asked))
        before = {who: len(self.letters(who)) for who in (CAROL, ANNA)}
        self.put(reply(asked, OKSANA, "It is; use the 40 W one."))
        self.assertEqual(len(self.letters(CAROL)), before[CAROL])
        self.assertEqual(self.said(1, "note")[-1], "It is; use the 40 W one.")
        self.assertEqual(self.people(1), [CAROL], "she takes no part in it")
        told = self.letters(ANNA)[before[ANNA]:]
        self.assertEqual(len(told), 1)
        self.assertIn("It is; use the 40 W one.", text_of(told[0]))
        customer, _ = self.say("I think so, too.", told[0])
        self.assertEqual(customer, [], "an answer to a note is a note")
        self.assertEqual(len(self.letters(OKSANA)), 1)
