"""How sure we are of a sender, by what the server that took the letter in found out."""
from loopback.mail import letter, raw
from story import ANNA, CAROL, SUPPORT, Story

TRUE = "mx.example.com"


def results(server, domain, word="pass"):
    """A header as servers write it: folded, with comments."""
    return (f"Authentication-Results: {server};\r\n"
            f"\tdkim={word} (2048-bit key; unprotected) header.d={domain} header.b=\"Ab/c\";\r\n"
            f"\tdmarc={word} (p=reject dis=none) header.from={domain}\r\n").encode()


RECEIVED = (b"Received: from client.example (client.example [203.0.113.7])\r\n"
            b"\tby mx.example.com; Sat, 21 Nov 2026 10:00:00 +0000\r\n")


class Proof(Story):
    def trust(self, *servers):
        self.desk.settings["authserv_ids"] = list(servers)
        self.desk.write_config()

    def proof(self, sender, *headers):
        """What explain tells of the proof; the headers stand on top of the letter, as given."""
        mail = b"".join(headers) + raw(letter(sender, SUPPORT, "Lamp", "Please help.\n"))
        return self.desk.json("explain", "-", stdin=mail)["sender"]["proof"]

    def test_aligned_pass(self):
        """a pass that the trusted server wrote proves a manager and a customer (L2)"""
        self.trust("backup.example.com", TRUE)
        self.assertEqual(self.proof(ANNA, results(TRUE, "example.com"), RECEIVED), "L2")
        self.assertEqual(self.proof(CAROL, results("MX.example.com", "customer.example"), RECEIVED),
                         "L2")
        self.assertEqual(self.proof(ANNA, RECEIVED, results(TRUE, "example.com")), "L2")

    def test_other_domain(self):
        """a pass of another domain, or a failure, proves nothing"""
        self.trust(TRUE)
        self.assertEqual(self.proof(ANNA, results(TRUE, "customer.example"), RECEIVED), "L1")
        self.assertEqual(self.proof(ANNA, results(TRUE, "example.com", "fail"), RECEIVED), "L1")
        self.assertEqual(self.proof(CAROL, results(TRUE, "example.com"), RECEIVED), "L0")

    def test_forged(self):
        """what the sender wrote proves nothing: below the true header, or under another name"""
        self.trust(TRUE)
        true = results(TRUE, "example.com", "none")
        forged = results(TRUE, "example.com")
        self.assertEqual(self.proof(ANNA, true, RECEIVED, forged), "L1")
        self.assertEqual(self.proof(ANNA, true, forged, RECEIVED), "L1")
        self.assertEqual(self.proof(ANNA, results("mx.example.com.evil.example", "example.com")),
                         "L1")
        self.assertEqual(self.proof(ANNA, results("evil.example", "example.com"), forged), "L1")
        self.assertEqual(self.proof(ANNA), "L1")

    def test_nobody_trusted(self):
        """with no server named in the config, no such header counts"""
        self.assertEqual(self.proof(ANNA, results(TRUE, "example.com"), RECEIVED), "L1")

    def explained(self, mail):
        return self.desk.json("explain", "-", stdin=mail)["sender"]["proof"]

    def test_token(self):
        """the code of our own letter proves a manager (L3); where senders are checked, only in
        mail that passed"""
        _, _, notice = self.opened()
        mail = raw(self.answer(notice, "On my way."))
        self.assertEqual(self.explained(mail), "L3")
        self.trust(TRUE)
        self.assertEqual(self.explained(results(TRUE, "example.com") + mail), "L3")
        self.assertEqual(self.explained(results(TRUE, "example.com", "fail") + mail), "L1")
        self.assertEqual(self.explained(mail), "L1")
