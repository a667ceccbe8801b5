"""The desk answers by mail: lists with links that work, ready answers, Markdown, languages."""
import html
import re
import urllib.parse

from loopback.mail import NAMES, address_of, html_of, language_of, letter, text_of
from story import ANNA, CAROL, DAVE, IVAN, OKSANA, SUPPORT, Story

DAY = 24 * 3600


def links_of(mail):
    """Every mailto link of a letter, as (address, subject, body) of the mail that it fills in."""
    found = []
    for link in re.findall(r'href="(mailto:[^"]+)"', html_of(mail)):
        path, _, query = html.unescape(link).removeprefix("mailto:").partition("?")
        fields = {name: urllib.parse.unquote(value, errors="strict") for name, _, value in
                  (field.partition("=") for field in query.split("&"))}
        if set(fields) != {"subject", "body"}:
            raise AssertionError(f"a link with other fields: {link}")
        found.append((urllib.parse.unquote(path), fields["subject"], fields["body"]))
    return found


class ByMail(Story):
    """Anna has Carol's ticket 1, a lamp. Letters carry reply addresses."""
    reply_addresses = True
    language = "en"

    def setUp(self):
        super().setUp()
        self.desk.settings["queues"][0]["reply_addresses"] = self.reply_addresses
        self.desk.settings["managers"][0]["language"] = self.language
        self.desk.settings["companies"][0]["domains"] = ["customer.example", "klient.example",
                                                         "zamovnyk.example"]
        self.prepare()
        self.desk.write_config()
        self.question, self.receipt, self.notice = self.opened()

    def prepare(self):
        """What the config of the story has besides."""

    def ask(self, text, notice=None, **more):
        """Anna answers a notice; returns the letters that she and Carol get for it."""
        before = {who: len(self.letters(who)) for who in (CAROL, ANNA)}
        self.answer(self.notice if notice is None else notice, text)
        self.cycle(**more)
        return (self.letters(ANNA)[before[ANNA]:], self.letters(CAROL)[before[CAROL]:])

    def told(self, text, notice=None, **more):
        """The one letter that answers a question; Carol gets none."""
        (answer, *others), customer = self.ask(text, notice, **more)
        self.assertEqual((others, customer), ([], []))
        return answer

    def follow(self, link, text=""):
        """Anna clicks a link and sends what her program wrote, all the way through Postfix."""
        address, subject, body = link
        mail = letter(ANNA, address, subject, f"{body}{text}\n")
        self.post.send(mail, ANNA, address, login=True)
        self.post.drain()
        self.cycle()

    def link(self, mail, body, number=1):
        """The link of a letter that writes this body to this ticket."""
        fits = [link for link in links_of(mail)
                if link[2].strip() == body and f"#{number}]" in link[1]]
        self.assertTrue(fits, f"{body} of ticket {number} in {links_of(mail)}")
        return fits[0]


class Questions(ByMail):
    def test_list(self):
        """#list mine: a line for each ticket of hers, whose link acts with the proof of a token"""
        self.arrive(DAVE, "Broken door", "The door squeaks.\n")
        self.desk.settings["companies"] = []
        self.cycle()
        answer = self.told("#list mine")
        text = text_of(answer)
        self.assertLess(len(text.splitlines()), 60)
        self.assertEqual([sum(words in line for line in text.splitlines()) > 0
                          for words in ("Broken lamp", "Broken door")], [True, True])
        links = [link for link in links_of(answer) if "[HD#2]" in link[1]]
        self.assertTrue(links, text)
        for address, _, body in links:
            self.assertRegex(address, r"^support\+[a-z0-9-]+@example\.com$")
            self.assertRegex(body, "^#")
        self.follow(links[0])
        event = self.show(2)["events"]
        self.follow((links[0][0], links[0][1], "#close"))
        self.assertEqual(self.show(2)["kind"], "solved")
        proofs = {item["proof"] for item in self.show(2)["events"]
                  if item["who"] == "anna" and item["kind"] == "status"}
        self.assertEqual(proofs, {"L3"}, event)
        self.assertEqual(self.show(1)["kind"], "new")

    def test_late_and_open(self):
        """#list late has what is due and not done, #list open all that is not done"""
        self.arrive(CAROL, "Broken door", "The door squeaks.\n")
        self.cycle()
        late = self.told("#list late")
        self.assertNotIn("Broken lamp", text_of(late).replace("> ", ""))
        self.ask("#due 1h")
        later = {"now": self.show(1)["created"] + DAY}
        self.cycle(**later)  # it tells her that the ticket is due
        late = text_of(self.told("#list late", **later))
        self.assertIn("Broken lamp", late)
        self.assertNotIn("Broken door", late)
        self.ask("#close", **later)
        listed = text_of(self.told("#list open", **later))
        self.assertIn("Broken door", listed)
        self.assertNotIn("Broken lamp", listed)

    def test_answer_to_a_list(self):
        """an answer to a list is for the ticket that #on names; without it, it is for none"""
        self.arrive(DAVE, "Broken door", "The door squeaks.\n")
        self.cycle()
        answer = self.told("#list mine")
        manager, customer = self.ask("#close\n\nThank you.", answer)
        self.assertEqual((len(manager), customer, self.show(1)["kind"]), (1, [], "new"))
        self.assertIn("#on", text_of(manager[0]))
        _, customer = self.ask("#on 1\n#close\n\nIt is mended.", answer)
        self.assertIn("It is mended.", "".join(map(text_of, customer)))
        self.assertEqual((self.show(1)["kind"], self.show(2)["kind"]), ("solved", "new"))

    def test_search(self):
        """#search finds words of letters, in any case, and says when there are none"""
        self.arrive(IVAN, "Сломалась дверь", "Она скрипит по ночам.\n")
        self.cycle()
        found = text_of(self.told("#search СКРИПИТ"))
        self.assertIn("Сломалась дверь", found)
        self.assertNotIn("Broken lamp", found)
        self.assertNotIn("Broken lamp", text_of(self.told("#search zebra")))

    def test_show(self):
        """#show is the ticket with its story, and #on 2 that of another one"""
        self.ask("#note\n\nShe is a good customer.")
        shown = text_of(self.told("#show"))
        for words in ("Broken lamp", "The lamp flickers.", "She is a good customer.", CAROL):
            self.assertIn(words, shown)
        self.arrive(DAVE, "Broken door", "The door squeaks.\n")
        self.cycle()
        shown = self.told("#on 2\n#show")
        self.assertIn("The door squeaks.", text_of(shown))
        self.assertNotIn("The lamp flickers.", text_of(shown))
        self.ask("#close", shown)
        self.assertEqual((self.show(1)["kind"], self.show(2)["kind"]), ("new", "solved"),
                         "an answer to it is for the ticket that it shows")

    def test_why(self):
        """#why names the rule that gave her the ticket, and who did what with which proof"""
        self.ask("#priority high")
        why = text_of(self.told("#why"))
        for words in ("company's manager", "high", "L3", "anna"):
            self.assertIn(words, why)

    def test_help(self):
        """#help lists the commands"""
        text = text_of(self.told("#help"))
        for verb in ("#close", "#merge", "#snooze", "#forward", "#list"):
            self.assertIn(verb, text)

    def test_no_question_to_the_customer(self):
        """a question with words beside it: the words go out, the answer comes"""
        (manager, customer) = self.ask("#list\n\nWe look at it.")
        self.assertIn("We look at it.", text_of(customer[0]))
        self.assertNotIn("#list", text_of(customer[0]))
        self.assertTrue(any("Broken lamp" in text_of(mail) for mail in manager))


class Links(ByMail):
    def test_notice(self):
        """the links of a notice are short enough for any program and tell their ticket"""
        links = links_of(self.notice)
        self.assertIn("#close", [body for _, _, body in links])
        self.assertLessEqual(len(links), 10)
        for address, subject, body in links:
            self.assertEqual(address, address_of(self.notice["Reply-To"]))
            self.assertLessEqual(len(address.partition("@")[0]), 64)
            self.assertIn("[HD#1]", subject)
            self.assertIn(body.strip(), text_of(self.notice))

    def test_hostile_subject(self):
        """a customer's subject cannot reach out of its place in a link"""
        subject = 'x&body=#spam&cc=dave@customer.example?"><img src=x onerror=alert(1)>\''
        self.arrive(CAROL, subject)
        self.cycle()
        for mail in (self.letters(ANNA)[-1], self.told("#list mine")):
            self.assertNotIn("<img src=x", html_of(mail))
            links = [link for link in links_of(mail) if "[HD#2]" in link[1]]
            self.assertTrue(links)
            for _, title, body in links:
                self.assertIn("x&body=#spam&cc=", title)
                self.assertNotEqual(body, "#spam")
        link, = [link for link in links_of(self.letters(ANNA)[-1]) if link[2] == "#close"
                 and "[HD#2]" in link[1]]
        self.follow(link)
        self.assertEqual((self.show(1)["kind"], self.show(2)["kind"]), ("new", "solved"))

    def test_acts(self):
        """a link of a notice does what it says, words and all, and #undo takes it back"""
        self.follow(self.link(self.notice, "#close"), "\n\nIt is the bulb.")
        self.assertEqual(self.show(1)["kind"], "solved")
        self.assertTrue(any("It is the bulb." in text_of(mail) for mail in self.letters(CAROL)))
        confirmed = self.letters(ANNA)[-1]
        self.follow(self.link(confirmed, "#undo"))
        self.assertEqual(self.show(1)["kind"], "new")


class PlainLinks(ByMail):
    reply_addresses = False

    def test_held(self):
        """without reply addresses a link's mail is only as good as its sender: held, asked for"""
        link = self.link(self.notice, "#close")
        self.assertEqual(link[0], SUPPORT)
        self.follow(link)
        self.assertEqual(self.show(1)["kind"], "new")
        self.assertEqual(self.desk.json("received")[0]["outcome"], "held")
        self.answer(self.letters(ANNA)[-1], "yes")
        self.cycle()
        self.assertEqual(self.show(1)["kind"], "solved")


class Languages:
    """The same letters in a manager's own language."""
    close = help = ""

    def test_all(self):
        """lists, stories, reasons and help are in her language, and so may her commands be"""
        lists = self.told(self.commands["list"])
        for query in ("list", "show", "why", "help"):
            mail = lists if query == "list" else self.told(self.commands[query])
            own = re.sub(r"mailto:\S+|[#+@]\S+", " ", text_of(mail)) + str(mail["Subject"])
            self.assertEqual(language_of(own), self.language, own)
            self.assertIn(self.words[query], text_of(mail))
        self.follow(self.link(lists, links_of(lists)[0][2].strip()))
        self.ask(self.commands["close"])
        self.assertEqual(self.show(1)["kind"], "solved")
        self.assertEqual(language_of(text_of(self.letters(CAROL)[-1])), "en")


class Russian(Languages, ByMail):
    language = "ru"
    commands = {"list": "#список мои", "show": "#показать", "why": "#почему", "help": "#помощь",
                "close": "#закрыть"}
    words = {"list": "Broken lamp", "show": "The lamp flickers.", "why": "L", "help": "#close"}


class Ukrainian(Languages, ByMail):
    language = "uk"
    commands = {"list": "#перелік мої", "show": "#показати", "why": "#чому", "help": "#допомога",
                "close": "#закрити"}
    words = {"list": "Broken lamp", "show": "The lamp flickers.", "why": "L", "help": "#close"}


class Macros(ByMail):
    def prepare(self):
        self.desk.settings["macros"] = [
            {"name": "bulb", "help": "how to change it",
             "text": ["Dear {{customer_name}},", "", "please fit a {{kind}} bulb.", "",
                      "{{manager_name}}"],
             "ru": ["Здравствуйте!", "", "Вверните, пожалуйста, лампочку {{kind}}."],
             "uk": ["Вітаємо!", "", "Вкрутіть, будь ласка, лампочку {{kind}}."],
             "commands": ["#tag bulb", "#close"]}]

    def test_use(self):
        """#use fills a ready answer in, below her own words, and does what goes with it"""
        _, customer = self.ask("#use bulb kind=\"40 W\"\n\nThank you for the photo.")
        text = next(text_of(mail) for mail in customer if "Thank you" in text_of(mail))
        self.assertRegex(text, r"(?s)Thank you for the photo\..*Dear Carol Dean,.*a 40 W bulb\..*"
                               r"Anna Berg")
        self.assertEqual((self.show(1)["kind"], self.show(1)["tags"]), ("solved", ["bulb"]))

    def test_missing(self):
        """a value that is missing is a fault that says which, and nothing goes out"""
        manager, customer = self.ask("#use bulb")
        self.assertEqual((customer, self.show(1)["kind"]), ([], "new"))
        self.assertIn("kind=", text_of(manager[0]))
        manager, customer = self.ask("#use blub")
        self.assertIn("bulb", text_of(manager[0]).replace("#use blub", ""))

    def test_language(self):
        """the customer's language chooses the text; what is filled in is never read again"""
        for sender, question, words in ((IVAN, "Лампа мигает, помогите, пожалуйста.\n", "Вверните"),
                                        (OKSANA, "Лампа блимає, допоможіть її лагодити.\n",
                                         "Вкрутіть")):
            _, _, notice = self.opened(sender, "Лампа", question)
            self.ask("#use bulb kind={{number}}", notice)
            text = "\n".join(text_of(mail) for mail in self.letters(sender))
            self.assertIn(words, text)
            self.assertIn("{{number}}", text)


class Markdown(ByMail):
    def test_formatted(self):
        """Markdown is bold and a list in HTML, untouched in the text; raw HTML is shown as text"""
        for sender, hello in ((CAROL, "Good day"), (IVAN, "Добрый день, всё готово"),
                              (OKSANA, "Доброго дня, усе вже є")):
            notice = self.notice
            if sender != CAROL:
                _, _, notice = self.opened(sender, "Лампа", f"{hello}! Лампа.\n")
            answer = (f"{hello}, **{NAMES[sender]}**:\n\n- 40 W\n- 60 W\n\n"
                      f"<script>alert(1)</script> <b>no</b> 2 < 3\n\n"
                      f"[a link](javascript:alert(2)) [another](https://www.example.com/)")
            self.ask(answer, notice)
            mail = self.letters(sender)[-1]
            self.assertIn(answer, text_of(mail).replace("\r\n", "\n"))
            page = html_of(mail)
            self.assertRegex(page, rf"<(b|strong)[^>]*>{NAMES[sender]}</(b|strong)>")
            self.assertRegex(page, r"(?s)<ul[^>]*>.*<li[^>]*>\s*(<p[^>]*>)?40 W")
            self.assertNotIn("<script", page)
            self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", page)
            self.assertNotIn("<b>no</b>", page)
            self.assertNotRegex(page, r"(?i)href=[\"']?\s*javascript")
            self.assertIn('href="https://www.example.com/"', page)

    def test_off(self):
        """with markdown = false the stars stay stars"""
        self.desk.settings["markdown"] = False
        self.desk.write_config()
        self.ask("This is **bold**.")
        self.assertIn("**bold**", html_of(self.letters(CAROL)[-1]))
