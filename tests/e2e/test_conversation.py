"""A customer writes, a manager answers with #close, the customer rates; in three languages."""
from loopback.conversation import ENGLISH, RUSSIAN, UKRAINIAN, Conversation
from loopback.telling import Teller
from story import Story


class TheMainConversation(Story):
    def talk(self, talk):
        self.desk.start_web()
        Conversation(self.desk, self.post, Teller(out=None), talk).play()

    def test_english(self):
        """the whole conversation in English"""
        self.talk(ENGLISH)

    def test_russian(self):
        """the whole conversation in Russian"""
        self.talk(RUSSIAN)

    def test_ukrainian(self):
        """the whole conversation in Ukrainian"""
        self.talk(UKRAINIAN)

    def test_again(self):
        """a cycle right after a cycle changes nothing and sends nothing"""
        self.opened()
        tickets = self.tickets()
        self.assert_nobody_hears(self.cycle)
        self.assertEqual(self.tickets(), tickets)

    def test_two_at_once(self):
        """letters of several customers become a ticket and a receipt each"""
        senders = ("carol@customer.example", "dave@customer.example", "ivan@klient.example")
        for sender in senders:
            self.arrive(sender, f"Question of {sender}")
        self.cycle()
        self.assertEqual(sorted(ticket["requester"] if isinstance(ticket["requester"], str)
                                else ticket["requester"]["address"]
                                for ticket in self.tickets()), sorted(senders))
        for sender in senders:
            self.assertEqual(len(self.letters(sender)), 1, sender)
