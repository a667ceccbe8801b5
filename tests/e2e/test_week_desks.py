"""A week of mail in the manner of a CRM's request queue, UseResponse, 1C:CRM, RT and Roundup."""
from story import ANNA, BORIS, CAROL, DAVE, IVAN, OKSANA
from test_week_crm import VERA, Company as People


class RequestQueue(People):
    SET = "request-queue"

    def test_taken_and_postponed(self):
        """request queue: all hear, one takes it, it comes back on its day, done and given back"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="new", manager="")
        self.assertEqual([len(self.news(who)) for who in (BORIS, VERA, ANNA)], [1, 1, 0])
        self.say("mon 9:10", BORIS, number, "#snooze thu 10:00\n")
        self.assertIn("taken, customer asked, done, rejected", self.news(BORIS)[-1])
        self.state(number, status="new", manager="")
        self.say("mon 9:20", BORIS, number, "#take\n")
        self.state(number, status="taken", manager="boris")
        self.say("mon 9:30", BORIS, number, "#snooze thu 10:00\n\nThe part comes on Thursday.\n")
        self.assertIn("The part comes on Thursday.", self.news(CAROL)[-1])
        self.to("thu 9:55")
        self.state(number, status="postponed")
        self.news(BORIS)
        self.to("thu 10:05")
        self.state(number, status="taken", manager="boris")
        self.assertEqual(len(self.news(BORIS)), 1)
        self.say("thu 11:00", BORIS, number, "#close\n\nIt is in.\n")
        self.state(number, status="done")
        self.say("fri 9:00", CAROL, number, "It flickers again.\n")
        self.state(number, status="taken", manager="boris")
        self.say("fri 10:00", BORIS, number, "#use give-back\n")
        self.state(number, status="new", manager="")
        self.say("fri 11:00", VERA, number, "#take\n")
        self.state(number, status="taken", manager="vera")

    def test_nobody_takes_it(self):
        """request queue: what nobody takes is told after working hours; rejected, and taken up again"""
        number = self.ask("fri 16:00", CAROL)
        self.hears_at(VERA, "nobody has answered yet", "+mon 10:55", "+mon 11:05")
        self.assertTrue(self.heard(BORIS, "nobody has answered yet"))
        self.hears_at(ANNA, "Nobody has taken this request", "+mon 14:55", "+mon 15:05")
        self.news(CAROL)
        self.say("+mon 15:30", VERA, number, "#use rejected\n\nWe repair no lamps of others.\n")
        self.state(number, status="rejected", manager="vera")
        told = self.news(CAROL)
        self.assertEqual(len(told), 1)
        for words in ("We repair no lamps of others.", "We are sorry that we cannot do this"):
            self.assertIn(words, told[0])
        self.say("+mon 16:00", VERA, number, "#open\n")
        self.state(number, status="rejected")
        self.say("+tue 9:00", CAROL, number, "But it is a lamp of yours.\n")
        self.state(number, status="taken", manager="vera")
        self.news(VERA)
        self.hears_at(VERA, "waits for an answer", "+tue 16:59", "+tue 17:01")


class UseResponse(People):
    SET = "useresponse"

    def test_workload(self):
        """UseResponse: who has least to do gets the next one; on hold counts nothing, awaited half"""
        first = self.ask("mon 9:00", CAROL)
        second = self.ask("mon 9:05", DAVE)
        self.state(first, status="new", manager="boris")
        self.state(second, manager="vera")
        self.say("mon 9:30", VERA, second, "#status on-hold\n")
        self.state(second, kind="postponed")
        third = self.ask("mon 10:00", IVAN, "Лампа", "Она мигает.\n")
        self.state(third, manager="vera")
        self.say("mon 10:30", VERA, third, "Замените её.\n")
        fourth = self.ask("mon 11:00", OKSANA, "Лампа", "Блимає.\n")
        self.state(fourth, manager="vera")
        fifth = self.ask("mon 11:05", OKSANA, "Ще лампа", "Блимає.\n")
        self.state(fifth, manager="boris")

    def test_sla(self):
        """UseResponse: SLA by priority in business hours; on hold stops it, awaiting a reply does not"""
        number = self.ask("mon 16:30", CAROL, "Urgent: no light")
        ticket = self.state(number, priority="urgent", manager="boris")
        self.assertEqual(ticket["promise"]["name"], "urgent")
        self.assertEqual(ticket["promise"]["reaction"]["due"], self.at("mon 17:30"))
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("tue 11:30"))
        self.hears_at(BORIS, "first answer is due soon", "mon 16:59", "mon 17:01")
        self.say("mon 17:10", BORIS, number, "Which lamp?\n")
        ticket = self.state(number, status="awaiting-reply")
        self.assertEqual(ticket["promise"]["reaction"]["work"], 40 * 60)
        self.say("tue 9:30", BORIS, number, "#status on-hold\n")
        self.state(number, status="on-hold")
        self.say("tue 13:30", BORIS, number, "#open\n")
        ticket = self.state(number, status="opened")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("tue 15:30"))
        self.hears_at(BORIS, "solution is due soon", "tue 14:59", "tue 15:01")
        self.hears_at(BORIS, "solution is late", "tue 15:29", "tue 15:31")
        self.hears_at(ANNA, "solution is late", "tue 16:29", "tue 16:31")

    def test_silence(self):
        """UseResponse: a silent customer is asked, then it is completed; a bad rating opens it"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 10:00", BORIS, number, "Try another bulb.\n")
        self.state(number, status="awaiting-reply")
        self.hears_at(CAROL, "do you still need our help?", "thu 9:55", "thu 10:05")
        self.to("sat 9:55")
        self.state(number, status="awaiting-reply")
        self.to("sat 10:05")
        self.state(number, status="completed")
        self.say("+mon 9:00", CAROL, number, "1\n")
        self.state(number, status="opened", tags=["unhappy"])
        self.assertTrue(self.heard(ANNA, "The customer is not happy with this."))
        self.say("+mon 10:00", BORIS, number, "We are sorry. Is it better now?\n")
        self.say("+mon 11:00", CAROL, number, "Not at all.\n")
        self.state(number, status="opened")
        self.hears_at(BORIS, "waits for an answer", "+mon 14:55", "+mon 15:05")
        self.say("+mon 16:00", BORIS, number, "#close\n\nA new lamp is on its way.\n")
        self.leap("+++mon 15:55")
        self.state(number, status="completed")
        self.to("+++mon 16:05")
        self.state(number, status="archived")


class OneC(People):
    """Vera, whose client Customer Ltd is, is away on Monday and Tuesday."""
    SET = "1c-crm"

    def arrange(self, settings):
        super().arrange(settings)
        settings["companies"].append({"name": "Customer Ltd", "domains": ["customer.example"],
                                      "manager": "vera", "category": "VIP"})
        settings["limits"]["reopen_days"] = 2
        vera = next(entry for entry in settings["managers"] if entry["login"] == "vera")
        vera["absences"] = [{"from": self.day(0), "to": self.day(1), "deputy": "boris"}]

    def day(self, number):
        return str(self.monday.replace(day=self.monday.day + number))

    def test_deadlines(self):
        """1C:CRM: the deputy has a key client's request; warned, late, told to the head, urgent"""
        number = self.ask("mon 12:30", CAROL)
        ticket = self.state(number, status="registered", manager="boris")
        self.assertEqual(ticket["promise"]["name"], "key client")
        self.assertEqual(ticket["promise"]["reaction"]["due"], self.at("mon 15:30"))
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("tue 12:30"))
        self.hears_at(BORIS, "first answer is due soon", "mon 14:59", "mon 15:01")
        self.say("mon 15:10", BORIS, number, "We come tomorrow.\n")
        self.state(number, status="in-work")
        self.say("tue 9:30", BORIS, number, "#status clarifying\n\nWhich floor?\n")
        self.state(self.ask("wed 9:00", DAVE), manager="vera")
        self.say("wed 10:00", CAROL, number, "The third.\n")
        ticket = self.state(number, status="in-work")
        # Five hours of the eight were over; three are left.
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("wed 13:00"))
        self.hears_at(BORIS, "solution is due soon", "wed 12:29", "wed 12:31")
        self.hears_at(BORIS, "solution is late", "wed 12:59", "wed 13:01")
        self.hears_at(ANNA, "solution is late", "wed 14:59", "wed 15:01")
        self.to("wed 17:59")
        ticket = self.state(number, priority="normal", tags=[])
        self.assertTrue(ticket["promise"]["late"])
        self.to("wed 18:01")
        self.state(number, priority="urgent", tags=["late"])

    def test_reminders(self):
        """1C:CRM: reminders in working hours; a refusal is taken back by a lead or the customer"""
        number = self.ask("mon 9:00", OKSANA, "Лампа", "Блимає.\n")
        self.hears_at(BORIS, "nobody has answered yet", "mon 10:59", "mon 11:01")
        self.say("mon 11:30", BORIS, number, "#status clarifying\n\nЯка лампа?\n")
        self.hears_at(BORIS, "has been silent since", "wed 11:29", "wed 11:31")
        self.say("wed 12:00", OKSANA, number, "Стара.\n")
        self.hears_at(BORIS, "waits for an answer", "wed 16:59", "wed 17:01")
        self.say("wed 17:10", BORIS, number, "#close refused\n\nВона не наша.\n")
        self.say("wed 17:20", BORIS, number, "#open\n")
        self.state(number, status="refused")
        self.say("wed 17:30", OKSANA, number, "Ваша!\n")
        self.state(number, status="in-work")

    def test_severity(self):
        """1C:CRM: kind and severity change the promise; done, closed, opened again or linked anew"""
        number = self.ask("mon 9:00", OKSANA, "Претензія: лампа", "Вона блимає.\n")
        ticket = self.state(number, type="claim", priority="high", manager="boris")
        self.assertTrue(self.heard(ANNA, "A customer complains."))
        self.assertEqual(ticket["promise"]["name"], "usual")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("wed 18:00"))
        self.say("mon 9:30", BORIS, number, "#type incident\n#set severity=critical\n")
        ticket = self.state(number, status="registered", type="incident")
        self.assertEqual(ticket["promise"]["name"], "critical")
        self.assertEqual(ticket["promise"]["reaction"]["due"], self.at("mon 10:00"))
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("mon 13:00"))
        self.say("mon 9:50", BORIS, number, "#close\n\nЗамінено.\n")
        ticket = self.state(number, status="done")
        self.assertEqual(ticket["promise"]["solution"]["work"], 50 * 60)
        self.to("thu 9:45")
        self.state(number, status="done")
        self.to("thu 9:55")
        self.state(number, status="closed")
        self.say("fri 9:00", OKSANA, number, "Знову блимає.\n")
        self.state(number, status="in-work", manager="boris")
        self.say("fri 10:00", BORIS, number, "#close\n\nЗамінено ще раз.\n")
        self.to("+mon 11:05")  # three days of 24 hours, over the change to daylight saving
        self.state(number, status="closed")
        self.leap("+wed 11:05")
        self.say("+wed 11:06", OKSANA, number, "І знову!\n")
        self.state(number, status="closed")
        newest = max(ticket["number"] for ticket in self.tickets())
        self.assertNotEqual(newest, number)
        self.state(newest, status="registered")
        self.assertIn(("linked", f"to {number}"), [(event["kind"], event["detail"])
                                                   for event in self.show(newest)["events"]])


class RequestTracker(People):
    SET = "rt"

    def test_lifecycle(self):
        """RT: nobody owns it, it is taken and stolen, correspondence opens it, few may delete it"""
        number = self.ask("mon 9:00", CAROL)
        self.state(number, status="new", manager="")
        self.assertEqual([len(self.news(who)) for who in (CAROL, BORIS, VERA)], [1, 1, 1])
        self.say("mon 9:10", CAROL, number, "It hums as well.\n")
        self.state(number, status="new")
        self.say("mon 9:20", BORIS, number, "#take\n")
        self.state(number, status="new", manager="boris")
        self.say("mon 9:30", VERA, number, "#take\n")
        self.state(number, status="new", manager="vera")
        self.say("mon 10:00", VERA, number, "Which lamp?\n")
        self.state(number, status="open")
        self.say("mon 10:10", VERA, number, "#status stalled\n")
        self.state(number, status="stalled")
        self.say("mon 15:00", CAROL, number, "The green one.\n")
        self.state(number, status="open")
        self.news(CAROL)
        self.say("mon 16:00", VERA, number, "#close\n")
        self.state(number, status="resolved")
        self.assertEqual(len(self.news(CAROL)), 1)
        self.say("tue 9:00", CAROL, number, "It flickers again.\n")
        self.state(number, status="open")
        self.say("tue 10:00", VERA, number, "#status deleted\n")
        self.state(number, status="open")
        self.desk.output("do", number, "#status deleted", "--as", "chief", now=self.now)
        self.state(number, status="deleted")

    def test_service_levels(self):
        """RT: due by its service level in business hours; the priority rises, overdue is told"""
        standard = self.ask("fri 17:00", CAROL)
        urgent = self.ask("fri 17:10", DAVE)
        self.say("fri 17:20", VERA, urgent, "#take\n#set sla=urgent\n")
        ticket = self.state(urgent, manager="vera")
        self.assertEqual(ticket["promise"]["name"], "urgent")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("+mon 10:10"))
        self.say("+mon 9:30", VERA, urgent, "#status stalled\n")
        self.say("+mon 12:30", DAVE, urgent, "The red one.\n")
        ticket = self.state(urgent, status="open")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("+mon 13:10"))
        self.say("+mon 13:00", VERA, urgent, "#close\n\nReplaced.\n")
        self.assertEqual(self.show(urgent)["promise"]["solution"]["work"], 110 * 60)
        ticket = self.show(standard)
        self.assertEqual(ticket["promise"]["name"], "standard")
        self.assertEqual(ticket["promise"]["solution"]["due"], self.at("+mon 16:00"))
        self.to("+mon 13:55")
        self.state(standard, priority="normal")
        self.to("+mon 14:05")
        self.state(standard, priority="high")
        self.to("+mon 15:59")
        self.state(standard, priority="high")
        self.to("+mon 16:02")
        self.state(standard, priority="urgent")
        self.hears_at(ANNA, "solution is late", "+mon 16:59", "+mon 17:01")

    def test_stalled_too_long(self):
        """RT: what was stalled for a week is open again, and its owner hears"""
        number = self.ask("mon 9:00", CAROL)
        self.say("mon 9:30", BORIS, number, "#take\n#status stalled\n")
        self.leap("+mon 10:25")  # a week of 168 hours, over the change to daylight saving
        self.state(number, status="stalled", manager="boris")
        self.news(BORIS)
        self.to("+mon 10:35")
        self.state(number, status="open")
        self.assertTrue(self.heard(BORIS, "It was stalled for a week."))


class Roundup(People):
    SET = "roundup"

    def test_chatting(self):
        """Roundup: a second message makes it chatting, the nosy hear, an example is asked for"""
        number = self.ask("mon 9:00", CAROL, Cc=DAVE)
        self.state(number, status="unread", manager="")
        self.say("mon 9:10", CAROL, number, "And it hums.\n")
        self.state(number, status="chatting", manager="")
        self.say("mon 9:30", BORIS, number, "#use example\n")
        self.state(number, status="need-eg", manager="boris")
        for nosy in (CAROL, DAVE):
            self.assertTrue(self.heard(nosy, "Could you send us an example"), nosy)
        self.say("mon 11:00", DAVE, number, "Switch it on twice.\n")
        self.state(number, status="chatting")
        self.say("mon 12:00", BORIS, number, "#status in-progress\n")
        self.say("mon 13:00", CAROL, number, "Any news?\n")
        self.state(number, status="in-progress")
        self.say("mon 14:00", BORIS, number, "#status testing\n\nPlease try it now.\n")
        self.state(number, status="testing")
        self.say("mon 15:00", BORIS, number, "#close\n")
        self.state(number, status="resolved")
        self.say("tue 9:00", CAROL, number, "It still hums.\n")
        self.state(number, status="chatting")
        self.say("tue 10:00", BORIS, number, "#status done-cbb\n\nThis will not get better.\n")
        self.state(number, status="done-cbb", kind="solved")
        self.say("tue 11:00", CAROL, number, "It might.\n")
        self.state(number, status="chatting")

    def test_subject_and_reminders(self):
        """Roundup: properties stand in the subject; what is left is told weekly, deferred comes back"""
        urgent = self.ask("mon 9:00", CAROL, "[priority=urgent] The lamp burns")
        wish = self.ask("mon 9:05", DAVE, "A red lamp [topic=looks;priority=wish]")
        for kind in ("bug", "feature"):
            number = self.ask("mon 9:07", OKSANA, f"[priority={kind}] Лампа")
            self.state(number, priority="normal", type=kind)
            self.desk.output("do", number, "#close", "--as", "anna", now=self.now)
        plain = self.ask("mon 9:10", IVAN, "The priority=urgent of lamps")
        ticket = self.state(urgent, priority="urgent", type="", manager="")
        self.assertEqual(ticket["promise"]["name"], "")
        self.state(wish, priority="low", type="wish")
        self.state(plain, priority="normal", type="", manager="")
        self.say("mon 10:00", BORIS, urgent, "#take\n")
        self.say("mon 10:30", VERA, wish, "#take\n#snooze thu 9:00\n")
        self.state(wish, status="deferred", manager="vera")
        self.to("thu 8:55")
        self.state(wish, status="deferred")
        self.to("thu 9:05")
        self.state(wish, status="chatting")
        self.news(BORIS)
        # A week of 168 hours, over the change to daylight saving.
        self.hears_at(BORIS, "This issue is still there.", "+mon 9:55", "+mon 10:15")
        self.leap("++mon 9:55")
        self.hears_at(BORIS, "This issue is still there.", "++mon 9:56", "++mon 10:01")
