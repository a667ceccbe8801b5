"""What helpdesk has to send waits for a server that is down, and goes out once."""
import contextlib
import socket
import time

from loopback.mail import parsed
from story import CAROL, EX_CONFIG, EX_NOPERM, EX_TEMPFAIL, EX_UNAVAILABLE, Story

REFUSED = (EX_UNAVAILABLE, EX_TEMPFAIL, EX_NOPERM, EX_CONFIG)


class Outbox(Story):
    @contextlib.contextmanager
    def server_down(self):
        port = self.desk.settings["smtp"]["port"]
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.desk.settings["smtp"]["port"] = taken.getsockname()[1]
        self.desk.write_config()
        yield
        self.desk.settings["smtp"]["port"] = port
        self.desk.write_config()

    def waiting(self):
        return [row for row in self.desk.json("outbox") if row["to"] == CAROL]

    def test_down_then_up(self):
        """a server that is down delays letters, and each goes out once when it is up"""
        with self.server_down():
            self.arrive(CAROL, "Lamp")
            self.failing_cycle(EX_TEMPFAIL)
            self.assertEqual(len(self.tickets()), 1, "the letter is taken in all the same")
            self.assertNotIn(self.waiting()[0]["state"], ("sent", "failed"))
        self.cycle(now=time.time() + 3600)
        self.assertEqual(len(self.letters(CAROL)), 1)
        self.assert_nobody_hears(lambda: self.cycle(now=time.time() + 7200))

    def test_retry_by_hand(self):
        """`outbox retry` sends at once"""
        with self.server_down():
            self.arrive(CAROL, "Lamp")
            self.failing_cycle(EX_TEMPFAIL)
        self.desk.output("outbox", "retry", self.waiting()[0]["id"])
        self.desk.run("send")
        self.post.drain()
        self.assertEqual(len(self.letters(CAROL)), 1)

    def test_cancel(self):
        """`outbox cancel` keeps a letter from going out"""
        with self.server_down():
            self.arrive(CAROL, "Lamp")
            self.failing_cycle(EX_TEMPFAIL)
        self.desk.output("outbox", "cancel", self.waiting()[0]["id"])
        self.cycle(now=time.time() + 3600)
        self.assertEqual(self.letters(CAROL), [])

    def test_wrong_password(self):
        """a wrong password pauses sending and fails no letter"""
        self.desk.settings["smtp"]["password_file"] = "smtp.password"
        self.desk.write_config()
        self.desk.write_file("smtp.password", "not-the-password\n")
        self.arrive(CAROL, "Lamp")
        self.assertNotIn("not-the-password", self.failing_cycle(*REFUSED))
        self.assertNotIn(self.waiting()[0]["state"], ("sent", "failed"))
        self.desk.write_file("smtp.password", self.world.password + "\n")
        self.cycle(now=time.time() + 3600)
        self.assertEqual(len(self.letters(CAROL)), 1)

    def test_wrong_certificate(self):
        """a server that cannot prove its name gets no letter and no password"""
        self.desk.settings["smtp"].pop("ca_file")
        self.desk.write_config()
        self.arrive(CAROL, "Lamp")
        self.failing_cycle(*REFUSED)
        self.assertEqual(self.letters(CAROL), [])
        self.desk.settings["smtp"]["ca_file"] = str(self.world.ca_file)
        self.desk.write_config()
        self.cycle(now=time.time() + 3600)
        self.assertEqual(len(self.letters(CAROL)), 1)

    def test_files(self):
        """the file sender writes one file for each letter"""
        self.desk.settings["smtp"] = {"type": "file", "folder": "sent"}
        self.desk.write_config()
        self.arrive(CAROL, "Lamp")
        self.cycle()
        mails = [parsed(path.read_bytes()) for path in (self.desk.dir / "sent").iterdir()]
        self.assertEqual(len(mails), 2, "a receipt and a notice")
        self.assertIn(CAROL, " ".join(str(mail["To"]) for mail in mails))
        self.assert_nobody_hears(self.cycle)
        self.assertEqual(len(list((self.desk.dir / "sent").iterdir())), 2)
