"""Files and pictures travel with an answer, in both directions, unchanged."""
import email.policy
from email.message import EmailMessage

from loopback.mail import html_of, letter
from story import ANNA, BORIS, CAROL, SUPPORT, Story

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 300
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(255, -1, -1)) * 40


def files_of(mail):
    return {part.get_filename(): part.get_payload(decode=True)
            for part in mail.walk() if part.get_filename()}


class Attachments(Story):
    def test_to_the_manager(self):
        """what a customer attaches reaches the manager, its Cyrillic name too"""
        mail = letter(CAROL, SUPPORT, "Scan", "See the scan.\n")
        mail.add_attachment(PDF, maintype="application", subtype="pdf",
                            filename="Скан договора.pdf")
        self.post.put(mail, SUPPORT, CAROL)
        self.cycle()
        ticket = self.only_ticket()
        self.assertEqual(ticket["messages"][0]["attachments"],
                         [{"name": "Скан договора.pdf", "type": "application/pdf",
                           "size": len(PDF)}])
        manager = ANNA if ticket["manager"] == "anna" else BORIS
        self.assertEqual(files_of(self.letters(manager)[0]), {"Скан договора.pdf": PDF})

    def test_to_the_customer(self):
        """what a manager attaches, and her pictures in the text, reach the customer"""
        _, _, notice = self.opened()
        self.answer(notice, "Here is the plan.", change=with_picture_and_file)
        self.cycle()
        mail = self.letters(CAROL)[-1]
        found = files_of(mail)
        self.assertEqual(found.get("plan.pdf"), PDF)
        pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
        self.assertEqual([part.get_payload(decode=True) for part in pictures], [PICTURE])
        identifier = str(pictures[0]["Content-ID"]).strip("<> ")
        self.assertIn(f"cid:{identifier}", html_of(mail), "the text shows the picture")
        self.assertNotIn("#", mail.get_body(("plain",)).get_content().partition("\n")[0])

    def test_names(self):
        """names that would leave a folder are made safe"""
        mail = letter(CAROL, SUPPORT, "Scan", "See the scan.\n")
        mail.add_attachment(PDF, maintype="application", subtype="pdf",
                            filename="../../etc/passwd")
        self.post.put(mail, SUPPORT, CAROL)
        self.cycle()
        name = self.only_ticket()["messages"][0]["attachments"][0]["name"]
        self.assertNotIn("/", name)
        self.assertNotIn("..", name)


def with_picture_and_file(plain):
    """The letter as a mail program that writes HTML makes it."""
    mail = EmailMessage(policy=email.policy.SMTP)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"):
        mail[name] = plain[name]
    mail.set_content(plain.get_content())
    mail.add_alternative('<p>Here is the <b>plan</b>.</p><p><img src="cid:plan-1"></p>'
                         "<blockquote type=cite>The lamp flickers.</blockquote>", subtype="html")
    mail.get_body(("html",)).add_related(PICTURE, maintype="image", subtype="png",
                                         cid="<plan-1>", disposition="inline")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="plan.pdf")
    return mail
