"""Whoever pretends gets nothing: nothing is done, no customer hears a word, and the desk knows."""
from loopback.mail import address_of, html_of, letter, parsed, raw, reply, text_of
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA, SUPPORT, Story

THIEF = OKSANA
TRUE = "mx.example.com"
DAY = 24 * 3600
CUSTOMERS = (CAROL, DAVE, IVAN, OKSANA)


def passes(server, domain, word="pass"):
    """An Authentication-Results header, as bytes to stand on top of a letter."""
    return (f"Authentication-Results: {server}; dkim={word} header.d={domain};\r\n"
            f" dmarc={word} header.from={domain}\r\n").encode()


def flipped(text, at):
    """The text with another letter in one place."""
    return text[:at] + ("b" if text[at] == "a" else "a") + text[at + 1:]


def answer_to(message_id, sender, subject="Re: lamp", text="#close\n\nGo away.\n", to=SUPPORT):
    return letter(sender, to, subject, text, In_Reply_To=message_id, References=message_id)


class Attack(Story):
    """Carol's ticket 1 is Anna's; Ivan's ticket 2, where a story needs it, is Boris's."""

    def setUp(self):
        super().setUp()
        self.desk.settings["companies"].append(
            {"name": "Klient", "domains": ["klient.example"], "manager": "boris"})
        self.prepare()
        self.desk.write_config()
        self.question, self.receipt, self.notice = self.opened()

    def prepare(self):
        """What the config of the story has besides."""

    def other_ticket(self):
        """Ivan's ticket 2; returns Boris's notice of it."""
        self.opened(IVAN, "Broken door", "The door squeaks.\n")
        return self.letters(BORIS)[-1]

    def state(self, number=1):
        """What must not change; the history may grow by what was refused."""
        ticket = self.show(number)
        return {key: value for key, value in ticket.items() if key not in ("events", "updated")}

    def put(self, *mails, **more):
        for mail in mails:
            self.post.put(mail, SUPPORT, self.sender_of(mail))
        self.cycle(**more)

    @staticmethod
    def sender_of(mail):
        """The envelope's sender, which holds ASCII alone here."""
        sender = address_of(parsed(raw(mail))["From"])
        return sender if sender.isascii() else THIEF

    def received(self):
        return self.desk.json("received")  # the newest first

    def silent(self, during):
        """`during` brings no letter to any customer."""
        before = {who: len(self.letters(who)) for who in CUSTOMERS}
        during()
        self.assertEqual({who: len(self.letters(who)) for who in CUSTOMERS}, before)

    def fails(self, outcome, *mails, why="", **more):
        """Each mail ends so, ticket 1 stays as it is, no customer hears of it."""
        before = self.state()
        self.silent(lambda: self.put(*mails, **more))
        self.assertEqual(self.state(), before)
        for row in self.received()[:len(mails)]:
            self.assertEqual(row["outcome"], outcome, row)
            self.assertIn(why, row["why"])

    def refusals(self, number=1):
        return [event for event in self.show(number)["events"]
                if event["kind"] in ("held", "refused")]


class Forged(Attack):
    def test_from(self):
        """a forged From commands nothing: fresh, by the marker, by the customer's Message-ID"""
        mine = str(self.question["Message-ID"])
        self.fails("held", letter(ANNA, SUPPORT, "Lamp", "#close\n"),
                   letter(ANNA, SUPPORT, "Re: [HD#1] Broken lamp", "#close\n\nGo away.\n"),
                   answer_to(mine, ANNA), why="without proof (L1)")
        self.assertEqual([event["proof"] for event in self.refusals()], ["L1", "L1"],
                         "the ticket's history tells it")
        asked = self.letters(ANNA)[1:]
        self.assertEqual(len(asked), 3, "the registered address is asked about each")
        self.assertIn("Go away.", text_of(asked[-1]))

    def test_asked_too_often(self):
        """mail in her name cannot flood her with questions"""
        self.desk.settings["limits"]["auto_per_address_hour"] = 3
        self.desk.write_config()
        self.fails("held", *(letter(ANNA, SUPPORT, "Re: [HD#1] x", f"#close\n\n{i}\n")
                             for i in range(6)))
        self.assertLessEqual(len(self.letters(ANNA)), 1 + 3)

    def test_requester(self):
        """a customer whom a forged letter names gets no letter"""
        self.put(letter(ANNA, SUPPORT, "Lamp", f"#requester {DAVE}\n\nHe wants a lamp.\n"))
        self.assertEqual(self.show(2)["requester"]["address"], DAVE)
        self.fails("held", letter(ANNA, SUPPORT, "Lamp", f"#new {DAVE}\n\nHe wants two.\n"))
        self.assertEqual(self.letters(DAVE), [])

    def test_reply_to(self):
        """Reply-To is nobody's identity, and no question goes there"""
        before = self.state()
        self.put(letter(THIEF, SUPPORT, "Re: [HD#1] Broken lamp", "#close\n", Reply_To=ANNA))
        self.assertEqual(self.state(), before)
        self.assertEqual(self.received()[0]["outcome"], "new ticket")
        self.fails("held", letter(ANNA, SUPPORT, "Re: [HD#1] x", "#close\n", Reply_To=OKSANA))

    def test_look_alike(self):
        """аnna@ with a Cyrillic а is not anna@, whatever letter of hers it names"""
        fake = raw(answer_to(str(self.notice["Message-ID"]), ANNA, "Re: [HD#1] Broken lamp"))
        fake = fake.replace(b"<anna@example.com>", "<аnna@example.com>".encode(), 1)
        self.assertIn("аnna".encode(), fake)
        self.put(fake)
        ticket = self.show(1)
        self.assertEqual(ticket["kind"], "new")
        self.assertNotIn("out", [message["direction"] for message in ticket["messages"]])
        self.assertEqual(len(self.letters(CAROL)), 1, "the receipt")


class Results(Attack):
    """Where servers are trusted to check senders, and #close needs no more than that."""

    def prepare(self):
        self.desk.settings["authserv_ids"] = [TRUE]
        self.desk.settings["commands"] = [{"name": verb, "proof": "L2"}
                                          for verb in ("close", "reply")]

    def close(self, *headers):
        return b"".join(headers) + raw(letter(ANNA, SUPPORT, "[HD#1]", "#close\n\nDone.\n"))

    def test_forged(self):
        """an Authentication-Results that the sender wrote counts for nothing; the true one does"""
        good, none = passes(TRUE, "example.com"), passes(TRUE, "example.com", "none")
        self.fails("held", self.close(), self.close(none, good),
                   self.close(passes("mx.example.com.evil.example", "example.com")),
                   self.close(passes("evil.example", "example.com"), good),
                   self.close(passes(TRUE, "evil.example")))
        self.put(self.close(good))
        self.assertEqual(self.show(1)["kind"], "solved")

    def test_stolen_code(self):
        """who saw a code of hers in a copied mail cannot use it from another server"""
        stolen = raw(answer_to(str(self.notice["Message-ID"]), ANNA))
        again = stolen.replace(b"Go", b"Run")
        self.fails("held", stolen, passes(TRUE, "example.com", "fail") + again)
        held = str(self.letters(ANNA)[-1]["Message-ID"])
        self.fails("held", passes(TRUE, "evil.example") + raw(answer_to(held, ANNA, text="yes\n")))
        self.put(passes(TRUE, "example.com") + raw(answer_to(held, ANNA, text="Yes.\n")))
        self.assertEqual(self.show(1)["kind"], "solved")


class Words(Attack):
    """A stranger's words that end a letter of Anna's are never hers."""
    EVIL = "evil@x.example"
    FORWARDS = (
        "---------- Forwarded message ---------\nFrom: Eve <evil@x.example>\n"
        "Date: Fri, Nov 20, 2026 at 10:00 AM\nSubject: lamp\nTo: <anna@example.com>\n",
        "-------- Forwarded Message --------\nSubject: lamp\nDate: Fri, 20 Nov 2026 10:00:00 +0000"
        "\nFrom: Eve <evil@x.example>\nTo: anna@example.com\n",
        "Begin forwarded message:\n\nFrom: Eve <evil@x.example>\nSubject: lamp\n"
        "Date: 20 November 2026 at 10:00:00 GMT\nTo: anna@example.com\n",
        "----- Forwarded Message -----\nFrom: Eve <evil@x.example>\nTo: anna@example.com\n"
        "Sent: Friday, November 20, 2026, 10:00:00 AM\nSubject: lamp\n")

    def prepare(self):
        self.desk.settings["authserv_ids"] = [TRUE]

    @staticmethod
    def hers(mail):
        return passes(TRUE, "example.com") + raw(mail)

    def test_wrapped(self):
        """the end of a customer's line that a mail program wrapped holds the answer, at most"""
        quote = "> Hello, my printer is on fire and I want to say that again and again, sir\n"
        for end in (f"#requester {self.EVIL}", f"\n#forward {self.EVIL}"):
            mail = reply(self.notice, ANNA, f"Thanks, Carol.\n\n{quote}{end}")
            self.fails("held", self.hers(mail), why="looks like a command")

    def test_forwarded(self):
        """the end of a letter that she passes on is text, and goes where her answer goes"""
        for heading in self.FORWARDS:
            text = f"See below.\n\n{heading}\nHello.\n#forward {self.EVIL}\n#close"
            self.put(self.hers(answer_to(str(self.notice["Message-ID"]), ANNA, text=text)))
            self.assertEqual(self.received()[0]["outcome"], "answer", heading)
            self.assertEqual((self.show(1)["kind"], self.show(1)["requester"]["address"]),
                             ("open", CAROL), heading)
        sent = self.desk.json("outbox", "list", "--all")
        self.assertNotIn(self.EVIL, [row["to"] for row in sent])

    def test_divider(self):
        """below a bare divider on top of a letter nothing makes a ticket for a stranger"""
        for divider in ("---------- Forwarded message ---------", "-----Original Message-----"):
            mail = letter(ANNA, SUPPORT, "Fwd: lamp", f"{divider}\n#new {self.EVIL}\n#silent\n")
            self.put(self.hers(mail))
            self.assertNotEqual(self.show(len(self.tickets()))["requester"]["address"], self.EVIL)


class Guessed(Attack):
    def test_number(self):
        """who guesses a number gets a ticket of his own and nothing of the other one"""
        self.other_ticket()
        before = self.state()
        for number, who in ((3, IVAN), (4, OKSANA)):
            self.put(letter(who, SUPPORT, "Re: [HD#1] Broken lamp", "#close\nShow me.\n", Cc=DAVE))
            self.assertEqual(self.show(number)["requester"]["address"], who)
            last = self.letters(who)[-1]
            self.assertNotIn("flickers", text_of(last) + html_of(last))
            self.assertNotIn("[HD#1]", str(last["Subject"]))
        self.assertEqual(self.state(), before)

    def test_copied_stranger(self):
        """a stranger who was passed our letter may add words, to be reviewed: no command, no
        reopening, no letter to her, and quoting her fires nothing"""
        self.put(letter(CAROL, SUPPORT, "Re: [HD#1] Broken lamp", "It got worse.\n", Cc=OKSANA))
        self.assertEqual(self.show(1)["participants"], [], "a marker brings nobody in")
        self.answer(self.notice, "#close\n\nIt is the bulb.")
        self.cycle()
        self.silent(lambda: self.put(reply(self.receipt, OKSANA, "#assign boris\n#open\nAnd now?")))
        ticket = self.show(1)
        self.assertEqual((ticket["kind"], ticket["manager"], ticket["participants"]),
                         ("solved", "anna", []))
        self.assertIn("to be reviewed", self.received()[0]["why"])
        told = self.letters(ANNA)[-1]
        self.assertIn("› #assign boris", text_of(told))
        self.answer(told, "#note\n\nWho is she?")
        self.cycle()
        self.assertEqual((self.show(1)["kind"], self.show(1)["manager"]), ("solved", "anna"))
        self.assertEqual(len(self.letters(OKSANA)), 0)


class Tokens(Attack):
    """What a code of ours is worth: in whose hands, for which ticket, for how long."""

    def prepare(self):
        self.desk.settings["queues"][0]["reply_addresses"] = True
        self.desk.settings["limits"]["token_days"] = 1

    def test_other_ticket(self):
        """the code of one ticket opens that one alone, whatever the subject says"""
        self.other_ticket()
        self.put(answer_to(str(self.notice["Message-ID"]), ANNA, "Re: [HD#2] Broken door"))
        self.assertEqual((self.show(1)["kind"], self.show(2)["kind"]), ("solved", "new"))
        self.assertEqual(len(self.letters(IVAN)), 1)

    def test_other_recipient(self):
        """a manager's code is worth nothing with a colleague, a customer, a stranger"""
        stolen = str(self.notice["Message-ID"])
        self.fails("held", answer_to(stolen, BORIS), why="in the name of boris")
        self.silent(lambda: self.put(answer_to(stolen, CAROL), answer_to(stolen, THIEF)))
        ticket = self.show(1)
        self.assertEqual(ticket["kind"], "new")
        self.assertEqual({message["direction"] for message in ticket["messages"]}, {"in"})

    def test_reply_address(self):
        """a reply address works for her whom it was made for, and for nobody else"""
        code = address_of(self.notice["Reply-To"])
        self.assertRegex(code, r"^support\+m[a-z0-9-]+@example\.com$")
        self.assertLessEqual(len(code.partition("@")[0]), 64)
        self.fails("held", letter(BORIS, code, "Re: [HD#1]", "#close\n"))
        self.silent(lambda: self.put(letter(CAROL, code, "Re: [HD#1]", "#close\n")))
        self.put(letter(THIEF, code, "Lamp", "#close\n"),
                 letter(DAVE, address_of(self.receipt["Reply-To"]), "Lamp", "Let me in.\n"))
        self.assertEqual(self.show(1)["kind"], "new")
        self.assertNotIn(DAVE, [message["from"] for message in self.show(1)["messages"]])
        self.put(letter(ANNA, code.upper(), "Lamp", "#close\n"))
        self.assertEqual(self.show(1)["kind"], "solved")

    def test_expired(self):
        """an expired code has to be confirmed by the registered address"""
        days = {"now": self.show(1)["created"] + 3 * DAY}
        code = address_of(self.notice["Reply-To"])
        self.fails("held", answer_to(str(self.notice["Message-ID"]), ANNA),
                   letter(ANNA, code, "Re: [HD#1]", "#close\n\nOnce more.\n"), **days)
        self.answer(self.letters(ANNA)[-1], "yes")
        self.cycle(**days)
        self.assertEqual(self.show(1)["kind"], "solved")

    def test_one_letter_off(self):
        """one wrong letter anywhere in a code makes it a forgery"""
        identifier = str(self.notice["Message-ID"])
        address = address_of(self.notice["Reply-To"])
        at, plus = identifier.index("@"), address.index("@")
        number = identifier.replace("hd.m.1.", "hd.m.2.", 1)
        purpose = identifier.replace("hd.m.1.", "hd.n.1.", 1)
        mails = [answer_to(wrong, ANNA, "Re: [HD#1]")
                 for wrong in (flipped(identifier, at - 1), flipped(identifier, at - 26),
                               flipped(identifier, at - 30), number, purpose)]
        mails += [letter(ANNA, wrong, "Re: [HD#1]", f"#close\n\n{wrong}\n")
                  for wrong in (flipped(address, plus - 1), flipped(address, plus - 26))]
        self.desk.settings["limits"]["auto_per_address_hour"] = 100
        self.desk.write_config()
        self.fails("held", *mails, why="without proof (L1)")

    def test_fault_of_another(self):
        """#send or “yes” of anybody else does not let go what was held for her"""
        self.answer(self.notice, "#clsoe\n\nIt is the bulb.")
        self.cycle()
        fault = self.letters(ANNA)[-1]
        self.fails("held", answer_to(str(fault["Message-ID"]), BORIS, text="#send\n"))
        self.silent(lambda: self.put(answer_to(str(fault["Message-ID"]), CAROL, text="#send\n")))
        self.put(letter(ANNA, SUPPORT, "Re: [HD#1]", "#close\n"))
        held = self.letters(ANNA)[-1]
        self.assertIn("#close", text_of(held))
        self.silent(lambda: self.put(answer_to(str(held["Message-ID"]), BORIS, text="yes\n"),
                                     answer_to(str(held["Message-ID"]), CAROL, text="yes\n")))
        self.assertEqual(self.show(1)["kind"], "new")


class Colleagues(Attack):
    def prepare(self):
        self.desk.settings["queues"].append(
            {"name": "private", "address": "private@example.com", "marker": "PV",
             "language": "en", "mailboxes": [], "act": ["lead"], "see": ["lead"]})

    def test_former_manager(self):
        """a former manager's old notice is worth nothing"""
        notice = self.other_ticket()
        self.desk.settings["managers"][1]["active"] = False
        self.desk.write_config()
        heard = len(self.letters(BORIS))
        self.silent(lambda: self.put(reply(notice, BORIS, "#close\n\nBye."),
                                     answer_to(str(notice["Message-ID"]), BORIS, "Re: [HD#1]")))
        self.assertEqual((self.show(1)["kind"], self.show(2)["kind"]), ("new", "new"))
        self.assertEqual({m["direction"] for m in self.show(2)["messages"]}, {"in"})
        self.assertEqual(len(self.letters(BORIS)), heard)

    def test_closed_queue(self):
        """a ticket that she may not see is reached by no way, and its words by no letter"""
        self.desk.output("do", "1", "#queue private", "--as", "anna")
        self.assertEqual(self.show(1)["queue"], "private")
        notice = self.other_ticket()
        before, heard = self.state(), len(self.letters(BORIS))
        texts = ("#on 1\n#close\n\nGo away.", "#on 1\n#show", "#merge 1", "#link 1",
                 "#on 99\n#show")
        mails = [reply(notice, BORIS, text) for text in texts]
        mails += [letter(BORIS, SUPPORT, "Re: [PV#1] x", "#show\n"),
                  letter(BORIS, SUPPORT, "x", "#on 1\n#show\n"),
                  answer_to(str(self.question["Message-ID"]), BORIS, text="#show\n")]
        self.silent(lambda: self.put(*mails))
        self.assertEqual(self.state(), before)
        self.assertEqual((self.show(2)["kind"], self.show(2)["links"]), ("new", []))
        told = self.letters(BORIS)[heard:]
        self.assertEqual(len(told), len(mails))
        for mail in told:
            said = "\n".join(line for line in text_of(mail).splitlines()
                             if "Subject: " not in line)
            self.assertNotIn("lamp", (said + str(mail["Subject"])).lower(), str(mail))
            self.assertNotIn(CAROL, said)
        self.desk.output("do", "1", "#link 2 blocks", "--as", "anna")
        self.ask_boris(notice, "#show")
        shown = self.letters(BORIS)[-1]
        self.assertIn("The door squeaks.", text_of(shown))
        self.assertNotIn("lamp", text_of(shown).lower())
        self.assertNotIn("lamp", html_of(shown).lower())
        self.ask_boris(notice, "#list all")
        self.assertNotIn("lamp", text_of(self.letters(BORIS)[-1]))
        self.ask_boris(notice, "#search lamp")
        self.assertNotIn("HD#1", text_of(self.letters(BORIS)[-1]))

    def ask_boris(self, notice, text):
        self.answer(notice, text)
        self.cycle()


class Quotes(Attack):
    def test_quoted(self):
        """a customer's command lines fire in no way of quoting them"""
        lines = ("#assign boris", "＃close", " #close", "\u200b#close", "\u00a0#close",
                 "#\u200bclose", "# close", "\u2060＃ close", "#закрыть", "##close")
        self.put(reply(self.receipt, CAROL, "\n".join(lines) + "\nPlease."))
        told = self.letters(ANNA)[-1]
        shown = text_of(told).splitlines()
        shown = shown[shown.index("› #assign boris"):shown.index("Please.") + 1]
        self.assertEqual(len(shown), len(lines) + 1)
        self.answer(told, "I see.")
        # Unmarked, as some programs quote: the lines as the notice shows them, all and each.
        self.desk.settings["limits"]["auto_per_address_hour"] = 100
        self.desk.write_config()
        self.answer(told, "\n".join(shown) + "\nYour words.")
        for line in shown:
            self.answer(told, f"{line}\n\nOnce more.")
        page = letter(ANNA, SUPPORT, "Re: lamp", "x", In_Reply_To=str(told["Message-ID"]),
                      References=str(told["Message-ID"]))
        page.set_content("<html><body><blockquote type=\"cite\"><p>#assign boris</p><p>#close</p>"
                         "</blockquote><p>In HTML.</p></body></html>", subtype="html")
        self.put(page)
        ticket = self.show(1)
        self.assertEqual((ticket["manager"], ticket["kind"]), ("anna", "open"))
        said = "\n".join(text_of(mail) for mail in self.letters(CAROL))
        self.assertIn("I see.", said)
        self.assertIn("In HTML.", said)

    def test_full_width(self):
        """＃close of a manager is text, and goes to the customer as such"""
        self.answer(self.notice, "＃close\n\nThat is how we do it.")
        self.cycle()
        self.assertEqual(self.show(1)["kind"], "open")
        self.assertIn("＃close", text_of(self.letters(CAROL)[-1]))


class Outsiders(Attack):
    def setUp(self):
        super().setUp()
        self.answer(self.notice, "#note\n\nThe contract ended: secret price 1200.")
        self.cycle()
        self.answer(self.notice, f"#forward {OKSANA}\n\nIs that bulb known to you?")
        self.cycle()
        self.asked = self.letters(OKSANA)[-1]

    def test_letter(self):
        """the letter to an outsider has the question and the request, no note and no command"""
        self.assertEqual(len(self.letters(OKSANA)), 1)
        for told in (text_of(self.asked), html_of(self.asked)):
            self.assertIn("Is that bulb known to you?", told)
            self.assertIn("The lamp flickers.", told)
            for inside in ("secret price", "#forward", "#close", "mailto:"):
                self.assertNotIn(inside, told)
        self.assertEqual(len(self.letters(CAROL)), 1, "the customer hears nothing of it")

    def test_commands(self):
        """an outsider commands nothing and reaches no other ticket; her words are notes"""
        self.other_ticket()
        answers = [reply(self.asked, OKSANA, "#close\n#assign boris\nYes, it is."),
                   answer_to(str(self.asked["Message-ID"]), OKSANA, "Re: [HD#2]", "Number two?\n")]
        self.silent(lambda: self.put(*answers))
        ticket = self.show(1)
        self.assertEqual((ticket["kind"] in ("new", "open"), ticket["manager"]), (True, "anna"))
        self.assertEqual([m["direction"] for m in ticket["messages"] if m["from"] == OKSANA],
                         ["note", "note"])
        self.assertEqual(len(self.show(2)["messages"]), 1)
        told = "".join(text_of(mail) for mail in self.letters(ANNA)[-2:])
        self.assertIn("› #close", told)
        self.put(letter(OKSANA, SUPPORT, "Re: [HD#1] Broken lamp", "And without your letter?\n"))
        self.assertEqual(self.show(3)["requester"]["address"], OKSANA)


class Blocked(Attack):
    def test_writes_again(self):
        """whom #spam learned is not heard again, and hears nothing"""
        self.answer(self.notice, "#spam")
        self.cycle()
        self.assertEqual(self.show(1)["kind"], "closed")
        managers = [len(self.letters(who)) for who in (ANNA, BORIS)]
        self.fails("spam", letter(CAROL, SUPPORT, "Lamps, cheap", "Buy.\n"),
                   letter(CAROL, SUPPORT, "[HD#77] Lamps", "Buy.\n", Cc=DAVE), why="blocked")
        self.assertEqual(len(self.tickets()), 1)
        self.assertEqual([len(self.letters(who)) for who in (ANNA, BORIS)], managers)

    def test_by_what_he_knows(self):
        """nor by the number of his ticket or his own Message-ID; only our letter lets him answer"""
        self.answer(self.notice, "#spam")
        self.cycle()
        own = str(self.question["Message-ID"])
        self.desk.settings["limits"]["tickets_per_sender_hour"] = 1
        self.desk.write_config()
        self.fails("spam", letter(CAROL, SUPPORT, "Re: [HD#1] Broken lamp", "Buy.\n"),
                   answer_to(own, CAROL, text="Buy.\n"),
                   letter(CAROL, SUPPORT, "Lamps", "Buy.\n"), why="blocked")
        self.put(reply(self.receipt, CAROL, "I am no spammer."))
        self.assertEqual(self.show(1)["kind"], "open")


class Crowds(Attack):
    def test_removed(self):
        """who was taken out of a ticket opens nothing again, joins nobody and holds nothing"""
        self.desk.settings["limits"]["answer_delay"] = 600
        self.desk.write_config()
        self.answer(self.notice, f"#cc +{DAVE}\n#delay 1m\n\nIt is the bulb.")
        now = self.show(1)["created"]
        self.cycle(now=now + 10)
        self.cycle(now=now + 1000)
        mine = self.letters(DAVE)[-1]
        self.answer(self.notice, f"#cc -{DAVE}\n#close\n#silent")
        self.cycle(now=now + 1010)
        self.answer(self.notice, "The bill follows.")
        self.cycle(now=now + 1020)
        still = reply(mine, DAVE, "I am still here.")
        still["Cc"] = OKSANA
        self.put(still, now=now + 1030)
        ticket = self.show(1)
        self.assertEqual((ticket["kind"], ticket["participants"]), ("solved", []))
        self.assertIn("I am still here.", ticket["messages"][-1]["text"])
        self.assertIn("to be reviewed", self.received()[0]["why"])
        waiting = [row for row in self.desk.json("outbox", "list", "--all")
                   if row["template"] == "answer" and row["to"] == CAROL]
        self.assertNotIn("held", [row["state"] for row in waiting])

    def test_too_many(self):
        """no letter makes a mailing list of a ticket, nor sends a text to a crowd"""
        crowd = [f"p{i}@crowd.example" for i in range(21)]
        lines = "\n".join("#cc " + " ".join(crowd[at:at + 7]) for at in (0, 7, 14))
        for text in (f"{lines}\n\nBuy.", "#forward " + " ".join(crowd[:6]) + "\n\nBuy."):
            self.answer(self.notice, text)
            self.cycle()
            self.assertIn("at most", " ".join(text_of(self.letters(ANNA)[-1]).split()))
        self.assertEqual(self.show(1)["participants"], [])
        self.assertEqual([row for row in self.desk.json("outbox", "list", "--all")
                          if "crowd" in row["to"]], [])

    def test_invented(self):
        """a forged From makes no more tickets than the cap, whomever it names as customer"""
        self.desk.settings["limits"]["tickets_per_sender_hour"] = 3
        self.desk.write_config()
        self.put(*(letter(ANNA, SUPPORT, f"Lamp {i}", f"#requester v{i}@victim.example\n\nHelp.\n")
                   for i in range(6)))
        self.assertEqual(len(self.tickets()), 1 + 3)


class Markup(Attack):
    def prepare(self):
        self.desk.settings["macros"] = [
            {"name": "seen", "text": "Dear {{customer_name}}, we look at {{subject}}."}]

    def test_subject(self):
        """a customer's subject makes no link of a ready answer"""
        self.opened(IVAN, "[Reset your password](http://evil.example/)", "Please.\n")
        self.answer(self.letters(BORIS)[-1], "#use seen")
        self.cycle()
        told = self.letters(IVAN)[-1]
        self.assertIn("(Reset your password)", text_of(told))
        self.assertNotIn(">Reset your password<", html_of(told))
