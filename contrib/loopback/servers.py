"""The servers of the loopback world: start, stop, and where they listen.

A World lives in one directory, which holds all of its state: certificates, users,
mail, logs, and world.json (ports and password). Starting first stops what an
earlier run left behind, so running twice is harmless. Nothing listens anywhere
but on 127.0.0.1.
"""
import json
import os
import pathlib
import random
import secrets
import shutil
import socket
import ssl
import stat
import time

from .process import (WorldError, drop, give, group_of, ordinary_user, privileged, read_pid,
                      run, stop_pid)

HERE = pathlib.Path(__file__).resolve().parent

SUPPORT = "support@example.com"
PEOPLE = (SUPPORT, "anna@example.com", "boris@example.com", "vera@example.com",
          "chief@example.com", "carol@customer.example",
          "dave@customer.example", "ivan@klient.example", "oksana@zamovnyk.example")
DOMAINS = ("example.com", "customer.example", "klient.example", "zamovnyk.example")
# Postfix takes mail for anybody here, Dovecot knows nobody: a real bounce comes back.
BOUNCING_DOMAIN = "gone.example"
PORTS = ("smtp", "submission", "imap", "imaps", "lmtp", "sasl", "web")


class World:
    """One set of servers in one directory."""

    def __init__(self, directory):
        self.dir = pathlib.Path(directory).absolute()
        self.user = ordinary_user()
        self.ports = {}
        self.password = ""
        if len(str(self.dir)) > 70:
            raise WorldError(f"{self.dir}: too long a path for the servers' sockets (70 at most)")
        state = self.dir / "world.json"
        if state.exists():
            known = json.loads(state.read_text(encoding="utf-8"))
            self.ports, self.password = known["ports"], known["password"]

    @property
    def ca_file(self):
        return self.dir / "tls" / "ca.pem"

    def tls_context(self):
        return ssl.create_default_context(cafile=self.ca_file)

    def is_running(self):
        return bool(read_pid(self.dir / "dovecot" / "master.pid", str(self.dir)))

    def start(self):
        """Everything from scratch but the mail; returns once each server answers."""
        os.umask(0o022)  # what one user writes here, others read; secrets say so themselves
        self._must_be_ours()
        self.stop()
        self._make_directory()
        self._choose_ports()
        self._make_certificates()
        self._write_users()
        self._start_dovecot()
        self._start_postfix()
        self._await("imap", "imaps", "lmtp", "smtp", "submission")

    def stop(self):
        """End every server of this directory; what does not run is no error."""
        if read_pid(self.dir / "postfix.pid", "postfix/sbin/master"):
            run(privileged(["postfix", "-c", self.dir / "postfix", "stop"]))
        stop_pid(self.dir / "web.pid", str(self.dir))
        stop_pid(self.dir / "dovecot" / "master.pid", str(self.dir))

    def remove(self):
        """Stop, then delete the directory with all mail in it."""
        self._must_be_ours()
        self.stop()
        if (self.dir / "postfix").exists():
            run(privileged(["rm", "-rf", "--", self.dir / "postfix"]))
        shutil.rmtree(self.dir, ignore_errors=True)

    def start_web(self, program, config, environment):
        """Serve helpdesk.cgi with the very snippet that contrib/ gives to admins."""
        stop_pid(self.dir / "web.pid", str(self.dir))
        root = self.dir / "web"
        root.mkdir(exist_ok=True)
        snippet = (HERE.parent / "lighttpd.conf").read_text(encoding="utf-8")
        snippet = snippet.replace("/usr/local/libexec/helpdesk/helpdesk.cgi", str(program))
        snippet = snippet.replace("/etc/helpdesk/helpdesk.conf", str(config))
        more = "".join(f'setenv.add-environment += ( "{name}" => "{value}" )\n'
                       for name, value in environment.items())
        conf = self.dir / "lighttpd.conf"
        conf.write_text(f'server.bind = "127.0.0.1"\n'
                        f'server.port = {self.ports["web"]}\n'
                        f'server.document-root = "{root}"\n'
                        f'server.errorlog = "{self.dir}/lighttpd.log"\n'
                        f'server.pid-file = "{self.dir}/web.pid"\n' + snippet + more,
                        encoding="utf-8")
        run(["lighttpd", "-f", conf], cwd=self.dir, **drop(self.user))
        self._await("web")
        return f"http://127.0.0.1:{self.ports['web']}/helpdesk.cgi"

    def forget_mail(self):
        """Empty every mailbox and queue; for one story after another in the same world."""
        run(privileged(["postsuper", "-c", self.dir / "postfix", "-d", "ALL"]))
        shutil.rmtree(self.dir / "mail", ignore_errors=True)
        self._make_owned("mail")

    def _must_be_ours(self):
        """Nothing is deleted in, and no server trusts, a directory that we did not make."""
        if not self.dir.exists():
            return
        found = self.dir.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid in (os.geteuid(), self.user.pw_uid)
        if not ours or (any(self.dir.iterdir()) and not (self.dir / "world.json").exists()):
            raise WorldError(f"{self.dir} exists and is no mail world of ours; name another")

    def _make_directory(self):
        self.dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        self.dir.chmod(0o711)  # Postfix's daemons pass through it to their queue
        give(self.dir, self.user)
        self._remember()
        for name in ("mail", "tls"):
            self._make_owned(name)

    def _make_owned(self, name):
        path = self.dir / name
        path.mkdir(mode=0o700, exist_ok=True)
        give(path, self.user)

    def _choose_ports(self):
        """Keep the ports of the last run while they are free: mail programs know them."""
        if not self.ports or not all(map(_is_free, self.ports.values())):
            first = random.randrange(20000, 30000)
            free = (port for port in range(first, 32768) if _is_free(port))
            self.ports = {name: next(free) for name in PORTS}
        self.password = self.password or secrets.token_hex(6)
        self._remember()

    def _remember(self):
        state = self.dir / "world.json"
        state.touch(mode=0o600)
        state.write_text(json.dumps({"ports": self.ports, "password": self.password}),
                         encoding="utf-8")

    def _make_certificates(self):
        """A certificate authority, and a certificate of it for localhost."""
        tls = self.dir / "tls"
        if (tls / "server.pem").exists():
            return
        (tls / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n"
                                   "extendedKeyUsage=serverAuth\n", encoding="ascii")
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        run(["openssl", "req", "-x509", *key, "-days", "3650", "-subj", "/CN=Loopback CA",
             "-keyout", "ca.key", "-out", "ca.pem"], cwd=tls)
        run(["openssl", "req", *key, "-subj", "/CN=localhost", "-keyout", "server.key",
             "-out", "server.csr"], cwd=tls)
        run(["openssl", "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
             "-set_serial", str(secrets.randbits(63)), "-days", "3650", "-extfile", "names",
             "-out", "server.pem"], cwd=tls)
        for path in tls.iterdir():
            give(path, self.user)
        tls.chmod(0o755)  # the CA is for everyone to read; the keys stay 0600

    def _write_users(self):
        path = self.dir / "users"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}:{{PLAIN}}{self.password}::::::\n" for name in PEOPLE),
                        encoding="ascii")
        give(path, self.user)

    def _fill(self, template):
        text = (HERE / template).read_text(encoding="utf-8")
        words = {"dir": self.dir, "user": self.user.pw_name, "group": group_of(self.user),
                 "domains": " ".join((*DOMAINS, BOUNCING_DOMAIN)), **self.ports}
        for name, value in words.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def _start_dovecot(self):
        conf = self.dir / "dovecot.conf"
        conf.write_text(self._fill("dovecot.conf.in"), encoding="utf-8")
        run(["dovecot", "-c", conf], cwd=self.dir, **drop(self.user))

    def _start_postfix(self):
        """Postfix's own files belong to root, so they are handed over by root's copy."""
        mailboxes = [f"{name} there\n" for name in PEOPLE] + [f"@{BOUNCING_DOMAIN} there\n"]
        files = {"main.cf": self._fill("main.cf.in"), "master.cf": self._fill("master.cf.in"),
                 "mailboxes": "".join(mailboxes)}
        home = self.dir / "postfix"
        run(privileged(["install", "-d", "-m", "755", home, home / "queue"]))
        run(privileged(["install", "-d", "-m", "700", "-o", "postfix", home / "data"]))
        for name, text in files.items():
            staged = self.dir / f"{name}.new"
            staged.write_text(text, encoding="utf-8")
            run(privileged(["install", "-m", "644", "-o", "root", staged, home / name]))
            staged.unlink()
        run(privileged(["postfix", "-c", home, "start"]))
        # Its own pid file is for root's eyes only.
        pid = run(privileged(["cat", home / "queue" / "pid" / "master.pid"]))
        (self.dir / "postfix.pid").write_text(pid, encoding="ascii")

    def _await(self, *names, seconds=20):
        deadline = time.monotonic() + seconds
        for name in names:
            while _is_free(self.ports[name]):
                if time.monotonic() > deadline:
                    raise WorldError(f"the {name} server does not answer on port "
                                     f"{self.ports[name]}; see the logs in {self.dir}")
                time.sleep(0.05)


def _is_free(port):
    """Whether nobody listens there; connections that linger do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
