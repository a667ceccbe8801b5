"""The bare protocols beside which helpdesk is measured: IMAP over a raw TLS socket, and smtp-sink."""
import os
import shutil
import signal
import socket
import subprocess
import time

from loopback.process import WorldError, drop


class Imap:
    """IMAP with nothing around it: commands as bytes, answers read until their tag."""

    def __init__(self, world, user):
        plain = socket.create_connection(("localhost", world.ports["imaps"]), timeout=60)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = world.tls_context().wrap_socket(plain, server_hostname="localhost")
        self.socket.recv(65536)
        self.ask(f'LOGIN "{user}" "{world.password}"')

    def ask(self, command):
        """Bytes of the answer; the text itself is dropped as it comes."""
        self.socket.sendall(f"t {command}\r\n".encode())
        total, end = 0, b""
        while True:
            data = self.socket.recv(1 << 20)
            if not data:
                raise WorldError(f"the IMAP server left at {command.split()[0]}")
            total += len(data)
            end = (end + data)[-2000:]
            last = end[end.rfind(b"\n", 0, -1) + 1:]
            if end.endswith(b"\r\n") and last.startswith(b"t "):
                if not last.startswith(b"t OK"):
                    raise WorldError(f"IMAP: {last.decode(errors='replace').strip()}")
                return total

    def close(self):
        self.ask("LOGOUT")
        self.socket.close()


def login_select_logout(world, user):
    """Seconds of wall time of the least that any mail fetcher must do."""
    start = time.perf_counter()
    session = Imap(world, user)
    session.ask('SELECT "INBOX"')
    session.close()
    return time.perf_counter() - start


def read_all(world, user, count, width=100):
    """Seconds to read every message of INBOX in ranges, keeping nothing."""
    session = Imap(world, user)
    session.ask('EXAMINE "INBOX"')
    start = time.perf_counter()
    for first in range(1, count + 1, width):
        session.ask(f"UID FETCH {first}:{min(first + width - 1, count)} (UID BODY.PEEK[])")
    took = time.perf_counter() - start
    session.close()
    return took


class Sink:
    """Postfix's smtp-sink: takes every letter and keeps none."""

    def __init__(self, world):
        self.port = world.ports["smtp"] + 100
        program = shutil.which("smtp-sink", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not program:
            raise WorldError("smtp-sink is not installed; run contrib/install-deps")
        self.process = subprocess.Popen([program, "-c", f"127.0.0.1:{self.port}", "100"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, **drop(world.user))
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise WorldError("smtp-sink does not listen")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=10)
