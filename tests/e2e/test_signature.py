"""A manager's letter that is signed with a key which the config pins (L4), and its forgeries."""
import base64
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from loopback.mail import letter, raw
from loopback.process import drop, give
from story import ANNA, BORIS, SUPPORT, Story

DAY = 86400
CLOSE = "#close\n\nDone.\n"


class Keys:
    """Secret keys of the persons in a folder of their own, as the desk's user."""

    def __init__(self, user):
        self.user = user
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="hdkeys-", dir="/tmp"))
        give(self.dir, user)

    def run(self, *words, stdin=b""):
        done = subprocess.run([str(word) for word in words], input=stdin, cwd=self.dir, check=True,
                              capture_output=True, env={**os.environ, "HOME": str(self.dir)},
                              **drop(self.user))
        return done.stdout

    def gpg(self, *words, **more):
        return self.run("gpg", "--homedir", self.dir, "--batch", "--quiet", "--pinentry-mode",
                        "loopback", "--passphrase", "", *words, **more)

    def make(self, address, expires="0"):
        """An OpenPGP key; returns its fingerprint."""
        self.gpg(f"--faked-system-time={int(time.time()) - 3600}", "--quick-generate-key", address,
                 "ed25519", "sign", expires)
        listing = self.gpg("--with-colons", "--list-keys", address).decode()
        return re.search(r"^fpr:+([0-9A-F]{40})", listing, re.MULTILINE)[1]

    def certificate(self, name):
        """An S/MIME certificate; returns its fingerprint."""
        self.run("openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:P-256", "-subj", f"/CN={name}", "-keyout", f"{name}.key",
                 "-out", f"{name}.crt")
        told = self.run("openssl", "x509", "-noout", "-fingerprint", "-sha1", "-in", f"{name}.crt")
        return told.decode().split("=")[1].strip()

    def pgp_sign(self, address, data):
        return self.gpg("--armor", "--local-user", address, "--detach-sign", stdin=data)

    def smime_sign(self, name, data):
        return self.run("openssl", "cms", "-sign", "-binary", "-outform", "DER", "-signer",
                        f"{name}.crt", "-inkey", f"{name}.key", stdin=data)

    def close(self):
        self.run("gpgconf", "--homedir", self.dir, "--kill", "all")
        shutil.rmtree(self.dir)


def inner(text):
    """The part that is signed."""
    return ("Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.replace("\n", "\r\n")).encode()


def framed(mail, part, signature, kind):
    """The letter `mail` with its body replaced by a multipart/signed."""
    head = raw(mail).split(b"\r\n\r\n" if b"\r\n\r\n" in raw(mail) else b"\n\n", 1)[0]
    lines = [line for line in re.split(rb"\r?\n(?![ \t])", head)
             if not re.match(rb"(?i)(content-|mime-version)", line)]
    armor = signature
    coding = b""
    if kind != "pgp-signature":
        armor, coding = base64.encodebytes(signature), b"Content-Transfer-Encoding: base64\r\n"
    return (b"\r\n".join(lines) + b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; "
            b"boundary=\"=_s\"; protocol=\"application/" + kind.encode() + b"\"\r\n\r\n--=_s\r\n" +
            part + b"\r\n--=_s\r\nContent-Type: application/" + kind.encode() + b"\r\n" + coding +
            b"\r\n" + armor.replace(b"\n", b"\r\n") + b"\r\n--=_s--\r\n")


class Signature(Story):
    def setUp(self):
        super().setUp()
        self.keys = Keys(self.world.user)
        self.addCleanup(self.keys.close)
        self.pins = {ANNA: self.keys.make(ANNA), BORIS: self.keys.make(BORIS)}
        self.keys.make("stranger@example.net")
        home = self.desk.dir / "gnupg"
        self.desk.make_private(home)
        public = self.keys.gpg("--export", ANNA, BORIS)
        self.keys.run("gpg", "--homedir", home, "--batch", "--quiet", "--no-autostart", "--import",
                      stdin=public)
        anna, boris = self.desk.settings["managers"]
        anna["openpgp"], boris["openpgp"] = [self.pins[ANNA]], [self.pins[BORIS]]
        anna["smime"] = [self.keys.certificate("anna")]
        self.keys.certificate("stranger")
        self.desk.settings["openpgp_home"] = "gnupg"
        self.desk.write_config()

    def signed(self, text, key=ANNA, sender=ANNA, subject="Lamp", **headers):
        part = inner(text)
        mail = letter(sender, SUPPORT, subject, "x", **headers)
        return framed(mail, part, self.keys.pgp_sign(key, part), "pgp-signature")

    def proof(self, mail, **more):
        return self.desk.json("explain", "-", stdin=mail, **more)["sender"]["proof"]

    def on_ticket(self, number=1, sender=ANNA, **more):
        return self.signed(CLOSE, sender=sender, subject=f"Re: [HD#{number}] Lamp", **more)

    def status(self, number=1):
        return self.show(number)["status"]

    def test_pinned_key(self):
        """a letter signed by the pinned key is carried out though it has no code of ours (L4)"""
        self.opened()
        before = self.status()
        mail = self.on_ticket()
        self.assertEqual(self.proof(mail), "L4")
        self.post.put(mail, SUPPORT, ANNA)
        self.cycle()
        self.assertNotEqual(self.status(), before)
        self.assertEqual(self.status(), "solved")

    def test_replay(self):
        """the same signed part in another letter, for another ticket, does nothing"""
        self.opened()
        self.opened(subject="Second lamp")
        mail = self.on_ticket(1)
        self.post.put(mail, SUPPORT, ANNA)
        self.cycle()
        self.assertEqual(self.status(1), "solved")
        before = self.status(2)
        again = re.sub(rb"(?im)^message-id: <", b"Message-ID: <again-", mail)
        again = again.replace(b"[HD#1]", b"[HD#2]")
        self.assertNotEqual(again, mail)
        explained = self.desk.json("explain", "-", stdin=again)["sender"]
        self.assertEqual(explained["proof"], "L1")
        self.assertIn("used before", explained["proof_why"])
        self.post.put(again, SUPPORT, ANNA)
        self.cycle()
        self.assertEqual(self.status(2), before)

    def test_forgeries(self):
        """another's key, a changed text, a text around the signed part, an old signature: not L4"""
        good = self.signed(CLOSE)
        self.assertEqual(self.proof(good), "L4")
        body = good.split(b"MIME-Version: 1.0\r\n", 1)
        wrapped = (body[0] + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n"
                   b"\r\n--o\r\n\r\n#assign boris\r\n--o\r\n" + body[1] + b"\r\n--o--\r\n")
        forged = {
            "a stranger's key": self.signed(CLOSE, key="stranger@example.net"),
            "another manager's key": self.signed(CLOSE, key=BORIS),
            "another manager's name": self.signed(CLOSE, sender=BORIS),
            "another text": good.replace(b"#close", b"#reopen"),
            "something around it": wrapped,
        }
        for name, mail in forged.items():
            self.assertEqual(self.proof(mail), "L1", name)
        now = time.time()
        self.assertEqual(self.proof(good, now=now + 2 * DAY), "L4")
        self.assertEqual(self.proof(good, now=now + 4 * DAY), "L1")

    def test_bad_spoils_token(self):
        """a broken signature on an answer with our code proves no more than the address"""
        _, _, notice = self.opened()
        mail = self.answer(notice, "x", lambda answer: answer)
        part = inner("On my way.\n")
        signature = self.keys.pgp_sign(ANNA, part)
        good = framed(mail, part, signature, "pgp-signature")
        self.assertEqual(self.proof(good), "L4")
        self.assertEqual(self.proof(good.replace(b"On my way", b"#close")), "L1")

    def test_expired_key(self):
        """an expired key proves nothing more"""
        brief = "brief@example.com"
        pin = self.keys.make(brief, "1d")
        self.keys.run("gpg", "--homedir", self.desk.dir / "gnupg", "--batch", "--quiet",
                      "--no-autostart", "--import", stdin=self.keys.gpg("--export", brief))
        self.desk.settings["managers"][0]["openpgp"].append(pin)
        self.desk.write_config()
        mail = self.signed(CLOSE, key=brief)
        self.assertEqual(self.proof(mail), "L4")
        self.assertEqual(self.proof(mail, now=time.time() + 2 * DAY), "L1")

    def test_smime(self):
        """S/MIME by the pinned certificate counts, by another one not"""
        part = inner(CLOSE)
        mail = letter(ANNA, SUPPORT, "Lamp", "x")
        for name, proof in (("anna", "L4"), ("stranger", "L1")):
            signature = self.keys.smime_sign(name, part)
            self.assertEqual(self.proof(framed(mail, part, signature, "pkcs7-signature")), proof)

    def test_no_agents(self):
        """checking signatures leaves no program and no file behind"""
        home = self.desk.dir / "gnupg"
        before = sorted(path.name for path in home.iterdir())
        self.assertEqual(self.proof(self.signed(CLOSE)), "L4")
        self.assertEqual(sorted(path.name for path in home.iterdir()), before)
