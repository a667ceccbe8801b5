"""What stories of managers' mail share: Carol's ticket, which is Anna's, and who heard what."""
import time

from loopback.mail import text_of
from story import ANNA, CAROL, Story


class Managing(Story):
    """Carol of Customer Ltd wrote; Anna, the company's manager, has the notice of it."""

    def setUp(self):
        super().setUp()
        self.arrange(self.desk.settings)
        self.desk.write_config()
        self.clock = int(time.time())
        self.question, self.receipt, self.notice = self.opened()
        self.number = self.only_ticket()["number"]
        self.seen = {}
        self.news(CAROL)
        self.news(ANNA)

    def arrange(self, settings):
        """What the desk of the story has that the usual one has not."""

    def say(self, *texts, on=None, after=0):
        """A manager answers a letter of ours, once for each text; then a cycle so much later."""
        for text in texts:
            self.answer(on or self.notice, text)
        self.cycle(now=self.clock + after)

    def later(self, seconds):
        self.cycle(now=self.clock + seconds)

    def news(self, address):
        """Letters that came to an address since this was asked last, in the order in which the
        desk wrote them: mail servers deliver them in any."""
        letters = self.letters(address)
        fresh = letters[self.seen.get(address, 0):]
        self.seen[address] = len(letters)
        written = {row["message_id"]: row["id"] for row in self.outbox(address)}
        return sorted(fresh, key=lambda mail: written.get(
            str(mail["Message-ID"]).strip().strip("<>"), 0))

    def assert_quiet(self, *addresses):
        """No letter came there since the last look."""
        for address in addresses:
            self.assertEqual([text_of(mail) for mail in self.news(address)], [], address)

    def assert_told(self, address, *words):
        """One letter came there since the last look, with these words; returns it."""
        fresh = self.news(address)
        self.assertEqual(len(fresh), 1, [text_of(mail) for mail in fresh])
        for word in words:
            self.assertIn(word, text_of(fresh[0]))
        return fresh[0]

    def outbox(self, address):
        """All letters to an address as the desk knows them, oldest first."""
        return sorted((row for row in self.desk.json("outbox", "list", "--all")
                       if row["to"] == address), key=lambda row: row["id"])

    def kinds(self, address):
        """The templates of all letters to an address, oldest first."""
        return [row["template"] for row in self.outbox(address)]

    def last(self, template, address):
        """The last letter of that template, as it lies in the inbox."""
        ids = {row["message_id"] for row in self.outbox(address) if row["template"] == template}
        found = [mail for mail in self.letters(address)
                 if str(mail["Message-ID"]).strip().strip("<>") in ids]
        self.assertTrue(found, f"{address} has no letter {template}: {self.kinds(address)}")
        return found[-1]

    def ticket(self):
        return self.show(self.number)

    def told(self, kind, number=None):
        """The events of a kind in a ticket's history."""
        events = self.show(number or self.number)["events"]
        return [event for event in events if event["kind"] == kind]

    def assert_done(self, kind, rule, who="anna", proof="L3"):
        """The history says who did it, with what proof and by which command."""
        found = [(event["who"], event["proof"], event["rule"]) for event in self.told(kind)]
        self.assertIn((who, proof, rule), found, kind)

    def outcome(self):
        """The outcome of the letter that came in last."""
        return max(self.desk.json("received"), key=lambda row: row["id"])["outcome"]

    def assert_fault(self, address, *words):
        """Nothing was done, and the manager reads why; returns the letter that says so."""
        self.assertEqual(self.kinds(address)[-1], "command-fault")
        fault = self.last("command-fault", address)
        for word in words:
            self.assertIn(word, " ".join(text_of(fault).split()))
        return fault
