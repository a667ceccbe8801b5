"""contrib/quickstart, once packages and program are there: play, check, stop."""
import contextlib
import fcntl
import os
import pathlib
import pwd
import shlex
import signal
import subprocess
import sys

from .conversation import ENGLISH, TALKS, Conversation
from .desk import Desk
from .mail import NAMES, Post
from .process import DEMO_USER, WorldError, drop, read_pid, stop_pid
from .servers import PEOPLE, SUPPORT, World
from .telling import Teller

HELP = """\
contrib/quickstart         start a desk on loopback, play a support conversation on it and
                           tell it as it happens; the desk stays for you to try
contrib/quickstart check   play it in English, Russian and Ukrainian and prove every step
                           from the mailboxes; exit code 0 only if all of it happened;
                           in a directory of its own, a running desk is not disturbed
contrib/quickstart stop    end the servers; mail and tickets stay on disk
contrib/quickstart help    this text

Playing again starts afresh: the earlier desk is ended, its mail and tickets are deleted.
The desk lives in {directory}; HELPDESK_QUICKSTART_DIR names another place.
"""
CYCLE_EVERY = 5  # seconds


def main(words):
    name = pwd.getpwuid(os.geteuid()).pw_name
    directory = pathlib.Path(os.environ.get("HELPDESK_QUICKSTART_DIR") or
                             f"/var/tmp/helpdesk-quickstart-{name}").absolute()
    verb = words[0] if words else "play"
    verbs = {"play": play, "check": check, "stop": stop}
    if verb in ("help", "-h", "--help"):
        print(HELP.format(directory=directory), end="")
        return 0
    if verb not in verbs or len(words) > 1:
        print(f"quickstart: unknown command '{' '.join(words)}'\n", file=sys.stderr)
        print(HELP.format(directory=directory), end="", file=sys.stderr)
        return 64
    try:
        verbs[verb](directory)
    except (WorldError, OSError, subprocess.SubprocessError) as error:
        print(f"quickstart: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nquickstart: interrupted; `contrib/quickstart stop` ends the servers",
              file=sys.stderr)
        return 130
    return 0


def play(directory):
    teller = Teller()
    with only_one(directory):
        world = World(directory)
        if world.is_running():
            print("A desk is running already: it is ended and started afresh.")
        end(world)
        desk = open_desk(world)
        teller.title("A support conversation, on real mail servers")
        Conversation(desk, Post(world), teller, ENGLISH).play()
        start_cron(world, desk)
    print(after_words(world, desk))


def check(directory):
    directory = directory.with_name(directory.name + "-check")
    teller = Teller()
    with only_one(directory):
        world = World(directory)
        end(world)
        try:
            desk = open_desk(world)
            for talk in TALKS:
                teller.title(f"{NAMES[talk.customer]}: {talk.subject}")
                Conversation(desk, Post(world), teller, talk).play()
        except WorldError as error:
            raise WorldError(f"{error}\nMail, logs and database are kept in {directory}.") from None
        finally:
            world.stop()
        world.remove()
    print(f"\nAll {teller.proofs} proofs hold.")


def stop(directory):
    with only_one(directory):
        world = World(directory)
        was_running = world.is_running()
        stop_cron(world)
        world.stop()
    print("The desk is stopped." if was_running else "No desk is running.")


@contextlib.contextmanager
def only_one(directory):
    """Two quickstarts at once would pull the servers from under each other."""
    lock = directory.with_name(directory.name + ".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WorldError(f"another quickstart is at work in {directory}") from None
        yield


def end(world):
    """End an earlier desk and delete what it left."""
    stop_cron(world)
    world.remove()


def open_desk(world):
    print("Starting Dovecot, Postfix and lighttpd on loopback …", flush=True)
    world.start()
    desk = Desk(world, world.dir / "desk", "build")
    desk.start_web()
    desk.create()
    code, _, err = desk.run("check")  # it may warn: this mail server vouches for nobody
    if code:
        raise WorldError(f"helpdesk check: {err.decode().strip()}")
    write_wrapper(world, desk)
    return desk


def write_wrapper(world, desk):
    """DIR/helpdesk: the program on this desk's config, as the desk's user."""
    become = "" if os.geteuid() else f"runuser -u {DEMO_USER} -- "
    settings = " ".join(shlex.quote(f"{name}={value}") for name, value in desk.environment.items())
    path = world.dir / "helpdesk"
    path.write_text("#!/bin/sh\n# helpdesk on the config of this desk, as its user.\n"
                    f"exec {become}env {settings} \\\n"
                    f'    {desk.bin}/helpdesk -c {desk.conf} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def start_cron(world, desk):
    """What cron does for a real desk: the cycle again and again."""
    script = (f"while sleep {CYCLE_EVERY}; do "
              f"timeout 300 {desk.bin}/helpdesk -c {desk.conf} cycle; done")
    with open(world.dir / "cycle.log", "ab") as log:
        loop = subprocess.Popen(["sh", "-c", script], stdin=subprocess.DEVNULL, stdout=log,
                                stderr=log, cwd=desk.dir, start_new_session=True,
                                env={**os.environ, **desk.environment}, **drop(world.user))
    (world.dir / "cycle.pid").write_text(str(loop.pid), encoding="ascii")


def stop_cron(world):
    pid = read_pid(world.dir / "cycle.pid", str(world.dir))
    if pid:
        os.killpg(pid, signal.SIGTERM)  # the loop, and a cycle that it is in
    stop_pid(world.dir / "cycle.pid", str(world.dir))


def after_words(world, desk):
    ports, people = world.ports, "\n".join(f"    {name}" for name in PEOPLE if name != SUPPORT)
    return f"""
The desk is yours
=================
It stays running and does a cycle every {CYCLE_EVERY} seconds. Look at it:

    {world.dir}/helpdesk list
    {world.dir}/helpdesk show 1
    {world.dir}/helpdesk do 1 '#open' --as anna

Write to {SUPPORT} with a mail program, and answer as a manager (anna, boris):

    IMAP   localhost, port {ports['imaps']} (TLS) or {ports['imap']} (STARTTLS)
    SMTP   localhost, port {ports['submission']} (STARTTLS, with user and password)
    CA     {world.ca_file}
    users  (all have the password {world.password})
{people}

The config is {desk.conf}, pages are at {desk.settings['web']['url']},
logs in {world.dir}. End it with

    contrib/quickstart stop
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
