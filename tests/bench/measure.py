"""Measuring: one command with its wall time, processor time and peak memory; spread; tables."""
import json
import os
import statistics
import subprocess

from loopback.process import WorldError, drop

# A process of its own, because a child's peak memory begins with that of its parent.
SPAWN = """
import json, os, sys, time
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
start = time.perf_counter()
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ,
                     file_actions=[(os.POSIX_SPAWN_DUP2, out, 1)])
_, status, use = os.wait4(pid, 0)
wall = time.perf_counter() - start
print(json.dumps({"wall": wall, "cpu": use.ru_utime + use.ru_stime,
                  "peak": use.ru_maxrss * 1024, "code": os.waitstatus_to_exitcode(status)}))
"""


class Result:
    """wall and cpu in seconds, peak in bytes, out in bytes."""

    def __init__(self, told, out):
        self.wall, self.cpu, self.peak = told["wall"], told["cpu"], told["peak"]
        self.out = out


def measured(command, user, directory, environment=None):
    """Run a command as that user; a failure ends the bench with its words."""
    out = directory / "measured.out"
    spawn = ["/usr/bin/python3", "-c", SPAWN, str(out), *map(str, command)]
    done = subprocess.run(spawn, capture_output=True, cwd=directory, check=False, timeout=900,
                          stdin=subprocess.DEVNULL,
                          env={**os.environ, **(environment or {})}, **drop(user))
    told = json.loads(done.stdout) if done.stdout else {"code": -1}
    if told["code"] != 0 or done.stderr:
        raise WorldError(f"{' '.join(map(str, command))}: exit code {told['code']}, "
                         f"{done.stderr.decode(errors='replace').strip() or 'no message'}")
    return Result(told, out.read_bytes())


class Row:
    """One line of the table: a figure with its spread, beside its yardstick and its target."""

    def __init__(self, what, unit, values, yardstick="", target="", met=None):
        self.what, self.unit, self.values = what, unit, values
        self.yardstick, self.target, self.met = yardstick, target, met

    @property
    def median(self):
        return statistics.median(self.values)

    def cells(self):
        low, high = min(self.values), max(self.values)
        spread = "" if len(self.values) == 1 else f"{_short(low)} … {_short(high)}"
        target = self.target if self.met is None else f"{self.target}: {'met' if self.met else 'MISSED'}"
        return [self.what, f"{_short(self.median)} {self.unit}".strip(), spread,
                f"{len(self.values)}", self.yardstick, target]


HEAD = ["what", "median", "min … max", "runs", "yardstick in the same run", "target"]


def table(rows):
    """The rows as Markdown, aligned for a terminal."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    lines.insert(1, ["-" * width for width in widths])
    return "".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths))
                   + " |\n" for line in lines)


def _short(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) < 10 \
        else f"{value:.1f}"
