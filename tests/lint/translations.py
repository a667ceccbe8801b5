"""Lint of the phrases: translations.py [--self-test | --missing LANGUAGE] SOURCE

Every msgid of src, marked N_("...") or given to lang_text(), has a translation in po/ru.po and
po/uk.po that is neither empty nor fuzzy and takes the same placeholders; no catalogue says a msgid
twice or keeps one that no string of src says; POTFILES lists the files with phrases. --missing
prints empty entries for what a catalogue lacks, to be filled in there.

Letters are not looked at here (templates.py).
"""

import os
import re
import sys

from csource import Source

LANGUAGES = ("ru", "uk")
PLACEHOLDER = re.compile(r"%(?:(\d+)\$)?[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
                         r"(hh|h|ll|l|j|z|t|L)?([diouxXeEfFgGaAcspn%])")


def phrases_of(text):
    """(line, msgid) of each marked phrase of a C source; the definition of N_ itself is none."""
    source = Source(text)
    marks = r"\bN_\s*\(\s*|\blang_text\s*\((?:[^(),]|\([^()]*\))*,\s*"
    starts = {match.end() for match in re.finditer(marks, source.code)}
    return [(line, msgid) for line, msgid, offset in source.strings if offset in starts and msgid]


def placeholders(text):
    """Conversions by position: {1: "s", 2: "lld"}; None when the text cannot be a format of ours."""
    found, count = {}, 0
    for match in PLACEHOLDER.finditer(text):
        if match[3] == "%":
            continue
        count += 1
        found[int(match[1] or count)] = (match[2] or "") + match[3]
    return found


def read_catalogue(text):
    """[(line, msgid, msgstr, fuzzy)] of a .po; obsolete entries are comments."""
    entries, fuzzy, current, where = [], False, None, None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        match = re.match(r"(?:(msgid|msgstr)\s+)?\"((?:\\.|[^\"\\])*)\"$", line)
        if match and not line.startswith("#"):
            if match[1] == "msgid":
                current = [number, "", "", fuzzy]
                entries.append(current)
                fuzzy = False
            if match[1]:
                where = 1 if match[1] == "msgid" else 2
            if current:
                current[where] += re.sub(
                    r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), match[2])
    return [tuple(entry) for entry in entries]


def check_catalogue(name, text, phrases, strings=()):
    """Faults of one catalogue; phrases: {msgid: "file:line"}; strings: all that src says, for names
    in tables that are translated without a mark."""
    faults, seen = [], {}
    for line, msgid, msgstr, fuzzy in read_catalogue(text):
        where = f"{name}:{line}: "
        if msgid == "":
            if "charset=UTF-8" not in msgstr:
                faults.append(where + "the header has to say charset=UTF-8")
            continue
        if msgid in seen:
            faults.append(where + f"is a second translation of {msgid!r}")
        seen[msgid] = msgstr
        if fuzzy:
            faults.append(where + "is fuzzy")
        if msgid not in phrases and msgid not in strings:
            faults.append(where + f"nobody uses {msgid!r}")
        elif not msgstr:
            faults.append(where + "is empty")
        elif placeholders(msgid) != placeholders(msgstr):
            faults.append(where + "takes other placeholders than the English phrase")
        elif (msgid[0] == "\n", msgid[-1] == "\n") != (msgstr[0] == "\n", msgstr[-1] == "\n"):
            faults.append(where + "has other line ends than the English phrase")
    faults += [f"{where}: {name} lacks {msgid!r}"
               for msgid, where in phrases.items() if msgid not in seen]
    return faults


def check_list(text, files):
    """Faults of POTFILES against the files that have phrases."""
    listed = {line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"}
    return ([f"po/POTFILES:1: lacks {file}" for file in sorted(files - listed)]
            + [f"po/POTFILES:1: {file} has no phrases" for file in sorted(listed - files)])


def collect(root):
    """({msgid: "file:line"} of the marked phrases, every string, files with phrases)"""
    phrases, strings, files = {}, set(), set()
    for here, folders, names in os.walk(os.path.join(root, "src")):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                path = os.path.join(here, name)
                with open(path, encoding="utf-8") as source:
                    text = source.read()
                strings.update(words for _, words, _ in Source(text).strings)
                for line, msgid in phrases_of(text):
                    file = os.path.relpath(path, root)
                    files.add(file)
                    phrases.setdefault(msgid, f"{file}:{line}")
    return phrases, strings, files


def read_po(root, language):
    path = os.path.join(root, "po", language + ".po")
    if not os.path.exists(path):
        return ""  # every phrase is then lacking
    with open(path, encoding="utf-8") as catalogue:
        return catalogue.read()


def missing(root, language):
    have = {msgid for _, msgid, _, _ in read_catalogue(read_po(root, language))}
    for msgid, where in collect(root)[0].items():
        if msgid not in have:
            quoted = msgid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            print(f'\n#: {where.rsplit(":", 1)[0]}\nmsgid "{quoted}"\nmsgstr ""')


def self_test():
    bad = []
    code = ('#define N_(s) s\n// N_("no")\nx = N_("one");\ny = {"two", N_("th" /* x */\n "ree")};\n'
            'z = "N_(\\"no\\")"; lang_text(a, "four"); lang_text(f(a, b), s); '
            'lang_text(f(a), "five\\n");')
    wanted = ["one", "three", "four", "five\n"]
    if (found := [msgid for _, msgid in phrases_of(code)]) != wanted:
        bad.append(f"phrases: {found} instead of {wanted}")
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    cases = [
        (head + 'msgid "a %s"\nmsgstr "b %s"', "a %s", 0),
        (head + 'msgid "a %s of %d"\nmsgstr "%2$d b %1$s"', "a %s of %d", 0),
        (head + 'msgid "100%% %s"\nmsgstr "%s 100%%"', "100%% %s", 0),
        (head + 'msgid ""\n"a "\n"b"\nmsgstr ""\n"c"\n"d"', "a b", 0),
        (head + '#~ msgid "old"\n#~ msgstr "x"\nmsgid "a"\nmsgstr "b"', "a", 0),
        (head + 'msgid "a"\nmsgstr ""', "a", 1),
        (head + '#, fuzzy\nmsgid "a"\nmsgstr "b"', "a", 1),
        (head + 'msgid "a %s"\nmsgstr "b"', "a %s", 1),
        (head + 'msgid "a %s"\nmsgstr "b %d"', "a %s", 1),
        (head + 'msgid "a %s %d"\nmsgstr "b %d %s"', "a %s %d", 1),
        (head + 'msgid "a\\n"\nmsgstr "b"', "a\n", 1),
        (head + 'msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"', "a", 1),
        (head + 'msgid "a"\nmsgstr "b"\nmsgid "old"\nmsgstr "c"', "a", 1),
        (head, "a", 1),
        (head.replace("UTF-8", "KOI8-R") + 'msgid "a"\nmsgstr "b"', "a", 1),
    ]
    if check_catalogue("x.po", head + 'msgid "low"\nmsgstr "b"', {}, {"low"}):
        bad.append("a string without a mark")
    if check_list("# x\na.c\n", {"a.c"}) or len(check_list("a.c\n", {"b.c"})) != 2:
        bad.append("check_list")
    for text, msgid, count in cases:
        found = check_catalogue("x.po", text, {msgid: "x.c:1"})
        if len(found) != count:
            bad.append(f"catalogue {text.removeprefix(head)!r}: {found} instead of {count} faults")
    return bad


def main(arguments):
    if arguments[:1] == ["--self-test"]:
        faults = self_test()
    elif arguments[:1] == ["--missing"]:
        missing(arguments[2], arguments[1])
        return 0
    else:
        root = arguments[0]
        phrases, strings, files = collect(root)
        faults = []
        for language in LANGUAGES:
            catalogue = read_po(root, language)
            faults += check_catalogue(f"po/{language}.po", catalogue, phrases, strings)
        with open(os.path.join(root, "po", "POTFILES"), encoding="utf-8") as listed:
            faults += check_list(listed.read(), files)
        if not phrases:
            faults.append("src: no phrases found")
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
