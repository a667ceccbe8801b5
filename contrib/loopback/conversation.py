"""The main conversation of a desk, played by people with real mail and proven step by step.

A customer writes, gets a receipt; a manager gets the ticket, answers with `#close`; the
customer gets the answer and five links, and rates the help. Every proof is read from
mailboxes over IMAP, from the web page or from what helpdesk tells. Quickstart plays it
aloud, tests/e2e in silence.
"""
from dataclasses import dataclass

from .mail import NAMES, address_of, html_of, language_of, letter, reply, text_of
from .process import WorldError
from .servers import SUPPORT
from .web import Form, fetch, rating_links, submit

LANGUAGES = {"en": "English", "ru": "Russian", "uk": "Ukrainian"}


@dataclass(frozen=True)
class Talk:
    """What the two people say to each other."""
    language: str
    customer: str
    subject: str
    question: str
    answer: str
    score: int
    review: str


ENGLISH = Talk(
    "en", "carol@customer.example", "Invoice 1042 shows the wrong total",
    "Hello,\n\ninvoice 1042 adds up to 118.00, but the lines on it make 108.00.\n"
    "Could you have a look, please?\n\nKind regards,\nCarol Dean\n",
    "Dear Carol,\n\nyou are right, the delivery was counted twice. The corrected invoice\n"
    "is on its way to you.\n\nBest wishes,\nAnna",
    5, "Quick and friendly")
RUSSIAN = Talk(
    "ru", "ivan@klient.example", "Не приходит счёт за ноябрь",
    "Здравствуйте!\n\nСчёт за ноябрь до сих пор не пришёл, хотя раньше вы присылали его\n"
    "первого числа. Проверьте, пожалуйста, тот ли у вас адрес.\n\nС уважением,\nИван Петров\n",
    "Здравствуйте, Иван!\n\nСчёт ушёл на старый адрес. Мы исправили его и выслали счёт\n"
    "ещё раз.\n\nС уважением, служба поддержки",
    4, "Спасибо, всё пришло")
UKRAINIAN = Talk(
    "uk", "oksana@zamovnyk.example", "Не можу увійти до кабінету",
    "Доброго дня!\n\nПісля зміни пароля я не можу увійти до особистого кабінету:\n"
    "сторінка знову й знову просить його ввести. Допоможіть, будь ласка.\n\n"
    "З повагою,\nОксана Шевчук\n",
    "Доброго дня, Оксано!\n\nМи скинули збережені сеанси, тепер вхід працює. Якщо сторінка\n"
    "запитає пароль ще раз, просто введіть новий.\n\nЗ повагою, служба підтримки",
    5, "Дуже швидко, дякую")
TALKS = (ENGLISH, RUSSIAN, UKRAINIAN)


class Conversation:
    """One talk at one desk. `play` raises WorldError at the first thing that is not so."""

    def __init__(self, desk, post, teller, talk):
        self.desk, self.post, self.tell, self.talk = desk, post, teller, talk
        self.name = NAMES[talk.customer].split()[0]
        self.before = {}
        self.number = 0
        self.manager = ""

    def play(self):
        self.before = self.post.count()
        question = self._customer_writes()
        self._customer_has_receipt(question)
        notice = self._manager_has_notice(question)
        self._manager_answers(notice)
        closing = self._customer_has_answer(question)
        self._customer_rates(closing)
        self._history_is_complete(question)
        self._another_cycle_does_nothing()

    def _customer_writes(self):
        talk = self.talk
        self.tell.step(f"{NAMES[talk.customer]}, a customer, writes to {SUPPORT} "
                       f"in {LANGUAGES[talk.language]}.")
        question = letter(talk.customer, SUPPORT, talk.subject, talk.question)
        self.post.send(question, talk.customer, SUPPORT)
        self.post.drain()
        self.tell.letter(question)
        return question

    def _customer_has_receipt(self, question):
        self.tell.step("cron runs the cycle: helpdesk fetches the letter, makes a ticket of it "
                       "and confirms it.")
        known = {ticket["number"] for ticket in self.desk.json("list", "--all")}
        self._cycle()
        new = [ticket for ticket in self.desk.json("list", "--all") if ticket["number"] not in known]
        self.tell.prove(len(new) == 1, "one letter made one ticket", new)
        self.number, self.manager = new[0]["number"], new[0]["manager"]
        receipts = self._new_letters(self.talk.customer)
        self.tell.prove(len(receipts) == 1, f"{self.name} has one letter: the receipt",
                        [str(mail["Subject"]) for mail in receipts])
        receipt = receipts[0]
        self.tell.letter(receipt)
        self._prove_from_support(receipt)
        self.tell.prove(str(receipt["Auto-Submitted"]) == "auto-replied",
                        "it says that a machine wrote it (Auto-Submitted: auto-replied)",
                        receipt["Auto-Submitted"])
        self._prove_threaded(receipt, question)
        self.tell.prove(f"#{self.number}]" in str(receipt["Subject"]),
                        f"its subject carries the ticket's number, {self.number}",
                        receipt["Subject"])
        self._prove_language(receipt)

    def _manager_has_notice(self, question):
        address = f"{self.manager}@example.com"
        self.tell.step("The manager whose turn it is finds the ticket in her mail program.")
        self.tell.prove(address in NAMES, f"the ticket is given to {self.manager}", self.manager)
        others = {"anna@example.com", "boris@example.com"} - {address}
        notices = self._new_letters(address)
        self.tell.prove(len(notices) == 1 and not any(map(self._new_letters, others)),
                        f"{address} alone has one letter: the notice",
                        [str(mail["Subject"]) for mail in notices])
        notice = notices[0]
        self.tell.letter(notice)
        first_words = self.talk.question.splitlines()[2]
        self.tell.prove(first_words in text_of(notice), f"it shows what {self.name} wrote",
                        text_of(notice))
        self.tell.prove(self.talk.subject in str(notice["Subject"]), "and what it is about",
                        notice["Subject"])
        self.tell.prove(notice["Message-ID"] != question["Message-ID"],
                        "it has a Message-ID of its own, by which an answer is trusted")
        return notice

    def _manager_answers(self, notice):
        sender = f"{self.manager}@example.com"
        self.tell.step(f"{NAMES[sender]} presses Reply, writes #close on the first line, "
                       "her answer below it, and sends.")
        answer = reply(notice, sender, f"#close\n\n{self.talk.answer}\n")
        self.tell.letter(answer)
        self.post.send(answer, sender, address_of(answer["To"]), login=True)
        self.post.drain()

    def _customer_has_answer(self, question):
        self.tell.step(f"cron runs the cycle again: the answer goes to {self.name}, under the "
                       "manager's name.")
        self._cycle()
        mails = self._new_letters(self.talk.customer)[1:]
        answer = self._only(mails, lambda mail: self.talk.answer.split("\n")[2] in text_of(mail),
                            "the answer")
        self.tell.letter(answer)
        self._prove_from_support(answer)
        name = NAMES[f"{self.manager}@example.com"]
        self.tell.prove(name in str(answer["From"]), f"it comes from {name}", answer["From"])
        self._prove_threaded(answer, question)
        self.tell.prove(address_of(answer["To"]) == self.talk.customer,
                        "it is addressed to the customer", answer["To"])
        self._prove_language(answer)
        closing = self._only(mails, lambda mail: rating_links(text_of(mail)), "the closing letter")
        if closing is not answer:
            self.tell.step(f"{self.name} also hears that the ticket is solved, and is asked "
                           "how the help was.")
            self.tell.letter(closing)
            self._prove_from_support(closing)
            self._prove_threaded(closing, question)
            self._prove_language(closing)
        links = rating_links(text_of(closing))
        self.tell.prove(sorted(links) == [1, 2, 3, 4, 5], "it has five links, one for each mark",
                        links)
        self.tell.prove(not any("#close" in text_of(mail) + html_of(mail) for mail in mails),
                        "no command line is in any letter to the customer")
        return closing

    def _customer_rates(self, closing):
        talk = self.talk
        link = rating_links(text_of(closing))[talk.score]
        self.tell.step(f"{self.name} opens the link for {talk.score} of 5 and presses the button.")
        self.tell.note(link)
        status, page = fetch(link)
        self.tell.prove(status == 200 and Form(page).action is not None,
                        "the page asks with a form", status)
        self.tell.prove(self._ticket()["rating"] is None,
                        "opening the link alone counts nothing (link scanners do that)")
        status, _ = submit(link, page, review=talk.review)
        self.tell.prove(status == 200, "the button is answered", status)
        rating = self._ticket()["rating"]
        self.tell.prove(rating == {"score": talk.score, "review": talk.review},
                        f"the ticket has the mark {talk.score} and the words “{talk.review}”",
                        rating)

    def _history_is_complete(self, question):
        self.tell.step("The ticket knows the whole story.")
        self.tell.command("helpdesk", "show", str(self.number))
        self.tell.note(self.desk.output("show", self.number).decode().rstrip())
        ticket = self._ticket()
        self.tell.prove(ticket["kind"] == "solved", "the ticket is solved", ticket["kind"])
        self.tell.prove(ticket["language"] == self.talk.language,
                        f"its language is {LANGUAGES[self.talk.language]}", ticket["language"])
        said = [(message["direction"], message["text"]) for message in ticket["messages"]]
        self.tell.prove(
            any(way == "in" and self.talk.question.splitlines()[2] in text for way, text in said)
            and any(way == "out" and self.talk.answer.splitlines()[2] in text
                    and "#close" not in text for way, text in said),
            "it holds the question and the answer", said)
        first = next(item for item in ticket["messages"] if item["direction"] == "in")
        original = self.desk.output("show", self.number, "--raw", first["id"])
        self.tell.prove(original in self.post.read_raw(SUPPORT, "Processed"),
                        "the original letter can be had byte for byte")
        events = [(event["kind"], event["who"], event["proof"]) for event in ticket["events"]]
        kinds = [kind for kind, _, _ in events]
        self.tell.prove({"created", "status", "rated"} <= set(kinds),
                        "every change is recorded: " + ", ".join(kinds), events)
        self.tell.prove(any(who == self.manager and proof >= "L3" for _, who, proof in events),
                        f"{self.manager}'s command is recorded with its proof", events)

    def _another_cycle_does_nothing(self):
        self.tell.step("Another cycle has nothing to do.")
        before, tickets = self.post.count(), self.desk.json("list", "--all")
        self._cycle()
        self.tell.prove(self.post.count() == before, "no letter to anybody")
        self.tell.prove(self.desk.json("list", "--all") == tickets, "no ticket changed")

    def _cycle(self):
        self.tell.command("helpdesk", "cycle")
        self.desk.cycle()
        self.post.drain()

    def _ticket(self):
        return self.desk.json("show", self.number)

    def _new_letters(self, address):
        """What came to an inbox since the talk began."""
        return self.post.read(address)[self.before[address]:]

    def _only(self, mails, fits, what):
        found = [mail for mail in mails if fits(mail)]
        if len(found) != 1:
            raise WorldError(f"not so: {self.name} has {what} exactly once; found "
                             f"{len(found)} among {[str(mail['Subject']) for mail in mails]}")
        return found[0]

    def _prove_from_support(self, mail):
        self.tell.prove(address_of(mail["From"]) == SUPPORT, f"it comes from {SUPPORT}",
                        mail["From"])

    def _prove_threaded(self, mail, question):
        known = str(question["Message-ID"])
        self.tell.prove(known in str(mail["In-Reply-To"]) and known in str(mail["References"]),
                        f"{self.name}'s mail program shows it below the question (In-Reply-To, "
                        "References)", f"{mail['In-Reply-To']} {mail['References']}")

    def _prove_language(self, mail):
        language = language_of(text_of(mail))
        self.tell.prove(language == self.talk.language,
                        f"it is in {LANGUAGES[self.talk.language]}", language)
