"""The desk of the loopback world: its helpdesk.conf, and running helpdesk on it.

`settings` is the config as Python data, changed freely before `write_config`; a dict
becomes a libconfig group, a list a list. helpdesk runs as the ordinary user.
"""
import json
import os
import pathlib
import shutil
import subprocess
import time

from .process import WorldError, drop, give
from .servers import SUPPORT

TIME_LIMIT = 120  # seconds that one command may take

# Runs a command, and reports its peak memory in kB as the last line of standard error.
# A process of its own, because a child's peak begins with that of its parent.
MEASURE = ("import os, sys\n"
           "pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\n"
           "_, status, usage = os.wait4(pid, 0)\n"
           "print(usage.ru_maxrss, file=sys.stderr)\n"
           "sys.exit(os.waitstatus_to_exitcode(status))\n")


class Desk:
    """One helpdesk installation in one directory."""

    def __init__(self, world, directory, build):
        self.world = world
        self.dir = pathlib.Path(directory)
        self.bin = self.dir / "bin"
        self.conf = self.dir / "helpdesk.conf"
        self.make_private(self.dir)
        self._copy_program(pathlib.Path(build))
        self.settings = self.usual_settings()
        self.includes = []  # names of files that the config includes

    @property
    def environment(self):
        return {"HELPDESK_LOCALEDIR": str(self.dir / "locale")}

    def write_file(self, name, text):
        """A file of the desk that only its user can read."""
        path = self.dir / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        give(path, self.world.user)
        return path

    def write_config(self):
        self.write_file("mail.password", self.world.password + "\n")
        self.write_file("helpdesk.conf", "".join(f"{name} = {libconfig(value)};\n"
                                                 for name, value in self.settings.items()) +
                        "".join(f'@include "{name}"\n' for name in self.includes))

    def create(self):
        """The first command makes the keys and the database; this one does nothing else."""
        self.output("tick")

    def start_web(self):
        """Serve helpdesk.cgi; links in letters lead there."""
        url = self.world.start_web(self.bin / "helpdesk.cgi", self.conf, self.environment)
        self.settings["web"]["url"] = url
        self.write_config()
        return url

    def run(self, *words, stdin=b"", now=None):
        """Run a command to its end; returns (exit code, output, error output)."""
        command = [self.bin / "helpdesk", "-c", self.conf]
        if now is not None:
            command += ["--now", str(int(now))]
        return self._execute([*command, *words], stdin)

    def output(self, *words, **more):
        """What a command prints; it must succeed and have nothing to complain about."""
        code, out, err = self.run(*words, **more)
        if code != 0 or err:
            raise WorldError(f"helpdesk {' '.join(map(str, words))}: exit code {code}, "
                             f"{err.decode(errors='replace').strip() or 'no message'}")
        return out

    def json(self, *words, **more):
        return json.loads(self.output(*words, "--json", **more))

    def cycle(self, **more):
        """A cycle as cron runs it: it must succeed and say nothing."""
        out = self.output("cycle", **more)
        if out:
            raise WorldError(f"helpdesk cycle is not silent: {out.decode(errors='replace')}")

    def measure(self, *words):
        """Run a command; returns (exit code, error output, peak memory in bytes)."""
        command = ["/usr/bin/python3", "-c", MEASURE, self.bin / "helpdesk", "-c", self.conf]
        code, _, err = self._execute([*command, *words], b"")
        *rest, peak = err.splitlines()
        return code, b"\n".join(rest), int(peak) * 1024

    def _execute(self, command, stdin):
        started = time.monotonic()
        try:
            done = subprocess.run([str(word) for word in command], input=stdin, check=False,
                                  capture_output=True, timeout=TIME_LIMIT, cwd=self.dir,
                                  env={**os.environ, **self.environment},
                                  **drop(self.world.user))
        except subprocess.TimeoutExpired:
            raise WorldError(f"helpdesk {command[-1]} did not end within "
                             f"{time.monotonic() - started:.0f} s") from None
        return done.returncode, done.stdout, done.stderr

    def make_private(self, path):
        path.mkdir(mode=0o700, exist_ok=True)
        give(path, self.world.user)

    def _copy_program(self, build):
        """A copy, so that the desk does not care where the checkout lies or who builds in it."""
        self.make_private(self.bin)
        for name in ("cli/helpdesk", "cgi/helpdesk.cgi"):
            source = build / "src" / name
            if not source.exists():
                raise WorldError(f"{source} is missing; build it first: meson compile -C {build}")
            target = self.bin / source.name
            target.unlink(missing_ok=True)  # it may be running
            shutil.copy2(source, target)
            target.chmod(0o755)
        for source in build.glob("po/*/LC_MESSAGES/*.mo"):
            target = self.dir / "locale" / source.relative_to(build / "po")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
        for path in (self.dir / "locale").rglob("*"):
            give(path, self.world.user)
        if (self.dir / "locale").exists():
            give(self.dir / "locale", self.world.user)

    def usual_settings(self):
        server = {"host": "localhost", "ca_file": str(self.world.ca_file), "user": SUPPORT,
                  "password_file": "mail.password"}
        return {
            "name": "Example Support",
            "database": "helpdesk.db",
            "keys_file": "helpdesk.keys",
            "queues": [{
                "name": "support", "address": SUPPORT, "aliases": ["help@example.com"],
                "marker": "HD", "language": "en",
                "mailboxes": [{"type": "imap", **server, "tls": "implicit",
                               "port": self.world.ports["imaps"], "folder": "INBOX",
                               "after": "move", "move_to": "Processed"}],
            }],
            "smtp": {"type": "smtp", **server, "tls": "starttls",
                     "port": self.world.ports["submission"]},
            "managers": [
                {"login": "anna", "name": "Anna Berg", "addresses": ["anna@example.com"],
                 "language": "en", "role": "lead"},
                {"login": "boris", "name": "Boris Lind", "addresses": ["boris@example.com"],
                 "language": "en"},
            ],
            "groups": [{"name": "line2", "members": ["boris"]}],
            "companies": [{"name": "Customer Ltd", "domains": ["customer.example"],
                           "manager": "anna"}],
            "limits": {"answer_delay": 0},
            "web": {"url": f"http://127.0.0.1:{self.world.ports['web']}/helpdesk.cgi"},
        }


def libconfig(value):
    """A value as the config file spells it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        members = (f"{name} = {libconfig(item)};" for name, item in value.items())
        return "{ " + " ".join(members) + " }"
    if isinstance(value, list):
        return "(\n  " + ",\n  ".join(libconfig(item) for item in value) + "\n)"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
