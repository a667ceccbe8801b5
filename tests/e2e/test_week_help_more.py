"""Weeks of a desk that works in the manner of Zammad and Zendesk."""
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA
from test_week_help import Helped
from test_workflow import VERA

HOUR = 3600


class Zammad(Helped):
    """Pending until a time, escalation in working hours."""
    SET = "zammad"

    def test_pending(self):
        """Zammad: pending until a time the clock stands, then it is open again or closed"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="new", manager="")
        self.assertEqual([self.due(number, what) for what in ("reaction", "solution")],
                         [self.at("mon 11:00"), self.at("tue 17:00")])
        self.say("mon 10:00", BORIS, number, "We order a new one.\n")
        self.state(number, status="open", manager="boris")
        self.say("mon 10:30", BORIS, number, "#snooze wed 10:00\n")
        self.state(number, status="pending-reminder")
        self.news(BORIS)
        self.to("wed 9:55")
        self.assertEqual(self.news(BORIS), [], "no escalation while it is pending")
        self.to("wed 10:05")
        self.state(number, status="open", manager="boris")
        self.assertEqual(len(self.news(BORIS)), 1)
        # 16 hours, and 6:30, 8 and 1:05 that it stood: 31:35 from Monday 9:00.
        self.assertEqual(self.due(number, "solution"), self.at("thu 16:35"))
        self.say("wed 11:00", BORIS, number, "#wait\n\nDoes the new one work?\n")
        self.state(number, status="pending-close")
        self.sleep("+wed 11:55")
        self.state(number, status="pending-close")
        self.to("+wed 12:05")
        self.state(number, status="closed")
        self.say("+thu 9:00", CAROL, number, "It does not.\n")
        self.state(number, status="open", manager="boris")

    def test_escalation(self):
        """Zammad: warned before the first response is due, then escalated; each later one has its time"""
        number = self.ask("fri 16:00", DAVE)
        self.assertEqual(self.due(number, "reaction"), self.at("+mon 10:00"))
        for person in (BORIS, ANNA):
            self.news(person)
        self.to("+mon 9:40")
        self.assertEqual(self.news(BORIS), [])
        self.to("+mon 9:50")
        self.assertEqual(self.heard(BORIS, "is due soon"), 1)
        self.news(ANNA)
        self.to("+mon 10:05")
        self.assertEqual([self.heard(to, "is late") for to in (BORIS, ANNA)], [1, 1])
        self.assertTrue(self.show(number)["promise"]["late"])
        self.say("+mon 11:00", BORIS, number, "Which lamp?\n")
        ticket = self.show(number)["promise"]["reaction"]
        self.assertEqual(ticket["work"], 3 * HOUR)
        self.say("+mon 15:00", DAVE, number, "The green one.\n")
        self.news(BORIS)
        self.to("+tue 10:55")  # 2 hours on Monday, 2 on Tuesday
        self.assertEqual(self.heard(BORIS, "update time"), 0)
        self.to("+tue 11:05")
        self.assertEqual(self.heard(BORIS, "update time"), 1)

    def test_timeout(self):
        """Zammad: a ticket that its owner leaves alone is nobody's again, one that waits stays his"""
        number, other = self.ask("mon 9:00", CAROL), self.ask("mon 9:05", DAVE)
        self.say("mon 10:00", BORIS, number, "#take\n")
        self.say("mon 10:05", VERA, other, "Which lamp?\n")
        self.to("wed 8:55")
        self.state(number, manager="boris")
        self.news(ANNA)
        self.to("wed 9:10")
        self.state(number, manager="", status="new")
        self.state(other, manager="vera", status="open")
        self.assertEqual(self.heard(ANNA, "left it alone"), 1)

    def test_triggers(self):
        """Zammad: triggers that are switched on tell the customer of a follow-up and of another owner"""
        self.switch_on("auto reply (follow-up)")
        self.switch_on("customer notification (owner)")
        number = self.ask("mon 9:00", CAROL)
        self.news(CAROL)
        self.say("mon 10:00", ANNA, number, "#assign vera\n")
        self.assertEqual(self.heard(CAROL, "Vera Lang takes care"), 1)
        self.say("mon 11:00", CAROL, number, "It is the green one.\n")
        self.assertEqual(self.heard(CAROL, "has been added"), 1)


class Zendesk(Helped):
    """New once, on hold, closed for good; targets by priority."""
    SET = "zendesk"

    def test_statuses(self):
        """Zendesk: assigned it is open and never new again; hold, solved, closed, and then a follow-up"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="new", manager="")
        self.say("mon 9:10", BORIS, number, "#take\n")
        self.state(number, status="open", manager="boris")
        self.say("mon 9:20", BORIS, number, "#status new\n")
        self.state(number, status="open")
        self.say("mon 9:30", BORIS, number, "#wait\n\nWhich lamp?\n")
        self.state(number, status="pending")
        self.say("mon 10:00", CAROL, number, "The green one.\n")
        self.state(number, status="open")
        self.say("mon 10:10", BORIS, number, "#status hold\n\nWe ask who made it.\n")
        self.state(number, status="hold")
        self.to("tue 10:00")
        self.state(number, status="hold")
        self.say("tue 10:10", CAROL, number, "Thank you.\n")
        self.state(number, status="open", manager="boris")
        self.say("wed 9:00", BORIS, number, "#close\n\nIt is replaced.\n")
        self.say("wed 9:10", BORIS, number, "#status closed\n")
        self.state(number, status="solved")
        self.sleep("sun 9:50")  # 4 days after wed 9:00, of which Sunday has an hour less
        self.state(number, status="solved")
        self.to("sun 10:05")
        self.state(number, status="closed")
        newer = self.follow_up("+tue 9:00", number)
        self.assertNotEqual(newer, number)
        self.state(number, status="closed")
        self.assertIn(("linked", f"to {number}"), [(event["kind"], event["detail"])
                                                  for event in self.show(newer)["events"]])

    def follow_up(self, words, number):
        self.say(words, CAROL, number, "It broke again.\n")
        return max(ticket["number"] for ticket in self.tickets())

    def test_solved_reopens(self):
        """Zendesk: an answer to what is solved opens it, and its four days begin anew"""
        number = self.ask("mon 9:00", OKSANA)
        self.say("mon 9:10", VERA, number, "#close\n\nDone.\n")
        self.say("thu 9:00", OKSANA, number, "Not quite.\n")
        self.state(number, status="open", manager="vera")
        self.say("thu 10:00", VERA, number, "#close\n\nNow it is.\n")
        self.to("sat 12:00")
        self.state(number, status="solved")
        self.sleep("+mon 10:55")
        self.state(number, status="solved")
        self.to("+mon 11:05")
        self.state(number, status="closed")

    def test_targets(self):
        """Zendesk: targets follow the priority, and stand still while it is pending or on hold"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, priority="normal")
        self.assertEqual([self.due(number, what) for what in ("reaction", "solution")],
                         [self.at("mon 17:00"), self.at("wed 17:00")])
        self.say("mon 9:10", BORIS, number, "#urgent\n#take\n")
        self.assertEqual([self.due(number, what) for what in ("reaction", "solution")],
                         [self.at("mon 10:00"), self.at("mon 13:00")])
        self.news(BORIS), self.news(ANNA)
        self.to("mon 9:25")
        self.assertEqual(self.news(BORIS), [])
        self.to("mon 9:35")
        self.assertEqual(self.heard(BORIS, "is due soon"), 1)
        self.say("mon 9:45", BORIS, number, "#wait\n\nWhich lamp?\n")
        self.news(BORIS)
        self.to("tue 10:45")
        self.assertEqual(self.news(BORIS), [])
        self.say("tue 10:45", CAROL, number, "The green one.\n")
        # 0:45 are used, 3:15 are left.
        self.assertEqual(self.due(number, "solution"), self.at("tue 14:00"))
        self.news(BORIS), self.news(ANNA)
        self.to("tue 13:35")
        self.assertEqual(self.heard(BORIS, "is due soon"), 1)
        self.to("tue 14:05")
        self.assertEqual([self.heard(to, "is late") for to in (BORIS, ANNA)], [1, 1])

    def test_next_reply(self):
        """Zendesk: the next reply has its time from the second word on, in hours of work"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 9:10", BORIS, number, "#take\n")
        self.to("mon 13:05")
        self.assertEqual(self.heard(BORIS, "next reply"), 0)
        self.say("mon 14:00", BORIS, number, "Which lamp?\n")
        self.say("mon 15:00", CAROL, number, "The green one.\n")
        self.to("tue 10:55")
        self.assertEqual(self.heard(BORIS, "next reply"), 0)
        self.to("tue 11:05")
        self.assertEqual(self.heard(BORIS, "next reply"), 1)

    def test_automations(self):
        """Zendesk: one that nobody takes is told after a day; who is silent is asked again, if wanted"""
        for name in ("pending 24 hours", "pending 5 days"):
            self.switch_on(name)
        number, other = self.ask("mon 9:00", CAROL), self.ask(
            "mon 9:05", IVAN, "Лампа", "Лампа всё время мигает.\n")
        self.say("mon 10:00", BORIS, other, "#wait\n\nКакая лампа?\n")
        self.news(IVAN), self.news(ANNA), self.news(VERA)
        self.to("tue 8:55")
        self.assertEqual([self.heard(ANNA, "for a day"), self.heard(VERA, "for a day")], [0, 0])
        self.to("tue 9:05")
        self.assertEqual([self.heard(ANNA, "for a day"), self.heard(VERA, "for a day")], [1, 1])
        self.state(number, status="new")
        self.to("tue 9:55")
        self.assertEqual(self.news(IVAN), [])
        self.to("tue 10:05")
        self.assertEqual(self.heard(IVAN, "нам нужен ваш ответ"), 1)
        self.to("sat 9:55")
        self.assertEqual(self.news(IVAN), [])
        self.to("sat 10:05")
        self.assertEqual(self.heard(IVAN, "нам нужен ваш ответ"), 1)
