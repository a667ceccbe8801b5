"""Every verb of src/ticket/verb*.c has its place in helpdesk-commands(7), and nothing else has one;
so has each of its names in Russian and Ukrainian.

usage: verbs.py ROOT | --self-test
"""
import pathlib
import re
import sys

# `const Verb VERB_X = {"name", …` and the short forms of #priority.
VERB = re.compile(r'const Verb VERB_\w+\s*=\s*\{\s*"(\w+)"|^SHORT_FORM\(VERB_\w+, \w+, "(\w+)"',
                  re.M)
# Names in further languages: a list ALSO, or the rest of a short form.
ALSO = re.compile(r"ALSO\[\]\s*=\s*\{(.*?)\}|^SHORT_FORM\(([^)]*)\)", re.M | re.S)
LOCAL = re.compile(r'"([^"]*[\u0400-\u04ff][^"]*)"')
NAMED = re.compile(r"^\.Ic #(\S+)", re.M)
ITEM = re.compile(r"^\.It Ic #(\w+)", re.M)


def faults_of(sources, manual):
    verbs = {a or b for a, b in VERB.findall(sources)}
    told = set(ITEM.findall(manual))
    local = {name for part in ALSO.findall(sources) for name in LOCAL.findall("".join(part))}
    named = {name for name in NAMED.findall(manual) if LOCAL.search(f'"{name}"')}
    return ([f"man/helpdesk-commands.7: the name #{name} is missing"
             for name in sorted(local - named)] +
            [f"man/helpdesk-commands.7: there is no name #{name}"
             for name in sorted(named - local)] +
            [f"man/helpdesk-commands.7: #{verb} is missing" for verb in sorted(verbs - told)] +
            [f"man/helpdesk-commands.7: there is no #{verb}" for verb in sorted(told - verbs)])


def self_test():
    also = 'static const char *const ALSO[] = {"solved", "закрыть", NULL};\n'
    assert faults_of(also, ".Ic #закрыть ,\n") == []
    assert len(faults_of(also, "")) == 1
    assert len(faults_of("", ".Ic #закрыть\n")) == 1
    source = 'const Verb VERB_A = {\n    "a", ALSO};\nSHORT_FORM(VERB_B, plan_b, "b", "б");\n'
    assert faults_of(source, ".It Ic #a Ar x\n.It Ic #b\n.Ic #б\n") == []
    assert len(faults_of(source, ".It Ic #a\n.Ic #б\n")) == 1
    assert len(faults_of(source, ".It Ic #a\n.It Ic #b\n.It Ic #c\n.Ic #б\n")) == 1


def main():
    if sys.argv[1] == "--self-test":
        self_test()
        return 0
    root = pathlib.Path(sys.argv[1])
    sources = "".join(path.read_text() for path in sorted(root.glob("src/ticket/verb*.c")))
    faults = faults_of(sources, (root / "man/helpdesk-commands.7").read_text())
    print("\n".join(faults), end="\n" if faults else "")
    return bool(faults)


sys.exit(main())
