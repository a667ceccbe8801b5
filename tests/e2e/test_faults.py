"""When a server fails there is one clear line, nothing is lost, and the next cycle completes."""
import socket

from loopback.process import give, run
from proxy import Line
from story import CAROL, EX_CONFIG, EX_NOPERM, EX_TEMPFAIL, EX_UNAVAILABLE, SUPPORT, Story

REFUSED = (EX_UNAVAILABLE, EX_TEMPFAIL, EX_NOPERM, EX_CONFIG)
BODY = "".join(f"Line {n} of a longer letter.\n" for n in range(400))


class FaultsOfTheMailbox(Story):
    def heal(self, count=1):
        """The fault is over: the next cycle takes everything in, each letter once."""
        self.desk.settings = self.desk.usual_settings()
        self.desk.write_config()
        self.assertEqual(len(self.letters(SUPPORT)), count, "every letter is still there")
        self.cycle()
        self.assertEqual(len(self.tickets()), count)
        self.assertEqual(len(self.letters(CAROL)), count)
        self.assertEqual(self.letters(SUPPORT), [])

    def test_wrong_certificate(self):
        """a certificate of an unknown authority is refused before the password is told"""
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=Somebody else",
             "-keyout", "other.key", "-out", "other.pem"], cwd=self.desk.dir)
        give(self.desk.dir / "other.pem", self.world.user)
        self.arrive(CAROL, "Still there?")
        with Line(self.world.ports["imaps"]) as line:
            self.use(ca_file=str(self.desk.dir / "other.pem"), port=line.port)
            self.assertIn("certificate", self.failing_cycle(*REFUSED).lower())
        self.heal()

    def test_wrong_name(self):
        """a certificate for another host is refused"""
        self.arrive(CAROL, "Still there?")
        with Line(self.world.ports["imaps"], host="127.0.0.2") as line:
            self.use(host="127.0.0.2", port=line.port)
            self.assertIn("certificate", self.failing_cycle(*REFUSED).lower())
        self.heal()

    def test_wrong_password(self):
        """a wrong password is told with the user's name, and never shown"""
        self.arrive(CAROL, "Still there?")
        self.desk.write_file("mail.password", "not-the-password\n")
        line = self.failing_cycle(*REFUSED)
        self.assertIn(SUPPORT, line)
        self.assertNotIn("not-the-password", line)
        self.heal()

    def test_cut_in_a_letter(self):
        """the line drops inside a letter: what came whole is not taken twice, the rest later"""
        for name in ("one", "two", "three"):
            self.arrive(CAROL, f"Letter {name}", BODY)
        with Line(self.world.ports["imap"], cut_after=(b"Letter three", 5000)) as line:
            self.use(tls="none", ca_file=None, port=line.port)
            self.failing_cycle(EX_TEMPFAIL)
            self.assertEqual(line.cuts, 1)
            self.assertNotIn("Letter three", [ticket["subject"] for ticket in self.tickets()])
            self.cycle()
        self.assertEqual(sorted(ticket["subject"] for ticket in self.tickets()),
                         ["Letter one", "Letter three", "Letter two"])
        self.assertEqual(len(self.letters(CAROL)), 3)
        self.assertEqual(self.letters(SUPPORT), [])

    def test_cut_before_the_ok(self):
        """the line drops after the letter, before the server's OK: still once"""
        self.arrive(CAROL, "Letter one", BODY)
        end = len("Line 399 of a longer letter.\r\n)\r\n")
        with Line(self.world.ports["imap"], cut_after=(b"Line 399", end)) as line:
            self.use(tls="none", ca_file=None, port=line.port)
            self.failing_cycle(EX_TEMPFAIL)
            self.assertEqual(line.cuts, 1)
        self.heal()

    def test_nobody_there(self):
        """no server at all"""
        self.arrive(CAROL, "Still there?")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        self.use(port=port)
        self.assertIn(str(port), self.failing_cycle(EX_TEMPFAIL))
        self.heal()

    def test_silence(self):
        """a server that says nothing costs no more than the configured seconds"""
        self.arrive(CAROL, "Still there?")
        self.desk.settings["limits"] = {"network_seconds": 2}
        with Line(self.world.ports["imaps"], silent=True) as line:
            self.use(port=line.port)
            self.failing_cycle(EX_TEMPFAIL)
        self.heal()

    def test_no_starttls(self):
        """STARTTLS taken out on the way: the cycle stops before the password is told"""
        self.arrive(CAROL, "Still there?")
        with Line(self.world.ports["imap"], replace=(b"STARTTLS", b"SASL-XYZ")) as line:
            self.use(tls="starttls", port=line.port)
            self.failing_cycle(*REFUSED)
            self.assertNotIn(b"LOGIN", line.heard.upper())
            self.assertNotIn(b"AUTHENTICATE", line.heard.upper())
        self.heal()
