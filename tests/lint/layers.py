"""Lint of the house rules: layers.py [--self-test] SOURCE

    include     a folder of src includes only the floors below it
    header      third-party headers only in their folder, system headers from a list
    session     TLS sessions and sockets only in io
    sql         SQL stands in store and schemas only
    sql-clock   SQL reads neither clock nor randomness
    clock       the time is read in base/clock.c only
    random      randomness is read in base/random.c only
    banned      calls that CONVENTIONS forbids, and goto
    length      no C file over 500 lines
    opening     a .c begins with a comment, of three lines or more in src

Comments and strings are told from code by csource.py; a word in a comment is no fault. The
self-test feeds each rule with what it forbids and with its harmless neighbours.
"""

import os
import re
import sys

from csource import Source

FLOORS = {
    "base": "base",
    "mail": "base mail",
    "ticket": "base mail ticket",
    "store": "base mail ticket store",
    "config": "base mail ticket config",
    "io": "base mail io",
    "desk": "base mail ticket store config desk",
    "run": "base mail ticket store config desk io run",
    "cli": "base mail ticket store config desk io run cli",
    "cgi": "base mail ticket store config desk cgi",
}
THIRD_PARTY = [
    (r"glib\.h|glib/[\w-]+\.h|glib-unix\.h", " ".join(FLOORS)),
    (r"gnutls/.+", "base io"),
    (r"gmime/.+", "mail"),
    (r"gumbo\.h", "mail"),
    (r"cmark\.h", "mail"),
    (r"libical/.+", "ticket"),
    (r"pcre2\.h", "ticket"),
    (r"sqlite3\.h|libpq-fe\.h", "store"),
    (r"libconfig\.h", "config"),
    (r"libetpan/.+", "io"),
    (r"curl/.+", "io"),
    (r"xlsxwriter\.h", "cli cgi"),
    (r"sys/socket\.h|sys/un\.h|netdb\.h|netinet/.+", "io"),
]
SYSTEM = set("""
    arpa/inet.h assert.h ctype.h dirent.h errno.h fcntl.h fnmatch.h iconv.h inttypes.h langinfo.h
    libintl.h limits.h locale.h math.h poll.h pwd.h grp.h setjmp.h signal.h stdalign.h stdarg.h
    stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h strings.h
    sys/file.h sys/inotify.h sys/mman.h sys/resource.h sys/stat.h sys/statvfs.h sys/time.h
    sys/types.h sys/uio.h sys/wait.h syslog.h sysexits.h termios.h time.h unistd.h wchar.h wctype.h
    """.split())

SESSION = r"gnutls_(?:init|handshake|bye|record_\w+|session_\w+|certificate_\w+|transport_\w+)"
CLOCK = (r"time|gettimeofday|clock_gettime|clock|ftime|timespec_get|g_get_real_time"
         r"|g_get_monotonic_time|g_get_current_time|g_date_time_new_now(?:_local|_utc)?|g_timer_new")
RANDOM = (r"s?rand|s?random|rand_r|random_r|initstate|[delmnj]rand48|getrandom|getentropy"
          r"|arc4random\w*|g_random_\w+|g_rand_\w+|gnutls_rnd|g_uuid_string_random"
          r"|sqlite3_randomness")
BANNED = r"strcpy|strcat|v?sprintf|strtok|atoi|localtime|gmtime|system|popen|gets"
SQL = re.compile(
    r"\bSELECT\b.*\bFROM\b|\bSELECT\s+\w+\(|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bREPLACE\s+INTO\b"
    r"|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b|\bPRAGMA\s+\w|\bBEGIN\s+(IMMEDIATE|EXCLUSIVE)\b"
    r"|\b(?i:CREATE\s+(UNIQUE\s+|VIRTUAL\s+|TEMP\s+)*(TABLE|INDEX|TRIGGER|VIEW)\s)"
    r"|\b(?i:INSERT\s+INTO\s+\w+\s*(\(|VALUES|SELECT))|\b(?i:DELETE\s+FROM\s+\w+\s+WHERE)\b"
    r"|\b(?i:UPDATE\s+\w+\s+SET\s+\w+\s*=)"
    r"|\b(?i:SELECT\s.*\sFROM\s+\w+\s+(WHERE|ORDER|LIMIT|JOIN))\b",
    re.DOTALL)
SQL_CLOCK = re.compile(
    r"\bcurrent_(timestamp|date|time)\b|'\s*now\s*'|\brandom(blob)?\s*\("
    r"|\b(date|time|datetime|julianday|unixepoch)\s*\(\s*\)|\bstrftime\s*\(\s*'[^']*'\s*\)"
    r"|\b(now|clock_timestamp|statement_timestamp|gen_random_uuid)\s*\(\s*\)", re.IGNORECASE)
LINES = 500
OPENING = 3


def folder_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) == 3 else None


def calls(source, names):
    """(line, name) of each call; a member of the same name is another thing."""
    for match in re.finditer(r"(?<![\w.])(?<!->)(" + names + r")\s*\(", source.code):
        yield source.line(match.start()), match[1]


def check_include(path, source):
    folder = folder_of(path)
    for line, name, system in source.includes if folder else []:
        if not system and name.split("/")[0] not in FLOORS[folder].split():
            yield line, f"{folder} may not include \"{name}\""


def check_header(path, source):
    folder = folder_of(path)
    for line, name, system in source.includes if folder else []:
        if not system or name in SYSTEM:
            continue
        homes = [home for pattern, home in THIRD_PARTY if re.fullmatch(pattern, name)]
        if not homes:
            yield line, f"<{name}> is in no list of tests/lint/layers.py"
        elif folder not in homes[0].split():
            yield line, f"<{name}> is for {homes[0]} only"


def check_session(path, source):
    if folder_of(path) not in ("io", None):
        for line, name in calls(source, SESSION + "|socket|getaddrinfo"):
            yield line, f"{name}() is for io only"


def check_sql(path, source):
    if folder_of(path) not in ("store", None):
        for line, text, _ in source.strings:
            if SQL.search(text):
                yield line, "SQL is for store only"


def sql_without_comments(text):
    return re.sub(r"('(?:[^']|'')*')|--[^\n]*|/\*.*?\*/",
                  lambda match: match[1] or re.sub(r"[^\n]", " ", match[0]), text, flags=re.DOTALL)


def check_sql_clock(path, source):
    if path.endswith(".sql"):
        text = sql_without_comments(source)
        for match in SQL_CLOCK.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, f"SQL may not read {match[0]}"
    elif folder_of(path) == "store":
        for line, text, _ in source.strings:
            match = SQL_CLOCK.search(sql_without_comments(text))
            if match:
                yield line, f"SQL may not read {match[0]}"


def check_clock(path, source):
    if folder_of(path) and path != "src/base/clock.c":
        for line, name in calls(source, CLOCK):
            yield line, f"{name}() is for base/clock.c only"


def check_random(path, source):
    if folder_of(path) and path != "src/base/random.c":
        for line, name in calls(source, RANDOM):
            yield line, f"{name}() is for base/random.c only"
        for line, text, _ in source.strings:
            if re.search(r"/dev/u?random", text):
                yield line, "/dev/random is for base/random.c only"


def check_banned(path, source):
    for line, name in calls(source, BANNED):
        yield line, f"{name}() is banned"
    for match in re.finditer(r"\bgoto\b", source.code):
        yield source.line(match.start()), "goto is banned"


def check_length(path, source):
    lines = source.text.count("\n")
    if lines > LINES:
        yield lines, f"{lines} lines; a file has {LINES} at most"


def check_opening(path, source):
    least = OPENING if folder_of(path) else 1
    if path.endswith(".c") and source.opening_comment() < least:
        yield 1, f"begin with a comment of {least} lines or more: what the file is for"


C_RULES = (check_include, check_header, check_session, check_sql, check_sql_clock, check_clock,
           check_random, check_banned, check_length, check_opening)


def check_tree(root):
    faults, files = [], []
    for top in ("src", "tests", "schemas"):
        for here, folders, names in os.walk(os.path.join(root, top)):
            folders.sort()
            files += [os.path.join(here, name) for name in sorted(names)
                      if name.endswith((".c", ".h", ".sql"))]
    for file in files:
        path = os.path.relpath(file, root).replace(os.sep, "/")
        with open(file, encoding="utf-8") as opened:
            text = opened.read()
        folder = folder_of(path)
        if folder is not None and folder not in FLOORS:
            faults.append(f"{path}:1: {folder} is not a floor of tests/lint/layers.py")
            continue
        source = text if path.endswith(".sql") else Source(text)
        for rule in (check_sql_clock,) if path.endswith(".sql") else C_RULES:
            faults += [f"{path}:{line}: {words}" for line, words in rule(path, source)]
    if not files:
        faults.append(f"{root}: no sources")
    return faults


def self_test():
    from layers_cases import CASES
    bad = []
    for rule, path, text, wanted in CASES:
        check = globals()["check_" + rule]
        found = [line for line, _ in check(path, text if path.endswith(".sql") else Source(text))]
        if found != wanted:
            bad.append(f"{rule}: {path} {text[:60]!r}: lines {found} instead of {wanted}")
    for check in C_RULES:
        name = check.__name__.removeprefix("check_")
        if not any(rule == name and wanted for rule, _, _, wanted in CASES):
            bad.append(f"{name}: no case proves this rule")
    return bad


def main(arguments):
    faults = self_test() if arguments[:1] == ["--self-test"] else check_tree(arguments[0])
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
