"""The keys that letters are signed with: a new one, the end of an old one, and what answers to
letters of the old key are worth then."""
import time

from loopback.mail import raw, text_of
from story import ANNA, CAROL, EX_CONFIG, EX_NOPERM, Story

DAY = 24 * 3600


class Keys(Story):
    def keys(self, **more):
        return self.desk.json("keys", "list", **more)

    def numbers(self):
        return [key["id"] for key in self.keys()]

    def file(self):
        return self.desk.dir / "helpdesk.keys"

    def end_after(self, days):
        self.desk.settings["limits"]["key_days"] = days
        self.desk.write_config()

    def proof(self, mail, **more):
        return self.desk.json("explain", "-", stdin=raw(mail), **more)["sender"]["proof"]

    def test_rotate(self):
        """a rotation adds a key, keeps the former one for its time, and prints neither"""
        before = self.keys()
        old = self.file().read_text(encoding="utf-8").splitlines()[-1].split()[1]
        self.assertEqual([key["newest"] for key in before], [True])
        self.assertEqual(self.desk.output("keys", "rotate"), b"")
        after = self.keys()
        self.assertEqual([key["newest"] for key in after], [False, True])
        self.assertEqual(after[0]["id"], before[0]["id"])
        self.assertAlmostEqual(after[0]["valid_until"], time.time() + 400 * DAY, delta=60)
        self.assertEqual(after[1]["valid_until"], 0)
        self.assertEqual(self.file().stat().st_mode & 0o777, 0o600)
        self.assertIn(old, self.file().read_text(encoding="utf-8"))
        printed = self.desk.output("keys").decode()
        self.assertNotIn(old[:8], printed)
        self.assertIn("newest", printed)

    def test_ended_keys_go(self):
        """a rotation takes keys out whose end has passed"""
        self.end_after(1)
        self.desk.output("keys", "rotate")
        self.assertEqual(self.numbers(), [1, 2])
        self.desk.output("keys", "rotate", now=time.time() + 3 * DAY)
        self.assertEqual(self.numbers(), [2, 3])

    def test_answer_after_rotation(self):
        """an answer to a letter from before the rotation counts as ever (L3)"""
        _, _, notice = self.opened()
        self.desk.output("keys", "rotate")
        mail = self.answer(notice, "#close\n\nA new lamp is on its way.")
        self.assertEqual(self.proof(mail), "L3")
        self.cycle()
        self.assertEqual(self.only_ticket()["status"], "solved")
        self.assertTrue(any("new lamp" in text_of(mail) for mail in self.letters(CAROL)))
        # And what is sent now can be answered too.
        again = self.opened(subject="Another lamp")[2]
        self.answer(again, "#close\n\nThat one as well.")
        self.cycle()
        self.assertEqual([t["status"] for t in self.tickets()], ["solved", "solved"])

    def held(self, notice, **more):
        """The answer to the notice is held: nothing is done, the customer hears nothing."""
        before = len(self.letters(CAROL))
        mail = self.answer(notice, "#close\n\nA new lamp is on its way.")
        self.assertEqual(self.proof(mail, **more), "L1")
        self.cycle(**more)
        self.assertNotEqual(self.only_ticket()["status"], "solved")
        self.assertEqual(len(self.letters(CAROL)), before)
        self.assertEqual(len(self.desk.json("received", "--outcome", "held", **more)), 1)
        self.assertEqual(self.letters(ANNA)[-1]["Auto-Submitted"], "auto-replied", "she is asked")

    def test_answer_after_the_end(self):
        """when the old key has ended, an answer to its letter is held and asked about"""
        self.end_after(1)
        _, _, notice = self.opened()
        self.desk.output("keys", "rotate")
        self.held(notice, now=time.time() + 2 * DAY)

    def test_answer_after_the_drop(self):
        """a key that somebody read is ended at once"""
        _, _, notice = self.opened()
        self.desk.output("keys", "rotate")
        self.desk.output("keys", "drop", 1)
        self.assertEqual(self.numbers(), [2])
        self.held(notice)

    def test_refusals(self):
        """the newest key stays, an open file is not touched, each with a line that says so"""
        for words, want in ((("drop", 1), EX_NOPERM), (("drop", 9), 66), (("drop", "x"), 64),
                            (("drop",), 64), (("turn",), 64), (("rotate", 1), 64)):
            code, out, err = self.desk.run("keys", *words)
            self.assertEqual((code, out), (want, b""), (words, err))
            self.assertTrue(err.strip(), words)
        before = self.file().read_bytes()
        self.file().chmod(0o640)
        code, _, err = self.desk.run("keys", "rotate")
        self.assertEqual(code, EX_CONFIG)
        self.assertIn(b"chmod 600", err)
        self.assertEqual(self.file().read_bytes(), before)
