#!/usr/bin/env python3
"""Read every message of ../shared/mail with `helpdesk explain --json` and compare with Python.

From, Subject and the names of attachments are compared with what email.policy.default reads, an
independent reader. Where the two differ and we mean to differ, EXPLAINED says why, file by file;
any other difference is a failure, and so is a line of EXPLAINED that nothing differs for. The
nature is checked too: no person's mail is a robot's, no bounce is a person's.

    messages.py --helpdesk PROGRAM [--mail FOLDER] [--rows]

prints a table, a line for each folder; --rows prints it as tab-separated values.
Without the folder of mail it says so and is skipped (exit code 77).
"""
import argparse
import email
import email.policy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
from concurrent.futures import ThreadPoolExecutor

FOLDERS = ("messages", "odd", "bounces", "not-bounces")
SKIPPED = 77
CONFIG = """name = "Collections";
database = "helpdesk.db";
keys_file = "helpdesk.keys";
queues = ({ name = "support"; address = "support@helpdesk.example"; marker = "HD";
            language = "en"; mailboxes = (); });
smtp = { type = "file"; folder = "out"; };
managers = ({ login = "anna"; name = "Anna Berg"; addresses = ("anna@helpdesk.example"); });
"""
# (folder/file, field) → why ours is another one than Python's. The reasons that many share first.
TWO_CHARSETS = "8-bit Subject without encoded words: read in the charset of the body, or guessed"
NO_PARTS = "no part begins with the boundary: what is there is the text, nothing is attached"
RETURNED = "text behind the first part of a report is attached, not joined to the text"
FOLDED_WRONG = "Content-Type is folded without a blank: we read the boundary and the parts, Python none"
RAW_NAME = "8-bit file name without RFC 2231: read in a likely charset, Python has U+FFFD"
EXPLAINED = {
    ("messages/attachment_emails-attachment_with_unquoted_name.eml", "attachments"):
        "name=This is a test.txt has no quotes: we read all of it, Python the first word",
    ("messages/error_emails-bad_date_header2.eml", "attachments"): NO_PARTS,
    ("messages/error_emails-empty_in_reply_to.eml", "attachments"): NO_PARTS,
    ("messages/error_emails-missing_body.eml", "attachments"): NO_PARTS,
    ("messages/error_emails-must_supply_encoding.eml", "attachments"): NO_PARTS,
    ("messages/error_emails-content_transfer_encoding_spam.eml", "attachments"):
        "the transfer encoding is unknown: the bytes are attached as they came",
    ("messages/error_emails-invalid_subject_characters.eml", "subject"): TWO_CHARSETS,
    ("messages/mime_emails-raw_email11.eml", "attachments"):
        "text/enriched is another form of the text in an alternative, no attachment",
    ("messages/mime_emails-raw_email_with_illegal_boundary.eml", "attachments"):
        "the boundary lacks its quotes: we read both forms of the text, Python no part",
    ("messages/plain_emails-raw_email_bad_time.eml", "attachments"):
        "the boundary lacks its quotes: we read both forms of the text, Python no part",
    ("messages/plain_emails-mix_caps_content_type.eml", "from"):
        "From: Big Bug bb@bug.com: we read a name and an address, Python a local part with blanks",
    ("messages/plain_emails-raw_email_incorrect_header.eml", "from"):
        "a header line without colon: we go on behind it, for Python the body begins",
    ("messages/plain_emails-raw_email_incorrect_header.eml", "subject"):
        "a header line without colon: we go on behind it, for Python the body begins",
    ("messages/rfc2822-example13.eml", "from"):
        "obsolete syntax (blank before the colon), which RFC 5322 4.5 wants read",
    ("messages/rfc2822-example13.eml", "subject"):
        "obsolete syntax (blank before the colon), which RFC 5322 4.5 wants read",
    ("messages/rfc6532-utf8_headers.eml", "from"):
        "RFC 6532: we read UTF-8 (the domain as xn--…), Python keeps raw bytes",
    ("odd/010.eml", "subject"): TWO_CHARSETS,
    ("odd/020.eml", "subject"): TWO_CHARSETS,
    ("odd/022.eml", "subject"): TWO_CHARSETS,
    ("odd/027.eml", "subject"): TWO_CHARSETS,
    ("odd/052.eml", "subject"): TWO_CHARSETS,
    ("odd/016.eml", "attachments"): RAW_NAME,
    ("odd/023.eml", "attachments"): RAW_NAME,
    ("odd/026.eml", "attachments"): RAW_NAME,
    ("odd/034.eml", "subject"): "8-bit-free UTF-7, as the body says; Python shows it undecoded",
    ("bounces/lhost-apachejames-01.eml", "attachments"): FOLDED_WRONG,
    ("bounces/lhost-verizon-02.eml", "attachments"): FOLDED_WRONG,
    ("bounces/lhost-office365-11.eml", "attachments"): FOLDED_WRONG,
    ("bounces/lhost-office365-12.eml", "attachments"): FOLDED_WRONG,
    ("bounces/lhost-exchange2007-04.eml", "subject"):
        "encoded words of ISO-2022-JP, split between escapes: we join them, Python gives up",
    ("bounces/lhost-facebook-03.eml", "attachments"): RETURNED,
    ("bounces/lhost-facebook-04.eml", "attachments"): RETURNED,
    ("bounces/lhost-messagingserver-07.eml", "attachments"): RETURNED,
    ("bounces/lhost-sendgrid-03.eml", "attachments"): "a message inside is named *.eml",
    ("bounces/lhost-x1-02.eml", "attachments"):
        "Content-Type without ';' is unreadable: text, as RFC 2045 5.2 says",
    ("bounces/rfc3464-04.eml", "attachments"): NO_PARTS,
    ("bounces/rhost-franceptt-07.eml", "attachments"):
        "no part begins with the boundary; we find the one that is used, Python no part",
    ("bounces/rhost-google-02.eml", "attachments"):
        "no part begins with the boundary; we find the one that is used, Python no part",
}
# Not written by a person, and rightly not called one: what the message itself says.
AUTOMATIC = {
    "messages/error_emails-bad_date_header.eml": "list",  # Precedence: junk
    "messages/error_emails-content_transfer_encoding_x_uuencode.eml": "list",  # owner-…
    "messages/error_emails-empty_group_lists.eml": "spam",  # X-Spam-Status: Yes
    "messages/error_emails-empty_in_reply_to.eml": "list",  # List-Id
    "messages/error_emails-encoding_madness.eml": "robot",  # no-reply@
    "messages/mime_emails-raw_email_encoded_stack_level_too_deep.eml": "robot",  # …-noreply@
    "messages/mime_emails-raw_email_with_mimepart_without_content_type.eml": "bounce",
    "messages/multipart_report_emails-multi_address_bounce1.eml": "bounce",
    "messages/multipart_report_emails-multi_address_bounce2.eml": "bounce",
    "messages/multipart_report_emails-multipart_report_multiple_status.eml": "bounce",
    "messages/multipart_report_emails-report_422.eml": "bounce",
    "messages/multipart_report_emails-report_530.eml": "bounce",
    "messages/plain_emails-raw_email_bad_time.eml": "spam",  # X-Spam-Status: Yes
    "messages/plain_emails-raw_email_trailing_dot.eml": "robot",  # noreply@
}
# In bounces/ and rightly called a person's mail: (folder/file).
PEOPLE = {
    "bounces/lhost-sendmail-14.eml",  # somebody forwards a bounce
}


def squeeze(text):
    """One line without what cannot be seen, as every reader shows a header."""
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
                   for c in text if unicodedata.category(c) != "Cf")
    return " ".join(text.split())


def file_name(text):
    """The last part of a path, with the characters that no file system wants made harmless."""
    name = squeeze(re.split(r"[/\\]", text)[-1])
    return re.sub(r'[<>:"|?*]', "_", name).strip(". ")


def python_leaves(part):
    """Parts of a mail, a message inside it as one."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in part.iter_parts() if part.is_multipart() else ():
            yield from python_leaves(child)
    else:
        yield part


def python_reads(raw):
    """From, Subject, names of attachments and how many have no name, as Python reads them."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    try:
        addresses = mail["From"].addresses if mail["From"] else ()
        sender = addresses[0].addr_spec if addresses else ""
        # A word without @ ("MAILER-DAEMON", "<>") is nothing one could write to.
        sender = sender if "@" in sender else ""
    except Exception as error:  # some headers are too much for it
        sender = f"({type(error).__name__})"
    try:
        subject = squeeze(str(mail["Subject"] or ""))
    except Exception as error:
        subject = f"({type(error).__name__})"
    names, nameless = [], 0
    for part in python_leaves(mail):
        try:
            name = part.get_filename()
        except Exception as error:
            name = f"({type(error).__name__})"
        if name:
            names.append(file_name(name))
        elif (part.get_content_type() not in ("text/plain", "text/html")
              or part.get_content_disposition() == "attachment"):
            nameless += 1
    return sender, subject, sorted(names), nameless


def we_read(helpdesk, config, path):
    done = subprocess.run([helpdesk, "-c", config, "explain", "--json", path],
                          capture_output=True, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')}")
    told = json.loads(done.stdout.decode())
    if done.stderr:
        raise RuntimeError(f"says {done.stderr.decode(errors='replace').strip()!r}")
    if not told["message"]:
        raise RuntimeError(f"not parsed: {told['why']}")
    return told


def compare(told, raw):
    """Differences as (field, ours, Python's)."""
    message = told["message"]
    sender, subject, names, nameless = python_reads(raw)
    if message["from"]["address"].lower() != sender.lower():
        yield "from", message["from"]["address"], sender
    if squeeze(message["subject"]) != subject:
        yield "subject", message["subject"], subject
    ours = sorted(attachment["name"] for attachment in message["attachments"])
    unmatched = list(ours)
    missing = []
    for name in names:
        if name in unmatched:
            unmatched.remove(name)
        else:
            missing.append(name)
    if missing or len(unmatched) != nameless:
        yield "attachments", ours, names + ["(no name)"] * nameless


class Result:
    def __init__(self, folder):
        self.folder = folder
        self.files = 0
        self.unread = 0
        self.equal = {"from": 0, "subject": 0, "attachments": 0}
        self.explained = 0
        self.nature = {}
        self.faults = []

    def row(self):
        natures = ", ".join(f"{count} {name}" for name, count in sorted(self.nature.items()))
        return (self.folder, self.files, self.unread, self.equal["from"], self.equal["subject"],
                self.equal["attachments"], self.explained, natures)


def check_nature(folder, name, nature):
    """A fault in words, or nothing."""
    if folder == "bounces" and nature == "person" and name not in PEOPLE:
        return "a bounce called a person's mail"
    if folder != "bounces" and nature in ("robot", "bounce", "list", "loop", "spam") \
            and nature != AUTOMATIC.get(name):
        return f"a person's mail called {nature}"
    return ""


def read_folder(helpdesk, config, mail, folder, used):
    result = Result(folder)
    paths = sorted(path for path in (mail / folder).iterdir()
                   if path.stat().st_size > 0 and path.suffix != ".tsv"
                   and not path.name.startswith("."))

    def read(path):
        try:
            return path, we_read(helpdesk, config, path), ""
        except (RuntimeError, ValueError, subprocess.TimeoutExpired) as fault:
            return path, None, str(fault)

    with ThreadPoolExecutor(2) as pool:
        told_all = list(pool.map(read, paths))
    for path, told, fault in told_all:
        name = f"{folder}/{path.name}"
        result.files += 1
        if fault:
            result.unread += 1
            result.faults.append(f"{name}: {fault}")
            continue
        different = {field: (ours, theirs) for field, ours, theirs in compare(told, path.read_bytes())}
        for field in result.equal:
            if field not in different:
                result.equal[field] += 1
            elif (name, field) in EXPLAINED:
                used.add((name, field))
                result.explained += 1
            else:
                ours, theirs = different[field]
                result.faults.append(f"{name}: {field} is {ours!r}, Python reads {theirs!r}")
        nature = told["nature"]
        result.nature[nature] = result.nature.get(nature, 0) + 1
        wrong = check_nature(folder, name, nature)
        if wrong:
            result.faults.append(f"{name}: {wrong} ({told['nature_why']})")
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--helpdesk", required=True, help="the program")
    parser.add_argument("--mail", type=pathlib.Path, help="folder of mail (default: ../shared/mail)",
                        default=pathlib.Path(__file__).resolve().parents[3] / "shared" / "mail")
    parser.add_argument("--rows", action="store_true", help="tab-separated values")
    options = parser.parse_args()
    if not options.mail.is_dir():
        print(f"skipped: there is no folder {options.mail}")
        return SKIPPED
    used = set()
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "helpdesk.conf"
        config.write_text(CONFIG)
        config.chmod(0o600)
        results = [read_folder(options.helpdesk, config, options.mail, name, used)
                   for name in FOLDERS]
    faults = [fault for result in results for fault in result.faults]
    faults += [f"{name}: {field} is explained, but does not differ"
               for name, field in EXPLAINED if (name, field) not in used]
    columns = ("folder", "files", "faults", "From", "Subject", "names", "explained", "nature")
    for row in (columns, *(result.row() for result in results)):
        print("\t".join(str(cell) for cell in row) if options.rows else
              "{:<12} {:>5} {:>6} {:>5} {:>7} {:>5} {:>9}  {}".format(*row))
    for fault in faults:
        print(f"FAIL {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
