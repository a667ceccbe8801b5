"""Rules, timers and statuses of the config, on a desk with real mail servers."""
import json

from loopback.mail import text_of
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA
from week import Week

ADMIN = "chief@example.com"


def rule(name, on, when=None, **rest):
    """A rule of the config; `do` and all other keys by name."""
    return {"name": name, "on": [on] if isinstance(on, str) else on,
            **({"when": when} if when else {}), **rest}


class Ruled(Week):
    """A desk with two queues, a chief and rules."""

    def arrange(self, settings):
        settings["managers"].append({"login": "chief", "name": "Maria Lund", "role": "admin",
                                     "addresses": [ADMIN], "language": "en"})
        settings["queues"].append({"name": "money", "address": "money@example.com",
                                   "marker": "M", "mailboxes": []})
        settings["types"] = ["question", "fault", "upkeep"]
        settings["macros"] = [{"name": "closed", "text": "Dear {{customer_name}}, we are closed."}]
        settings["rules"] = self.rules()
        settings.update(self.more())

    def rules(self):
        return []

    def more(self):
        """Further keys of the config."""
        return {}


class Rules(Ruled):
    """What happens when something happens."""

    def rules(self):
        return [
            rule("invoices", "created", {"subject": "*invoice*"},
                 do={"queue": "money", "assign": "line2", "priority": "high",
                     "tag": ["money", "invoice"], "type": "question"}),
            rule("urgent words", "created", {"any": [{"subject": "*urgent*"},
                                                     {"body": "/\\burgent(ly)?\\b/"}],
                                             "not": {"from": "@zamovnyk.example"}},
                 do={"priority": "urgent"}, stop=True),
            rule("after a stop", "created", {"subject": "*urgent*"}, do={"tag": ["never"]}),
            rule("answer wakes", "customer", {"status": "open", "priority": "urgent"},
                 do={"note": "the customer of an urgent ticket wrote"}),
            rule("answered", "manager", do={"tag": ["answered"], "untag": ["money"]}),
            rule("handed over", "assigned", {"group": "line2"}, do={"watch": ["anna"]}),
            rule("solved", "status", {"kind": "solved"}, do={"note": "it is solved"}),
            rule("angry", "rated", {"rating": "<3"},
                 do={"status": "open", "tag": ["angry"], "notify": ["admin"],
                     "text": "An unhappy customer."}),
            rule("shop", "created", {"to": "shop@example.com", "subject": "*shop*"},
                 do={"answer": "closed", "close": True}),
            rule("not here", "created", {"subject": "*casino*"}, do={"refuse": "closed"}),
        ]

    def test_created(self):
        """rules: a new ticket is sorted, ranked and given away by words of its subject"""
        number = self.ask("mon 9:00", CAROL, "Your invoice 12")
        self.state(number, queue="money", priority="high", group="line2", type="question",
                   tags=["money", "invoice"])
        self.assertIn("anna", self.show(number)["watchers"])
        self.assertEqual(set(self.rules_of(number)) & {"invoices", "handed over"},
                         {"invoices", "handed over"})
        self.assertEqual(len(self.news(BORIS)), 1, "the group hears")

    def test_order_and_stop(self):
        """rules: any, not and a pattern decide; a rule that stops is the last one"""
        number = self.ask("mon 9:00", CAROL, "Lamp", "I need it urgently.\n")
        self.state(number, priority="urgent", tags=[])
        number = self.ask("mon 9:10", OKSANA, "Urgent lamp")
        self.state(number, priority="normal", tags=["never"])

    def test_answers_and_ratings(self):
        """rules: answers of both sides, a solution and a bad rating each lead on"""
        number = self.ask("mon 9:00", CAROL, "Urgent lamp")
        self.say("mon 10:00", ANNA, number, "Try another bulb.\n")
        self.state(number, tags=["answered"], status="open")
        self.say("mon 11:00", CAROL, number, "It does not help.\n")
        self.assertIn("answer wakes", self.rules_of(number))
        self.say("mon 12:00", ANNA, number, "#close\n\nA new lamp is on its way.\n")
        self.assertIn("solved", self.rules_of(number))
        self.news(ADMIN)
        solved = [mail for mail in self.letters(CAROL) if "solved" in text_of(mail).lower()][-1]
        self.to("mon 13:00")
        self.answer(solved, "1\n")
        self.cycle(now=self.now)
        ticket = self.state(number, status="open", tags=["answered", "angry"])
        self.assertEqual(ticket["rating"]["score"], 1)
        told = self.news(ADMIN)
        self.assertEqual(len(told), 1)
        self.assertIn("An unhappy customer.", told[0])

    def test_refused_with_an_answer(self):
        """rules: a letter that is refused gets its answer, makes no ticket and is kept"""
        self.to("mon 9:00")
        self.arrive(CAROL, "Best casino", "Play!\n")
        self.cycle(now=self.now)
        self.assertEqual(self.tickets(), [])
        letters = self.news(CAROL)
        self.assertEqual(len(letters), 1)
        self.assertIn("we are closed", letters[0])
        self.assertEqual([row["outcome"] for row in self.desk.json("received")],
                         ["refused"])

    def test_explained(self):
        """rules: explain names every condition, what it wanted and what it saw"""
        mail = self.post_file(CAROL, "Your invoice 12")
        told = json.loads(self.desk.output("explain", "--json", mail, now=self.now))
        by_name = {entry["name"]: entry for entry in told["rules"]}
        self.assertTrue(by_name["invoices"]["matched"])
        self.assertFalse(by_name["not here"]["matched"])
        self.assertEqual(by_name["not here"]["conditions"],
                         [{"key": "subject", "wanted": "*casino*", "saw": "Your invoice 12",
                           "holds": "no"}])
        self.assertIn("group: line2 (invoices)", told["actions"])
        self.assertEqual(self.tickets(), [], "nothing changed")

    def post_file(self, sender, subject):
        text = f"From: {sender}\nTo: support@example.com\nSubject: {subject}\n\nHello.\n"
        return str(self.desk.write_file("letter.eml", text))


class Exploding(Ruled):
    """A pattern of the config that explodes on a letter."""

    def rules(self):
        return [
            rule("explodes", "created", {"body": "/(a+)+$/"}, do={"spam": True}),
            rule("not exploding", "created", {"not": {"body": "/(a+)+$/"}}, do={"spam": True}),
            rule("goes on", "created", do={"tag": ["seen"]}),
        ]

    def test_told(self):
        """rules: a pattern that explodes is stopped and told, counts as neither, and the rest goes on"""
        number = self.ask("mon 9:00", CAROL, "Letters", "a" * 5000 + "!\n")
        self.state(number, status="new", tags=["seen"])
        self.assertEqual(self.rules_of(number).count("explodes"), 1)
        self.assertEqual(len([text for text in self.news(ADMIN) if "explodes" in text]), 1)
        self.ask("mon 9:10", CAROL, "Letters again", "a" * 5000 + "!\n")
        self.assertEqual([text for text in self.news(ADMIN) if "explodes" in text], [],
                         "once a day")


class Timers(Ruled):
    """What time alone does."""

    def rules(self):
        return [
            rule("unanswered", "timer", {"kind": ["new", "open"]}, since="customer",
                 after="16h working", do={"priority": "high", "notify": ["lead"]}),
            rule("nudge", "timer", {"kind": "waiting"}, since="manager", after="1d", every="1d",
                 times=2, do={"answer": "closed"}),
            rule("silence", "timer", {"kind": "waiting"}, since="manager", after="4d",
                 do={"status": "closed"}),
            rule("soon due", "timer", since="due", before="2h", do={"notify": ["manager"],
                                                                    "text": "Two hours left."}),
        ]

    def more(self):
        return {"calendars": [{"name": "office"}]}

    def test_working_hours(self):
        """timers: 16 working hours after the last word are counted over nights, not through them"""
        number = self.ask("fri 15:00", CAROL)
        self.to("+mon 16:00")  # 3 hours on Friday, 7 on Monday
        self.state(number, priority="normal")
        self.to("+tue 12:50")
        self.state(number, priority="normal")
        self.to("+tue 13:05")
        self.state(number, priority="high")
        self.assertIn("unanswered", self.rules_of(number))

    def test_answered_in_time(self):
        """timers: an answer ends the wait, a new word begins it anew"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 17:00", ANNA, number, "We look into it.\n")
        self.to("wed 9:00")
        self.state(number, priority="normal")
        self.say("wed 9:00", CAROL, number, "Any news?\n")
        self.to("thu 15:55")
        self.state(number, priority="normal")
        self.to("thu 16:05")
        self.state(number, priority="high")

    def test_repeated(self):
        """timers: a nudge comes twice, a day apart, then silence closes"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 10:00", ANNA, number, "#wait\n\nWhich lamp?\n")
        self.news(CAROL)
        counts = []
        for moment in ("tue 9:55", "tue 10:05", "wed 9:55", "wed 10:05", "thu 12:00"):
            self.to(moment)
            counts.append(len(self.news(CAROL)))
        self.assertEqual(counts, [0, 1, 0, 1, 0])
        self.to("fri 9:50")
        self.state(number, status="wait")
        self.to("fri 10:10")
        self.state(number, status="closed")

    def test_before_a_deadline(self):
        """timers: two hours before the time that #due set its manager is told"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 10:00", ANNA, number, "#due 2h\n")
        self.news(ANNA)
        self.say("mon 10:10", ANNA, number, "#due tomorrow 15:00\n")
        self.news(ANNA)
        self.to("tue 12:50")
        self.assertEqual(self.news(ANNA), [])
        self.to("tue 13:05")
        told = self.news(ANNA)
        self.assertEqual(len(told), 1)
        self.assertIn("Two hours left.", told[0])

    def test_new_rule_old_ticket(self):
        """timers: a rule that comes later leaves older tickets alone, unless it says otherwise"""
        number = self.ask("mon 9:00", CAROL)
        self.to("tue 9:00")
        for name, more in (("young", {}), ("for all", {"old_tickets": True})):
            self.desk.settings["rules"].append(
                rule(name, "timer", since="created", after="1h", do={"tag": [name[:3]]}, **more))
        self.desk.write_config()
        self.to("tue 9:30")
        self.state(number, tags=["for"])
        newer = self.ask("tue 10:00", DAVE)
        self.to("tue 11:05")
        self.assertEqual(sorted(self.show(newer)["tags"]), ["for", "you"])

    def test_desk_that_slept(self):
        """timers: a desk that slept for a week does all in order and writes each manager one letter"""
        numbers = [self.ask("mon 9:00", sender, "Broken lamp")
                   for sender in (CAROL, DAVE, IVAN, OKSANA)]
        self.news(ANNA)
        self.now = self.at("+mon 9:00")
        self.cycle(now=self.now)
        for number in numbers:
            self.state(number, priority="high")
        told = self.news(ANNA)
        self.assertEqual(len(told), 1, told)
        for number in numbers:
            self.assertIn(f"[HD#{number}]", told[0])
        self.cycle(now=self.now + 60)
        self.assertEqual(self.news(ANNA), [])


class Recurring(Ruled):
    """Tickets of a schedule, and tickets whose customers hear nothing."""

    def rules(self):
        return [rule("upkeep", "created", {"type": "upkeep"}, do={"tag": ["plan"]})]

    def more(self):
        return {"internal_types": ["upkeep"], "recurring": [
            {"name": "backups", "rule": "FREQ=WEEKLY;BYDAY=TU,TH", "start": "2026-01-01 09:00",
             "subject": "Check the backups", "text": "As every week.",
             "do": {"assign": "boris", "type": "upkeep"}},
            {"name": "visit", "rule": "FREQ=DAILY", "start": "2026-01-01 07:00",
             "subject": "Visit", "text": "Nobody hears.", "requester": CAROL,
             "do": {"type": "upkeep"}}]}

    def test_schedule(self):
        """recurring: a ticket at each time of its schedule, once, with its manager and rules"""
        self.to("tue 8:50")
        self.assertEqual([t for t in self.tickets() if t["subject"] == "Check the backups"], [])
        self.to("tue 9:01")
        self.to("tue 9:02")
        self.to("thu 9:01")
        made = [t for t in self.tickets() if t["subject"] == "Check the backups"]
        self.assertEqual(len(made), 2)
        self.state(made[0]["number"], manager="boris", type="upkeep", tags=["plan"])

    def test_internal(self):
        """types: the customer of an internal ticket hears nothing, also not by a manager's Reply"""
        self.to("tue 7:05")
        visit = [t for t in self.tickets() if t["subject"] == "Visit"][0]
        self.assertEqual(self.news(CAROL), [])
        self.desk.output("do", visit["number"], "Was there, all is well.", "--as", "anna",
                         now=self.now)
        self.desk.output("do", visit["number"], "#close", "--as", "anna", now=self.now)
        self.cycle(now=self.now)
        self.assertEqual(self.news(CAROL), [])
        self.state(visit["number"], status="solved")
