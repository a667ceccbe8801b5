"""Who hears of a ticket: its owner, its watchers, whom a note calls, and who reads digests."""
from loopback.mail import reply
from managing import Managing
from story import ANNA, BORIS, CAROL, IVAN, SUPPORT

HOUR, DAY = 3600, 86400


class People(Managing):
    def test_mention(self):
        """@boris in a note makes him a watcher; his answer to it is a note that Anna gets"""
        self.say("#note\n\nPlease have a look, @boris. Not you, @whoever; me@boris.example.")
        called = self.assert_told(BORIS, "Please have a look", "Broken lamp")
        self.assertEqual((self.kinds(BORIS), self.ticket()["watchers"]), (["note"], ["boris"]))
        self.assert_done("watched", "called")
        self.news(ANNA)
        self.say("The fuse is old.", on=called)
        self.assertEqual(self.ticket()["messages"][-1]["direction"], "note")
        self.assert_told(ANNA, "The fuse is old.")
        self.assert_quiet(CAROL)

    def test_mention_group(self):
        """@line2 calls everybody of the group"""
        self.say("#note\n\n@line2: whose is this?")
        self.assert_told(BORIS, "whose is this?")
        self.assertEqual(self.ticket()["watchers"], ["line2"])

    def test_mention_in_answer(self):
        """an @word in an answer to the customer calls nobody"""
        self.say("Ask @boris when you are here.")
        self.assert_told(CAROL, "Ask @boris")
        self.assertEqual(self.ticket()["watchers"], [])
        self.assert_quiet(BORIS)

    def test_watch(self):
        """a watcher hears what the customer and colleagues write, until #unwatch"""
        self.say("#watch boris")
        self.news(BORIS)
        self.post.put(reply(self.receipt, CAROL, "It is dark now."), SUPPORT, CAROL)
        self.cycle(now=self.clock)
        heard = self.assert_told(BORIS, "It is dark now.")
        self.say("Wait for daylight.")
        self.assert_told(BORIS, "Wait for daylight.")
        self.say("#unwatch", on=heard)
        self.assertEqual(self.ticket()["watchers"], [])
        self.news(BORIS)
        self.say("It comes at six.")
        self.assert_quiet(BORIS)

    def test_watch_group(self):
        """a group watches as one, and its members hear"""
        self.say("#watch line2")
        self.assertEqual(self.ticket()["watchers"], ["line2"])
        self.news(BORIS)
        self.say("Wait for daylight.")
        self.assert_told(BORIS, "Wait for daylight.")

    def test_watcher_answers(self):
        """a watcher's answer to what a colleague told the customer goes to the customer too"""
        self.say("#watch boris")
        self.say("Wait for daylight.")
        self.news(CAROL)
        self.news(ANNA)
        self.say("I bring a torch.", on=self.letters(BORIS)[-1])
        self.assert_told(CAROL, "I bring a torch.")
        self.assert_told(ANNA, "I bring a torch.")

    def test_owner(self):
        """the owner hears what a colleague changed"""
        self.say("#note\n\n@boris, is it bad?")
        self.news(ANNA)
        self.say("#urgent", on=self.last("note", BORIS))
        self.assert_told(ANNA)
        self.assertEqual(self.kinds(ANNA)[-1], "ticket-changed")


class Confirmation(Managing):
    def test_confirmed(self):
        """a block that changes something is confirmed; a plain answer is not"""
        self.say("Is it plugged in?")
        self.assert_quiet(ANNA)
        self.say("#high\n#tag lamp\n\nOr broken?")
        changed = self.assert_told(ANNA, "lamp")
        self.assertEqual(self.kinds(ANNA)[-1], "ticket-changed")
        self.assertEqual(str(changed["Auto-Submitted"]), "auto-generated")

    def test_unwanted(self):
        """who wants no confirmations gets none, but every fault"""
        self.desk.settings["managers"][0]["confirm"] = False
        self.desk.write_config()
        self.say("#high")
        self.assertEqual(self.ticket()["priority"], "high")
        self.assert_quiet(ANNA)
        self.say("#hihg")
        self.assert_fault(ANNA, "#hihg")

    def test_switched_off(self):
        """notices.ticket-changed = false: nobody is told of changes"""
        self.desk.settings["notices"] = {"ticket-changed": False}
        self.desk.write_config()
        self.say("#watch boris", "#high")
        self.assertEqual(self.ticket()["priority"], "high")
        self.assert_quiet(ANNA, BORIS)


class Watched(Managing):
    def arrange(self, settings):
        settings["companies"][0]["watchers"] = ["line2"]

    def test_company(self):
        """who watches a company hears of each of its tickets, and of no others"""
        self.assertEqual(self.ticket()["watchers"], ["line2"])
        self.assertEqual(self.kinds(BORIS), ["ticket-new"])
        self.assert_told(BORIS, "The lamp flickers.")
        self.say("It was the switch.")
        self.assert_told(BORIS, "It was the switch.")
        self.say("#high")
        self.assert_told(BORIS)
        self.assertEqual(self.kinds(BORIS), ["ticket-new", "note", "ticket-changed"])
        self.desk.settings["queues"][0]["managers"] = ["anna"]
        self.desk.write_config()
        self.arrive(IVAN, "Another lamp")
        self.cycle(now=self.clock)
        self.assert_quiet(BORIS)


class Digested(Managing):
    """Boris watches Carol's tickets, and wants to read of them all at once."""
    how, watcher = "", ""

    def arrange(self, settings):
        settings["companies"][0]["watchers"] = [self.watcher]
        settings["managers"][1]["digest"] = self.how
        settings["digest_hour"] = 8


class HourlyDigest(Digested):
    how, watcher = "hourly", "boris"

    def test_hourly(self):
        """an hourly digest takes the place of letters at once, and tells each thing once"""
        self.say("#high\n\nIt was the switch.", after=60)
        self.post.put(reply(self.receipt, CAROL, "It flickers again."), SUPPORT, CAROL)
        self.later(120)
        self.assert_quiet(BORIS)
        self.later(HOUR + 60)
        digest = self.assert_told(BORIS, "Broken lamp", f"{self.number}")
        self.assertEqual(self.kinds(BORIS), ["digest"])
        self.assertEqual(str(digest["Auto-Submitted"]), "auto-generated")
        self.later(3 * HOUR)
        self.assert_quiet(BORIS)

    def test_own(self):
        """what is his own, or calls him, is told at once"""
        self.say("#note\n\n@boris, look.", "#assign boris")
        self.assertEqual(self.kinds(BORIS), ["note", "ticket-assigned"])


class DailyDigest(Digested):
    how, watcher = "daily", "line2"

    def test_daily(self):
        """a daily digest comes once a day"""
        self.say("#high\n\nIt was the switch.", after=60)
        self.later(DAY + HOUR)
        self.assert_told(BORIS, "Broken lamp")
        self.later(DAY + 2 * HOUR)
        self.assert_quiet(BORIS)
        self.say("#low", after=DAY + 3 * HOUR)
        self.later(2 * DAY + 3 * HOUR)
        self.assertEqual(self.kinds(BORIS), ["digest", "digest"])
