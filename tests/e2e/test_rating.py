"""A rating counts when the customer presses the button, and only then."""
from urllib.parse import parse_qs, urlsplit

from loopback.mail import text_of
from loopback.web import fetch, rating_links, submit
from story import ANNA, CAROL, Story


class Rating(Story):
    def setUp(self):
        super().setUp()
        self.desk.start_web()
        _, _, notice = self.opened()
        self.answer(notice, "#close\n\nChanged the bulb.")
        self.cycle()
        self.links = {}
        for mail in self.letters(CAROL):
            self.links.update(rating_links(text_of(mail)))
        self.assertEqual(sorted(self.links), [1, 2, 3, 4, 5])

    def rating(self):
        return self.only_ticket()["rating"]

    def test_looking(self):
        """GET and HEAD of each link, as scanners do it, count nothing"""
        for link in self.links.values():
            for method in ("GET", "HEAD"):
                self.assertEqual(fetch(link, method=method)[0], 200)
        self.assertIsNone(self.rating())

    def test_button(self):
        """the button counts, with the words"""
        _, page = fetch(self.links[2])
        self.assertEqual(submit(self.links[2], page, review="Слишком <долго>")[0], 200)
        self.assertEqual(self.rating(), {"score": 2, "review": "Слишком <долго>"})

    def test_one_bit(self):
        """a link with one letter changed leads nowhere"""
        token = parse_qs(urlsplit(self.links[5]).query)["t"][0]
        wrong = token[:-5] + ("a" if token[-5] != "a" else "b") + token[-4:]
        link = self.links[5].replace(token, wrong)
        _, page = fetch(self.links[5])
        self.assertEqual(fetch(link)[0], 404)
        self.assertEqual(submit(link, page, t=wrong)[0], 404)
        self.assertIsNone(self.rating())

    def test_impossible_score(self):
        """a mark that is not on offer is refused"""
        _, page = fetch(self.links[5])
        self.assertEqual(submit(self.links[5], page, score="6")[0], 400)
        self.assertIsNone(self.rating())

    def test_rules(self):
        """a bad mark on the page wakes the rules: the ticket is open again, and the lead is called"""
        self.desk.settings["rules"] = [
            {"name": "unhappy", "on": ["rated"], "when": {"rating": "<3"},
             "do": {"status": "open", "tag": ["unhappy"], "notify": ["lead"],
                    "text": "Please call her."}}]
        self.desk.write_config()
        before = len(self.letters(ANNA))
        for _ in range(2):  # the second time is no news
            _, page = fetch(self.links[1])
            self.assertEqual(submit(self.links[1], page)[0], 200)
        self.cycle()
        ticket = self.only_ticket()
        self.assertEqual((ticket["status"], ticket["tags"]), ("open", ["unhappy"]))
        self.assertIn("unhappy", [event["rule"] for event in ticket["events"]])
        fresh = [text_of(mail) for mail in self.letters(ANNA)][before:]
        self.assertEqual(len([text for text in fresh if "Please call her." in text]), 1)
