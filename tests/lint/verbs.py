"""Every verb of src/ticket/verb*.c has its place in helpdesk-commands(7), and nothing else has one.

usage: verbs.py ROOT | --self-test
"""
import pathlib
import re
import sys

# `const Verb VERB_X = {"name", …` and the short forms of #priority.
VERB = re.compile(r'const Verb VERB_\w+\s*=\s*\{\s*"(\w+)"|^SHORT_FORM\(VERB_\w+, \w+, "(\w+)"',
                  re.M)
ITEM = re.compile(r"^\.It Ic #(\w+)", re.M)


def faults_of(sources, manual):
    verbs = {a or b for a, b in VERB.findall(sources)}
    told = set(ITEM.findall(manual))
    return ([f"man/helpdesk-commands.7: #{verb} is missing" for verb in sorted(verbs - told)] +
            [f"man/helpdesk-commands.7: there is no #{verb}" for verb in sorted(told - verbs)])


def self_test():
    source = 'const Verb VERB_A = {\n    "a", ALSO};\nSHORT_FORM(VERB_B, plan_b, "b", "б");\n'
    assert faults_of(source, ".It Ic #a Ar x\n.It Ic #b\n") == []
    assert len(faults_of(source, ".It Ic #a\n")) == 1
    assert len(faults_of(source, ".It Ic #a\n.It Ic #b\n.It Ic #c\n")) == 1


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
