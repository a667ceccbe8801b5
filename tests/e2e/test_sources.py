"""Letters come from a mailbox by IMAP, a Maildir, an mbox or standard input, each once."""
import mailbox
import pathlib

from loopback.mail import letter, raw
from loopback.process import give
from story import CAROL, SUPPORT, Story


class Sources(Story):
    def use_file(self, kind, name, **more):
        path = self.desk.dir / name
        self.desk.settings["queues"][0]["mailboxes"] = [{"type": kind, "path": str(path), **more}]
        self.desk.write_config()
        return path

    def give_all(self, path):
        for item in (path, *pathlib.Path(path).rglob("*")):
            give(item, self.world.user)

    def assert_taken_once(self, count=1):
        self.cycle()
        self.assertEqual(len(self.tickets()), count)
        self.assertEqual(len(self.letters(CAROL)), count)
        self.assert_nobody_hears(self.cycle)
        self.assertEqual(len(self.tickets()), count)

    def test_move(self):
        """after = move: the letter goes to the other folder, which is made"""
        self.arrive(CAROL, "Lamp")
        self.assert_taken_once()
        self.assertEqual(self.letters(SUPPORT), [])
        self.assertEqual(len(self.post.read(SUPPORT, "Processed")), 1)

    def test_flag(self):
        """after = flag: the letter stays, with a flag"""
        self.use(after="flag", move_to=None)
        self.arrive(CAROL, "Lamp")
        self.assert_taken_once()
        flags = [set(found) - {b"\\Recent"} for found in self.post.flags(SUPPORT)]
        self.assertEqual(len(flags), 1)
        self.assertTrue(flags[0], "it is flagged")

    def test_leave(self):
        """after = leave: the letter stays exactly as it was, and later ones are seen"""
        self.use(after="leave", move_to=None)
        self.arrive(CAROL, "Lamp")
        self.assert_taken_once()
        self.assertEqual([set(found) - {b"\\Recent"} for found in self.post.flags(SUPPORT)],
                         [set()])
        self.arrive(CAROL, "Chair")
        self.assert_taken_once(2)

    def test_opened_by_a_person(self):
        """a letter that somebody has read already is taken as well"""
        self.arrive(CAROL, "Lamp")
        with self.post.login(SUPPORT) as box:
            box.select("INBOX")
            box.uid("STORE", "1:*", "+FLAGS", r"(\Seen)")
        self.assert_taken_once()

    def test_starttls(self):
        """IMAP with STARTTLS"""
        self.use(tls="starttls", port=self.world.ports["imap"])
        self.arrive(CAROL, "Lamp")
        self.assert_taken_once()

    def test_plain_on_loopback(self):
        """IMAP without TLS, on loopback alone"""
        self.use(tls="none", ca_file=None, port=self.world.ports["imap"])
        self.arrive(CAROL, "Lamp")
        self.assert_taken_once()

    def test_maildir(self):
        """a Maildir"""
        path = self.use_file("maildir", "Inbox", after="leave")
        box = mailbox.Maildir(path)
        for subject in ("Lamp", "Chair"):
            box.add(raw(letter(CAROL, SUPPORT, subject, "Please help.\n",
                               Return_Path=f"<{CAROL}>")))
        self.give_all(path)
        self.assert_taken_once(2)

    def test_mbox(self):
        """an mbox file, and what is added to it later"""
        path = self.use_file("mbox", "inbox.mbox")
        for count, subject in enumerate(("Lamp", "Chair"), 1):
            box = mailbox.mbox(path)
            box.add(letter(CAROL, SUPPORT, subject, "Please help.\nFrom here on.\n").as_bytes())
            box.flush()
            box.close()
            path.chmod(0o600)
            give(path, self.world.user)
            self.assert_taken_once(count)
        said = [self.show(ticket["number"])["messages"][0]["text"] for ticket in self.tickets()]
        self.assertTrue(all("From here on." in text and ">From" not in text for text in said), said)

    def test_standard_input(self):
        """a letter on standard input, twice the same is once"""
        mail = raw(letter(CAROL, SUPPORT, "Lamp", "Please help.\n", Return_Path=f"<{CAROL}>"))
        for _ in range(2):
            self.desk.output("receive", stdin=mail)
        self.assert_taken_once()

    def test_import(self):
        """an imported archive makes tickets, and no letter goes out"""
        path = self.desk.dir / "old.mbox"
        box = mailbox.mbox(path)
        for number in range(20):
            box.add(letter(f"person{number}@customer.example", SUPPORT, "Old question",
                           "Long ago.\n").as_bytes())
        box.close()
        path.chmod(0o600)
        give(path, self.world.user)
        self.assert_nobody_hears(lambda: (self.desk.run("import", path), self.cycle()))
        self.assertEqual(len(self.tickets()), 20)

    def test_backup(self):
        """a backup is a whole database, on which the same commands work"""
        self.arrive(CAROL, "Lamp")
        self.cycle()
        tickets = self.tickets()
        self.desk.output("backup", self.desk.dir / "copy.db")
        self.desk.settings["database"] = "copy.db"
        self.desk.write_config()
        self.assertEqual(self.tickets(), tickets)
