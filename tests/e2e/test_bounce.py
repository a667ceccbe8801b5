"""A receipt that cannot be delivered comes back, is recorded, and is never answered."""
from story import CAROL, Story

GONE = "someone@gone.example"          # Postfix accepts it and bounces it later
UNKNOWN = "nobody@customer.example"    # Postfix refuses it at once


class Bounces(Story):
    def test_bounce(self):
        """a real bounce of the receipt is a bounce, not a ticket, and gets no answer"""
        self.arrive(GONE, "Who am I?")
        self.cycle()
        bounces = self.letters("support@example.com")
        self.assertEqual(len(bounces), 1, "Postfix sent the receipt back")
        self.assertEqual(bounces[0].get_content_type(), "multipart/report")
        before = self.only_ticket()

        self.cycle()
        self.assertEqual(self.letters("support@example.com"), [], "the bounce is taken in")
        ticket = self.only_ticket()
        self.assertEqual(ticket["status"], before["status"])
        self.assertIn("bounced", [event["kind"] for event in ticket["events"]])
        self.assertEqual([row for row in self.desk.json("outbox")
                          if row["state"] in ("queued", "retry")], [])
        self.assert_nobody_hears(self.cycle)

    def test_refused(self):
        """a receipt that is refused at once has failed for good, with the server's words"""
        self.arrive(UNKNOWN, "Who am I?")
        self.desk.run("cycle")
        self.post.drain()
        row = next(row for row in self.desk.json("outbox") if row["to"] == UNKNOWN)
        self.assertEqual(row["state"], "failed")
        self.assertIn("5.1.1", row["last_reply"])
        self.assertEqual(self.only_ticket()["requester"]["address"], UNKNOWN)

    def test_others_go_on(self):
        """a receipt that is refused keeps no other letter back"""
        self.arrive(UNKNOWN, "Who am I?")
        self.arrive(CAROL, "Who are you?")
        self.desk.run("cycle")
        self.post.drain()
        self.assertEqual(len(self.letters(CAROL)), 1)
