"""What rules must not do: write to machines, to victims of forgers, in storms, or about nothing."""
from loopback.mail import letter, reply, text_of
from loopback.servers import SUPPORT
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA
from test_rules import ADMIN, Ruled, rule


class Careful(Ruled):
    """Helpers of the stories."""

    def more(self):
        return {"macros": [{"name": "hi", "text": "We have {{marker}} now."},
                           {"name": "bye", "text": "Good bye."}]}

    def put(self, sender, subject, text="Please help.\n", to=SUPPORT, **headers):
        self.post.put(letter(sender, to, subject, text, **headers), SUPPORT, sender)

    def outbox(self, template):
        return [row for row in self.desk.json("outbox", "list", "--all")
                if row["template"] == template]


class Machines(Careful):
    """Tickets that machines made."""

    def more(self):
        return {**super().more(), "limits": {"answer_delay": 0, "auto_per_ticket": 5}}

    def rules(self):
        return [rule("later", "timer", since="created", after="1h", do={"answer": "hi"}),
                rule("waits", "status", {"kind": "waiting"}, do={"answer": "bye"}),
                rule("pass on", ["created", "customer"], do={"forward": [DAVE]})]

    def test_never_answered(self):
        """rules: no timer, status or command makes the desk answer a machine, or pass its words on"""
        self.to("mon 9:00")
        self.put(IVAN, "Disk is full", Auto_Submitted="auto-generated")
        self.put(OKSANA, "News", List_Id="<news.zamovnyk.example>", Precedence="list")
        self.cycle(now=self.now)
        for ticket in self.tickets():
            self.desk.output("do", ticket["number"], "#wait", "--as", "anna", now=self.now)
        self.to("mon 11:00")
        self.assertEqual(self.outbox("auto-answer") + self.outbox("forward"), [])
        self.assertEqual(self.news(IVAN) + self.news(OKSANA) + self.news(DAVE), [])

    def test_person_is(self):
        """rules: a person is answered by both, and her words are passed on, as a machine's letter"""
        number = self.ask("mon 9:00", CAROL)
        self.desk.output("do", number, "#wait", "--as", "anna", now=self.now)
        self.to("mon 10:05")
        self.assertEqual(len(self.outbox("auto-answer")), 2, self.show(number)["events"])
        passed = self.letters(DAVE)
        self.assertEqual(len(passed), 1)
        self.assertEqual(passed[0]["Auto-Submitted"], "auto-generated")


class Storms(Careful):
    """Many rules, many letters."""

    def rules(self):
        return [rule(f"hello {i}", "created", do={"answer": "hi"}) for i in range(4)] + [
            rule("again", "customer", do={"answer": "bye"}),
            rule("angry", "rated", {"rating": "<3"}, do={"notify": ["admin"]})]

    def test_one_at_a_time(self):
        """rules: four rules that answer write one letter, which knows the ticket's number"""
        number = self.ask("mon 9:00", CAROL)
        answers = [text for text in self.news(CAROL) if "] now." in text]
        self.assertEqual(len(answers), 1)
        self.assertIn(f"[HD#{number}]", answers[0])

    def test_cap_of_the_recipient(self):
        """rules: whoever makes the desk answer, its customer has no more letters than the caps say"""
        self.to("mon 9:00")
        self.put(CAROL, "Broken lamp", Cc=f"{DAVE}, {IVAN}, {OKSANA}")
        self.cycle(now=self.now)
        number = self.only_ticket()["number"]
        for i in range(8):
            self.put((DAVE, IVAN, OKSANA)[i % 3], f"Re: [HD#{number}] Broken lamp", f"More {i}.\n")
            self.cycle(now=self.now + i)
        self.assertEqual(self.only_ticket()["number"], number)
        automatic = [row for row in self.desk.json("outbox", "list", "--all")
                     if row["to"] == CAROL]
        self.assertEqual(len(automatic), 5)

    def test_unproven_manager(self):
        """rules: a mail in a manager's name that nothing proves makes nobody get a ready answer"""
        self.to("mon 9:00")
        self.put(ANNA, "Fwd: lamp", "---------- Forwarded message ---------\n"
                 f"From: Dave Dean <{DAVE}>\nDate: Mon, 1 Mar 2027 at 10:00\nSubject: lamp\n"
                 f"To: <{SUPPORT}>\n\nIt flickers.\n")
        self.cycle(now=self.now)
        self.assertEqual(self.only_ticket()["requester"]["address"], DAVE)
        self.assertEqual(self.news(DAVE), [])

    def test_same_rating(self):
        """rules: the same rating again is no news"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 10:00", ANNA, number, "#close\n\nDone.\n")
        closing = [mail for mail in self.letters(CAROL) if "solved" in text_of(mail)][-1]
        self.news(ADMIN)
        for _ in range(3):
            self.post.put(reply(closing, CAROL, "1\n"), SUPPORT, CAROL)
            self.cycle(now=self.now)
        self.assertEqual(len(self.news(ADMIN)), 1)


class Refused(Careful):
    """A refusal behind other rules."""

    def rules(self):
        return [rule("tell", "created", do={"notify": ["lead"], "forward": [DAVE]}),
                rule("no", "created", {"subject": "*casino*"}, do={"refuse": "bye"}),
                rule("spam", "created", {"subject": "*pills*"}, do={"spam": True}),
                rule("thanks", "created", do={"answer": "hi"})]

    def test_nothing_else(self):
        """rules: what is refused has one letter, the refusal; what is spam has none to its author"""
        self.to("mon 9:00")
        self.put(CAROL, "casino")
        self.cycle(now=self.now)
        self.assertEqual(self.tickets(), [])
        self.assertEqual([len(self.news(who)) for who in (ANNA, DAVE, CAROL)], [0, 0, 1])
        self.put(IVAN, "pills")
        self.cycle(now=self.now)
        self.assertEqual(self.news(IVAN), [])


class History(Careful):
    """What people can read afterwards."""

    def rules(self):
        return [rule("look", "created", do={"notify": ["manager"], "text": "Look here."}),
                rule("up", "created", do={"assign": "line"}),
                rule("bye", "status", {"kind": "solved"}, do={"answer": "bye"})]

    def more(self):
        return {**super().more(), "limits": {"answer_delay": 60}, "groups": [
            {"name": "line1", "members": ["anna"], "next": "line2"},
            {"name": "line2", "members": ["boris"]}]}

    def test_told(self):
        """rules: who was told and what could not be done stands in the history, by rule"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, manager="anna")
        events = {event["rule"]: event["detail"] for event in self.show(number)["events"]}
        self.assertIn("notify manager", events["look"])
        self.assertIn("not done", events["up"])
        self.assertEqual([len(self.news(who)) for who in (BORIS, ADMIN)], [0, 0])
        self.assertEqual(len([text for text in self.news(ANNA) if "Look here." in text]), 1)

    def test_undone(self):
        """rules: #undo stops what a rule wrote because of what is taken back"""
        number = self.ask("mon 9:00", CAROL)
        self.desk.output("do", number, "#close", "--as", "anna", now=self.now)
        self.desk.output("do", number, "#undo", "--as", "anna", now=self.now + 10)
        self.news(CAROL)
        self.to("mon 9:30")
        self.assertEqual(self.news(CAROL), [])
        self.state(number, status="new")


class Slept(Careful):
    """A desk that slept over two timers of one ticket."""

    def rules(self):
        return [rule("warn", "timer", {"kind": "waiting"}, since="status", after="5d",
                     do={"answer": "bye"}),
                rule("close", "timer", {"kind": "waiting"}, since="status", after="7d",
                     do={"close": True})]

    def test_no_warning_afterwards(self):
        """timers: nobody is warned of what has happened already"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 10:00", ANNA, number, "#wait\n\nWhich lamp?\n")
        self.news(CAROL)
        self.now = self.at("+wed 9:00")
        self.cycle(now=self.now)
        self.state(number, status="closed")
        self.assertEqual(self.news(CAROL), [])


class Promised(Careful):
    """A promise that a rule made."""

    def rules(self):
        return [rule("gold", "created", {"subject": "*gold*"}, do={"promise": "gold"}),
                rule("none", "created", {"subject": "*free*"}, do={"promise": "none"})]

    def more(self):
        return {**super().more(), "promises": [
            {"name": "urgent", "when": {"priority": "urgent"}, "reaction": "1h"},
            {"name": "gold", "when": {"tag": "gold"}, "reaction": "2h"},
            {"name": "usual", "reaction": "4h"}]}

    def test_stays(self):
        """promises: what a rule promised stands, what a row promised follows the ticket"""
        wanted = {"gold": "gold", "free": "", "lamp": "urgent"}
        for (word, promise), sender in zip(wanted.items(), (CAROL, DAVE, IVAN)):
            number = self.ask("mon 9:00", sender, f"A {word}")
            self.desk.output("do", number, "#priority urgent", "--as", "anna", now=self.now)
            self.assertEqual((self.show(number).get("promise") or {}).get("name", ""), promise,
                             word)
