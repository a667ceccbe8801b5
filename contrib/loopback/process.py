"""Processes and privileges of the loopback world.

Servers and helpdesk run as an ordinary user: the one who calls, or, when root
calls (as in CI), a system user made for it, because Dovecot's login refuses root.
Postfix alone is started with root's rights, through sudo when an ordinary user
calls: its master refuses anybody else, gives the sockets to its daemons and drops
to the `postfix` user in each of them. A user namespace would do without sudo, but
needs a second range of user ids that not every machine grants.
"""
import grp
import os
import pathlib
import pwd
import signal
import subprocess
import sys
import tempfile
import time

DEMO_USER = "helpdesk-demo"


class WorldError(Exception):
    """What went wrong, in one line for a person."""


def ordinary_user():
    """The passwd entry that servers and helpdesk run as; made when root calls."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(DEMO_USER)
    except KeyError:
        run(["useradd", "--system", "--user-group", "--no-create-home",
             "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", DEMO_USER])
        return pwd.getpwnam(DEMO_USER)


def group_of(user):
    return grp.getgrgid(user.pw_gid).gr_name


def drop(user):
    """Arguments for subprocess that make the child run as the ordinary user."""
    if os.geteuid() != 0:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give(path, user):
    """Hand a path over to the ordinary user."""
    if os.geteuid() == 0:
        os.chown(path, user.pw_uid, user.pw_gid)


def privileged(command):
    """The command as root runs it; sudo may ask only when somebody can answer."""
    if os.geteuid() == 0:
        return command
    return ["sudo", *([] if sys.stdin.isatty() else ["-n"]), *command]


def run(command, timeout=60, **more):
    """Run to the end and return the output; a failure becomes one line with the last
    words. Output goes to a file, because a server that stays would hold a pipe open."""
    more.setdefault("stdin", subprocess.DEVNULL)
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run([str(word) for word in command], timeout=timeout, check=False,
                                  stdout=output, stderr=output, **more)
        except FileNotFoundError:
            raise WorldError(f"{command[0]} is not installed; run contrib/install-deps") from None
        except subprocess.TimeoutExpired:
            raise WorldError(f"{command[0]} did not end within {timeout} s") from None
        output.seek(0)
        text = output.read().decode(errors="replace").strip()
    if done.returncode != 0:
        words = text.splitlines() or ["no message"]
        raise WorldError(f"{' '.join(map(str, command[:3]))}: {words[-1]}")
    return text


def read_pid(pid_file, mark):
    """The live process of a pid file, or 0. A number that went to another program
    in the meantime is told by `mark`, which must stand in its command line."""
    try:
        pid = int(pathlib.Path(pid_file).read_text(encoding="ascii").strip())
        line = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError):
        return 0
    return pid if mark in line else 0


def stop_pid(pid_file, mark, seconds=10):
    """End the process of a pid file, kindly first; nothing to end is no error."""
    pid = read_pid(pid_file, mark)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + seconds
        while pid and time.monotonic() < deadline:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                break
            time.sleep(0.05)
            pid = read_pid(pid_file, mark)
    pathlib.Path(pid_file).unlink(missing_ok=True)
