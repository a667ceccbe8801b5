"""Weeks of a desk that works in the manner of debbugs, osTicket and FreeScout."""
from story import ANNA, BORIS, CAROL, DAVE, OKSANA
from test_workflow import VERA, people
from week import Week


class Helped(Week):
    """Anna the lead, Boris and Vera; a new ticket is nobody's unless the set says otherwise."""

    def arrange(self, settings):
        people(settings)
        settings["queues"][0]["spread"] = "nobody"
        settings.update(self.more())

    def more(self):
        """Further keys of the config."""
        return {}

    def switch_on(self, name):
        """A rule of the set that is there and switched off."""
        path = self.desk.dir / "set.conf"
        text = path.read_text("utf-8")
        off = f'name = "{name}"; enabled = false;'
        self.assertIn(off, text)
        self.desk.write_file("set.conf", text.replace(off, f'name = "{name}";'))

    def sleep(self, words):
        """Nothing runs until then."""
        self.now = self.at(words)
        self.cycle(now=self.now)

    def heard(self, address, words):
        """How many of the fresh letters to an address hold these words."""
        return sum(words in " ".join(text.split()) for text in self.news(address))

    def due(self, number, what):
        """The deadline of the promise, as Unix seconds."""
        return self.show(number)["promise"][what]["due"]


class Debbugs(Helped):
    """Bug reports: severities, forwarded, done, archived."""
    SET = "debbugs"

    def more(self):
        return {"routing": [{"name": "lamp", "when": {"body": r"/(?m)^Package:\s*lamp\b/"},
                             "to": "boris"}]}

    def severity(self, number, severity, priority, *tags):
        ticket = self.state(number, priority=priority, tags=list(tags))
        self.assertEqual(ticket["fields"]["severity"], severity)

    def test_severities(self):
        """debbugs: severities come from the mail or a manager, and what holds up a release is told weekly"""
        grave = self.ask("mon 9:00", CAROL, text="Package: lamp\nSeverity: grave\n\nIt burns.\n")
        self.severity(grave, "grave", "urgent", "rc")
        self.state(grave, status="reported", manager="boris")
        self.news(ANNA)
        plain = self.ask("mon 9:10", DAVE, text="It is ugly.\n")
        self.severity(plain, "normal", "normal")
        self.state(plain, manager="", group="")
        self.assertEqual(len(self.news(ANNA)), 1, "nobody maintains it: all hear")
        wish = self.ask("mon 9:20", OKSANA, text="Severity: wishlist\n\nA blue one?\n")
        self.severity(wish, "wishlist", "low")
        self.say("mon 10:00", DAVE, plain, "Control: severity -1 serious\n\nNow it smokes.\n")
        self.severity(plain, "serious", "urgent", "rc")
        self.say("mon 11:00", ANNA, plain, "#use minor\n")
        self.severity(plain, "minor", "low")
        self.sleep("+mon 8:55")
        self.news(ANNA)
        self.to("+mon 10:05")  # 7 days, and the hour that Sunday had less
        told = self.news(ANNA)
        self.assertEqual(len(told), 1, told)
        self.assertIn("holds up the release", told[0])
        self.assertIn(f"[HD#{grave}]", str(self.letters(ANNA)[-1]["Subject"]))

    def test_all_severities(self):
        """debbugs: each severity has its priority, in a report and in a line of a later mail"""
        priorities = {"critical": "urgent", "grave": "urgent", "serious": "urgent",
                      "important": "high", "minor": "low", "wishlist": "low"}
        self.to("mon 9:00")
        for severity in priorities:
            self.arrive(DAVE, f"A {severity} bug", f"Severity: {severity}\n\nIt flickers.\n")
        self.cycle(now=self.now)
        found = {self.show(ticket["number"])["fields"]["severity"]: ticket["priority"]
                 for ticket in self.tickets()}
        self.assertEqual(found, priorities)
        number = min(ticket["number"] for ticket in self.tickets())
        for severity, priority in {**priorities, "normal": "normal"}.items():
            self.say("mon 10:00", DAVE, number, f"Control: severity -1 {severity}\n")
            rc = ["rc"] if priority == "urgent" else []
            self.severity(number, severity, priority, *rc)

    def test_life(self):
        """debbugs: asked, forwarded, done; after 28 days archived, and then it is a new report"""
        bug = self.ask("mon 9:00", CAROL, text="Package: lamp\n\nIt flickers.\n")
        self.say("mon 10:00", BORIS, bug, "#wait\n\nWhich bulb?\n")
        self.state(bug, status="moreinfo")
        self.say("tue 10:00", CAROL, bug, "The green one.\n")
        self.state(bug, status="outstanding")
        self.say("wed 10:00", BORIS, bug, "#status forwarded\n#set forwarded=bugs.example/7\n")
        self.say("thu 10:00", CAROL, bug, "Any news?\n")
        ticket = self.state(bug, status="forwarded", fields={"severity": "normal",
                                                             "forwarded": "bugs.example/7"})
        self.assertGreater(ticket["promise"]["paused"], 0)
        self.news(CAROL)
        self.say("fri 9:00", BORIS, bug, "#close\n\nFixed in version 2.\n")
        self.state(bug, status="done")
        self.assertEqual(len(self.news(CAROL)), 2, "the explanation, and that it is done")
        self.say("fri 9:10", BORIS, bug, "#status archived\n")
        self.state(bug, status="done")
        self.sleep("++++fri 9:50")
        self.state(bug, status="done")
        self.sleep("++++fri 10:05")
        self.state(bug, status="archived")
        self.sleep("++++sun 10:00")
        self.answer(self.notice(CAROL, bug), "It is back.\n")
        self.cycle(now=self.now)
        newer = max(ticket["number"] for ticket in self.tickets())
        self.assertIn(("linked", f"to {bug}"), [(event["kind"], event["detail"])
                                               for event in self.show(newer)["events"]])
        self.state(bug, status="archived")

    def test_control(self):
        """debbugs: who reported a bug ends it with a line, and nobody else does"""
        bug = self.ask("mon 9:00", CAROL, Cc=DAVE)
        self.news(CAROL)
        self.say("mon 9:30", BORIS, bug, "Which bulb?\n")
        self.say("mon 10:00", DAVE, bug, "Control: close\n\nIt works for me.\n")
        self.state(bug, status="outstanding")
        self.news(CAROL)
        self.say("mon 11:00", CAROL, bug, "Control: close\n\nMy mistake.\n")
        self.state(bug, status="done")
        self.assertEqual(self.news(CAROL), [])
        self.say("tue 11:00", CAROL, bug, "No, it was not.\n")
        self.state(bug, status="outstanding")


class OsTicket(Helped):
    """Open, answered, overdue, closed."""
    SET = "osticket"

    def more(self):
        return {"routing": [{"name": "all", "to": "line1"}]}

    def test_claimed(self):
        """osTicket: a team's ticket is hers who answers, goes to the answered ones and comes back"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="new", group="line1", manager="")
        self.assertEqual([len(self.news(to)) for to in (BORIS, VERA, ANNA)], [1, 1, 0])
        self.say("mon 10:00", VERA, number, "Try another bulb.\n")
        self.state(number, status="answered", manager="vera")
        self.news(CAROL)
        self.say("mon 11:00", CAROL, number, "It does not help.\n")
        self.state(number, status="open", manager="vera")
        self.assertEqual(self.heard(CAROL, "we have received your message"), 1)
        self.say("mon 12:00", VERA, number, "#close\n\nA new lamp is on its way.\n")
        self.state(number, status="resolved")
        self.say("tue 12:00", CAROL, number, "It flickers as well.\n")
        self.state(number, status="open", manager="vera")

    def test_overdue(self):
        """osTicket: 18 hours around the clock until it is closed; overdue it is flagged and more urgent"""
        number = self.ask("fri 16:00", CAROL)
        self.assertEqual(self.due(number, "solution"), self.at("sat 10:00"))
        self.say("fri 17:00", VERA, number, "We look into it.\n")
        self.news(VERA), self.news(ANNA)
        self.to("sat 9:55")
        self.assertFalse(self.state(number, priority="normal", status="answered")["promise"]["late"])
        self.to("sat 10:05")
        self.assertEqual([self.heard(to, "late") for to in (VERA, ANNA)], [1, 1])
        other, low = self.ask("sat 16:00", DAVE), self.ask("sat 16:00", OKSANA)
        # In that night an hour is missing: 18 hours are over at 11:00.
        self.assertEqual(self.due(other, "solution"), self.at("sun 11:00"))
        self.say("sat 16:10", VERA, other, "#high\n")
        self.say("sat 16:10", VERA, low, "#low\n")
        self.to("sun 10:55")
        self.state(other, priority="high", tags=[])
        self.to("sun 11:05")
        self.state(other, priority="urgent", tags=["overdue"])
        self.state(low, priority="normal", tags=["overdue"])
        self.state(number, priority="high", tags=["overdue"])  # one step, not one an hour
        self.say("+mon 9:00", VERA, number, "#close\n\nReplaced.\n")
        self.state(number, status="resolved", tags=[])

    def test_filter(self):
        """osTicket: a filter that rejects answers, and no ticket is made"""
        self.switch_on("filter: reject")
        self.to("mon 9:00")
        self.arrive(CAROL, "Best casino of the town", "Play!\n")
        self.cycle(now=self.now)
        self.assertEqual(self.tickets(), [])
        self.assertEqual(self.heard(CAROL, "takes no such mail"), 1)


class FreeScout(Helped):
    """Active, pending, closed, spam."""
    SET = "freescout"

    def test_pending(self):
        """FreeScout: an answer makes it pending and hers, the customer's makes it active, a week closes it"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="new", manager="")
        self.assertEqual([len(self.news(to)) for to in (BORIS, VERA, ANNA)], [1, 1, 1])
        self.say("mon 10:00", BORIS, number, "Which lamp?\n")
        self.state(number, status="pending", manager="boris")
        self.say("tue 9:00", CAROL, number, "The green one.\n")
        self.state(number, status="active", manager="boris")
        self.say("tue 9:30", VERA, number, "Try another bulb.\n")
        self.state(number, status="pending", manager="boris")
        self.news(CAROL)
        self.sleep("+tue 10:25")
        self.state(number, status="pending")
        self.to("+tue 10:35")
        self.state(number, status="closed")
        self.assertEqual(self.news(CAROL), [], "closing writes to nobody")
        self.say("+wed 9:00", CAROL, number, "It does not help.\n")
        self.state(number, status="active", manager="boris")

    def test_waiting(self):
        """FreeScout: who waits for a day is called to mind once, and the tag goes with the answer"""
        number = self.ask("thu 17:00", CAROL)
        self.say("thu 17:10", BORIS, number, "#take\n")
        self.news(BORIS), self.news(VERA)
        self.to("fri 16:55")
        self.assertEqual(self.news(BORIS), [])
        self.to("fri 17:05")
        self.assertEqual(self.heard(BORIS, "has waited for a day"), 1)
        self.assertEqual(self.news(VERA), [])
        self.state(number, tags=["waiting"])
        self.to("sun 17:05")
        self.assertEqual(self.news(BORIS), [])
        self.say("+mon 9:00", BORIS, number, "I am back.\n")
        self.state(number, status="pending", tags=[])

    def test_spam(self):
        """FreeScout: what is spam stays spam, and its sender makes nothing more"""
        number = self.ask("mon 9:00", CAROL, "Cheap lamps")
        self.say("mon 9:10", VERA, number, "#spam\n")
        self.state(number, status="spam")
        self.to("mon 10:00")
        self.arrive(CAROL, "Cheaper lamps")
        self.cycle(now=self.now)
        self.assertEqual(len(self.tickets()), 1)
