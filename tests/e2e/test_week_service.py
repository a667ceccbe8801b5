"""A week of mail in the manner of two service desks: Okdesk and Pyrus."""
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA
from test_week_crm import CHIEF, VERA, Company as People


class Okdesk(People):
    SET = "okdesk"

    def arrange(self, settings):
        super().arrange(settings)
        settings["groups"] = [{"name": "engineers", "members": ["boris", "vera"]}]
        settings["companies"] = [
            {"name": "Customer Ltd", "domains": ["customer.example"], "category": "VIP",
             "manager": "vera"},
            {"name": "Klient", "domains": ["klient.example"], "category": "Partner",
             "time_zone": "Europe/Kyiv"}]
        settings["queues"][0]["managers"] = ["anna"]
        settings["routing"] = [{"name": "field work", "when": {"subject": "*cash register*"},
                                "to": "load:engineers"}]

    def test_who_and_by_when(self):
        """Okdesk: table, company and default say who; category and type say by when"""
        vip = self.ask("mon 9:00", CAROL)
        partner = self.ask("mon 9:00", IVAN, "The cash register")
        usual = self.ask("mon 9:00", OKSANA, "Лампа")
        ticket = self.state(vip, manager="vera", status="opened")
        self.assertEqual(ticket["promise"]["name"], "vip")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("mon 13:00"))
        # Boris, since Vera has one. In Kyiv it is 10:00: four hours of work end at 15:00, 14:00 here.
        ticket = self.state(partner, manager="boris")
        self.assertEqual(ticket["promise"]["name"], "partner")
        self.assertEqual(ticket["promise"]["reaction"]["due"], self.at("mon 14:00"))
        ticket = self.state(usual, manager="anna")
        self.assertEqual(ticket["promise"]["name"], "usual")
        self.assertEqual(ticket["promise"]["reaction"]["due"], self.at("mon 18:00"))
        self.news(VERA), self.news(ANNA)
        self.hears_at(VERA, "first answer is due soon", "mon 9:14", "mon 9:16")
        self.hears_at(VERA, "first answer is late", "mon 9:29", "mon 9:31")
        self.hears_at(ANNA, "first answer is late", "mon 9:59", "mon 10:01")
        self.say("mon 10:30", ANNA, usual, "#type incident\n\nДивимося.\n")
        ticket = self.state(usual, status="in-work")
        self.assertEqual(ticket["promise"]["name"], "incident")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("mon 18:00"))

    def test_life(self):
        """Okdesk: put off, it comes back and its deadline moved; solved, silence closes it"""
        number = self.ask("mon 10:00", OKSANA, "Лампа", "Блимає.\n")
        self.state(number, status="opened", manager="anna")
        self.say("mon 11:00", ANNA, number, "#snooze wed 9:00\n\nМайстер приїде в середу.\n")
        self.state(number, status="delayed", kind="postponed")
        self.to("wed 8:55")
        self.state(number, status="delayed")
        self.to("wed 9:05")
        ticket = self.state(number, status="in-work")
        # 40 hours from Monday 10:00, and 14 until the cycle of 9:05 that brought it back.
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("+tue 17:05"))
        self.say("wed 10:00", ANNA, number, "#close\n\nЗамінено.\n")
        self.state(number, status="solved")
        self.say("thu 9:00", OKSANA, number, "Знову блимає.\n")
        self.state(number, status="in-work")
        self.say("thu 10:00", ANNA, number, "#close\n\nЗамінено ще раз.\n")
        # Three days, of which the last is an hour shorter on the clock.
        self.to("sun 10:55")
        self.state(number, status="solved")
        self.to("sun 11:05")
        self.state(number, status="closed")
        self.say("+mon 9:00", OKSANA, number, "Дякую, але знову.\n")
        self.state(number, status="in-work")

    def test_marks_and_internal(self):
        """Okdesk: a good mark confirms, a bad one opens again; staff's own types stay inside"""
        number = self.ask("sat 12:00", OKSANA, "Лампа", "Блимає, що робити?\n")
        self.assertTrue(self.heard(OKSANA, "неробочий час"))
        other = self.ask("sat 12:05", DAVE)
        self.assertFalse(self.heard(DAVE, "outside our working hours"), "VIP: around the clock")
        for one, who in ((number, ANNA), (other, VERA)):
            self.say("+mon 9:00", who, one, "#close\n\nDone.\n")
            self.state(one, status="solved")
        self.news(VERA)
        self.say("+mon 10:00", OKSANA, number, "5\n")
        self.state(number, status="closed")
        self.say("+mon 10:00", DAVE, other, "1\n")
        self.state(other, status="in-work")
        self.assertTrue(self.heard(VERA, "does not accept"))
        inside = self.ask("+mon 11:00", IVAN, "Check of the roof")
        self.say("+mon 11:10", ANNA, inside, "#type maintenance\n")
        self.news(IVAN)
        self.say("+mon 12:00", ANNA, inside, "#close\n\nAll is well up there.\n")
        self.state(inside, status="solved", type="maintenance")
        self.assertEqual(self.news(IVAN), [])


class Pyrus(People):
    SET = "pyrus"

    def arrange(self, settings):
        super().arrange(settings)
        settings["groups"] = [{"name": "first", "members": ["boris", "vera"], "next": "second"},
                              {"name": "second", "members": ["chief"]}]
        settings["companies"] = []
        settings["queues"][0]["managers"] = ["anna"]
        settings["limits"]["reopen_days"] = 10

    def test_stages(self):
        """Pyrus: distribution, first line, second line, closing, and its limit by the type"""
        number = self.ask("mon 9:00", CAROL)
        ticket = self.state(number, status="distribution", manager="anna")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("wed 18:00"))
        self.news(BORIS)
        self.say("mon 9:20", ANNA, number, "#type technical\n#assign boris\n")
        ticket = self.state(number, status="first-line", manager="boris", type="technical")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("mon 13:00"))
        self.assertEqual(len(self.news(BORIS)), 1)
        self.say("mon 9:45", BORIS, number, "We look into it.\n")
        ticket = self.state(number, status="first-line")
        self.assertEqual(ticket["promise"]["reaction"]["work"], 45 * 60)
        self.news(CHIEF)
        self.say("mon 11:00", BORIS, number, "#status second-line\n")
        self.state(number, status="second-line", group="second", manager="")
        self.assertEqual(len(self.news(CHIEF)), 1)
        self.say("mon 11:10", CHIEF, number, "#take\n")
        self.state(number, status="second-line", manager="chief")
        self.news(CHIEF), self.news(ANNA)
        self.hears_at(CHIEF, "solution is due soon", "mon 12:25", "mon 12:35")
        self.hears_at(ANNA, "solution is late", "mon 12:55", "mon 13:05")
        self.say("mon 13:30", CHIEF, number, "#close\n\nThe driver was old.\n")
        ticket = self.state(number, status="closed")
        self.assertEqual(ticket["promise"]["solution"]["work"], 4.5 * 3600)

    def test_escalated_by_command(self):
        """Pyrus: #escalate passes a request on, and the second line hands it back"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 9:30", ANNA, number, "#assign vera\n")
        self.say("mon 10:00", VERA, number, "#escalate\n#status second-line\n")
        self.state(number, status="second-line", group="second", manager="")
        self.say("mon 11:00", CHIEF, number, "#status first-line\n#assign vera\n")
        self.state(number, status="first-line", manager="vera")

    def test_closed_comes_back(self):
        """Pyrus: an answer brings a closed request back; ten days later it is a new one, linked"""
        first, second = self.ask("mon 9:00", CAROL), self.ask("mon 9:05", DAVE)
        for number in (first, second):
            self.say("mon 10:00", ANNA, number, "#close\n\nA new lamp is on its way.\n")
            self.state(number, status="closed")
        self.say("thu 9:00", CAROL, first, "Where is it?\n")
        self.state(first, status="first-line", manager="anna")
        self.leap("+fri 9:00")
        self.say("+fri 9:00", DAVE, second, "It flickers as well.\n")
        self.state(second, status="closed")
        self.assert_linked(max(ticket["number"] for ticket in self.tickets()), second)
