#!/usr/bin/env python3
"""Answers with quotes and signatures, cut by the built program and held against what a reader would keep.

Wraps each body of ../shared/mail/replies, beside the checkout, into a small message, runs `helpdesk
explain --json` on it and compares the key "answer" with the lines named below. Leaves with 1 when
one differs; says "skipped" where the collection is absent.

HELPDESK names the program (default: build/src/cli/helpdesk); -v prints the texts that differ.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPLIES = ROOT.parent / "shared" / "mail" / "replies"
TEXT_LIMIT = 256 * 1024  # of a body, as the program is built: one file has a line of 700 kB
HEAD = (b"From: Customer <customer@example.net>\r\nTo: support@example.com\r\nSubject: An answer\r\n"
        b"Date: Mon, 2 Nov 2026 15:04:00 +0000\r\nMessage-ID: <answer@example.net>\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n")

# The lines of the file, counted from 1, that are the writer's own, with the quotes between his
# answers: first line, last line, and how they begin.
WANTED = {
    "correct_sig.txt": (1, 1, "this is an email", "this is an email"),
    "email_1_1.txt": (1, 5, "Hi folks", "I am currently"),
    "email_1_2.txt": (1, 34, "Hi,", "the keys in"),
    "email_1_3.txt": (1, 3, "Oh thanks.", "Having the function"),
    "email_1_4.txt": (1, 1, "Awesome! I haven't", "Awesome! I haven't"),
    "email_1_5.txt": (1, 15, "One: Here's what", "for a while."),
    "email_1_6.txt": (1, 3, "I get proper", "Sent from a magnificent"),
    "email_1_7.txt": (1, 1, ":+1:", ":+1:"),
    "email_1_8.txt": (1, 19, "On Tue, Apr 29", "and under this."),
    "email_2_1.txt": (1, 1, "Outlook with a reply", "Outlook with a reply"),
    "email_2_2.txt": (1, 1, "Outlook with a reply", "Outlook with a reply"),
    "email_2_3.txt": (1, 1, "Outlook with a reply", "Outlook with a reply"),
    "email_BlackBerry.txt": (1, 1, "Here is another", "Here is another"),
    "email_bullets.txt": (1, 9, "test 2 this", "   - and another"),
    "email_iPhone.txt": (1, 1, "Here is another", "Here is another"),
    "email_long_quote.txt": (1, 8, "Hi folks", "I am currently"),
    "email_multi_word_sent_from_my_mobile_device.txt": (1, 1, "Here is another", "Here is another"),
    "email_one_is_not_on.txt": (1, 5, "Thank, this is", "Locally (on dev"),
    "email_sent_from_my_not_signature.txt": (1, 3, "Here is another", "Sent from my desk"),
    "email_sig_delimiter_in_middle_of_line.txt": (1, 7, "Hi there!", "kthxbai"),
    "greedy_on.txt": (1, 6, "On your remote", "fails, the tunnel"),
    "pathological.txt": (1, 2, "I think you're", "get back to a"),
}


def program():
    return os.environ.get("HELPDESK", str(ROOT / "build" / "src" / "cli" / "helpdesk"))


def normal(text):
    """As the program keeps bodies: no white space at the ends of lines, no three empty lines."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip("\n")


def wanted(name, body):
    first, last, begin, end = WANTED[name]
    lines = body.split("\n")[first - 1:last]
    if not lines[0].startswith(begin) or not lines[-1].startswith(end):
        raise SystemExit(f"{name}: the collection has changed, lines {first}-{last} begin otherwise")
    return normal("\n".join(lines)).encode()[:TEXT_LIMIT].decode("utf-8", "ignore")


def answer(body):
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(HEAD + body)
        file.flush()
        run = subprocess.run(
            [program(), "-c", str(ROOT / "helpdesk.conf.sample"), "explain", "--json", file.name],
            capture_output=True, timeout=20, check=False)
    if run.returncode != 0:
        return f"explain failed: {run.stderr.decode('utf-8', 'replace').strip()}"
    return json.loads(run.stdout)["answer"].strip("\n")


def main():
    if not REPLIES.is_dir():
        print("skipped: no collection of answers beside the checkout")
        return 0
    names = sorted(path.name for path in REPLIES.glob("*.txt"))
    right = 0
    for name in names:
        body = (REPLIES / name).read_bytes()
        if name not in WANTED:
            print(f"{name}: nothing is known of it")
            continue
        want, got = wanted(name, body.decode("utf-8")), answer(body)
        right += got == want
        if got != want:
            print(f"{name}: differs")
            if "-v" in sys.argv[1:]:
                print(f"--- wanted\n{want}\n--- got\n{got}")
    print(f"answers: {right}/{len(names)} right")
    return 0 if right == len(names) == len(WANTED) else 1


if __name__ == "__main__":
    sys.exit(main())
