"""What every story has: an empty world of mail servers and a desk of its own in it."""
import shutil
import unittest

from loopback.desk import Desk
from loopback.mail import NAMES, Post, address_of, letter, parsed, reply
from loopback.servers import SUPPORT

CAROL, DAVE = "carol@customer.example", "dave@customer.example"
IVAN, OKSANA = "ivan@klient.example", "oksana@zamovnyk.example"
ANNA, BORIS = "anna@example.com", "boris@example.com"

# What an error that a person or time has to heal may answer: EX_UNAVAILABLE,
# EX_TEMPFAIL, EX_NOPERM, EX_CONFIG of sysexits.h.
EX_UNAVAILABLE, EX_TEMPFAIL, EX_NOPERM, EX_CONFIG = 69, 75, 77, 78


class Story(unittest.TestCase):
    """Letters are put straight into the support box (fast, and with any headers), what
    helpdesk sends goes the whole way through Postfix."""
    world = None
    build = None
    longMessage = True

    def setUp(self):
        self.world.forget_mail()
        place = self.world.dir / "desk"
        shutil.rmtree(place, ignore_errors=True)
        self.desk = Desk(self.world, place, self.build)
        self.desk.write_config()
        self.desk.create()
        self.post = Post(self.world)

    # Shorthand for what most stories do.

    @property
    def mailbox(self):
        """The config of the one mailbox."""
        return self.desk.settings["queues"][0]["mailboxes"][0]

    def use(self, **changes):
        """Change keys of the one mailbox; None takes a key out."""
        self.mailbox.update(changes)
        for name in [name for name, value in self.mailbox.items() if value is None]:
            del self.mailbox[name]
        self.desk.write_config()

    def arrive(self, sender, subject, text="Please help.\n", **headers):
        """A letter to support comes in; returns it."""
        mail = letter(sender, SUPPORT, subject, text, **headers)
        self.post.put(mail, SUPPORT, sender)
        return mail

    def cycle(self, **more):
        """One good cycle, and everything it sent is delivered."""
        self.desk.cycle(**more)
        self.post.drain()

    def failing_cycle(self, *codes, **more):
        """A cycle that meets a fault: one clear line, one of these exit codes."""
        code, out, err = self.desk.run("cycle", **more)
        lines = err.decode().splitlines()
        self.assertIn(code, codes, err.decode())
        self.assertEqual(out, b"")
        self.assertEqual(len(lines), 1, "one clear line of error: " + err.decode())
        self.assertNotIn(self.world.password, lines[0])
        self.post.drain()
        return lines[0]

    def tickets(self):
        return self.desk.json("list", "--all")

    def show(self, number):
        return self.desk.json("show", number)

    def only_ticket(self):
        """The ticket, when there is to be just one."""
        found = self.tickets()
        self.assertEqual(len(found), 1, f"one ticket: {found}")
        return self.show(found[0]["number"])

    def letters(self, address):
        return self.post.read(address)

    def opened(self, sender=CAROL, subject="Broken lamp", text="The lamp flickers.\n"):
        """A ticket as it stands after its first cycle: (letter, receipt, notice)."""
        question = self.arrive(sender, subject, text)
        self.cycle()
        ticket = self.tickets()[-1]
        receipt = self.letters(sender)[-1]
        notice = self.letters(f"{ticket['manager']}@example.com")[-1]
        return question, receipt, notice

    def answer(self, notice, text, change=None):
        """The manager answers a notice in her mail program; `change` may rework the letter."""
        sender = address_of(notice["To"])
        mail = reply(notice, sender, text)
        if change:
            mail = change(mail)
        self.post.put(mail, address_of(parsed(mail.as_bytes())["To"]), sender)
        return mail

    def assert_nobody_hears(self, during):
        """`during` puts no letter into any inbox."""
        before = {address: len(self.letters(address)) for address in NAMES if address != SUPPORT}
        during()
        self.post.drain()
        after = {address: len(self.letters(address)) for address in before}
        self.assertEqual(after, before)
