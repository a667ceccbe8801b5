"""What people do with mail: write, send, reply, read; by the standard library only.

Letters are email.message.EmailMessage. Sending is SMTP through the loopback Postfix,
reading is IMAP over verified TLS, as any mail program would do it.
"""
import email
import email.policy
import email.utils
import imaplib
import json
import re
import smtplib
import subprocess
import time
from email.message import EmailMessage

from .process import WorldError, privileged

NAMES = {"support@example.com": "Example Support", "anna@example.com": "Anna Berg",
         "boris@example.com": "Boris Lind", "vera@example.com": "Vera Lang",
         "chief@example.com": "Maria Lund", "carol@customer.example": "Carol Dean",
         "dave@customer.example": "Dave Dean", "ivan@klient.example": "Иван Петров",
         "oksana@zamovnyk.example": "Оксана Шевчук"}


def letter(sender, to, subject, text, **headers):
    """A plain letter; keyword headers are named with _ for -, as In_Reply_To."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = email.utils.formataddr((NAMES.get(sender, ""), sender))
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = email.utils.localtime()
    mail["Message-ID"] = email.utils.make_msgid(domain=sender.partition("@")[2])
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def reply(original, sender, text):
    """An answer as mail programs make it: threaded, with the original quoted below."""
    subject = str(original["Subject"])
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    quoted = "".join(f"> {line}\n" for line in text_of(original).splitlines())
    body = f"{text.rstrip()}\n\nOn {original['Date']}, {original['From']} wrote:\n{quoted}"
    references = f"{original['References'] or ''} {original['Message-ID']}".split()
    return letter(sender, str(original["Reply-To"] or original["From"]), subject, body,
                  In_Reply_To=str(original["Message-ID"]), References=" ".join(references))


def raw(mail):
    return mail if isinstance(mail, bytes) else mail.as_bytes(policy=email.policy.SMTP)


def parsed(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def text_of(mail):
    """The plain text of a letter, or ""."""
    body = mail.get_body(preferencelist=("plain",))
    return body.get_content() if body else ""


def html_of(mail):
    body = mail.get_body(preferencelist=("html",))
    return body.get_content() if body else ""


def address_of(value):
    return email.utils.parseaddr(str(value or ""))[1]


def language_of(text):
    """en, ru or uk, by letters that only one of them has; quoted lines do not count."""
    own = " ".join(line for line in text.lower().splitlines() if not line.startswith(">"))
    if not re.search("[а-яіїєґё]", own):
        return "en"
    return "uk" if len(re.findall("[іїєґ]", own)) > len(re.findall("[ыэёъ]", own)) else "ru"


class Post:
    """The post office of a world: hands letters in, looks into boxes."""

    def __init__(self, world):
        self.world = world

    def send(self, mail, sender, *recipients, login=False):
        """Hand a letter to Postfix: on the plain port, or as a user of ours with a password."""
        port = self.world.ports["submission" if login else "smtp"]
        with smtplib.SMTP("localhost", port, timeout=60) as smtp:
            if login:
                smtp.starttls(context=self.world.tls_context())
                smtp.login(sender, self.world.password)
            smtp.sendmail(sender, recipients, raw(mail))

    def put(self, mail, recipient, sender=""):
        """Put a letter straight into a box, past Postfix; the sender is the Return-Path."""
        with smtplib.LMTP("127.0.0.1", self.world.ports["lmtp"], timeout=120) as lmtp:
            lmtp.sendmail(sender, [recipient], raw(mail))

    def login(self, address):
        box = imaplib.IMAP4_SSL("localhost", self.world.ports["imaps"], timeout=60,
                                ssl_context=self.world.tls_context())
        box.login(address, self.world.password)
        return box

    def read_raw(self, address, folder="INBOX"):
        """All originals of a folder, oldest first; no folder is no letters."""
        with self.login(address) as box:
            if box.select(folder, readonly=True)[0] != "OK":
                return []
            _, data = box.uid("FETCH", "1:*", "(BODY.PEEK[])")
            return [item[1] for item in data if isinstance(item, tuple)]

    def read(self, address, folder="INBOX"):
        return [parsed(data) for data in self.read_raw(address, folder)]

    def flags(self, address, folder="INBOX"):
        """The flags of each letter of a folder."""
        with self.login(address) as box:
            box.select(folder, readonly=True)
            _, data = box.uid("FETCH", "1:*", "(FLAGS)")
            return [imaplib.ParseFlags(item) for item in data if item]

    def count(self):
        """How many letters lie in each inbox."""
        return {address: len(self.read_raw(address)) for address in NAMES}

    def wait(self, address, count=1, seconds=30):
        """The letters of an inbox as soon as there are that many."""
        deadline = time.monotonic() + seconds
        while True:
            mails = self.read(address)
            if len(mails) >= count:
                return mails
            if time.monotonic() > deadline:
                raise WorldError(f"{address} has {len(mails)} letters after {seconds} s, "
                                 f"expected {count}")
            time.sleep(0.1)

    def drain(self, seconds=40):
        """Return when Postfix has delivered all it had: then what is not there never comes."""
        deadline = time.monotonic() + seconds
        queue = privileged(["postqueue", "-c", str(self.world.dir / "postfix"), "-j"])
        while True:
            done = subprocess.run(queue, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=30, check=True)
            if not done.stdout.strip():
                return
            if time.monotonic() > deadline:
                reasons = [json.loads(line)["recipients"] for line in done.stdout.splitlines()]
                raise WorldError(f"Postfix could not deliver in {seconds} s: {reasons}")
            time.sleep(0.1)
