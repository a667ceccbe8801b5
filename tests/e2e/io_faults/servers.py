"""Small servers that follow a script and break it where a story says so.

An ImapServer knows a handful of messages and enough of RFC 9051 for one fetch; a story
replaces the answer to one command by a function. An SmtpServer answers each verb from a
table. Both record what was said to them, serve any number of connections, and listen on
a port of 127.0.0.1 that the system chose."""
import base64
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

PROBE = os.environ.get("IO_PROBE", "io_probe")


class Drop(Exception):
    """The server closes the connection now."""


class Silent(Exception):
    """The server says nothing more, but keeps the line."""


class Server:
    """Accepts connections and hands each to talk() in a thread."""

    def __init__(self, tls=None, implicit=False):
        self.tls, self.implicit = tls, implicit
        self.said = []
        self.connections = 0
        self.end = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            connection.settimeout(20)
            line = Line(self.tls.wrap_socket(connection, server_side=True)
                        if self.implicit else connection)
            try:
                self.talk(line)
            except Silent:
                self.end.wait(20)
            finally:
                line.close()
        except (Drop, OSError):
            pass
        finally:
            connection.close()

    def talk(self, line):
        raise NotImplementedError

    def close(self):
        self.end.set()
        if self.listener.fileno() >= 0:
            self.listener.shutdown(socket.SHUT_RDWR)  # or the accept that waits takes one more
            self.listener.close()


class Line:
    """A connection read by lines."""

    def __init__(self, connection):
        self.wrap(connection)

    def wrap(self, connection):
        self.connection = connection
        self.file = connection.makefile("rb")

    def close(self):
        self.file.close()
        self.connection.close()

    def read(self):
        text = self.file.readline()
        if not text:
            raise Drop
        return text.rstrip(b"\r\n").decode("latin-1")

    def write(self, text):
        self.connection.sendall(text if isinstance(text, bytes) else text.encode("latin-1"))


def mail(n, size=300):
    head = f"From: a{n}@x.example\r\nSubject: mail {n}\r\n\r\n".encode()
    return head + b"." * max(0, size - len(head) - 2) + b"\r\n"


class ImapServer(Server):
    """answers: command name → function(server, line, tag, args) in place of the usual answer."""

    def __init__(self, messages=3, capabilities="IMAP4rev1 UIDPLUS MOVE AUTH=PLAIN SASL-IR",
                 greeting=None, answers=None, uidvalidity="[UIDVALIDITY 7]", **more):
        self.messages = {uid: mail(uid) for uid in range(1, messages + 1)}
        self.capabilities = capabilities
        self.greeting = greeting or f"* OK [CAPABILITY {capabilities}] ready\r\n"
        self.answers = answers or {}
        self.uidvalidity = uidvalidity
        super().__init__(**more)

    def talk(self, line):
        line.write(self.greeting)
        while True:
            text = line.read()
            self.said.append(text)
            tag, rest = text.split(" ", 1)
            words = rest.split(" ")
            name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
            args = rest[len(name):].strip()
            answer = self.answers.get(name) or getattr(ImapServer, "do_" + name.replace(" ", "_"),
                                                       None)
            if answer is None:
                line.write(f"{tag} BAD unknown\r\n")
            else:
                answer(self, line, tag, args)

    def do_CAPABILITY(self, line, tag, args):
        line.write(f"* CAPABILITY {self.capabilities}\r\n{tag} OK done\r\n")

    def do_AUTHENTICATE(self, line, tag, args):
        if " " not in args:
            line.write("+ \r\n")
            self.said.append(line.read())
        line.write(f"{tag} OK [CAPABILITY {self.capabilities}] in\r\n")

    def do_LOGIN(self, line, tag, args):
        line.write(f"{tag} OK in\r\n")

    def do_SELECT(self, line, tag, args):
        line.write(f"* FLAGS (\\Seen)\r\n* {len(self.messages)} EXISTS\r\n"
                   f"* OK {self.uidvalidity} yes\r\n{tag} OK [READ-WRITE] selected\r\n")

    do_EXAMINE = do_SELECT

    def wanted(self, args):
        """The UIDs that a command names, in order."""
        found = []
        top = max(self.messages, default=0)
        for run in args.split(" ")[0].split(","):
            first, _, last = run.partition(":")
            first = top if first == "*" else int(first)
            last = top if last == "*" else int(last or first)
            first, last = min(first, last), max(first, last)
            found += [uid for uid in sorted(self.messages) if first <= uid <= last]
        return found

    def sizes(self, args):
        return "".join(f"* {n} FETCH (UID {uid} RFC822.SIZE {len(self.messages[uid])} "
                       f'INTERNALDATE "21-Nov-2026 20:20:00 +0100")\r\n'
                       for n, uid in enumerate(self.wanted(args), 1))

    def bodies(self, args):
        return b"".join(body(uid, self.messages[uid]) for uid in self.wanted(args))

    def do_UID_FETCH(self, line, tag, args):
        if "BODY.PEEK[]" in args:
            self.answers.get("BODIES", ImapServer.do_bodies)(self, line, tag, args)
        else:
            line.write(self.sizes(args) + f"{tag} OK done\r\n")

    def do_bodies(self, line, tag, args):
        line.write(self.bodies(args) + f"{tag} OK done\r\n".encode())

    def do_UID_MOVE(self, line, tag, args):
        for uid in self.wanted(args):
            del self.messages[uid]
        line.write(f"{tag} OK moved\r\n")

    def do_ok(self, line, tag, args):
        line.write(f"{tag} OK done\r\n")

    do_UID_COPY = do_UID_STORE = do_UID_EXPUNGE = do_CREATE = do_SUBSCRIBE = do_ok

    def do_LOGOUT(self, line, tag, args):
        line.write(f"* BYE\r\n{tag} OK\r\n")
        raise Drop


def body(uid, text, number=None):
    return (f"* {number or uid} FETCH (UID {uid} BODY[] {{{len(text)}}}\r\n".encode() + text +
            b")\r\n")


class SmtpServer(Server):
    """replies: verb → reply line, or function(server, line, text), or a list of these, one for
    each time. CONNECT is the greeting, DOT the answer to the end of the mail."""

    def __init__(self, replies=None, offers=("SIZE 1000000",), **more):
        self.replies = {verb: list(reply) if isinstance(reply, list) else reply
                        for verb, reply in (replies or {}).items()}
        self.offers = offers
        self.mails = []
        super().__init__(**more)

    def answer(self, line, verb, usual, text=""):
        reply = self.replies.get(verb, usual)
        if isinstance(reply, list):
            reply = reply.pop(0) if reply else usual
        if callable(reply):
            reply = reply(self, line, text)
        if reply:
            line.write(reply + "\r\n")
        return reply or ""

    def talk(self, line):
        self.answer(line, "CONNECT", "220 ready")
        while True:
            text = line.read()
            self.said.append(text)
            verb = text[:4].upper()
            if verb == "EHLO":
                lines = ["localhost", *self.offers]
                usual = "\r\n".join(f"250{'-' if i + 1 < len(lines) else ' '}{word}"
                                    for i, word in enumerate(lines))
                self.answer(line, verb, usual)
            elif verb == "STAR":
                if self.answer(line, verb, "220 go").startswith("220"):
                    line.wrap(self.tls.wrap_socket(line.connection, server_side=True))
            elif verb == "AUTH":
                self.answer(line, verb, "235 in")
            elif verb == "DATA":
                if self.answer(line, verb, "354 go").startswith("354"):
                    self.read_mail(line)
            elif verb == "QUIT":
                self.answer(line, verb, "221 bye")
                raise Drop
            else:
                self.answer(line, verb, "250 fine", text)

    def read_mail(self, line):
        lines = []
        while (text := line.file.readline()) != b".\r\n":
            if not text:
                raise Drop
            lines.append(text[1:] if text.startswith(b".") else text)
        self.mails.append(b"".join(lines))
        self.answer(line, "DOT", "250 taken")


def drop(server, line, text=""):
    raise Drop


def silence(server, line, text=""):
    raise Silent


class Story(unittest.TestCase):
    """A directory, a password file, certificates, and the probe."""

    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.TemporaryDirectory()
        cls.password = cls.path("password")
        with open(os.open(cls.password, os.O_WRONLY | os.O_CREAT, 0o600), "w",
                  encoding="ascii") as file:
            file.write("sesame\nmore\n")
        cls.certificate("good", "DNS:localhost,IP:127.0.0.1")
        cls.certificate("other", "DNS:other.example")

    @classmethod
    def tearDownClass(cls):
        cls.home.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.home.name, name)

    @classmethod
    def certificate(cls, name, names):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        f"/CN={name}", "-addext", f"subjectAltName={names}",
                        "-keyout", cls.path(name + ".key"), "-out", cls.path(name + ".pem")],
                       check=True, capture_output=True)

    def context(self, name="good"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(name + ".pem"), self.path(name + ".key"))
        return context

    def serve(self, server):
        self.addCleanup(server.close)
        return server

    def probe(self, verb, server, **keys):
        keys = {"host": "localhost", "port": server.port, "tls": "none", "user": "anna",
                "password": self.password, "silence": 2, **keys}
        done = subprocess.run([PROBE, verb] + [f"{k}={v}" for k, v in keys.items()],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              check=False)
        text = done.stdout.decode("utf-8", "replace")
        self.assertGreaterEqual(done.returncode, 0, text)  # no signal
        self.assertNotIn("Sanitizer", text)
        self.assertNotIn("runtime error", text)
        return text


def decode_login(text):
    return base64.b64decode(text.rsplit(" ", 1)[-1])


def uids(text):
    return [int(n) for n in re.findall(r"^message (\d+) ", text, re.M)]


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]])
