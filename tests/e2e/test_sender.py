"""Who a letter is from: people with several addresses, web forms, forwards and late answers."""
import time

from loopback.mail import letter, reply, text_of
from story import ANNA, BORIS, CAROL, IVAN, SUPPORT, Story

HOME = "dave@customer.example"
DAY = 24 * 3600


class Sender(Story):
    def put(self, mail, sender, **more):
        self.post.put(mail, SUPPORT, sender)
        self.cycle(**more)

    def manager_of(self, ticket):
        return ANNA if ticket["manager"] == "anna" else BORIS

    def test_second_address(self):
        """a letter from a customer's second address counts as one from the first"""
        self.desk.settings["contacts"] = [{"name": "Carol", "addresses": [CAROL, HOME]}]
        self.desk.write_config()
        _, receipt, _ = self.opened()
        self.put(reply(receipt, HOME, "Writing from home: still dark."), HOME)
        ticket = self.only_ticket()
        self.assertEqual(ticket["requester"]["address"], CAROL)
        self.assertEqual(ticket["messages"][1]["text"], "Writing from home: still dark.")

    def test_form(self):
        """a letter through the web form belongs to whom Reply-To names, and proves nothing"""
        self.desk.settings["queues"][0]["forms"] = ["*@www.customer.example"]
        self.desk.write_config()
        self.put(letter("no-reply@www.customer.example", SUPPORT, "Form", "My lamp.\n",
                        Reply_To=IVAN), "no-reply@www.customer.example")
        first = self.only_ticket()
        self.assertEqual(first["requester"]["address"], IVAN)
        self.assertEqual(len(self.letters(IVAN)), 1, "the receipt")
        self.put(letter("no-reply@www.customer.example", SUPPORT, f"[HD#{first['number']}] Form",
                        "#close\n", Reply_To=ANNA), "no-reply@www.customer.example")
        self.assertEqual(len(self.tickets()), 2)
        self.assertEqual(self.show(first["number"])["kind"], "new")

    def test_forward(self):
        """a forward of the receipt starts a ticket of its own; the manager is told of the other"""
        _, receipt, _ = self.opened()
        mail = reply(receipt, CAROL, "About something else: the door.")
        mail.replace_header("Subject", f"Fwd: {receipt['Subject']}")
        self.put(mail, CAROL)
        self.assertEqual(len(self.tickets()), 2)
        notice = self.letters(self.manager_of(self.tickets()[0]))[-1]
        self.assertIn("Perhaps it belongs to ticket 1.", text_of(notice))

    def test_relative(self):
        """a second letter about the same thing is a ticket of its own, with a hint"""
        self.opened(subject="Broken lamp")
        self.put(letter(CAROL, SUPPORT, "RE: broken lamp", "It is dark now.\n"), CAROL)
        self.assertEqual(len(self.tickets()), 2)
        notice = self.letters(self.manager_of(self.tickets()[0]))[-1]
        self.assertIn("Perhaps it belongs to ticket 1.", text_of(notice))

    def test_late_answer(self):
        """an answer within the days opens a solved ticket again, a later one a linked ticket"""
        _, receipt, notice = self.opened()
        self.answer(notice, "#close\n\nChanged the bulb.")
        self.cycle()
        soon, late = time.time() + 20 * DAY, time.time() + 60 * DAY
        self.put(reply(receipt, CAROL, "Dark again."), CAROL, now=soon)
        self.assertEqual(self.only_ticket()["kind"], "open")
        self.desk.output("do", "1", "#close", "--as", "anna", now=soon)
        self.put(reply(receipt, CAROL, "Now the other one."), CAROL, now=late)
        self.assertEqual(len(self.tickets()), 2)
        self.assertEqual(self.show(1)["kind"], "solved")
        for number, detail in ((1, "from 2"), (2, "to 1")):
            links = [event["detail"] for event in self.show(number)["events"]
                     if event["kind"] == "linked"]
            self.assertEqual(links, [detail])

    def test_outlook_index(self):
        """an answer with nothing but Outlook's Thread-Index finds its ticket"""
        index = "AdgQx1b5Zp0yW3bnT0q6v8Jf2l1k9w=="
        self.put(letter(CAROL, SUPPORT, "Printer", "It smokes.\n", Thread_Index=index), CAROL)
        self.put(letter(CAROL, SUPPORT, "Printer, part two", "It burns.\n",
                        Thread_Index="AdgQx1b5Zp0yW3bnT0q6v8Jf2l1k9wAAAQIDBA=="), CAROL)
        self.assertEqual(len(self.only_ticket()["messages"]), 2)

    def test_signature_picture(self):
        """a signature's picture that comes again is not passed on; a new picture is"""
        def with_pictures(mail, *pictures):
            mail.set_content("See the picture.\n")
            mail.add_alternative("<p>See the picture.</p>" + "".join(
                f'<img src="cid:{name}@x">' for name, _ in pictures), subtype="html")
            for name, data in pictures:
                mail.get_payload()[1].add_related(data, "image", "png", cid=f"<{name}@x>",
                                                  filename=f"{name}.png", disposition="inline")
            return mail

        logo = ("logo", b"\x89PNG logo" * 20)
        self.put(with_pictures(letter(CAROL, SUPPORT, "Lamp", ""), logo), CAROL)
        notice = self.letters(self.manager_of(self.only_ticket()))[-1]
        self.assertEqual(self.pictures(notice), ["logo.png"])
        receipt = self.letters(CAROL)[-1]
        mail = with_pictures(reply(receipt, CAROL, ""), logo, ("lamp", b"\x89PNG lamp" * 20))
        self.put(mail, CAROL)
        notice = self.letters(self.manager_of(self.only_ticket()))[-1]
        self.assertEqual(self.pictures(notice), ["lamp.png"])

    def pictures(self, mail):
        return [part.get_filename() for part in mail.walk()
                if part.get_content_maintype() == "image"]

    FORWARD = ("Carol called as well, please be quick.\n\n"
               "---------- Forwarded message ---------\n"
               "From: Carol Dean <carol@customer.example>\n"
               "Date: Mon, Nov 2, 2026 at 3:04 PM\n"
               "Subject: Broken lamp\n"
               "To: Anna Berg <anna@example.com>\n\n\n"
               "The lamp flickers.\n")

    def test_forwarded_by_a_manager(self):
        """a manager's forward becomes the customer's ticket; unproven, the customer hears nothing"""
        self.put(letter(ANNA, SUPPORT, "Fwd: Broken lamp", self.FORWARD), ANNA)
        ticket = self.only_ticket()
        self.assertEqual(ticket["requester"], {"name": "Carol Dean", "address": CAROL})
        self.assertEqual(ticket["subject"], "Broken lamp")
        self.assertEqual([(said["direction"], said["text"]) for said in ticket["messages"]],
                         [("in", "The lamp flickers."),
                          ("note", "[nothing proves that Anna Berg wrote this]\n\n"
                                   "Carol called as well, please be quick.")])
        self.assertEqual(ticket["messages"][1]["from"], ANNA, "an address, not a login")
        notice = text_of(self.letters(self.manager_of(ticket))[-1])
        self.assertIn("Carol called as well", notice)
        self.assertEqual(self.letters(CAROL), [])
        self.answer(self.letters(self.manager_of(ticket))[-1], "We are on our way.")
        self.cycle()
        self.assertIn("We are on our way.", text_of(self.letters(CAROL)[-1]))

    def test_entered_for_a_customer(self):
        """a manager's letter with #requester makes a ticket of the customer whom it names"""
        self.put(letter(ANNA, SUPPORT, "Door", f"#requester {IVAN}\n\nIvan says it creaks.\n"), ANNA)
        ticket = self.only_ticket()
        self.assertEqual(ticket["requester"]["address"], IVAN)
        self.assertEqual(ticket["messages"][0]["text"], "Ivan says it creaks.")

    def test_unclear_forward(self):
        """a forward that does not say whose it is asks the manager, and her answer settles it"""
        self.put(letter(ANNA, SUPPORT, "Fwd: Broken lamp", self.FORWARD.replace(
            "Carol Dean <carol@customer.example>", "Carol Dean")), ANNA)
        ticket = self.only_ticket()
        self.assertEqual(ticket["requester"]["address"], ANNA)
        question = [mail for mail in self.letters(ANNA) if "#requester name" in text_of(mail)]
        self.assertEqual(len(question), 1)
        self.answer(question[0], f"#requester {CAROL}")
        self.cycle()
        self.assertEqual(self.only_ticket()["requester"]["address"], CAROL)

    def test_everybody_sees_who_reads(self):
        """an answer goes to all who take part, and each sees the others"""
        self.put(letter(CAROL, SUPPORT, "Lamp", "Dark.\n", Cc=HOME), CAROL)
        self.answer(self.letters(self.manager_of(self.only_ticket()))[-1], "On our way.",
                    lambda mail: (mail.add_header("Cc", IVAN), mail)[1])
        self.cycle()
        for reader in (CAROL, HOME):
            answer = self.letters(reader)[-1]
            self.assertIn(CAROL, str(answer["To"]))
            self.assertIn(HOME, str(answer["Cc"]))
        joined = [person["address"] for person in self.only_ticket()["participants"]]
        self.assertEqual(joined, [HOME, IVAN])

    def test_forged_forwards(self):
        """forwards in a manager's name with invented customers do not get past the cap"""
        for number in range(15):
            self.post.put(letter(ANNA, SUPPORT, "Fwd: Lamp", self.FORWARD.replace(
                "carol@", f"carol{number}@")), SUPPORT, ANNA)
        self.cycle()
        self.assertEqual(len(self.tickets()), 10)
