"""Statuses and their ways, assignment, absence and promises of the config, on real mail servers."""
from loopback.mail import text_of
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA
from week import Week

VERA, CHIEF = "vera@example.com", "chief@example.com"


def people(settings, *away):
    """Anna (lead), Boris and Vera in line 1, Maria the admin; `away`: (login, from, to, deputy)."""
    settings["managers"] += [
        {"login": "vera", "name": "Vera Lang", "addresses": [VERA], "language": "en"},
        {"login": "chief", "name": "Maria Lund", "addresses": [CHIEF], "language": "en",
         "role": "admin"}]
    for login, start, end, deputy in away:
        entry = next(m for m in settings["managers"] if m["login"] == login)
        entry["absences"] = [{"from": start, "to": end, **({"deputy": deputy} if deputy else {})}]
    settings["groups"] = [
        {"name": "line1", "members": ["boris", "vera"], "next": "line2"},
        {"name": "line2", "members": ["anna", "chief"], "notify": ["anna"]}]
    settings["companies"] = []
    settings["queues"][0]["managers"] = ["boris", "vera", "anna"]


class Statuses(Week):
    """A queue with statuses and ways of its own."""

    def arrange(self, settings):
        people(settings)
        settings["workflow"] = [
            {"name": "registered", "kind": "new", "transitions": [{"to": "doing"},
                                                                  {"to": "rejected", "who": ["lead"]}]},
            {"name": "doing", "kind": "open", "transitions": [{"to": "asking"}, {"to": "done"}]},
            {"name": "asking", "kind": "waiting", "clock": "running"},
            {"name": "done", "kind": "solved", "after": "3d", "then": "archive"},
            {"name": "archive", "kind": "closed"},
            {"name": "rejected", "kind": "closed", "cancelled": True},
            {"name": "elsewhere", "kind": "open"}]
        settings["queues"][0]["statuses"] = ["registered", "doing", "asking", "done", "archive",
                                             "rejected"]

    def test_ways(self):
        """statuses: a manager goes only the ways of the config, and learns which there are"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="registered", manager="boris")
        self.news(BORIS)
        self.say("mon 9:10", BORIS, number, "#status done\n")
        self.assertIn("doing", self.news(BORIS)[-1])
        self.state(number, status="registered")
        self.say("mon 9:20", BORIS, number, "#status rejected\n")
        self.state(number, status="registered")
        self.say("mon 9:30", BORIS, number, "#status elsewhere\n")
        self.state(number, status="registered")
        self.say("mon 9:40", BORIS, number, "#status doing\n")
        self.state(number, status="doing")
        self.say("mon 9:50", BORIS, number, "#close\n\nDone.\n")
        self.state(number, status="done")

    def test_who_may(self):
        """statuses: a way that only a lead may go is open to her"""
        number = self.ask("mon 9:00", CAROL)
        self.desk.output("do", number, "#status rejected", "--as", "anna", now=self.now)
        self.state(number, status="rejected")

    def test_silence_closes(self):
        """statuses: silence closes a solved ticket after its time, an answer opens it again"""
        first, second = self.ask("mon 9:00", CAROL), self.ask("mon 9:05", DAVE)
        for number, who in ((first, BORIS), (second, VERA)):
            self.say("mon 10:00", who, number, "#status doing\n")
            self.say("mon 10:00", who, number, "#close\n\nIt is done.\n")
            self.state(number, status="done")
        self.to("thu 9:50")
        self.state(first, status="done")
        solved = [mail for mail in self.letters(DAVE) if "rate" in text_of(mail).lower()][-1]
        self.answer(solved, "It flickers again.\n")
        self.to("thu 10:15")
        self.state(first, status="archive")
        self.state(second, status="doing")


    def test_confirmed(self):
        """statuses: thanks for a solved ticket close it and call nobody; a "but" opens it again"""
        first, second = self.ask("mon 9:00", CAROL), self.ask("mon 9:05", DAVE)
        for number, who, words, status in ((first, BORIS, "Thank you!\n\nCarol\n", "archive"),
                                           (second, VERA, "Thanks, but it is dark.\n", "doing")):
            customer = CAROL if number == first else DAVE
            self.say("mon 10:00", who, number, "#status doing\n")
            self.say("mon 10:00", who, number, "#close\n\nIt is done.\n")
            self.news(who)
            self.say("mon 10:00", customer, number, words)
            self.state(number, status=status)
            self.assertEqual(len(self.news(who)), 0 if status == "archive" else 1)
        self.assertIn("confirmed", self.rules_of(first))


class Assignment(Week):
    """Who gets a ticket."""

    def arrange(self, settings):
        people(settings, ("vera", str(self.monday), str(self.monday), "chief"))
        settings["routing"] = [
            {"name": "off", "enabled": False, "when": {"subject": "*"}, "to": "chief"},
            {"name": "printers", "when": {"subject": "*printer*"}, "to": "line1"},
            {"name": "klient", "when": {"from": "@klient.example"}, "to": "load:line2"}]

    def test_routing(self):
        """assignment: the first row that holds decides, a group hears and its line escalates"""
        number = self.ask("mon 9:00", CAROL, "My printer")
        self.state(number, group="line1", manager="")
        heard = [len(self.news(address)) for address in (BORIS, VERA, CHIEF)]
        self.assertEqual(heard, [1, 0, 1], "Vera is away, Maria stands in")
        self.say("mon 9:30", BORIS, number, "#escalate\n")
        self.state(number, group="line2", manager="")
        self.assertEqual((len(self.news(ANNA)), len(self.news(CHIEF))), (1, 0))

    def test_in_turn(self):
        """assignment: tickets go round; whose day off it is, her deputy gets them"""
        got = []
        for sender in (CAROL, DAVE, IVAN, OKSANA):
            subject = "Lamp" if sender != IVAN else "A lamp"
            number = self.ask("mon 9:00", sender, subject)
            got.append(self.show(number)["manager"])
        # Ivan's went by load to line 2, where Anna had nothing yet; that was her turn as well.
        self.assertEqual(got, ["boris", "chief", "anna", "boris"])
        number = self.ask("tue 9:00", CAROL, "Another thing")
        self.assertIn(self.show(number)["manager"], ("boris", "vera"))

    def test_reassign(self):
        """assignment: somebody with open tickets is not retired before they are given away"""
        number = self.ask("mon 9:00", CAROL, "Lamp")
        self.state(number, manager="boris")
        entry = next(m for m in self.desk.settings["managers"] if m["login"] == "boris")
        entry["active"] = False
        self.desk.write_config()
        code, _, err = self.desk.run("check")
        self.assertEqual(code, 78)
        self.assertIn("reassign boris", err.decode())
        self.desk.output("reassign", "boris", "vera", now=self.now)
        self.state(number, manager="vera")
        self.assertEqual(self.desk.run("check")[0], 0)


class Promises(Week):
    """Deadlines in working time."""

    def arrange(self, settings):
        people(settings)
        settings["calendars"] = [{"name": "office", "holidays": [str(self.monday.replace(
            day=self.monday.day + 2))]}]
        settings["queues"][0]["calendar"] = "office"
        settings["companies"] = [
            {"name": "Customer Ltd", "domains": ["customer.example"], "category": "VIP"},
            {"name": "Klient", "domains": ["klient.example"], "time_zone": "America/New_York"}]
        settings["promises"] = [
            {"name": "gold", "when": {"category": "VIP"}, "reaction": "2h", "solution": "10h",
             "warn": "30m", "escalate": "1h working"},
            {"name": "usual", "reaction": "4h", "solution": "40h"}]

    def test_deadlines(self):
        """promises: deadlines are counted over nights, a holiday and in the customer's time zone"""
        gold = self.show(self.ask("tue 16:30", CAROL))
        self.assertEqual(gold["promise"]["name"], "gold")
        self.assertEqual(gold["promise"]["reaction"]["due"], self.at("thu 9:30"))
        self.assertEqual(gold["promise"]["solution"]["due"], self.at("thu 17:30"))
        self.assertIn("Thu 9:00", gold["promise"]["reaction"]["derivation"])
        other = self.show(self.ask("thu 10:00", IVAN, "Лампа"))
        # 10:00 in Berlin is 5:00 in New York: work begins at 14:00, and ends its day at 23:00.
        self.assertEqual(other["promise"]["reaction"]["due"], self.at("thu 18:00"))

    def test_warned_and_late(self):
        """promises: its manager is warned before and at the deadline, then the leads"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, manager="boris")
        self.news(BORIS), self.news(ANNA)
        self.to("mon 10:25")
        self.assertEqual(self.news(BORIS), [])
        self.to("mon 10:35")
        self.assertEqual(len(self.news(BORIS)), 1)
        self.to("mon 11:05")
        self.assertEqual((len(self.news(BORIS)), len(self.news(ANNA))), (1, 0))
        self.to("mon 12:05")
        self.assertEqual(len(self.news(ANNA)), 1)

    def test_paused(self):
        """promises: while the customer is asked the clock stands, and the deadline moves by it"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 10:00", BORIS, number, "#wait\n\nWhich lamp?\n")
        self.assertEqual(self.show(number)["promise"]["reaction"]["work"], 3600)
        self.news(BORIS)
        self.say("mon 15:00", CAROL, number, "The green one.\n")
        ticket = self.show(number)
        # 10 hours from Monday 9:00, and 5 that it stood: 15 hours of work, Wednesday is a holiday.
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("tue 15:00"))
        self.say("tue 9:30", BORIS, number, "#close\n\nReplaced.\n")
        ticket = self.show(number)
        self.assertEqual(ticket["promise"]["solution"]["work"], int((1 + 3 + 0.5) * 3600))

    def test_receipt(self):
        """promises: the receipt tells the customer by when somebody answers"""
        self.ask("mon 9:00", CAROL)
        self.assertIn("11:00", self.news(CAROL)[0])
