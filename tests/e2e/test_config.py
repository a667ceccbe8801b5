"""The config is checked before anything is done with it; a wrong one touches nothing."""
from story import CAROL, EX_CONFIG, EX_NOPERM, EX_UNAVAILABLE, SUPPORT, Story


class TheConfig(Story):
    def assert_refused(self, *words):
        """check and cycle both refuse, name the fault, and leave the mailbox alone."""
        self.arrive(CAROL, "Lamp")
        for command in ("check", "cycle"):
            code, _, err = self.desk.run(command)
            self.assertEqual(code, EX_CONFIG, err.decode())
            for word in words:
                self.assertIn(word, err.decode())
        self.assertEqual(len(self.letters(SUPPORT)), 1)

    def test_check(self):
        """a good config passes, and its servers answer"""
        for words in (["check"], ["check", "--connect"]):
            code, _, err = self.desk.run(*words)
            self.assertEqual((code, len(err.splitlines())), (0, 1), err.decode())
            self.assertIn("authserv_ids", err.decode(), "nothing but a warning")
        self.desk.settings["authserv_ids"] = ["mx.example.com"]
        self.desk.write_config()
        self.desk.output("check")
        self.desk.output("check", "--connect")

    def test_check_meets_a_fault(self):
        """check --connect tells what cron would meet"""
        self.desk.write_file("mail.password", "not-the-password\n")
        code, _, err = self.desk.run("check", "--connect")
        self.assertIn(code, (EX_UNAVAILABLE, EX_NOPERM, EX_CONFIG))
        self.assertIn("localhost", err.decode())
        self.assertNotIn("not-the-password", err.decode())

    def test_ready_answers(self):
        """a ready answer that could never work is told before anybody uses it"""
        self.desk.settings["macros"] = [
            {"name": "torn", "text": ["{{#a}}never closed"]},
            {"name": "wrong", "commands": ["#status gone", "#assign zebra"]},
            {"name": "good", "text": ["{{#a}}{{a}}{{/a}}"], "commands": ["#close", "#take"]}]
        self.desk.write_config()
        code, _, err = self.desk.run("check")
        self.assertEqual(code, EX_CONFIG)
        for words in ("torn", "#status gone", "zebra"):
            self.assertIn(words, err.decode())
        self.assertNotIn("good", err.decode())

    def test_unknown_key(self):
        """an unknown key is told with file and line"""
        self.desk.settings["databse"] = "helpdesk.db"
        self.desk.write_config()
        lines = self.desk.conf.read_text(encoding="utf-8").splitlines()
        number = next(at for at, line in enumerate(lines, 1) if line.startswith("databse"))
        self.assert_refused("databse", f"helpdesk.conf:{number}")

    def test_secret_for_all(self):
        """a password file that others can read is refused"""
        (self.desk.dir / "mail.password").chmod(0o644)
        self.assert_refused("mail.password")

    def test_mailbox_twice(self):
        """a mailbox in two places would make two tickets of one letter"""
        self.desk.settings["queues"][0]["mailboxes"].append(dict(self.mailbox))
        self.desk.write_config()
        self.assert_refused("helpdesk.conf:")
