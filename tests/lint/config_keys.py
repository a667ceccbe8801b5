"""Lint of the config keys: config_keys.py [--self-test] TABLE SAMPLE MANUAL

Every key of the program's own table (`helpdesk check --keys`) has a line in helpdesk.conf.sample, at
work or as a comment, and an entry in helpdesk.conf(5) that states its type, default and range as the
table does; neither of them names a key that the table lacks. What may stand in a `when` or `do` is
listed once, as that of rules: the manual names each condition and action, the sample shows some. TABLE
is the file with the print of the table, or the program that prints it.
"""

import os
import re
import subprocess
import sys

KEY_IN_COMMENT = re.compile(r"^\s*#\s*((?:\{\s*)?[A-Za-z][\w-]*\s*=\s*[\"(\[{0-9tf].*)$")
WORD = re.compile(r"^(?:.*\.)?(when|do)\.(?:(?:any|all|not)\.)*([^.]+)$")
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|([A-Za-z][\w-]*)\s*=\s*([({\[]?)|[(){}\[\]]')


def without_comment(line):
    match = KEY_IN_COMMENT.match(line)
    if match:
        line = match.group(1)
    inside, out = False, []
    for c in line:
        if c == '"':
            inside = not inside
        if c == "#" and not inside:
            break
        out.append(c)
    return "".join(out)


def shared(path):
    """The path under which a condition or action is listed, whosever `when` or `do` it stands in."""
    match = WORD.match(path)
    return f"rules.{match.group(1)}.{match.group(2)}" if match else path


def sample_keys(text):
    """Paths of all keys that the sample shows, those in comments included."""
    keys, path = set(), []
    for line in text.splitlines():
        for token in TOKEN.finditer(without_comment(line)):
            name, bracket = token.groups()
            if name:
                keys.add(shared(".".join([p for p in path if p] + [name])))
            if name and bracket:
                path.append(name)
            elif token.group(0) in ("(", "{", "["):
                path.append(None)
            elif token.group(0) in (")", "}", "]"):
                path.pop()
    return keys


def table_keys(text):
    """{path: the line that states it in the manual}"""
    keys = {}
    for row in text.splitlines():
        path, kind, default, values, only, _ = row.split("\t")
        stated = [kind[0].upper() + kind[1:]]
        if default == "required":
            stated.append(default)
        elif default:
            stated.append("default " + default)
        if values:
            stated.append(values)
        if only:
            stated.append("only for type " + only.replace(" ", " and "))
        keys[path] = "; ".join(stated) + "."
    return keys


def manual_keys(text):
    """{path: the first sentence of its entry}; a subsection is called by its group's path."""
    keys, group, path, words = {}, None, None, []
    for line in text.splitlines():
        if line.startswith(".Sh"):
            group = "" if line == ".Sh KEYS" else None
        elif line.startswith(".Ss") and group is not None:
            group = line.split()[1] + "." if line.split()[1] != "The" else ""
        elif line.startswith(".It Cm") and group is not None:
            path, words = group + line.split()[2], []
        elif path:
            words.append(line)
            if line.endswith("."):
                keys[path], path = " ".join(words), None
    return keys


def compare(table, sample, manual):
    table, sample, manual = table_keys(table), sample_keys(sample), manual_keys(manual)
    for where, keys in (("helpdesk.conf.sample", sample), ("helpdesk.conf.5", manual)):
        for path in sorted(set(table) - set(keys)):
            if where == "helpdesk.conf.sample" and WORD.match(path):
                continue
            yield f"{where}: {path} is missing"
        for path in sorted(set(keys) - set(table)):
            yield f"{where}: {path} is no key"
    for path in sorted(set(table) & set(manual)):
        if manual[path] != table[path]:
            yield f"helpdesk.conf.5: {path}: not \"{manual[path]}\" but \"{table[path]}\""


TABLE = (
    "name\ttext\tHelp\tat most 9 bytes\t\tx\nbox\tlist of groups\trequired\t\t\tx\n"
    "box.port\tnumber\t\t1 to 9\timap\tx\n"
)
SAMPLE = 'name = "a = b # c"; # d = 1\nbox = (\n  { },\n  {\n    # port = 5;  # e = 2\n  }\n);\n'
MANUAL = (
    ".Sh OTHER\n.It Cm x\ny\n.Sh KEYS\n.Ss The whole\n.It Cm name\nText; default Help; at most 9 bytes.\n"
    ".It Cm box\nList of groups; required.\n.Ss box\n.It Cm port\nNumber; 1 to 9;\nonly for type imap.\nThe port.\n"
)
RULES = (
    "rules\tlist of groups\t\t\t\tx\nrules.when\tconditions\t\t\t\tx\nrules.when.from\tcondition\t\t\t\tx\n"
    "rules.when.to\tcondition\t\t\t\tx\nrules.when.any\tlist of conditions\t\t\t\tx\n"
)
WHEN = 'rules = (\n  # { when = { any = ( { from = "a"; }, { } ); }; }\n);\n'
WORDS = (
    ".Ss The whole\n.It Cm rules\nList of groups.\n.Ss rules\n.It Cm when\nConditions.\n"
    ".Ss rules.when\n.It Cm from\nCondition.\n"
    ".It Cm to\nCondition.\n.It Cm any\nList of conditions.\n"
)
CASES = (
    ((TABLE, SAMPLE, MANUAL), []),
    ((TABLE, SAMPLE.replace("port", "prot"), MANUAL), ["box.port is missing", "box.prot is no key"]),
    ((TABLE, SAMPLE, MANUAL.replace("type imap.\nThe port.", "type imap")), ["box.port is missing"]),
    ((TABLE, SAMPLE, MANUAL.replace("Cm port", "Cm prot")), ["box.port is missing", "box.prot is no key"]),
    ((TABLE.replace("1 to 9", "1 to 8"), SAMPLE, MANUAL), ['box.port: not "Number; 1 to 9']),
    ((TABLE.replace("Help\t", "Desk\t"), SAMPLE, MANUAL), ["name: not"]),
    ((TABLE + RULES, SAMPLE + WHEN, MANUAL + WORDS), []),
    ((TABLE + RULES, SAMPLE + WHEN.replace("from", "form"), MANUAL + WORDS), ["rules.when.form is no key"]),
    ((TABLE + RULES, SAMPLE + WHEN, MANUAL + WORDS.replace("Cm to", "Cm too")),
     ["rules.when.to is missing", "rules.when.too is no key"]),
)


def self_test():
    for case, wanted in CASES:
        faults = list(compare(*case))
        if len(faults) != len(wanted) or not all(w in f for w, f in zip(wanted, faults)):
            sys.exit(f"config_keys.py: wanted {wanted}, found {faults}")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def main(args):
    if args[0] == "--self-test":
        self_test()
        args = args[1:]
    if not args:
        return 0
    if os.access(args[0], os.X_OK):
        command = [args[0], "check", "--keys"]
        table = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    else:
        table = read(args[0])
    faults = list(compare(table, read(args[1]), read(args[2])))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
