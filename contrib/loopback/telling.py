"""Telling a story while it happens, and proving each step of it.

A Teller prints; a silent one only proves. What cannot be proven ends the story.
"""
import shutil
import sys
import textwrap

from .mail import text_of
from .process import WorldError

SHOWN_HEADERS = ("From", "To", "Subject", "In-Reply-To", "Auto-Submitted", "Reply-To")
SHOWN_LINES = 24


class Teller:
    def __init__(self, out=sys.stdout):
        self.out = out
        self.width = min(shutil.get_terminal_size((92, 24)).columns, 100)
        self.color = out is not None and out.isatty()
        self.proofs = 0
        self.steps = 0

    def title(self, text):
        self.steps = 0
        self._print(self._paint("1", f"\n{text}\n{'=' * len(text)}"))

    def step(self, text):
        self.steps += 1
        self._print("\n" + self._paint("1;36", textwrap.fill(
            f"{self.steps}. {text}", self.width, subsequent_indent="   ")))

    def note(self, text):
        self._print(textwrap.indent(text, "   "))

    def command(self, *words):
        self.note(self._paint("33", "$ " + " ".join(words)))

    def letter(self, mail):
        """The headers that matter and the text, with a bar beside it."""
        rows = [f"{name}: {mail[name]}" for name in SHOWN_HEADERS if mail[name]]
        text = text_of(mail).rstrip().splitlines() or ["(no plain text)"]
        rows += ["", *text[:SHOWN_LINES]]
        if len(text) > SHOWN_LINES:
            rows.append(f"… and {len(text) - SHOWN_LINES} more lines")
        for row in rows:
            for line in textwrap.wrap(row, self.width - 5, break_on_hyphens=False) or [""]:
                self._print(self._paint("2", "   │ ") + line)

    def prove(self, holds, what, found=""):
        """State what must be true; `found` says what was there instead."""
        if not holds:
            found = f"; found: {str(found)[:800]}" if found != "" else ""
            raise WorldError(f"not so: {what}{found}")
        self.proofs += 1
        self._print("   " + self._paint("32", "✓") + " " + what)

    def _paint(self, code, text):
        return f"\033[{code}m{text}\033[0m" if self.color else text

    def _print(self, text):
        if self.out is not None:
            print(text, file=self.out, flush=True)
