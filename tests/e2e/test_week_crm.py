"""A week of mail in the manner of the support parts of three CRM: Clientbase, vtiger, Webasyst."""
from story import ANNA, BORIS, CAROL, DAVE, IVAN
from week import Week

VERA, CHIEF = "vera@example.com", "chief@example.com"


class Company(Week):
    """Boris and Vera answer, Anna leads, Maria is the admin; Klient is Anna's customer."""

    def arrange(self, settings):
        settings["managers"] += [
            {"login": "vera", "name": "Vera Lang", "addresses": [VERA], "language": "en"},
            {"login": "chief", "name": "Maria Lund", "addresses": [CHIEF], "language": "en",
             "role": "admin"}]
        settings["groups"] = [{"name": "line1", "members": ["boris", "vera"]}]
        settings["companies"] = [{"name": "Klient", "domains": ["klient.example"],
                                  "manager": "anna"}]
        settings["queues"][0]["managers"] = ["boris", "vera"]

    def leap(self, words):
        """A long time goes by in which nothing comes: just one cycle at its end."""
        self.now = self.at(words)
        self.cycle(now=self.now)

    def heard(self, address, words):
        """Did new letters to the address say this?"""
        return [text for text in self.news(address) if words in text] != []

    def assert_linked(self, number, earlier):
        """The ticket is a new one that goes on where an earlier one ended."""
        self.assertGreater(number, earlier)
        ticket = self.show(number)
        self.assertIn(ticket["kind"], ("new", "open"))
        self.assertIn(("linked", f"to {earlier}"),
                      [(event["kind"], event["detail"]) for event in ticket["events"]])

    def hears_at(self, address, words, before, after):
        """A letter that says this comes to the address between these moments."""
        self.to(before)
        self.assertFalse(self.heard(address, words), f"{words}: not before {before}")
        self.to(after)
        self.assertTrue(self.heard(address, words), f"{words}: by {after}")


class Clientbase(Company):
    SET = "clientbase"

    def test_letters_move_it(self):
        """Clientbase: letters make a request answered or wait for it, silence closes it"""
        number = self.ask("mon 9:00", CAROL)
        other = self.ask("mon 9:05", DAVE)
        own = self.ask("mon 9:10", IVAN, "Лампа", "Она мигает.\n")
        ticket = self.state(number, status="new", manager="boris")
        self.assertEqual(ticket["due"], self.at("wed 18:00"), "planned to be closed")
        self.state(other, manager="vera")
        self.state(own, manager="anna")
        self.say("mon 10:00", BORIS, number, "Try another bulb.\n")
        self.state(number, status="answered")
        self.say("mon 11:00", CAROL, number, "It flickers as before.\n")
        self.state(number, status="answer-needed")
        self.say("mon 12:00", BORIS, number, "Then the switch is worn out.\n")
        self.state(number, status="answered")
        self.to("+mon 14:55")  # 47:55 working hours, and the change to daylight saving
        self.state(number, status="answered")
        self.to("+mon 15:05")
        self.state(number, status="closed")
        self.say("+tue 9:00", CAROL, number, "The switch is new, and it flickers.\n")
        self.state(number, status="answer-needed", manager="boris")

    def test_reminders(self):
        """Clientbase: new, unanswered, missed and silent requests are told after working hours"""
        number = self.ask("fri 16:30", CAROL)
        self.news(BORIS)
        self.hears_at(BORIS, "nobody has answered yet", "+mon 9:25", "+mon 9:35")
        self.hears_at(BORIS, "waits for an answer", "+mon 11:25", "+mon 11:35")
        self.hears_at(ANNA, "A request was missed", "+mon 16:25", "+mon 16:35")
        self.state(number, status="new", tags=["missed"])
        self.say("+mon 17:00", BORIS, number, "We are sorry. Which lamp is it?\n")
        self.state(number, status="answered", tags=[])
        self.hears_at(BORIS, "has been silent since", "+thu 16:55", "+thu 17:05")

    def test_closed_valid_or_not(self):
        """Clientbase: a request is closed as valid or not, and a bad mark reaches the leads"""
        number, other = self.ask("mon 9:00", CAROL), self.ask("mon 9:05", DAVE)
        self.news(CAROL)
        self.say("mon 10:00", BORIS, number, "#set reason=duplicate\n#close invalid\n")
        ticket = self.state(number, status="invalid", kind="closed")
        self.assertEqual(ticket["fields"], {"reason": "duplicate"})
        self.assertEqual(self.news(CAROL), [])
        self.say("mon 10:30", VERA, other, "#close\n\nA new lamp is on its way.\n")
        self.state(other, status="closed", kind="solved")
        self.news(ANNA)
        self.say("tue 9:00", DAVE, other, "2\n")
        ticket = self.state(other, status="closed", tags=["bad-mark"])
        self.assertEqual(ticket["rating"]["score"], 2)
        self.assertTrue(self.heard(ANNA, "not content"))


class Vtiger(Company):
    SET = "vtiger"

    def test_service_level(self):
        """vtiger: the clock of a high priority stands while the customer is asked"""
        number = self.ask("mon 10:00", CAROL)
        ticket = self.state(number, status="assigned", manager="boris")
        self.assertEqual(ticket["promise"]["name"], "medium")
        self.say("mon 10:30", BORIS, number, "#high\n#open\n\nI look into it.\n")
        ticket = self.state(number, status="open", priority="high")
        self.assertEqual(ticket["promise"]["name"], "high")
        self.assertEqual(ticket["promise"]["reaction"]["work"], 30 * 60)
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("mon 16:00"))
        self.say("mon 12:15", BORIS, number, "#wait\n\nWhich loudspeaker?\n")
        self.state(number, status="wait-customer")
        self.say("mon 12:45", CAROL, number, "The left one.\n")
        ticket = self.state(number, status="open")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("mon 16:30"))
        self.say("mon 13:30", BORIS, number, "#close\n\nIt is repaired.\n")
        ticket = self.state(number, status="resolved")
        self.assertEqual(ticket["promise"]["solution"]["work"], 3 * 3600)
        self.assertFalse(ticket["promise"]["late"])
        self.to("thu 13:25")
        self.state(number, status="resolved")
        self.to("thu 13:35")
        self.state(number, status="closed")
        self.say("thu 14:00", BORIS, number, "#open\n")
        self.state(number, status="closed")
        self.say("thu 15:00", CAROL, number, "5\n")
        self.assertEqual(self.state(number, status="closed")["rating"]["score"], 5)
        self.say("thu 16:00", CAROL, number, "Now the right one is silent.\n")
        self.state(number, status="closed")
        self.assert_linked(max(ticket["number"] for ticket in self.tickets()), number)

    def test_ways_and_alerts(self):
        """vtiger: resolved only from open; a critical case is urgent, its deadline told in time"""
        number = self.ask("tue 9:00", CAROL)
        self.news(BORIS)
        self.say("tue 9:10", BORIS, number, "#close\n")
        self.state(number, status="assigned")
        self.assertIn("open", self.news(BORIS)[-1])
        self.say("tue 9:30", BORIS, number, "#set severity=critical\n\nWe look at once.\n")
        ticket = self.state(number, status="open", priority="urgent")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("tue 13:00"))
        self.news(BORIS), self.news(ANNA)
        self.hears_at(BORIS, "solution is due soon", "tue 12:25", "tue 12:35")
        self.hears_at(BORIS, "solution is late", "tue 12:55", "tue 13:05")
        self.hears_at(ANNA, "solution is late", "tue 13:55", "tue 14:05")
        self.assertTrue(self.show(number)["promise"]["late"])

    def test_group_and_third_party(self):
        """vtiger: a group has a case until one takes it; the clock stands for a third party"""
        number = self.ask("mon 16:00", CAROL)
        self.say("mon 16:10", BORIS, number, "#assign line1\n")
        self.state(number, status="assigned", group="line1", manager="")
        self.say("mon 16:20", VERA, number, "#take\n#status wait-third-party\n")
        self.state(number, status="assigned", manager="")
        self.say("mon 16:30", VERA, number, "#take\n#open\n")
        self.state(number, status="open", manager="vera")
        self.say("mon 17:00", VERA, number, "#status wait-third-party\n\nThe maker is asked.\n")
        self.state(number, status="wait-third-party")
        self.say("wed 9:00", VERA, number, "#open\n")
        # 18 hours from Monday 16:00, and 10 that the clock stood.
        ticket = self.state(number, status="open")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("thu 17:00"))


class Webasyst(Company):
    SET = "webasyst"

    def arrange(self, settings):
        super().arrange(settings)
        settings["queues"][0]["spread"] = "nobody"
        settings["companies"] = []

    def test_actions(self):
        """Webasyst: who answers first has the request, and each action moves it to its state"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="new", manager="")
        self.say("mon 10:00", BORIS, number, "#use more\n")
        self.state(number, status="replied", manager="boris")
        self.assertTrue(self.heard(CAROL, "please tell us more"))
        self.say("tue 9:00", CAROL, number, "It flickers in the evening.\n")
        self.state(number, status="discussion", manager="boris")
        self.say("tue 10:00", BORIS, number, "#assign vera\n#note\n\nYou know these lamps.\n")
        self.state(number, status="discussion", manager="vera")
        self.say("wed 10:00", VERA, number, "#reply\n\nThe mains are weak then.\n")
        self.state(number, status="replied")
        # Five days go over the change to daylight saving.
        self.to("+mon 10:55")
        self.state(number, status="replied")
        self.to("+mon 11:05")
        self.state(number, status="closed")
        self.say("+tue 9:00", CAROL, number, "The mains are fine.\n")
        self.state(number, status="discussion")

    def test_archive(self):
        """Webasyst: a closed request is archived after thirty days, and stays in the archive"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 10:00", BORIS, number, "#close\n\nA new lamp is on its way.\n")
        self.state(number, status="closed")
        self.leap("++++wed 10:55")
        self.state(number, status="closed")
        self.leap("++++wed 11:05")
        self.state(number, status="archive", kind="closed")
        self.say("++++wed 12:00", BORIS, number, "#open\n")
        self.state(number, status="archive")
        self.say("++++wed 13:00", CAROL, number, "I have another question.\n")
        self.state(number, status="archive")
        self.assert_linked(max(ticket["number"] for ticket in self.tickets()), number)
        self.desk.output("do", number, "#open", "--as", "anna", now=self.now)
        self.state(number, status="discussion")

    def test_forwarded_and_deleted(self):
        """Webasyst: passed on it is in discussion; deleted, its customer hears nothing"""
        number, other = self.ask("mon 9:00", CAROL), self.ask("mon 9:05", DAVE)
        self.say("mon 10:00", BORIS, number, "#assign vera\n")
        self.state(number, status="discussion", manager="vera")
        self.news(DAVE)
        self.say("mon 10:00", BORIS, other, "#status deleted\n")
        self.state(other, status="deleted", kind="closed")
        self.assertEqual(self.news(DAVE), [])
