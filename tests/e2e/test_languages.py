"""Whatever charset and encoding a letter is written in, ticket and receipt are readable."""
import base64
import email.utils

from loopback.mail import language_of, text_of
from loopback.servers import SUPPORT
from story import IVAN, OKSANA, Story

SUBJECT = "Не могу войти в личный кабинет после обновления программы"
TEXT = "Здравствуйте! После обновления пароль больше не подходит.\nЧто делать?"


def encoded_words(text, charset, size):
    """A subject in base64 words of so many letters each, split between letters."""
    pieces = (text[start:start + size] for start in range(0, len(text), size))
    return "\r\n ".join(f"=?{charset}?B?{base64.b64encode(piece.encode(charset)).decode()}?="
                        for piece in pieces)


def plain(sender, subject, body, content_type, encoding="8bit"):
    """A letter of raw bytes, as an old mail program makes it."""
    return (f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\n"
            f"Date: Sat, 21 Nov 2026 10:00:00 +0300\r\n"
            f"Message-ID: {email.utils.make_msgid(domain='klient.example')}\r\n"
            f"MIME-Version: 1.0\r\n"
            f"Content-Type: {content_type}\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n").encode() + body + b"\r\n"


class Languages(Story):
    def take(self, mail, sender=IVAN):
        self.post.put(mail, SUPPORT, sender)
        self.cycle()
        return self.only_ticket()

    def assert_readable(self, ticket, subject=SUBJECT, text=TEXT):
        self.assertEqual(ticket["subject"], subject)
        said = ticket["messages"][0]["text"]
        for line in text.splitlines():
            self.assertIn(line, said)
        receipt = self.letters(ticket["requester"]["address"])[0]
        self.assertIn(subject, str(receipt["Subject"]))
        return receipt

    def test_words_in_base64(self):
        """a Cyrillic subject in many base64 words, each padded, comes out whole"""
        mail = plain(IVAN, encoded_words(SUBJECT, "utf-8", 4), TEXT.encode(),
                     "text/plain; charset=utf-8")
        receipt = self.assert_readable(self.take(mail))
        self.assertEqual(language_of(text_of(receipt)), "ru")

    def test_letter_cut_in_two(self):
        """a subject whose words cut a letter in two comes out whole"""
        data = SUBJECT.encode()
        words = " ".join(f"=?utf-8?B?{base64.b64encode(data[at:at + 25]).decode()}?="
                         for at in range(0, len(data), 25))
        self.assert_readable(self.take(plain(IVAN, words, TEXT.encode(),
                                             "text/plain; charset=utf-8")))

    def test_windows_1251(self):
        """subject and body in windows-1251"""
        mail = plain(IVAN, encoded_words(SUBJECT, "windows-1251", 20),
                     TEXT.encode("windows-1251"), "text/plain; charset=windows-1251")
        self.assert_readable(self.take(mail))

    def test_koi8_r(self):
        """subject and body in koi8-r, the body in base64"""
        body = base64.encodebytes(TEXT.encode("koi8-r")).replace(b"\n", b"\r\n")
        mail = plain(IVAN, encoded_words(SUBJECT, "koi8-r", 15), body,
                     "text/plain; charset=koi8-r", "base64")
        self.assert_readable(self.take(mail))

    def test_koi8_u(self):
        """a Ukrainian letter in koi8-u gets a Ukrainian receipt"""
        subject, text = "Є питання щодо рахунку", "Чи можна його сплатити частинами?\nҐанок, їжак"
        mail = plain(OKSANA, encoded_words(subject, "koi8-u", 10), text.encode("koi8-u"),
                     "text/plain; charset=koi8-u")
        receipt = self.assert_readable(self.take(mail, OKSANA), subject, text)
        self.assertEqual(language_of(text_of(receipt)), "uk")

    def test_undeclared(self):
        """a body in windows-1251 that does not say so is still readable"""
        mail = plain(IVAN, encoded_words(SUBJECT, "utf-8", 9), TEXT.encode("windows-1251"),
                     "text/plain")
        self.assert_readable(self.take(mail))

    def test_html_only(self):
        """of a letter in HTML alone the text is kept, not the markup"""
        page = ("<html><head><style>p { color: red }</style></head><body><p>Здравствуйте! После "
                "обновления <b>пароль</b> больше не&nbsp;подходит.</p><p>Что&#32;делать?</p>"
                "<script>alert(1)</script></body></html>")
        mail = plain(IVAN, encoded_words(SUBJECT, "utf-8", 9), page.encode(),
                     "text/html; charset=utf-8")
        ticket = self.take(mail)
        said = ticket["messages"][0]["text"].replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn("Здравствуйте! После обновления пароль больше не подходит.",
                      " ".join(said.split()))
        self.assertIn("Что делать?", said)
        for trace in ("<", "color", "alert", "&"):
            self.assertNotIn(trace, said)
