#!/usr/bin/env python3
"""What an SMTP server can answer to a mail, and what that means for the mail."""
import time

from servers import SmtpServer, Story, drop, main, silence

MAIL = b"From: a@x.example\r\nTo: b@y.example\r\nSubject: hi\r\n\r\nline\r\n.\r\n..two\r\nend\r\n"


class SmtpVerdicts(Story):
    def setUp(self):
        self.file = self.path("mail")
        with open(self.file, "wb") as file:
            file.write(MAIL)

    def send(self, server, **keys):
        self.server = self.serve(server)
        keys = {"from": "a@x.example", "to": "b@y.example", "file": self.file, "user": "", **keys}
        return self.probe("send", self.server, kind="smtp", **keys)

    def expect(self, want, replies=None, offers=("SIZE 1000000",), **keys):
        text = self.send(SmtpServer(replies, offers), **keys)
        self.assertRegex(text, "(?m)^" + want)
        return text

    def test_a_mail_arrives_as_it_was_and_one_connection_serves_many(self):
        self.expect("SENT 250 dots 1: 250 taken", to="b@y.example,c@y.example,d@y.example")
        self.assertEqual(self.server.mails, [MAIL] * 3)
        self.assertEqual(self.server.connections, 1)
        self.assertIn(f"MAIL FROM:<a@x.example> SIZE={len(MAIL)}", self.server.said)
        self.assertEqual(self.server.said[-1], "QUIT")

    def test_empty_sender(self):
        self.expect("SENT", **{"from": ""})
        self.assertTrue(any(s.startswith("MAIL FROM:<>") for s in self.server.said))

    def test_addresses_with_line_ends_are_never_said(self):
        self.expect("FAILED 0 dots 0", to="b@y.example>\r\nRCPT TO:<c@y.example")
        self.expect("FAILED 0 dots 0", **{"from": "a@x.example\nDATA"})
        self.assertEqual(self.server.said, [])

    def test_85_no_answer_to_the_dot(self):
        self.expect("UNKNOWN 0 dots 1", {"DOT": silence}, silence=1)
        self.expect("UNKNOWN 0 dots 1", {"DOT": drop})

    def test_86_250_then_reset(self):
        def taken(server, line, text):
            line.write("250 taken\r\n")
            drop(server, line)
        self.expect("SENT 250", {"DOT": taken})

    def test_87_421_at_mail(self):
        self.expect("RETRY 421 dots 0: 421 too busy", {"MAIL": "421 too busy"})

    def test_88_one_of_three_later(self):
        text = self.send(SmtpServer({"RCPT": ["250 ok", "452 full", "250 ok"]}),
                         to="b@y.example,c@y.example,d@y.example")
        self.assertEqual([line.split(":")[0] for line in text.splitlines()],
                         ["SENT 250 dots 1", "RETRY 452 dots 0", "SENT 250 dots 1"])

    def test_89_550(self):
        self.expect("FAILED 550 dots 1: 550 spam", {"DOT": "550 spam"})
        self.expect("FAILED 550 dots 0: 550 no such user", {"RCPT": "550 no such user"})
        self.expect("FAILED 554 dots 0", {"DATA": "554 no"})
        self.expect("RETRY 451 dots 1", {"DOT": "451 later"})
        self.expect("RETRY 451 dots 0", {"DATA": "451 later"})

    def test_90_nonsense(self):
        self.expect("RETRY 0 dots 0", {"MAIL": "hello?"}, silence=1)
        self.expect("UNKNOWN 0 dots 1", {"DOT": "hello?"}, silence=1)
        self.expect("UNKNOWN 0 dots 1", {"DOT": "123 what"})
        self.expect("PAUSED 0 dots 0", {"CONNECT": "HTTP/1.1 400 Bad Request"}, silence=1)
        self.expect("RETRY", {"DATA": "250 what"})

    def test_91_endless_answer_is_capped(self):
        def endless(server, line, text):
            while True:
                line.write("250-more\r\n" * 1000)
        start = time.monotonic()
        self.expect("RETRY", {"RCPT": endless})
        self.expect("PAUSED", {"EHLO": endless})
        self.assertLess(time.monotonic() - start, 4)

    def test_92_login_refused(self):
        text = self.expect("PAUSED 535 dots 0", {"AUTH": "535 wrong"}, ("AUTH PLAIN",),
                           user="anna")
        self.assertIn("password_file", text)
        self.assertNotIn("sesame", text)
        self.expect("PAUSED 454", {"AUTH": "454 later"}, ("AUTH PLAIN",), user="anna")
        self.expect("PAUSED 530", {"MAIL": "530 login first"})

    def test_login(self):
        self.expect("SENT", offers=("AUTH LOGIN PLAIN CRAM-MD5",), user="anna")
        self.assertIn("AUTH PLAIN AGFubmEAc2VzYW1l", self.server.said)
        self.expect("SENT", offers=("AUTH PLAIN XOAUTH2",), user="anna", token=self.password)
        self.assertIn("AUTH XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIHNlc2FtZQEB", self.server.said)

    def test_93_wrong_certificate(self):
        for name, ca, want in (("good", "good", "SENT"), ("other", "other", "PAUSED"),
                               ("good", "other", "PAUSED")):
            server = SmtpServer(tls=self.context(name), offers=("STARTTLS",))
            text = self.send(server, tls="starttls", ca=self.path(ca + ".pem"))
            self.assertRegex(text, "^" + want)
            server = SmtpServer(tls=self.context(name), implicit=True)
            text = self.send(server, tls="implicit", ca=self.path(ca + ".pem"))
            self.assertRegex(text, "^" + want)
        self.assertIn("certificate", text)

    def test_starttls_stripped(self):
        text = self.expect("PAUSED 0 dots 0", tls="starttls")
        self.assertIn("STARTTLS", text)
        self.assertFalse(any(s.startswith("MAIL") for s in self.server.said))

    def test_94_size_too_small(self):
        self.expect("FAILED 552 dots 0", {"MAIL": "552 too large"}, ("SIZE 10",))

    def test_stale_connection_is_tried_once_more(self):
        def bye(server, line, text):
            line.write("250 taken\r\n")
            drop(server, line)
        text = self.send(SmtpServer({"DOT": [bye, "250 again"]}), pause=300,
                         to="b@y.example,c@y.example")
        self.assertRegex(text, "SENT 250 dots 1: 250 taken\nSENT 250 dots 1: 250 again")
        self.assertEqual(self.server.connections, 2)

    def test_drops_before_the_dot(self):
        for verb in ("MAIL", "RCPT", "DATA"):
            self.expect("RETRY 0 dots 0", {verb: drop})
            self.expect("RETRY 0 dots 0", {verb: silence}, silence=1)
        for verb in ("CONNECT", "EHLO"):
            self.expect("PAUSED 0 dots 0", {verb: drop})
        self.expect("PAUSED 554", {"CONNECT": "554 closed"})

    def test_nobody_listens(self):
        server = SmtpServer()
        server.close()
        self.assertRegex(self.send(server), "^PAUSED 0")

    def test_before_dot_says_no(self):
        self.expect("RETRY 0 dots 1", stop=1)
        self.assertEqual(self.server.mails, [])

    def test_a_large_mail(self):
        with open(self.file, "wb") as file:
            file.write(MAIL + b"x" * 70 + b"\r\n" + b".y\r\n" * 300000)
        self.expect("SENT 250 dots 1")
        self.assertEqual(len(self.server.mails[0]), len(MAIL) + 72 + 4 * 300000)

    def test_try(self):
        server = self.serve(SmtpServer(offers=("AUTH PLAIN",)))
        self.assertEqual(self.probe("try", server, kind="smtp"), "works\n")
        server = self.serve(SmtpServer({"AUTH": "535 wrong"}, offers=("AUTH PLAIN",)))
        self.assertIn("error AUTH", self.probe("try", server, kind="smtp"))
        server = self.serve(SmtpServer({"CONNECT": "554 no"}))
        self.assertIn("error SOURCE", self.probe("try", server, kind="smtp"))
        server = self.serve(SmtpServer(tls=self.context("other"), implicit=True))
        self.assertIn("error AUTH", self.probe("try", server, kind="smtp", tls="implicit",
                                               ca=self.path("good.pem")))


if __name__ == "__main__":
    main()
