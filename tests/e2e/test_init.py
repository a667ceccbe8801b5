"""A first desk out of a few answers: `helpdesk init` against the real servers."""
import subprocess

from loopback.process import drop
from story import CAROL, Story


class Init(Story):
    def init(self, **changes):
        """Runs init in an empty directory of the desk's user; (exit code, error output)."""
        self.place = self.desk.dir / "fresh"
        self.desk.make_private(self.place)
        self.desk.write_file("secret", self.world.password + "\n")
        options = {"address": "support@example.com", "imap": f"localhost:{self.world.ports['imaps']}",
                   "smtp": f"localhost:{self.world.ports['submission']}",
                   "ca-file": str(self.world.ca_file), "login": "anna",
                   "manager": "anna@example.com", "manager-name": "Anna Berg",
                   "password-from": str(self.desk.dir / "secret"), **changes}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        return self.run_there("init", *words)

    def run_there(self, *words):
        done = subprocess.run([str(self.desk.bin / "helpdesk"), "-c", "helpdesk.conf", *words],
                              cwd=self.place, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, check=False, **drop(self.world.user))
        return done.returncode, done.stderr.decode()

    def test_good_answers(self):
        """good answers make a desk that works at once and is readable by its owner alone"""
        code, err = self.init()
        self.assertEqual(code, 0, err)
        self.assertEqual([line for line in err.splitlines() if "authserv_ids" not in line], [],
                         "nothing but the advice to name a server that checks senders")
        made = {path.name: path.stat().st_mode & 0o777 for path in self.place.iterdir()}
        self.assertLessEqual({"helpdesk.conf", "helpdesk.db", "helpdesk.keys", "helpdesk.password"},
                             made.keys())
        self.assertTrue(all(mode == 0o600 for mode in made.values()), made)
        self.arrive(CAROL, "Lamp")
        self.assertEqual(self.run_there("cycle"), (0, ""))
        self.post.drain()
        self.assertEqual(len(self.letters(CAROL)), 1)
        code, err = self.init()
        self.assertNotEqual(code, 0)
        self.assertIn("exists already", err)

    def test_bad_answers(self):
        """a bad answer is told with its option, and nothing is left behind"""
        for option, value in (("address", "nobody"), ("imap-tls", "maybe"), ("language", "xx"),
                              ("login", "anna!"), ("ca-file", "/nowhere")):
            with self.subTest(option):
                code, err = self.init(**{option: value})
                self.assertEqual(code, 64)
                self.assertIn(f"--{option}", err)
                self.assertEqual(list(self.place.iterdir()), [])

    def test_wrong_password(self):
        """a refused login is told; the desk stays, to be corrected"""
        self.desk.write_file("wrong", "no\n")
        code, err = self.init(**{"password-from": str(self.desk.dir / "wrong")})
        self.assertEqual(code, 77)
        self.assertIn("support@example.com", err)
        self.assertTrue((self.place / "helpdesk.conf").exists())
