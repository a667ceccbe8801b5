"""The clock of a desk when it was wrong, when it slept, and when much comes at once."""
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA
from test_rules import Ruled, rule

YEARS = 10 * 365 * 86400


class WrongClock(Ruled):
    """A clock that was ten years ahead for one cycle."""

    def rules(self):
        return [rule("forgotten", "timer", {"kind": ["new", "open"]}, since="customer", after="2h",
                     do={"priority": "high"})]

    def more(self):
        return {"recurring": [{"name": "backups", "rule": "FREQ=DAILY",
                               "start": "2026-01-01 07:00", "subject": "Check the backups",
                               "text": "As every day."}]}

    def test_ahead(self):
        """clock: one cycle ten years ahead leaves timers and recurring tickets alive"""
        self.to("mon 9:00")
        self.cycle(now=self.now + YEARS)
        self.assertIn("ahead", self.failing_cycle(0, now=self.now))
        before = len(self.tickets())
        number = self.ask("mon 10:00", CAROL)
        self.state(number, priority="normal")
        self.to("mon 12:05")
        self.state(number, priority="high")
        self.to("tue 7:05")
        made = [t for t in self.tickets() if t["subject"] == "Check the backups"]
        self.assertEqual(len(self.tickets()), before + 2)
        self.assertEqual(len(made), 2, "one by the wrong clock, one by the right one")


class Many(Ruled):
    """Much that becomes due at once."""

    def rules(self):
        return [rule("first", "created", do={"assign": "chief"}),
                rule("share", "timer", since="created", after="1d",
                     do={"assign": "turn:anna,boris"})]

    def more(self):
        return {"recurring": [{"name": "backups", "rule": "FREQ=DAILY",
                               "start": "2026-01-01 07:00", "subject": "Check the backups",
                               "text": "As every day.", "do": {"assign": "boris"}}]}

    def test_shared(self):
        """clock: what is given away in turn in one run goes to all of them"""
        numbers = [self.ask("mon 9:00", sender, "Lamp") for sender in (CAROL, DAVE, IVAN, OKSANA)]
        self.to("tue 9:05")
        managers = sorted(self.show(number)["manager"] for number in numbers)
        self.assertEqual(managers, ["anna", "anna", "boris", "boris"])

    def test_missed(self):
        """recurring: a desk that slept makes one ticket, whose history tells what was missed"""
        self.to("mon 9:00")
        self.now = self.at("fri 9:00")
        self.cycle(now=self.now)
        made = [t for t in self.tickets() if t["subject"] == "Check the backups"]
        self.assertEqual(len(made), 1)
        remarks = [event["detail"] for event in self.show(made[0]["number"])["events"]
                   if event["kind"] == "remark"]
        self.assertEqual(remarks, ["3 earlier times were missed while the desk slept"])


class Unfolded(Ruled):
    """A desk without the letter that sums up."""

    def rules(self):
        return [rule("look", "timer", since="created", after="2d", do={"notify": ["lead"]})]

    def more(self):
        return {"notices": {"caught-up": False}}

    def test_each(self):
        """clock: without the letter that sums up a desk that slept sends each by itself"""
        for sender in (CAROL, DAVE, IVAN, OKSANA):
            self.ask("mon 9:00", sender, "Lamp")
        self.news(ANNA)
        self.news(BORIS)
        self.now = self.at("+mon 9:00")
        self.cycle(now=self.now)
        told = self.news(ANNA) + self.news(BORIS)
        self.assertGreaterEqual(len(told), 4)
        self.assertFalse([text for text in told if "became due at once" in text])
