"""Fixtures of the catalogue that are too large to keep: each writes one message to a file."""
import base64
import io
import random
import struct
import zipfile

HEAD = (b"From: Carol Reed <carol@customer.example>\n"
        b"Date: Fri, 20 Nov 2026 10:00:00 +0000\n"
        b"Message-ID: <case@customer.example>\n")
TO = b"To: support@example.com\n"
SUBJECT = b"Subject: Broken lamp\n"
TEXT = b"\nThe lamp flickers.\n"
MIXED = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_b"\n'
FIRST = b"\n--=_b\nContent-Type: text/plain\n\nThe lamp flickers.\n"
MEGABYTE = 1 << 20


def addresses(out):
    """500,000 addresses in To, fourteen to a line."""
    out.write(HEAD + SUBJECT + b"To: support@example.com")
    for number in range(500_000):
        out.write(b",\n " if number % 14 == 0 else b", ")
        out.write(b"a%d@customer.example" % number)
    out.write(b"\n" + TEXT)


def long_subject(out):
    """A Subject of 10 MB on one line."""
    out.write(HEAD + TO + b"Subject: " + b"Lamp " * (10 * MEGABYTE // 5) + b"\n" + TEXT)


def references(out):
    """References of 5 MB."""
    out.write(HEAD + TO + SUBJECT + b"References:")
    for number in range(5 * MEGABYTE // 40):
        out.write(b"\n <reference-%012d@customer.example>" % number)
    out.write(b"\n" + TEXT)


def nested(out):
    """A multipart in a multipart, a thousand times."""
    out.write(HEAD + TO + SUBJECT + b"MIME-Version: 1.0\n")
    for level in range(1000):
        out.write(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level))
    out.write(b"Content-Type: text/plain\n" + TEXT)
    for level in reversed(range(1000)):
        out.write(b"--b%d--\n" % level)


def parts(out):
    """100,000 parts, one after another."""
    out.write(HEAD + TO + SUBJECT + MIXED)
    for number in range(100_000):
        out.write(b"\n--=_b\nContent-Type: text/plain\n\n%d\n" % number)
    out.write(b"--=_b--\n")


def parameters(out):
    """A file name in 10,000 pieces (RFC 2231)."""
    out.write(HEAD + TO + SUBJECT + MIXED + FIRST)
    out.write(b"--=_b\nContent-Type: application/octet-stream\nContent-Disposition: attachment")
    for number in range(10_000):
        out.write(b";\n filename*%d=x%d" % (number, number))
    out.write(b"\n\nlamp\n--=_b--\n")


def long_name(out):
    """A file name of 1 MB, and one with NUL bytes in it."""
    out.write(HEAD + TO + SUBJECT + MIXED + FIRST)
    out.write(b'--=_b\nContent-Type: image/png; name="' + b"lamp" * (MEGABYTE // 4) + b'.png"\n\nx\n')
    out.write(b'--=_b\nContent-Type: image/png; name="la\0mp\0.png"\n\nx\n--=_b--\n')


def zip_bomb(out):
    """42 kB that would be 42 MB."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("zeros", bytes(42 * MEGABYTE))
    out.write(HEAD + TO + SUBJECT + MIXED + FIRST)
    out.write(b"--=_b\nContent-Type: application/zip; name=bomb.zip\n"
              b"Content-Transfer-Encoding: binary\n\n")
    out.write(bomb.getvalue().replace(b"\n", b"_") + b"\n--=_b--\n")


def hundred_megabytes(out):
    """100 MB of attachment: twice what the desk takes."""
    out.write(HEAD + TO + SUBJECT + MIXED + FIRST)
    out.write(b"--=_b\nContent-Type: application/octet-stream; name=big.bin\n"
              b"Content-Transfer-Encoding: base64\n\n")
    line = b"TGFtcC" * 12 + b"TGFt\n"
    for _ in range(100 * MEGABYTE // (1000 * len(line)) + 1):
        out.write(line * 1000)
    out.write(b"--=_b--\n")


def large_container(out):
    """A winmail.dat of 36 MB in a mail of 48 MB."""
    data = bytes(1000) * 36_000

    def attribute(level, number, value):
        return struct.pack("<BII", level, number, len(value)) + value + b"\0\0"

    container = (struct.pack("<IH", 0x223e9f78, 1) + attribute(2, 0x00069002, bytes(14))
                 + attribute(2, 0x00018010, b"big.bin\0") + attribute(2, 0x0006800f, data))
    out.write(HEAD + TO + SUBJECT + MIXED + FIRST)
    out.write(b"--=_b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
              b"Content-Transfer-Encoding: base64\n\n")
    out.write(base64.encodebytes(container) + b"--=_b--\n")


def long_line(out):
    """80 MB without a line end; what a gigabyte would meet is the same cap."""
    out.write(HEAD + TO + SUBJECT + b"\nThe lamp flickers. ")
    for _ in range(80):
        out.write(b"Lamp lamp lamp. " * (MEGABYTE // 16))


def nested_comments(out):
    """7,000 comments inside one another in From (a header has 16 kB), 10,000 in To."""
    out.write(b"From: Carol Reed " + b"(" * 7_000 + b")" * 7_000 + b" <carol@customer.example>\n")
    out.write(b"To: support@example.com " + b"(" * 10_000 + b")" * 10_000 + b"\n" + SUBJECT + TEXT)


def five_thousand_cc(out):
    """5,000 addresses in Cc of an answer to ticket 1."""
    out.write(HEAD + TO + b"Subject: Re: [HD#1] Broken lamp\nCc: dave@customer.example")
    rng = random.Random(1)
    for number in range(5000):
        out.write(b",\n p%d.%06d@customer.example" % (number, rng.randrange(10 ** 6)))
    out.write(b"\n" + TEXT)
