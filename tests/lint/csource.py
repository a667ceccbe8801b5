"""What the lints need to know about C: code, strings and comments kept apart.

Not a parser: no macros, no conditions. Positions are kept: `code` is as long as the source, with
blanks for comments and for what stands in quotes, so that a word in a comment is no fault.
"""

import re

TOKEN = re.compile(
    r"//(?:\\\n|[^\n])*"
    r"|/\*.*?(?:\*/|\Z)"
    r"|(?P<string>(?:\b(?:u8|u|U|L))?\"(?:\\.|[^\"\\\n])*\"?)"
    r"|'(?:\\.|[^'\\\n])*'?",
    re.DOTALL)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))",
                    re.DOTALL)


def unescape(literal):
    """The text of a string literal given without its quotes."""
    def one(match):
        if match[1]:
            return bytes([int(match[1], 16) & 255])
        if match[2]:
            return bytes([int(match[2], 8) & 255])
        if match[3] or match[4]:
            return chr(int(match[3] or match[4], 16)).encode()
        letter = match[5].decode("utf-8", "replace")
        return b"" if letter == "\n" else SIMPLE.get(letter, letter).encode()
    return ESCAPE.sub(one, literal.encode()).decode("utf-8", "replace")


class Source:
    """code: the source with blanks for comments and quoted text; includes: (line, name, system);
    strings: (line, text, offset) with neighbours joined, as the compiler does."""

    def __init__(self, text):
        self.text = text
        blank, self.strings, joined_to = [], [], None
        at = 0
        for match in TOKEN.finditer(text):
            between = text[at:match.start()]
            blank.append(between)
            if between.strip():
                joined_to = None
            token = match[0]
            if match["string"] is not None:
                words = unescape(token[token.index('"') + 1:].removesuffix('"'))
                if joined_to is None:
                    self.strings.append([self.line(match.start()), words, match.start()])
                    joined_to = self.strings[-1]
                else:
                    joined_to[1] += words
            elif token[0] == "'":
                joined_to = None
            mark = token[0] if token[0] in "\"'" else ""
            blank.append(mark + re.sub(r"[^\n]", " ", token[len(mark):]))
            at = match.end()
        blank.append(text[at:])
        self.code = "".join(blank)
        self.includes = []
        for match in re.finditer(r"^[ \t]*#[ \t]*include\b[ \t]*", self.code, re.MULTILINE):
            name = re.match(r"([<\"])([^>\"\n]*)", text[match.end():])
            if name:
                self.includes.append((self.line(match.start()), name[2], name[1] == "<"))
        names = {line for line, _, system in self.includes if not system}
        self.strings = [tuple(string) for string in self.strings if string[0] not in names]

    def line(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def opening_comment(self):
        """Lines of the comment that the file begins with; 0 without one."""
        match = re.match(r"(?:[ \t]*//[^\n]*(?:\n|\Z))+|/\*.*?\*/", self.text, re.DOTALL)
        return len(match[0].rstrip("\n").split("\n")) if match else 0
