"""A customer's browser, as far as a rating link needs one: open a page, send its form."""
import html.parser
import re
import urllib.error
import urllib.parse
import urllib.request


class Form(html.parser.HTMLParser):
    """The first POST form of a page: its action and the values it would send."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.fields = {}
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form" and self.action is None and found.get("method", "").lower() == "post":
            self.action, self._inside = found.get("action") or "", True
        elif self._inside and tag == "textarea" and found.get("name"):
            self.fields[found["name"]] = ""
        elif self._inside and tag == "input" and found.get("name"):
            if found.get("type") not in ("radio", "checkbox") or "checked" in found:
                self.fields[found["name"]] = found.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False


def fetch(url, fields=None, method=None):
    """(status, page) of a GET, or of a POST when there are fields."""
    data = None if fields is None else urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url, data=data, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def rating_links(text):
    """The rating links of a letter's text, by score."""
    links = {}
    for link in re.findall(r"https?://[^\s<>\"]+[?&]page=rate[^\s<>\")]*", text):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)
        links[int(query["score"][0])] = link
    return links


def submit(url, page, **changes):
    """Fill in the page's form and send it; (status, page)."""
    form = Form(page)
    return fetch(urllib.parse.urljoin(url, form.action), {**form.fields, **changes})
