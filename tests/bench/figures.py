"""What is measured: each function gives rows of the table; all on one loopback world."""
import base64
import contextlib
import random
import re
import shutil
import sqlite3
import statistics
import time

from loopback.desk import Desk
from loopback.process import WorldError, give
from loopback.servers import SUPPORT

import letters
import wire
from measure import Row, measured

MB = 1e6
HEAD_OF_BIG = ("From: Carol Dean <carol@customer.example>\r\nTo: support@example.com\r\n"
               "Subject: Big drawing {number}\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
               "Message-ID: <big{number}@customer.example>\r\nMIME-Version: 1.0\r\n"
               "Content-Type: multipart/mixed; boundary=frontier\r\n\r\n"
               "--frontier\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAttached.\r\n"
               "--frontier\r\nContent-Type: application/octet-stream; name=drawing.bin\r\n"
               "Content-Disposition: attachment; filename=drawing.bin\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n")


class Bench:
    """The world, a desk in it, the yardsticks, and how much is asked for."""

    def __init__(self, world, build, quick):
        self.world, self.build, self.quick = world, build, quick
        self.rounds = 1 if quick else 3
        self.work = world.dir / "bench"
        self.work.mkdir(exist_ok=True)
        give(self.work, world.user)

    def desk(self, **changes):
        """A new, empty desk; letters go into files. Its caps do not stop what is measured."""
        place = self.work / "desk"
        shutil.rmtree(place, ignore_errors=True)
        desk = Desk(self.world, place, self.build)
        desk.settings["limits"] = {
            "message_size": 100_000_000, "auto_per_hour": 100_000, "auto_per_address_hour": 1000,
            "receipts_per_address_day": 1000, "tickets_per_sender_hour": 10_000}
        desk.settings["smtp"] = {"type": "file", "folder": str(place / "out")}
        desk.settings.update(changes)
        desk.write_config()
        desk.create()
        return desk

    def helpdesk(self, desk, *words):
        return measured([desk.bin / "helpdesk", "-c", desk.conf, *words], self.world.user,
                        desk.dir, desk.environment)

    def yardstick(self, name, *words):
        """The numbers that a yardstick prints."""
        program = self.build / "tests" / "bench" / name
        if not program.exists():
            raise WorldError(f"{program} is missing; build it first: meson compile -C {self.build}")
        target = self.work / name  # the checkout may be closed to the ordinary user
        if not target.exists():
            shutil.copy2(program, target)
            target.chmod(0o755)
        out = measured([target, *words], self.world.user, self.work).out
        return [float(word) for word in out.split()]

    def inbox(self, fill):
        """An empty inbox that `fill` puts letters into; the server has looked at it once."""
        home = self.world.dir / "mail" / SUPPORT
        shutil.rmtree(home, ignore_errors=True)
        fill(home / "Maildir")
        for path in (home, *home.rglob("*")):
            give(path, self.world.user)
        wire.login_select_logout(self.world, SUPPORT)


def rate(count, results):
    return [count / result.wall for result in results]


def importing(bench):
    """An mbox of questions and answers."""
    count = 1000 if bench.quick else 10_000
    mbox = bench.work / "letters.mbox"
    sizes = letters.write_mbox(mbox, count)
    mbox.chmod(0o644)
    results, floors, reading = [], [], []
    for _ in range(bench.rounds):
        start = time.perf_counter()
        with open(mbox, "rb") as file:
            while file.read(1 << 20):
                pass
        reading.append((time.perf_counter() - start) * 1000 / count)
        parse = bench.yardstick("yard_parse", mbox)[0]
        rows = bench.yardstick("yard_rows", bench.work / "yard.db", mbox)[0]
        floors.append((parse, rows))
        results.append(bench.helpdesk(bench.desk(), "import", mbox))
    parse, rows = (statistics.median(column) for column in zip(*floors))
    cpu = [result.cpu * 1000 / count for result in results]
    ratio = statistics.median(cpu) / (parse + rows)
    what = f"import, mbox of {count:,} (median {sizes[count // 2] / 1000:.1f} kB, " \
           f"mean {sum(sizes) / count / 1000:.1f} kB)"
    peak = [result.peak / MB for result in results]
    speed = rate(count, results)
    return [
        Row(what, "messages/s", speed, "", "1,500 or more", statistics.median(speed) >= 1500),
        Row("import, processor time of a message", "ms", cpu,
            f"GMime {parse:.3f} + SQLite {rows:.3f} ms + read {statistics.median(reading):.3f}: "
            f"{ratio:.2f} of it"),
        Row("import, peak memory", "MB", peak, "", "under 48", max(peak) < 48),
    ]


def empty_cycle(bench):
    """Nothing new: what cron pays each minute."""
    desk = bench.desk()
    bench.inbox(lambda home: letters.write_maildir(home, 0))
    desk.cycle()
    cycle, raw, more = [], [], []
    for _ in range(7 if bench.quick else 31):
        raw.append(wire.login_select_logout(bench.world, SUPPORT) * 1000)
        cycle.append(bench.helpdesk(desk, "cycle").wall * 1000)
        more.append(cycle[-1] - raw[-1])
    extra = statistics.median(more)
    return [
        Row("empty cycle, wall time", "ms", cycle,
            f"raw login-select-logout {statistics.median(raw):.1f} ms"),
        Row("empty cycle, over the raw socket", "ms", more, "", "under 40, aim 15", extra < 40),
    ]


def fetching(bench):
    """A full inbox: receipts and notices queued, every message moved."""
    count = 500 if bench.quick else 5000
    fetch, send, raw, queued = [], [], [], 0
    for number in range(bench.rounds):
        desk = bench.desk()
        bench.inbox(lambda home: letters.write_maildir(home, count, seed=100 + number))
        raw.append(wire.read_all(bench.world, SUPPORT, count))
        fetch.append(bench.helpdesk(desk, "fetch"))
        send.append(bench.helpdesk(desk, "send"))
        queued = len(list((desk.dir / "out").glob("*.eml")))
    speed = rate(count, fetch)
    yard = count / statistics.median(raw)
    whole = [count / (a.wall + b.wall) for a, b in zip(fetch, send)]
    peak = [result.peak / MB for result in fetch]
    cpu = [result.cpu * 1000 / count for result in fetch]
    return [
        Row(f"fetch by IMAP, {count:,} new messages, {queued:,} letters queued", "messages/s",
            speed, f"raw IMAP read {yard:,.0f}/s: {statistics.median(speed) / yard:.2f} of it"),
        Row("fetch by IMAP, processor time of a message", "ms", cpu),
        Row("fetch by IMAP, peak memory", "MB", peak, "", "under 48", max(peak) < 48),
        Row("the same and all letters written to files, each synced", "messages/s", whole),
    ]


def sending(bench):
    """The outbox to a server that takes everything; each letter is like the average of ours."""
    count = 200 if bench.quick else 2000
    sink = wire.Sink(bench.world)
    speed, yard, durable = [], [], []
    try:
        desk = bench.desk(smtp={"type": "smtp", "host": "127.0.0.1", "port": sink.port,
                                "tls": "none"})
        # A question makes a receipt and a notice.
        bench.inbox(lambda home: letters.write_maildir(home, count // 2, seed=7, answers=0))
        bench.helpdesk(desk, "fetch")
        base, saved = desk.dir / "helpdesk.db", bench.work / "queued.db"
        shutil.copy2(base, saved)
        queued, size = outbox(base)
        sample = bench.work / "sample.eml"
        sample.write_bytes(b"Subject: sample\r\n\r\n" + (b"x" * 70 + b"\r\n") * (size // 72))
        sample.chmod(0o644)
        for _ in range(bench.rounds):
            shutil.copy2(saved, base)
            give(base, bench.world.user)
            took = bench.helpdesk(desk, "send").wall
            if outbox(base)[0]:
                raise WorldError("not every letter was sent")
            speed.append(queued / took)
            url = f"smtp://127.0.0.1:{sink.port}/bench"
            yard.append(bench.yardstick("yard_send", url, queued, sample)[0])
            durable.append(bench.yardstick("yard_send", url, queued, sample, "journal")[0])
    finally:
        sink.stop()
    bare, synced, own = (statistics.median(each) for each in (yard, durable, speed))
    return [Row(f"sending {queued:,} letters (mean {size / 1000:.1f} kB), each state committed",
                "letters/s", speed,
                f"libcurl with a synced page a letter {synced:,.0f}/s: {own / synced:.2f} of it "
                f"(without: {bare:,.0f}/s)", "0.8 of it", own >= 0.8 * synced)]


def outbox(database):
    """How many letters wait, and their mean size."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as base:
        return base.execute("SELECT count(*), CAST(coalesce(avg(size), 0) AS INTEGER) "
                            "FROM outgoing WHERE state = 0").fetchone()


def big_message(bench):
    """50 MB attached, through a whole cycle; the notice does not carry it."""
    size = 5_000_000 if bench.quick else 50_000_000
    body = base64.encodebytes(random.Random(1).randbytes(size)).replace(b"\n", b"\r\n")
    results = []
    for number in range(bench.rounds):
        raw = HEAD_OF_BIG.format(number=number).encode() + body + b"--frontier--\r\n"

        def fill(home, raw=raw):
            letters.write_maildir(home, 0)
            (home / "new" / f"{letters.START}.M1P1.bench,S={len(raw)}").write_bytes(raw)
        desk = bench.desk()
        bench.inbox(fill)
        results.append(bench.helpdesk(desk, "cycle"))
    peak = [result.peak / MB for result in results]
    what = f"cycle with one message of {len(raw) / MB:.0f} MB"
    return [Row(f"{what}, wall time", "s", [result.wall for result in results]),
            Row(f"{what}, peak memory", "MB", peak, "", "under 48", max(peak) < 48)]


def explaining(bench):
    """One letter of 6 kB, from the start of the program to its end."""
    desk = bench.desk()
    file = bench.work / "letter.eml"
    made = letters.Letters(3)
    raw = next(one for one in iter(lambda: made.next()["raw"], None)
               if 5500 < len(one) < 6500 and b"multipart/alternative" in one)
    file.write_bytes(raw)
    file.chmod(0o644)
    rounds = 7 if bench.quick else 31
    bare = [bench.helpdesk(desk, "check", "--keys").wall * 1000 for _ in range(rounds)]
    took = [bench.helpdesk(desk, "explain", "--json", file) for _ in range(rounds)]
    start = statistics.median(bare)
    return [Row("explain of one letter of 6 kB, wall time", "ms",
                [result.wall * 1000 for result in took],
                f"start of the program {start:.1f} ms")]


def ruling(bench):
    """The conditions of 1,000 rules over one letter; patterns that explode."""
    runs = [bench.yardstick("bench_rules") for _ in range(3 if bench.quick else 9)]
    rules, patterns = ([run[i] for run in runs] for i in (0, 1))
    return [Row("1,000 rules over a message of 6 kB", "ms", rules, "", "under 2",
                statistics.median(rules) < 2),
            Row("a pattern that explodes, until it is stopped", "ms", patterns, "", "under 50",
                max(patterns) < 50)]


def replaying(bench):
    """An archive under two configs. They say the same: it is compared all the same."""
    count = 1000 if bench.quick else 10_000
    mbox = bench.work / "replay.mbox"
    letters.write_mbox(mbox, count)
    mbox.chmod(0o644)
    desk = bench.desk()
    results = [bench.helpdesk(desk, "replay", "--against", desk.conf, mbox)
               for _ in range(bench.rounds)]
    wall = [result.wall for result in results]
    peak = [result.peak / MB for result in results]
    limit = 20 * count / 10_000
    return [Row(f"replay of {count:,} messages under two configs", "s", wall, "",
                f"under {limit:.0f}", max(wall) < limit),
            Row("replay, peak memory", "MB", peak)]


def rating_page(bench):
    """GET of the page behind a rating link, as a web server calls it."""
    desk = bench.desk()
    bench.inbox(lambda home: letters.write_maildir(home, 1, seed=9, answers=0))
    desk.cycle()
    desk.output("do", "1", "#close", "--as", "anna")
    desk.cycle()
    text = b"".join(path.read_bytes() for path in (desk.dir / "out").glob("*.eml"))
    link = re.search(rb"helpdesk\.cgi\?(\S*t=hd\.r\.[^&\s\"]+)", text.replace(b"=\r\n", b"")
                     .replace(b"=3D", b"=").replace(b"&amp;", b"&"))
    if not link:
        raise WorldError("the closing letter holds no rating link")
    environment = {**desk.environment, "REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0",
                   "QUERY_STRING": link[1].decode(), "HELPDESK_CONF": str(desk.conf)}
    took = []
    for _ in range(7 if bench.quick else 31):
        took.append(measured([desk.bin / "helpdesk.cgi"], bench.world.user, desk.dir, environment))
        if not took[-1].out.startswith(b"Status: 200"):
            raise WorldError(f"the rating page answers {took[-1].out[:60]!r}")
    return [Row("rating page, GET, processor time", "ms", [one.cpu * 1000 for one in took]),
            Row("rating page, GET, wall time", "ms", [one.wall * 1000 for one in took])]


ALL = {"import": importing, "empty": empty_cycle, "fetch": fetching, "send": sending,
       "big": big_message, "explain": explaining, "rules": ruling, "replay": replaying,
       "page": rating_page}
