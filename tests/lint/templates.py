"""Lint of the letters: templates.py [--self-test] SOURCE

Every letter of templates/en exists in each language as .txt and .html, with the same variables and
sections; it uses only the variables that helpdesk-templates(5) knows; a .txt begins with its
subject; a letter begins with the delimiter; our lines fit into 72 columns; HTML is well-formed,
fetches nothing and links nowhere but to variables; links are large enough for a thumb.

Neighbours: template_check in src/mail/template.h says faults of an admin's own templates.
"""

import os
import re
import sys
from html.parser import HTMLParser

LANGUAGES = ("en", "ru", "uk")
FORMATS = (".txt", ".html")
DELIMITER = "⁂⁂⁂"
COLUMNS = 72
THUMB = 44
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
TAG = re.compile(r"\{\{\{(\w+)\}\}\}|\{\{([#^/]?)(\w+)\}\}")


class Variable:
    def __init__(self, html):
        self.html = html
        self.fields = None  # {name: Variable} of a list


def read_manual(text):
    """{letter: {name: Variable}} of the section VARIABLES; "" are those of every letter."""
    known, letters, stack, inside = {}, [], [], False
    for line in text.splitlines():
        if line.startswith(".Sh "):
            inside = line == ".Sh VARIABLES"
        elif not inside:
            continue
        elif line.startswith(".Ss "):
            title = line[4:]
            letters = [""] if title == "Every letter" else title.split(", ")
            for letter in letters:
                known.setdefault(letter, {})
            stack = []
        elif line.startswith(".Bl "):
            stack.append(None)
        elif line == ".El":
            stack.pop()
        elif match := re.match(r"\.It Va (\w+)( Pq HTML)?$", line):
            variable = Variable(bool(match[2]))
            if len(stack) == 1:
                for letter in letters:
                    known[letter][match[1]] = variable
            else:
                stack[-2].fields = stack[-2].fields or {}
                stack[-2].fields[match[1]] = variable
            stack[-1] = variable
    return known


def variables_of(known, letter):
    if letter == "design":
        return known.get("design", {})
    return {**known.get("", {}), **known.get(letter, {})}


def walk(source):
    """(kind, name, path of open sections, line) of each tag; kind is "", "{", "#", "^" or "/"."""
    path = []
    for match in TAG.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        kind, name = ("{", match[1]) if match[1] else (match[2], match[3])
        if kind == "/":
            if not path or path[-1][1:] != name:
                raise SyntaxError(f"{line}: {{{{/{name}}}}} closes nothing")
            path.pop()
            continue
        yield kind, name, tuple(path), line
        if kind in ("#", "^"):
            path.append(kind + name)
    if path:
        raise SyntaxError(f"{source.count(chr(10))}: {{{{{path[-1]}}}}} is not closed")


def check_tags(source, known, html):
    faults = []
    try:
        tags = list(walk(source))
    except SyntaxError as error:
        return [str(error)]
    for kind, name, path, line in tags:
        scope = dict(known)
        for section in path:
            variable = scope.get(section[1:])
            if section[0] == "#" and variable and variable.fields:
                scope.update(variable.fields)
        variable = scope.get(name)
        if variable is None:
            faults.append(f"{line}: {name} is not in helpdesk-templates(5) for this letter")
        elif kind == "" and variable.fields:
            faults.append(f"{line}: {name} is a list")
        elif kind == "{" and not (html and variable.html):
            faults.append(f"{line}: {{{{{{{name}}}}}}} is for HTML values in HTML alone")
    rest = TAG.sub("", source)
    if "{{" in rest:
        faults.append(f"{rest.count(chr(10), 0, rest.index('{{')) + 1}: malformed tag")
    return faults


def variant(line, keep, drop):
    """The line with its inline sections taken one way, its variables empty."""
    line = re.sub(r"\{\{" + re.escape(drop) + r"(\w+)\}\}.*?\{\{/\1\}\}", "", line)
    return TAG.sub("", line)


def check_text(source):
    faults = []
    lines = source.split("\n")
    if not re.match(r"Subject: \S", lines[0]) or lines[1:2] != [""]:
        faults.append("1: a .txt begins with \"Subject: ...\" and an empty line")
    elif not (len(lines) > 2 and lines[2].count(DELIMITER) == 2):
        faults.append("3: a letter begins with the delimiter")
    for number, line in enumerate(lines[1:], 2):
        if max(len(variant(line, "#", "^")), len(variant(line, "^", "#"))) > COLUMNS:
            faults.append(f"{number}: longer than {COLUMNS} columns")
        if line.startswith("#"):
            faults.append(f"{number}: begins like a command")
        if line != line.rstrip():
            faults.append(f"{number}: white space at the end")
    if re.search(r"https?:", source):
        faults.append("1: a link that is no variable")
    return faults


class Checker(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults = [], []

    def fault(self, words):
        self.faults.append(f"{self.getpos()[0]}: {words}")

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "form", "object", "link", "base", "table"):
            self.fault(f"<{tag}> has no place in a letter")
        for name, value in attrs:
            if name == "href" and not re.fullmatch(r"\{\{\w+\}\}", value or ""):
                self.fault("a link that is no variable")
            if name in ("src", "srcset", "background", "poster") or name.startswith("on"):
                self.fault(f"{name}= has no place in a letter")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.fault(f"write <{tag}> without /")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.fault(f"</{tag}> closes nothing")
        else:
            self.open.pop()


def check_html(source, design=False):
    checker = Checker()
    checker.feed(source)
    checker.close()
    faults = checker.faults
    faults += [f"1: <{tag}> is not closed" for tag in checker.open]
    if re.search(r"https?:|url\s*\(|@import|//[\w.]+/", source):
        faults.append("1: a remote address")
    if design:
        if source.count("{{{content}}}") != 1:
            faults.append("1: {{{content}}} stands once in the design")
    elif not source.startswith("<p") or source.split("\n")[0].count(DELIMITER) != 2:
        faults.append("1: a letter begins with the delimiter")
    for link in re.findall(r"<a [^>]*>", source):
        height = re.search(r"line-height:(\d+)px", link)
        if not re.search("display:(inline-)?block", link) or not height or int(height[1]) < THUMB:
            faults.append(f"1: a link lower than {THUMB} px")
    return faults


def shape(source):
    """What a letter needs and how its sections nest, whatever the order of words in a language."""
    return {(kind.replace("{", ""), name, path) for kind, name, path, _ in walk(source)}


def check_pair(letter, files):
    """Both formats tell the same; the subject is the text's, the desk's name the design's too, and
    long links that write a mail are in HTML alone."""
    try:
        names = [{name for _, name, _, _ in walk(files["en", letter + ending])}
                 for ending in FORMATS]
    except (KeyError, SyntaxError):
        return []  # told already
    odd = sorted(name for name in (names[0] ^ names[1]) - {"subject_marked", "desk", "colour"}
                 if not (name.endswith("_link") or name.startswith("mailto")))
    return [f"en/{letter}.html:1: differs from the text in {', '.join(odd)}"] if odd else []


def check_folder(folder, manual):
    known = read_manual(manual)
    files = {}
    for language in LANGUAGES:
        here = os.path.join(folder, language)
        for name in sorted(os.listdir(here) if os.path.isdir(here) else []):
            with open(os.path.join(here, name), encoding="utf-8") as source:
                files[language, name] = source.read()
    with open(os.path.join(folder, "design.html"), encoding="utf-8") as source:
        design = source.read()
    faults = ["design.html:" + fault
              for fault in check_tags(design, variables_of(known, "design"), True)
              + check_html(design, design=True)]
    letters = sorted({os.path.splitext(name)[0] for language, name in files})
    if not letters:
        faults.append("1: there is no letter")
    for letter in letters:
        for language in LANGUAGES:
            for ending in FORMATS:
                name = letter + ending
                where = f"{language}/{name}:"
                source = files.get((language, name))
                if source is None:
                    faults.append(where + "1: is missing")
                    continue
                html = ending == ".html"
                found = check_tags(source, variables_of(known, letter), html)
                found += check_html(source) if html else check_text(source)
                model = files.get(("en", name))
                if model is not None and not found and shape(model) != shape(source):
                    odd = sorted({n for _, n, _ in shape(model) ^ shape(source)})
                    found.append("1: differs from English in " + ", ".join(odd))
                faults += [where + fault for fault in found]
        faults += check_pair(letter, files)
    for name in known:
        if name not in ("", "design") and name not in letters:
            faults.append(f"helpdesk-templates(5):1: there is no letter {name}")
    return faults


def self_test():
    """Each rule has to find what it is there for, and nothing in what is right."""
    known = read_manual(".Sh VARIABLES\n.Ss Every letter\n.Bl -tag\n.It Va a\n.It Va text Pq HTML\n"
                        ".It Va list\n.Bl -tag\n.It Va field\n.El\n.El\n"
                        ".Ss x, y\n.Bl -tag\n.It Va b\n.El\n")
    scope = variables_of(known, "y")
    start = f"Subject: {{{{a}}}}\n\n{DELIMITER} w {DELIMITER}\n"
    first = f"<p>{DELIMITER} w {DELIMITER}</p>\n"
    link = '<a href="{{a}}" style="display:block;line-height:44px">a</a>\n'
    cases = [
        (check_tags, ("{{a}}{{#list}}{{field}}{{a}}{{/list}}", scope, False), 0),
        (check_tags, ("{{^list}}{{b}}{{/list}}", scope, False), 0),
        (check_tags, ("{{{text}}}", scope, True), 0),
        (check_tags, ("{{{text}}}", scope, False), 1),
        (check_tags, ("{{{a}}}", scope, True), 1),
        (check_tags, ("{{b}}", variables_of(known, "z"), False), 1),
        (check_tags, ("{{field}}", scope, False), 1),
        (check_tags, ("{{^list}}{{field}}{{/list}}", scope, False), 1),
        (check_tags, ("{{list}}", scope, False), 1),
        (check_tags, ("{{#a}}", scope, False), 1),
        (check_tags, ("{{#a}}{{#b}}{{/a}}{{/b}}", scope, False), 1),
        (check_tags, ("{{a }}", scope, False), 1),
        (check_text, (start + "word\n",), 0),
        (check_text, (start + "{{#a}}" + "x" * 72 + "{{/a}}{{^a}}" + "y" * 72 + "{{/a}}\n",), 0),
        (check_text, (start + "x" * 73 + "\n",), 1),
        (check_text, (start + "#note\n",), 1),
        (check_text, (start + "word \n",), 1),
        (check_text, (start + "http://example.com\n",), 1),
        (check_text, ("word\n\n" + start,), 1),
        (check_text, ("Subject: {{a}}\n\nword\n",), 1),
        (check_html, (first + link,), 0),
        (check_html, (first + link.replace("44", "43"),), 1),
        (check_html, (first + link.replace("block", "inline-block"),), 0),
        (check_html, (first + link.replace("block", "inline"),), 1),
        (check_html, (first + link.replace("{{a}}", "mailto:a@example.com"),), 1),
        (check_html, (first + "<b>",), 1),
        (check_html, (first + "<p><b></p></b>",), 2),
        (check_html, (first + "<br/>",), 1),
        (check_html, (first + '<img src="cid:1">',), 1),
        (check_html, (first + "<table></table>",), 1),
        (check_html, (first + '<p style="background:url(x)"></p>',), 1),
        (check_html, ("<p>word</p>",), 1),
        (check_html, ("{{{content}}}", True), 0),
        (check_html, ("<p></p>", True), 1),
    ]
    bad = [f"{function.__name__}{arguments[0]!r}: {found} instead of {wanted}"
           for function, arguments, wanted in cases
           if (wanted == 0) != ((found := function(*arguments)) == []) or len(found) < wanted]
    pair = {("en", "x.txt"): "{{subject_marked}}{{a}}{{text}}", ("en", "x.html"): "{{a}}{{{text}}}"}
    if check_pair("x", pair) or not check_pair("x", {**pair, ("en", "x.html"): "{{a}}"}):
        bad.append("check_pair")
    mailto = {("en", "x.txt"): "{{text}}", ("en", "x.html"): "{{{text}}}{{mailto}}{{take_link}}"}
    if check_pair("x", mailto):
        bad.append("check_pair of links")
    if shape("{{a}}{{#b}}{{/b}}") != shape("{{#b}}{{/b}} {{a}}") or shape("{{a}}") == shape("{{b}}"):
        bad.append("shape")
    return bad


def main(arguments):
    if arguments[:1] == ["--self-test"]:
        faults = self_test()
    else:
        manual = os.path.join(arguments[0], "man", "helpdesk-templates.5")
        folder = os.path.join(arguments[0], "templates")
        with open(manual, encoding="utf-8") as page:
            faults = ["templates/" + fault for fault in check_folder(folder, page.read())]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
