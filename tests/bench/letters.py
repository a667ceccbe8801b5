"""Letters as a helpdesk gets them, the same for the same seed.

Questions of many customers and their answers to earlier questions, in English, Russian
and Ukrainian; words are made up, as often each as in real language (Zipf). Charsets,
transfer encodings, HTML beside the text and attachments in the shares given below. Sizes
are log-normal around a median of 6 kB.
"""
import base64
import bisect
import quopri
import random
import time

MEDIAN = 6000
SPREAD = 0.5
CUSTOMERS = 2500
ANSWERS = 0.3  # of all letters
HTML = 0.35
ATTACHED = 0.1
START = 1_790_000_000  # of the first letter's Date

COMMON = {
    "en": "the and is not it to of in for with please we have this that on can you my",
    "ru": "и в не на что я с это как по но у из за вы пожалуйста мы для при нет",
    "uk": "і в не на що я з це як по але у із за ви будь ласка ми для при немає",
}
SYLLABLES = {
    "en": "ba co di fe lu ma ner ping ro sta ti tor ver wa ze print net mail pass",
    "ru": "ба во ги до же за ки ло ме на ош пра ре сть ту фо хи ча щё прин тер сер",
    "uk": "ба во гі до же за ки ло ме на ої пра ре сть ту фо хі ча щі прин тер сер",
}
CHARSETS = {
    "en": ["us-ascii", "us-ascii", "utf-8"],
    "ru": ["utf-8", "utf-8", "windows-1251", "koi8-r"],
    "uk": ["utf-8", "utf-8", "windows-1251", "koi8-u"],
}


class Words:
    """Words of one language, chosen as often as Zipf says."""

    def __init__(self, language, size=20000):
        chance = random.Random(f"words {language}")
        syllables = SYLLABLES[language].split()
        self.words = COMMON[language].split()
        self.words += ["".join(chance.choices(syllables, k=chance.randint(1, 4)))
                       for _ in range(size)]
        total = 0.0
        self.sums = []
        for rank in range(len(self.words)):
            total += 1 / (rank + 3)
            self.sums.append(total)

    def one(self, chance):
        return self.words[bisect.bisect(self.sums, chance.random() * self.sums[-1])]


class Letters:
    """Makes letter after letter; each has `raw` (bytes, line ends LF) and `sender`."""

    def __init__(self, seed=1, median=MEDIAN, answers=ANSWERS):
        self.chance = random.Random(seed)
        self.seed = seed
        self.median = median
        self.answers = answers
        self.words = {language: Words(language) for language in COMMON}
        self.count = 0
        self.asked = []

    def text(self, language, size):
        words, lines, have = self.words[language], [], 0
        while have < size:
            line = " ".join(words.one(self.chance) for _ in range(self.chance.randint(4, 12)))
            lines.append(line.capitalize() + ".")
            # Characters beyond ASCII are two bytes, more or less.
            have += len(line) * (1 if language == "en" else 2) + 1
            if self.chance.random() < 0.15:
                lines.append("")
        return "\n".join(lines) + "\n"

    def next(self):
        chance = self.chance
        self.count += 1
        size = int(chance.lognormvariate(0, SPREAD) * self.median)
        if self.asked and chance.random() < self.answers:
            return self._answer(chance.choice(self.asked), size)
        customer = chance.randrange(CUSTOMERS)
        language = ("en", "en", "ru", "ru", "uk")[customer % 5]
        subject = " ".join(self.words[language].one(chance) for _ in range(chance.randint(2, 6)))
        letter = self._make(customer, language, subject.capitalize(), size, "", [])
        self.asked.append(letter)
        if len(self.asked) > 500:
            self.asked.pop(0)
        return letter

    def _answer(self, question, size):
        quoted = "".join(f"> {line}\n" for line in question["text"][:size].splitlines())
        quoted = f"\nOn {question['date']}, Support <support@example.com> wrote:\n{quoted}"
        subject = "Re: " + question["subject"]
        return self._make(question["customer"], question["language"], subject,
                          max(size - len(quoted), 300), quoted, question["ids"])

    def _make(self, customer, language, subject, size, quoted, ancestors):
        chance = self.chance
        charset = chance.choice(CHARSETS[language])
        html = chance.random() < HTML
        attached = chance.random() < ATTACHED
        if html:
            size //= 3
        own = self.text(language, max(size - 900, 200))
        text = own + quoted
        address = f"customer{customer}@company{customer % 400}.example"
        stamp = START + self.count * 37
        date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(stamp))
        ident = f"{self.seed}.{self.count}.{chance.getrandbits(40):x}@company{customer % 400}.example"
        head = [f"Return-Path: <{address}>",
                f"Received: from mx{customer % 7}.example ([192.0.2.{customer % 250}])",
                f"\tby mail.example.com with ESMTPS id {self.count:08x};", f"\t{date}",
                f"From: {_words(f'Customer {customer}' if language == 'en' else 'Пётр Иванов')}"
                f" <{address}>",
                "To: Support <support@example.com>", f"Subject: {_words(subject)}",
                f"Date: {date}", f"Message-ID: <{ident}>", "MIME-Version: 1.0",
                "User-Agent: Example Mail 1.0"]
        if ancestors:
            head.append(f"In-Reply-To: <{ancestors[-1]}>")
            head.append("References: " + "\n\t".join(f"<{one}>" for one in ancestors[-8:]))
        body = _part("plain", text, charset, chance)
        if html:
            marked = "<html><body><p>" + text.replace("&", "&amp;").replace("<", "&lt;") \
                .replace("\n\n", "</p>\n<p>").replace("\n", "<br>\n") + "</p></body></html>\n"
            body = _multipart("alternative", [body, _part("html", marked, charset, chance)],
                              self.count)
        if attached:
            body = _multipart("mixed", [body, _file(chance, self.count)], self.count + 1_000_000)
        raw = "\n".join(head).encode() + b"\n" + body
        return {"raw": raw, "sender": address, "subject": subject.removeprefix("Re: "),
                "text": own, "date": date, "customer": customer, "language": language,
                "ids": [*ancestors, ident]}


def _words(text):
    """A header value: encoded words of base64 where needed, whole characters in each."""
    if text.isascii():
        return text
    pieces = [text[i:i + 18] for i in range(0, len(text), 18)]
    return "\n ".join(f"=?utf-8?B?{base64.b64encode(piece.encode()).decode()}?="
                      for piece in pieces)


def _part(subtype, text, charset, chance):
    data = text.encode(charset, "replace")
    if charset == "us-ascii":
        encoding = "7bit"
    else:
        encoding = chance.choice(("base64", "quoted-printable", "8bit"))
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    return (f"Content-Type: text/{subtype}; charset={charset}\n"
            f"Content-Transfer-Encoding: {encoding}\n\n").encode() + data


def _multipart(subtype, parts, number):
    boundary = f"=_{number:08x}"
    open_line = f"--{boundary}\n".encode()
    return (f"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\n".encode()
            + b"".join(open_line + part + b"\n" for part in parts)
            + f"--{boundary}--\n".encode())


def _file(chance, number):
    data = base64.encodebytes(chance.randbytes(chance.randint(2000, 20000)))
    return (f"Content-Type: application/pdf; name=\"scan{number}.pdf\"\n"
            f"Content-Disposition: attachment; filename=\"scan{number}.pdf\"\n"
            "Content-Transfer-Encoding: base64\n\n").encode() + data


def write_mbox(path, count, seed=1, **more):
    """An mbox of so many letters; returns their sizes, sorted."""
    letters, sizes = Letters(seed, **more), []
    with open(path, "wb") as out:
        for _ in range(count):
            raw = letters.next()["raw"]
            sizes.append(len(raw))
            out.write(b"From customer@example.com Sat Nov 21 10:00:00 2026\n")
            out.write(raw.replace(b"\nFrom ", b"\n>From ") + b"\n")
    return sorted(sizes)


def write_maildir(path, count, seed=2, **more):
    """So many new letters into a Maildir, as the LMTP server would leave them."""
    letters = Letters(seed, **more)
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(count):
        raw = letters.next()["raw"].replace(b"\n", b"\r\n")
        name = f"{START + number}.M{number}P{seed}.bench,S={len(raw)}"
        (path / "new" / name).write_bytes(raw)
