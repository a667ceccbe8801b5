"""What is not meant for the customer never reaches the customer, however a mail program writes."""
from loopback.mail import text_of
from story import CAROL, Story

OUTLOOK = ("\n\nFrom: Carol Dean (Example Support) <support@example.com>\n"
           "Sent: Monday, November 2, 2026 3:04 PM\n"
           "To: Anna Berg <anna@example.com>\n"
           "Subject: {subject}\n\n{notice}")


class Leaks(Story):
    def setUp(self):
        super().setUp()
        _, _, self.notice = self.opened()
        self.heard = len(self.letters(CAROL))

    def written(self, text, attach=False):
        """The manager's program writes this body, with nothing of the notice but what is in it."""
        def change(mail):
            mail.set_content(text)
            if attach:
                mail.add_attachment(b"a,b\n", "text", "csv", filename="list.csv")
            return mail
        self.answer(self.notice, "", change)
        self.cycle()
        return self.letters(CAROL)[self.heard:]

    def test_empty_answers(self):
        """an answer with nothing new goes nowhere, and the manager is told"""
        quoted = "> " + text_of(self.notice).replace("\n", "\n> ")
        bodies = [
            OUTLOOK.format(subject=self.notice["Subject"], notice=text_of(self.notice)),
            f"On Mon, 2 Nov 2026 at 15:04, Carol <support@example.com> wrote:\n{quoted}",
            quoted, text_of(self.notice), "-- \nAnna Berg\nSupport\n" + quoted,
            text_of(self.notice) + "\nAnd this is my answer, below.",
            text_of(self.notice).partition("\n\n")[2],
        ]
        for body in bodies:
            with self.subTest(body[:60]):
                self.assertEqual(self.written(body), [])
        self.assertEqual(self.only_ticket()["kind"], "new")

    def test_file_alone(self):
        """a file with an empty answer goes out, the quoted notice does not"""
        body = OUTLOOK.format(subject=self.notice["Subject"], notice=text_of(self.notice))
        letters = self.written(body, attach=True)
        self.assertEqual(len(letters), 1)
        self.assertEqual([part.get_filename() for part in letters[0].iter_attachments()],
                         ["list.csv"])
        self.assertNotIn("#close", text_of(letters[0]))
        self.assertNotIn("Sent:", text_of(letters[0]))

    def test_file_with_a_command(self):
        """a file beside #close goes out as well"""
        letters = self.written("#close\n", attach=True)
        names = [part.get_filename() for mail in letters for part in mail.iter_attachments()]
        self.assertEqual(names, ["list.csv"])
        self.assertEqual(self.only_ticket()["kind"], "solved")

    def test_unseen_characters(self):
        """a command behind blanks that nobody sees is a command, not text"""
        for text in (" #wait", "\u00a0#wait", "#\u200bwait", "# wait"):
            with self.subTest(text):
                self.assertEqual(self.written(f"{text}\n"), [])
                self.assertEqual(self.only_ticket()["kind"], "waiting")
                self.written("#open\n")


class Held(Story):
    def setUp(self):
        super().setUp()
        _, _, self.notice = self.opened()
        self.heard = len(self.letters(CAROL))
        forged = "#close\n\nForged text."
        self.arrive("anna@example.com", f"[HD#{self.only_ticket()['number']}]", forged)
        self.cycle()
        self.question = [mail for mail in self.letters("anna@example.com")
                         if "Forged text." in text_of(mail)][-1]

    def say(self, text, **headers):
        def change(mail):
            for name, value in headers.items():
                del mail[name.replace("_", "-")]
                mail[name.replace("_", "-")] = value
            return mail
        self.answer(self.question, text, change)
        self.cycle()
        return self.letters(CAROL)[self.heard:]

    def test_no(self):
        """only a clear yes lets a held letter go"""
        for text in ("No! That was not me.", "Yes or no? I do not remember.", "#close"):
            with self.subTest(text):
                self.assertEqual(self.say(text), [])
        self.assertEqual(self.say("yes", Subject="Автоответ: меня нет"), [])
        self.assertEqual(self.say("Yes.")[0]["From"], "Anna Berg <support@example.com>")

    def test_flood(self):
        """many letters in a manager's name do not flood the manager"""
        before = len(self.letters("anna@example.com"))
        for number in range(15):
            self.arrive("anna@example.com", "[HD#1]", f"#close\n\nForged {number}.")
        self.cycle()
        self.assertLess(len(self.letters("anna@example.com")) - before, 6)
