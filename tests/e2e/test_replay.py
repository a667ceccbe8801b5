"""What another config would have made of the same mail: helpdesk replay."""
import copy
import hashlib
import json
import mailbox

from loopback.desk import libconfig
from loopback.mail import letter, raw
from loopback.servers import SUPPORT
from managing import Managing
from story import ANNA, CAROL, DAVE, IVAN, OKSANA, Story

HOUR, DAY = 3600, 86400


class Replaying:
    """Running replay with the config of the desk, changed."""

    def write_changed(self, change):
        settings = copy.deepcopy(self.desk.settings)
        change(settings)
        self.desk.write_file("changed.conf", "".join(f"{name} = {libconfig(value)};\n"
                                                     for name, value in settings.items()))

    def replay(self, change, *words, now=None):
        """(exit code, output) under the changed config."""
        self.write_changed(change)
        own, self.desk.conf = self.desk.conf, self.desk.dir / "changed.conf"
        try:
            code, out, err = self.desk.run("replay", *words, now=now)
        finally:
            self.desk.conf = own
        self.assertEqual(err, b"")
        return code, out.decode()

    def differences(self, change, *words, now=None):
        """{what: [(ticket before, from, to), …]}"""
        code, out = self.replay(change, "--json", *words, now=now)
        told = json.loads(out)
        self.assertEqual(code, 1 if told["differences"] else 0)
        found = {}
        for one in told["differences"]:
            found.setdefault(one["what"], []).append(
                (one["ticket_before"], one["from"], one["to"]))
        self.assertEqual({what: len(rows) for what, rows in found.items()},
                         {what: n for what, n in told["counts"].items() if n})
        return found


def dated(day, sender, subject):
    """A letter of that day of November 2025."""
    mail = letter(sender, SUPPORT, subject, "Please help.\n")
    mail.replace_header("Date", f"{day:02d} Nov 2025 10:00:00 +0000")
    return mail


def nothing(settings):
    """The same config."""


def company_to_boris(settings):
    settings["companies"][0]["manager"] = "boris"


class Recorded(Replaying, Managing):
    """A desk's own mail against what was recorded: Carol's and others' tickets, worked on by mail."""

    def work(self):
        """Some days of everything: returns the time of its end."""
        self.say("We are looking at it.\n\n#priority high\n#tag lamp")
        self.arrive(IVAN, "Печать", "Принтер не печатает.\n")
        self.arrive(DAVE, "Door", "The door squeaks.\n")
        self.later(HOUR)
        answer = self.last("answer", CAROL)
        self.arrive(CAROL, "Re: Broken lamp", "Still broken.\n",
                    **{"In-Reply-To": str(answer["Message-ID"])})
        self.later(2 * HOUR)
        self.notice = self.last("ticket-answer", ANNA)
        self.say("#snooze 3h", after=3 * HOUR)
        self.later(8 * HOUR)
        door = next(row["number"] for row in self.tickets() if row["subject"] == "Door")
        # A letter that nothing proves is hers is asked about; her answer lets it be done.
        self.arrive(ANNA, f"[HD#{door}] Door", "#close\n")
        self.later(9 * HOUR)
        self.answer(self.last("held", ANNA), "yes")
        self.later(10 * HOUR)
        self.say("Replaced.\n\n#solved", after=DAY)
        self.arrive(OKSANA, "Kiosk", "Hello?\n")
        self.later(DAY + HOUR)
        # The answer names the ticket, the message and the reader under a code.
        manager = self.tickets()[0]["manager"] + "@example.com"
        self.say("#tag kiosk", on=self.last("ticket-new", manager), after=DAY + 2 * HOUR)
        return self.clock + 2 * DAY

    def test_same_config(self):
        """the config that was in force makes what was recorded once more: answers by token and
        by thread, commands, a held letter, a postponed ticket"""
        end = self.work()
        kinds = {row["subject"]: row["kind"] for row in self.tickets()}
        self.assertEqual((kinds["Broken lamp"], kinds["Door"]), ("solved", "solved"), kinds)
        code, out = self.replay(nothing, now=end)
        self.assertEqual((code, out), (0, f"no difference: {self.received()} messages, "
                                          f"{len(self.tickets())} tickets\n"))

    def received(self):
        return len(self.desk.json("received"))

    def test_other_manager(self):
        """the customers of one company go to another manager, and nothing else is different"""
        end = self.work()
        carols = [row["number"] for row in self.tickets()
                  if row["requester"]["address"].endswith("@customer.example")]
        found = self.differences(company_to_boris, now=end)
        self.assertEqual(found["manager"], [(number, "anna", "boris") for number in sorted(carols)])
        self.assertNotIn("outcome", found)
        self.assertNotIn("ticket", found)
        code, out = self.replay(company_to_boris, now=end)
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith(f"{len(carols)} of {len(self.tickets())} tickets would go "
                                       "to somebody else\n"), out)
        self.assertIn(f"ticket {self.number}  ", out)
        self.assertIn('"Broken lamp"  manager: anna → boris\n', out)
        self.assertIn("… and ", self.replay(company_to_boris, "--limit", "1", now=end)[1])

    def test_nothing_happens(self):
        """a replay sends nothing and leaves the database as it is"""
        end = self.work()
        before = hashlib.sha256((self.desk.dir / "helpdesk.db").read_bytes()).digest()
        self.assert_nobody_hears(lambda: self.replay(company_to_boris, now=end))
        after = hashlib.sha256((self.desk.dir / "helpdesk.db").read_bytes()).digest()
        self.assertEqual(before, after)

    def test_two_configs(self):
        """the same mail under two configs; the second one is the yardstick"""
        end = self.work()
        own = str(self.desk.conf)
        self.assertEqual(self.differences(nothing, "--against", own, now=end), {})
        against = self.differences(company_to_boris, "--against", own, now=end)
        self.assertEqual(against["manager"],
                         self.differences(company_to_boris, now=end)["manager"])

    def test_routing(self):
        """a new row of the routing table and a new rule: who gets what, and how urgent it is"""
        def routed(settings):
            settings["routing"] = [{"name": "doors", "when": {"subject": ["*Door*"]},
                                    "to": "line2"}]
            settings["rules"] = [{"name": "kiosks", "on": ["created"],
                                  "when": {"subject": ["*Kiosk*"]},
                                  "do": {"priority": "urgent", "tag": ["shop"]}}]
        end = self.work()
        number = {row["subject"]: row["number"] for row in self.tickets()}
        found = self.differences(routed, now=end)
        self.assertEqual(found["manager"], [(number["Door"], "anna", "line2")])
        self.assertEqual(found["priority"], [(number["Kiosk"], "normal", "urgent")])
        self.assertEqual(found["tags"], [(number["Kiosk"], "kiosk", "kiosk, shop")])

    def test_inactive(self):
        """who is no longer active gets nothing, and her mail is a stranger's"""
        def leave(settings):
            settings["managers"][0]["active"] = False
        end = self.work()
        found = self.differences(leave, "--against", str(self.desk.conf), now=end)
        self.assertEqual({row[1] for row in found["manager"]}, {"anna"})
        self.assertEqual({row[2] for row in found["manager"]}, {"boris"})
        self.assertTrue(found["outcome"], "what she wrote is no command any more")

    def test_command_line(self):
        """what was done without a mail is not played, and said so"""
        self.desk.output("do", str(self.number), "#close", "--as", "anna", now=self.clock + 60)
        code, out = self.replay(nothing, now=self.clock + HOUR)
        self.assertEqual(code, 0, out)
        self.assertIn("1 tickets were worked on without a mail", out)
        self.assertIn("acts on pages and the command line", out)

    def test_from(self):
        """--from plays what is later, and leaves answers to older tickets out"""
        end = self.work()
        code, out = self.replay(nothing, "--from", str(self.clock + DAY + 1), now=end)
        self.assertEqual(code, 0, out)
        self.assertIn("no difference: 2 messages, 1 tickets\n", out)
        code, out = self.replay(nothing, "--from", str(self.clock + 1), now=end)
        self.assertEqual(code, 0, out)
        self.assertIn("messages left out: of tickets from before --from", out)

    def test_bounce(self):
        """a letter that came back is known again, though all letters have new Message-IDs"""
        self.arrive("someone@gone.example", "Who am I?")
        self.later(60)
        self.later(HOUR)
        self.assertEqual(self.outcome(), "bounce")
        code, out = self.replay(nothing, now=self.clock + 2 * HOUR)
        self.assertEqual((code, out), (0, "no difference: 3 messages, 2 tickets\n"))

    def test_split_and_merge(self):
        """tickets that managers made of others have their numbers again"""
        self.arrive(DAVE, "Door", "The door squeaks.\n")
        self.later(60)
        door = next(row["number"] for row in self.tickets() if row["subject"] == "Door")
        self.say(f"#merge {door}", after=120)
        self.arrive(IVAN, "Ключ", "Потерян.\n")
        self.later(180)
        self.arrive(CAROL, f"[HD#{door}] Door", "And the lamp?\n")
        self.later(240)
        code, out = self.replay(nothing, now=self.clock + 300)
        self.assertEqual(code, 0, out)


class Archive(Replaying, Story):
    """Mail that no desk took in yet."""

    def mbox(self, *letters):
        path = self.desk.write_file("archive.mbox", "")
        box = mailbox.mbox(str(path))
        for mail in letters:
            box.add(raw(mail))
        box.flush()
        box.close()
        return path

    def three(self):
        return [dated(3, CAROL, "Lamp"), dated(10, IVAN, "Door"), dated(17, DAVE, "Window")]

    def test_mbox(self):
        """an mbox under two configs"""
        path = self.mbox(*self.three())
        found = self.differences(company_to_boris, "--against", self.desk.conf, path)
        self.assertEqual([row[1:] for row in found["manager"]],
                         [("anna", "boris"), ("anna", "boris")])
        self.assertEqual(self.tickets(), [], "the real desk knows nothing of it")

    def test_maildir(self):
        """a Maildir, part of it by date"""
        folder = self.desk.dir / "archive"
        for name in ("", "cur", "new", "tmp"):
            self.desk.make_private(folder / name)
        for number, mail in enumerate(self.three()):
            self.desk.write_file(f"archive/new/{number}.M1.example", raw(mail).decode())
        code, out = self.replay(company_to_boris, "--against", self.desk.conf,
                                "--from", "2025-11-05", "--to", "2025-11-18", folder)
        self.assertEqual(code, 1)
        self.assertIn("1 of 2 tickets would go to somebody else\n", out)
        self.assertIn("2025-11-17", out)

    def test_needs_another(self):
        """an archive is nothing that was recorded"""
        path = self.mbox(*self.three())
        code, _, err = self.desk.run("replay", path)
        self.assertEqual(code, 64)
        self.assertIn(b"--against", err)

    def test_turns(self):
        """one ticket more for Boris shifts all turns after it; that alone is no difference"""
        letters = [letter(CAROL, SUPPORT, "Lamp", "Broken.\n")]
        letters += [letter(f"guest{i}@elsewhere.example", SUPPORT, f"Question {i}", "Why?\n")
                    for i in range(6)]
        path = self.mbox(*letters)
        code, out = self.replay(company_to_boris, "--against", self.desk.conf, path)
        self.assertEqual(code, 1)
        self.assertIn("1 of 7 tickets would go to somebody else\n", out)
        self.assertIn("6 tickets would only go to another one whose turn it was\n", out)
