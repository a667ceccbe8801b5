"""A week of mail: what the clock does to a desk that works as its config says.

The week is the next one that ends with the change to daylight saving, in Berlin: always in the
future, so that rules are older than the tickets of the story.
"""
import datetime
import pathlib
import zoneinfo

from loopback.mail import address_of, reply, text_of
from story import CAROL, Story

ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STEP = 12 * 3600  # no cycle comes later than this after the one before
SETS = pathlib.Path(__file__).resolve().parents[2] / "contrib" / "workflows"


def next_monday(today=None):
    """The Monday before the last Sunday of March."""
    today = today or datetime.date.today()
    for year in (today.year, today.year + 1):
        last = datetime.date(year, 3, 31)
        sunday = last - datetime.timedelta(days=(last.weekday() + 1) % 7)
        monday = sunday - datetime.timedelta(days=6)
        if monday > today:
            return monday
    raise AssertionError("the calendar has an end")


class Week(Story):
    """A desk at the beginning of that week: Monday, 8:00."""
    SET = None  # name of a set in contrib/workflows that the config includes

    def setUp(self):
        super().setUp()
        self.monday = next_monday()
        self.desk.settings["time_zone"] = "Europe/Berlin"
        if self.SET:
            self.desk.write_file("set.conf", (SETS / f"{self.SET}.conf").read_text("utf-8"))
            self.desk.includes = ["set.conf"]
        self.arrange(self.desk.settings)
        self.desk.write_config()
        self.now = self.at("mon 8:00")
        self.cycle(now=self.now)
        self.read = {}

    def arrange(self, settings):
        """What the desk of the story has besides the set: people, routing."""

    def at(self, words):
        """"tue 9:30" of this week, "+tue 9:30" of the next, as Unix seconds."""
        week = len(words) - len(words.lstrip("+"))
        day, clock = words.lstrip("+").split()
        hour, minute = (int(part) for part in clock.split(":"))
        date = self.monday + datetime.timedelta(days=7 * week + DAYS.index(day))
        local = datetime.datetime.combine(date, datetime.time(hour, minute), ZONE)
        return int(local.timestamp())

    def to(self, words):
        """Time goes on until then, with the cycles that cron would run."""
        then = self.at(words)
        self.assertGreaterEqual(then, self.now, f"{words} is over")
        while self.now + STEP < then:
            self.now += STEP
            self.cycle(now=self.now)
        self.now = then
        self.cycle(now=then)

    def ask(self, words, sender=CAROL, subject="Broken lamp", text="It flickers.\n", **headers):
        """A customer writes then; returns the number of her newest ticket."""
        self.to(words)
        self.arrive(sender, subject, text, **headers)
        self.cycle(now=self.now)
        return max(ticket["number"] for ticket in self.tickets())

    def notice(self, address, marker=None):
        """The newest letter to an address (about a ticket)."""
        found = [mail for mail in self.letters(address)
                 if marker is None or f"#{marker}]" in str(mail["Subject"])]
        self.assertTrue(found, f"{address} has a letter about {marker}")
        return found[-1]

    def say(self, words, address, number, text):
        """Somebody answers then the newest letter that came about the ticket."""
        self.to(words)
        mail = reply(self.notice(address, number), address, text)
        self.post.put(mail, address_of(mail["To"]), address)
        self.cycle(now=self.now)

    def news(self, address):
        """Texts of the letters to an address since this was asked last."""
        letters = self.letters(address)
        fresh = letters[self.read.get(address, 0):]
        self.read[address] = len(letters)
        return [text_of(mail) for mail in fresh]

    def show(self, number):
        """The ticket as it stands then: whether it is late depends on the time."""
        return self.desk.json("show", number, now=self.now)

    def state(self, number, **wanted):
        """The ticket has these values: status="open", manager="anna" …"""
        ticket = self.show(number)
        self.assertEqual({name: ticket[name] for name in wanted}, wanted)
        return ticket

    def rules_of(self, number):
        """Names of the rules that did something to the ticket, in order."""
        return [event["rule"] for event in self.show(number)["events"] if event["rule"]]
