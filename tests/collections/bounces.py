#!/usr/bin/env python3
"""Bounces of real mail systems, read by the built program and held against what an independent
reader found in them.

Runs `helpdesk explain --json FILE` over ../shared/mail/bounces and not-bounces, beside the checkout,
prints a table and every row that differs. Leaves with 1 when recipients and permanence are right in
less than 97 % of the rows, or a bounce is not called one, or a person's mail is; with 77 where the
folder is absent.

HELPDESK names the program (default: build/src/cli/helpdesk); -v prints the rows that agree too.
"""
import concurrent.futures
import csv
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAIL = ROOT.parent / "shared" / "mail"
WANTED = 0.97
SKIPPED = 77
# Folders of mail in which nothing may be called a bounce unless it is named here: reports that
# found their way into collections of odd mail.
PEOPLE = ["not-bounces", "messages", "odd", "replies"]
REPORTS_ELSEWHERE = {"multipart/report", "message/delivery-status"}
# In bounces/, but a person's mail that forwards one: it must stay a person's.
FORWARDED = {"lhost-sendmail-14.eml"}
# What the reader of the table wrote where the report names nobody: no recipient is right.
NOBODY = "@libsisimai.org.invalid"
EXPLAINED = {
    "lhost-amazonworkmail-02.eml": "the server says 5.2.1 User Unknown; elsewhere the table calls that permanent",
    "lhost-apachejames-01.eml": "the table has a digit less than the mail",
    "lhost-receivingses-02.eml": "the server says 5.1.1 Mailbox does not exist",
    "lhost-sendmail-14.eml": "a person forwards a bounce",
    "lhost-v5sendmail-01.eml": "no address but that of the returned mail, which the table cut short",
    "lhost-x2-01.eml": "the server says that the account does not exist: permanent here, not in the table",
    "lhost-zoho-02.eml": "the server says 5.2.1 User Unknown; elsewhere the table calls that permanent",
}


def program():
    return os.environ.get("HELPDESK", str(ROOT / "build" / "src" / "cli" / "helpdesk"))


def explain(path):
    """What the program says of one file, or None when it fails."""
    run = subprocess.run(
        [program(), "-c", str(ROOT / "helpdesk.conf.sample"), "explain", "--json", str(path)],
        capture_output=True, timeout=20, check=False)
    if run.returncode != 0:
        return None
    return json.loads(run.stdout)


def expected():
    with open(MAIL / "bounces" / "expected.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def is_report(path):
    head = path.read_bytes()[:65536].decode("latin-1").lower()
    return any(word in head for word in REPORTS_ELSEWHERE)


def wanted(row):
    return "" if row["recipient"].endswith(NOBODY) else row["recipient"].lower()


def judge(row, told):
    """(recipient found, permanence right, nature right, how it differs)"""
    if told is None:
        return False, False, False, "explain failed"
    nature = told["nature"] == ("person" if row["file"] in FORWARDED else "bounce")
    address = wanted(row)
    hits = [b for b in told["bounces"] if b["recipient"].lower() == address]
    if not hits:
        names = ", ".join(b["recipient"] or "(nobody)" for b in told["bounces"]) or "nothing"
        return False, False, nature, f"found {names}"
    hit = hits[0]
    right = hit["permanent"] == (row["permanent"] == "1")
    words = f"{hit['status']} {hit['diagnostic'][:70]}"
    return True, right, nature, "" if right else f"permanent is {hit['permanent']}: {words}"


def share(count, total):
    return f"{count:4d} of {total:4d}  {100 * count / total if total else 100:6.2f} %"


def main():
    if not MAIL.is_dir():
        print("skipped: no ../shared/mail")
        return SKIPPED
    rows = expected()
    files = sorted({MAIL / "bounces" / row["file"] for row in rows})
    people = sorted(p for name in PEOPLE for p in (MAIL / name).iterdir() if p.is_file())
    with concurrent.futures.ThreadPoolExecutor() as pool:
        told = dict(zip(files + people, pool.map(explain, files + people)))

    found = right = named = status = 0
    differ = []
    for row in rows:
        case = told[MAIL / "bounces" / row["file"]]
        has, permanent, nature, how = judge(row, case)
        found, right, named = found + has, right + (has and permanent), named + nature
        hits = [b for b in case["bounces"] if b["recipient"].lower() == wanted(row)] \
            if case else []
        status += bool(hits) and hits[0]["status"][:1] == row["status"][:1]
        if not nature:
            how = f"{how + '; ' if how else ''}nature is {case['nature'] if case else '?'}"
        if how and row["file"] in EXPLAINED:
            how = f"{how} ({EXPLAINED[row['file']]})"
        if how or "-v" in sys.argv:
            differ.append(f"  {row['file']:32} {row['recipient']:42} {row['reason']:15} {how}")
    wrong = [p for p in people
             if told[p] and told[p]["nature"] == "bounce" and not is_report(p)]
    original = sum(1 for p in files
                   if told[p] and any(b["original_id"] for b in told[p]["bounces"]))
    surplus = [(p, b["recipient"]) for p in files if told[p] for b in told[p]["bounces"]
               if b["recipient"].lower() not in
               {wanted(r) for r in rows if r["file"] == p.name}]

    total = len(rows)
    print(f"rows                    {total:4d} in {len(files)} files")
    print(f"recipient found         {share(found, total)}")
    print(f"and permanence right    {share(right, total)}")
    print(f"class of status equal   {share(status, total)}  (for information)")
    print(f"nature right            {share(named, total)}")
    print(f"original named          {share(original, len(files))}  (for information)")
    print(f"recipients not expected {len(surplus):4d}")
    print(f"people called a bounce  {len(wrong):4d} of {len(people)} other messages")
    if differ:
        print("\nrows that differ:" if "-v" not in sys.argv else "\nrows:")
        print("\n".join(differ))
    for path, recipient in surplus:
        print(f"  {path.name:32} not expected: {recipient or '(nobody)'}")
    for path in wrong:
        print(f"  {path.parent.name}/{path.name}: {told[path]['nature_why']}")
    good = right >= WANTED * total and named == total and not wrong
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
