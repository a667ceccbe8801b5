"""A letter with a 50 MB attachment passes through in little memory and comes back unchanged."""
import base64
import hashlib
import os

from loopback.servers import SUPPORT
from story import CAROL, Story

ATTACHMENT = 50_000_000
MEMORY = 48_000_000  # bytes at the peak of a cycle
HEAD = (f"From: Carol Dean <{CAROL}>\r\nTo: {SUPPORT}\r\nSubject: Big drawing\r\n"
        "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <big@customer.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=frontier\r\n\r\n"
        "--frontier\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe drawing is attached.\r\n"
        "--frontier\r\nContent-Type: application/octet-stream; name=drawing.bin\r\n"
        "Content-Disposition: attachment; filename=drawing.bin\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n")


def big_letter(size):
    body = base64.encodebytes(os.urandom(size)).replace(b"\n", b"\r\n")
    return HEAD.encode() + body + b"--frontier--\r\n"


class ABigLetter(Story):
    def test_big(self):
        """50 MB attached: under 48 MB of memory, the original restored byte for byte"""
        self.desk.settings["limits"] = {"message_size": 100_000_000}
        self.desk.write_config()
        self.post.put(big_letter(ATTACHMENT), SUPPORT, CAROL)
        arrived = hashlib.sha256(self.post.read_raw(SUPPORT)[0]).hexdigest()

        code, err, peak = self.desk.measure("cycle")
        self.post.drain()
        self.assertEqual((code, err), (0, b""))
        if "asan" not in self.build.name:
            self.assertLess(peak, MEMORY, "peak memory of the cycle in bytes")

        ticket = self.only_ticket()
        message = ticket["messages"][0]
        self.assertEqual([(file["name"], file["size"]) for file in message["attachments"]],
                         [("drawing.bin", ATTACHMENT)])
        kept = self.desk.output("show", ticket["number"], "--raw", message["id"])
        self.assertEqual(hashlib.sha256(kept).hexdigest(), arrived)
        moved = self.post.read_raw(SUPPORT, "Processed")
        self.assertEqual([hashlib.sha256(mail).hexdigest() for mail in moved], [arrived])

        notice = self.post.read_raw("anna@example.com")[0]
        self.assertLess(len(notice), 1_000_000, "a notice does not carry what is over the limit")
        self.assertIn(b"drawing.bin", notice)

    def test_too_big(self):
        """a letter over the limit stays where it is; the ones after it are handled"""
        self.desk.settings["limits"] = {"message_size": 1_000_000}
        self.desk.write_config()
        self.post.put(big_letter(2_000_000), SUPPORT, CAROL)
        self.arrive(CAROL, "A small one")
        self.desk.run("cycle")
        self.post.drain()
        self.assertIn("A small one", [ticket["subject"] for ticket in self.tickets()])
        self.assertIn("Big drawing", [mail["Subject"] for mail in self.letters(SUPPORT)])
