#!/usr/bin/env python3
"""What a broken or hostile IMAP server can do to a fetch: nothing but delay it."""
import time

from servers import (Drop, ImapServer, Silent, Story, body, decode_login, drop, mail, main,
                     silence, uids)


def half_of_the_bodies(server, line, tag, args):
    line.write(server.bodies(args)[:-200])
    raise Drop


def sends(make):
    """An answer to the FETCH of bodies: what make(server, args) gives, then the tagged OK."""
    def answer(server, line, tag, args):
        line.write(make(server, args))
        line.write(f"{tag} OK done\r\n")
    return answer


def says_no(server, line, tag, args):
    line.write(f"{tag} NO not today\r\n")


class ImapFaults(Story):
    def fetch(self, server, **keys):
        self.server = self.serve(server)
        return self.probe("fetch", self.server, kind="imap", folder="INBOX", **keys)

    def test_a_usual_fetch_with_one_command_for_all_bodies(self):
        text = self.fetch(ImapServer())
        self.assertEqual(uids(text), [1, 2, 3])
        self.assertIn(" 1795288800 ", text)  # INTERNALDATE with its zone
        self.assertEqual(len([s for s in self.server.said if "BODY.PEEK" in s]), 1)
        self.assertEqual(decode_login(self.server.said[0]), b"\0anna\0sesame")

    def test_without_sasl_ir_the_response_follows(self):
        text = self.fetch(ImapServer(capabilities="IMAP4rev1 AUTH=PLAIN"))
        self.assertEqual(uids(text), [1, 2, 3])
        self.assertEqual(decode_login(self.server.said[1]), b"\0anna\0sesame")

    def test_without_plain_it_is_login(self):
        text = self.fetch(ImapServer(capabilities="IMAP4rev1"), user='a"b')
        self.assertEqual(uids(text), [1, 2, 3])
        self.assertEqual(self.server.said[0], '1 LOGIN "a\\"b" "sesame"')

    def test_a_token_logs_in(self):
        text = self.fetch(ImapServer(capabilities="IMAP4rev1 AUTH=XOAUTH2 SASL-IR"),
                          token=self.password)
        self.assertEqual(uids(text), [1, 2, 3])
        self.assertTrue(self.server.said[0].startswith("1 AUTHENTICATE XOAUTH2 "))
        self.assertEqual(decode_login(self.server.said[0]),
                         b"user=anna\1auth=Bearer sesame\1\1")

    def test_a_token_that_is_refused(self):
        def challenge(server, line, tag, args):
            line.write("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
            server.said.append(line.read())
            line.write(f"{tag} NO invalid token\r\n")
        text = self.fetch(ImapServer(answers={"AUTHENTICATE": challenge}), token=self.password)
        self.assertIn("error AUTH", text)
        self.assertIn("invalid token", text)
        self.assertEqual(decode_login(self.server.said[0]),
                         b"user=anna\1auth=Bearer sesame\1\1")
        self.assertEqual(self.server.said[1], "")

    def test_login_refused_and_server_busy(self):
        self.assertIn("error AUTH", self.fetch(ImapServer(answers={"AUTHENTICATE": says_no})))
        busy = lambda server, line, tag, args: line.write(f"{tag} NO [UNAVAILABLE] later\r\n")
        self.assertIn("error SOURCE", self.fetch(ImapServer(answers={"AUTHENTICATE": busy})))

    def test_71_drop_inside_a_literal(self):
        text = self.fetch(ImapServer(answers={"BODIES": half_of_the_bodies}))
        self.assertEqual(uids(text), [])
        self.assertIn("error SOURCE", text)
        self.assertIn("closed the connection", text)

    def test_71_drop_at_every_byte(self):
        for cut in range(0, 1000, 37):
            def answer(server, line, tag, args, cut=cut):
                whole = server.bodies(args) + f"{tag} OK done\r\n".encode()
                line.write(whole[:min(cut, len(whole) - 1)])
                raise Drop
            text = self.fetch(ImapServer(messages=2, answers={"BODIES": answer}))
            self.assertEqual(uids(text), [], cut)
            self.assertIn("error SOURCE", text, cut)

    def test_72_literal_too_short(self):
        short = sends(lambda server, args: server.bodies(args)[:-40] + b")\r\n")
        text = self.fetch(ImapServer(answers={"BODIES": short}))
        self.assertEqual(uids(text), [])
        self.assertIn("error SOURCE", text)

    def test_73_literals_too_large_are_refused_at_once(self):
        for size in ("4294967295", "4294967305", "99999999999999999999999999999999999999"):
            answer = sends(lambda server, args, n=size:
                           f"* 1 FETCH (UID 1 BODY[] {{{n}}}\r\nhello".encode())
            start = time.monotonic()
            text = self.fetch(ImapServer(answers={"BODIES": answer}))
            self.assertIn("error SOURCE", text)
            self.assertIn("literal", text)
            self.assertLess(time.monotonic() - start, 1.5)

    def test_73_a_literal_where_none_belongs(self):
        answer = sends(lambda server, args: b"* LIST () \"/\" {900000000}\r\n")
        self.assertIn("literal", self.fetch(ImapServer(answers={"BODIES": answer})))

    def test_a_line_without_end(self):
        answer = sends(lambda server, args: b"* OK " + b"x" * 200000)
        self.assertIn("without end", self.fetch(ImapServer(answers={"BODIES": answer})))

    def test_answers_without_end(self):
        def answer(server, line, tag, args):
            while True:
                line.write(b"* OK still here\r\n" * 5000)
        self.assertIn("more than was asked", self.fetch(ImapServer(answers={"BODIES": answer})))

    def test_74_same_uid_twice(self):
        twice = sends(lambda server, args: server.bodies(args) + server.bodies(args))
        listed = lambda server, line, tag, args: line.write(
            server.sizes(args) * 2 + f"{tag} OK done\r\n") if "BODY" not in args else twice(
                server, line, tag, args)
        text = self.fetch(ImapServer(answers={"UID FETCH": listed}))
        self.assertEqual(uids(text), [1, 2, 3])

    def test_75_uids_descending(self):
        def answer(server, line, tag, args):
            lines = server.sizes(args).splitlines(keepends=True)
            if "BODY" in args:
                lines = [body(uid, mail(uid)).decode() for uid in server.wanted(args)]
            line.write("".join(reversed(lines)) + f"{tag} OK done\r\n")
        text = self.fetch(ImapServer(answers={"UID FETCH": answer}))
        self.assertEqual(uids(text), [1, 2, 3])

    def test_76_77_no_uidvalidity(self):
        for code in ("[ALERT]", "[UIDVALIDITY 0]"):
            text = self.fetch(ImapServer(uidvalidity=code))
            self.assertIn("error SOURCE", text)
            self.assertIn("UIDVALIDITY", text)

    def test_78_expunge_during_fetch(self):
        gone = sends(lambda server, args: body(1, mail(1)) + b"* 2 EXPUNGE\r\n" +
                     body(3, mail(3), 2))
        self.assertEqual(uids(self.fetch(ImapServer(answers={"BODIES": gone}))), [1, 3])

    def test_78_no_for_the_range_is_asked_one_by_one(self):
        def answer(server, line, tag, args):
            if args.startswith("1:3") or args.startswith("2 "):
                line.write(f"{tag} NO [EXPUNGEISSUED] some are gone\r\n")
            else:
                ImapServer.do_bodies(server, line, tag, args)
        text = self.fetch(ImapServer(answers={"BODIES": answer}))
        self.assertEqual(uids(text), [1, 3])
        self.assertIn("UID 2 cannot be fetched", text)

    def test_79_move_says_no(self):
        server = ImapServer(answers={"UID MOVE": says_no})
        text = self.fetch(server, after="move", move_to="Done")
        self.assertEqual(uids(text), [1, 2, 3])
        self.assertIn("error RETRY", text)
        self.assertEqual(len(server.messages), 3)

    def test_80_silence_at_each_command(self):
        for name in ("AUTHENTICATE", "EXAMINE", "UID FETCH", "BODIES"):
            start = time.monotonic()
            text = self.fetch(ImapServer(
                answers={name: lambda server, line, tag, args: silence(server, line)}), silence=1)
            self.assertIn("error SOURCE", text)
            self.assertIn("silent for 1 s", text)
            self.assertLess(time.monotonic() - start, 3)

    def test_80_a_byte_at_a_time(self):
        def answer(server, line, tag, args):
            for _ in range(100):
                line.write("x")
                time.sleep(0.3)
            raise Drop
        start = time.monotonic()
        text = self.fetch(ImapServer(answers={"EXAMINE": answer}), silence=1)
        self.assertIn("too slow", text)
        self.assertLess(time.monotonic() - start, 8)

    def test_81_bye(self):
        self.assertIn("go away", self.fetch(ImapServer(greeting="* BYE go away\r\n")))

        def bye(server, line, tag, args):
            line.write("* BYE shutting down\r\n")
            raise Drop
        for name in ("AUTHENTICATE", "EXAMINE", "UID FETCH", "BODIES"):
            text = self.fetch(ImapServer(answers={name: bye}))
            self.assertIn("error SOURCE", text)
            self.assertIn("shutting down", text)

    def test_82_unasked_answers(self):
        noise = sends(lambda server, args:
                      b"* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n* 9 EXISTS\r\n" +
                      body(77, b"never asked for") +
                      b"* 1 FETCH (UID 1 BODY[TEXT] {3}\r\nabc)\r\n" +
                      b"* 3 FETCH (UID 3 BODY[] NIL)\r\n" +
                      b"* 1 FETCH (BODY[] {5}\r\nhello)\r\n" + server.bodies(args))
        text = self.fetch(ImapServer(answers={"BODIES": noise}))
        self.assertEqual(uids(text), [1, 2, 3])
        self.assertNotIn(" 5 ", text)

    def test_an_empty_message(self):
        empty = sends(lambda server, args: body(1, b"") + body(2, mail(2)))
        text = self.fetch(ImapServer(messages=2, answers={"BODIES": empty}))
        self.assertIn("message 1 0 ", text)
        self.assertEqual(uids(text), [1, 2])

    def test_83_starttls_stripped(self):
        text = self.fetch(ImapServer(tls=self.context()), tls="starttls",
                          ca=self.path("good.pem"))
        self.assertIn("error SOURCE", text)
        self.assertIn("STARTTLS", text)
        self.assertEqual(self.server.said, ["1 STARTTLS"])

    def test_83_preauth_before_starttls(self):
        text = self.fetch(ImapServer(greeting="* PREAUTH hello\r\n"), tls="starttls")
        self.assertIn("STARTTLS", text)
        self.assertEqual(self.server.said, [])

    def test_83_words_between_starttls_and_handshake(self):
        def inject(server, line, tag, args):
            line.write(f"{tag} OK go\r\n* CAPABILITY IMAP4rev1\r\n")
            raise Silent
        text = self.fetch(ImapServer(answers={"STARTTLS": inject}), tls="starttls")
        self.assertIn("somebody put words", text)

    def test_starttls_and_certificates(self):
        def begin(server, line, tag, args):
            line.write(f"{tag} OK go\r\n")
            line.wrap(server.tls.wrap_socket(line.connection, server_side=True))
        for name, host, ca, want in (("good", "localhost", "good", "fetched 3"),
                                     ("good", "127.0.0.1", "good", "fetched 3"),
                                     ("other", "localhost", "other", "error AUTH"),
                                     ("good", "localhost", "other", "error AUTH")):
            text = self.fetch(ImapServer(tls=self.context(name), answers={"STARTTLS": begin}),
                              tls="starttls", host=host, ca=self.path(ca + ".pem"))
            self.assertIn(want, text)
            if "error" in want:
                self.assertEqual(self.server.said, ["1 STARTTLS"])
        text = self.fetch(ImapServer(tls=self.context("other"), implicit=True), tls="implicit",
                          ca=self.path("other.pem"))
        self.assertIn("error AUTH", text)

    def test_84_target_folder_is_made(self):
        def try_create(server, line, tag, args):
            if any("CREATE" in said for said in server.said):
                ImapServer.do_UID_MOVE(server, line, tag, args)
            else:
                line.write(f"{tag} NO [TRYCREATE] no such folder\r\n")
        text = self.fetch(ImapServer(answers={"UID MOVE": try_create}), after="move",
                          move_to="Готово")
        self.assertIn("fetched 3", text)
        self.assertEqual(self.server.messages, {})
        self.assertTrue(any(s.endswith('CREATE "&BBMEPgRCBD4EMgQ+-"') for s in self.server.said))

    def test_84_target_folder_cannot_be_made(self):
        text = self.fetch(ImapServer(answers={"UID MOVE": says_no, "CREATE": says_no}),
                          after="move", move_to="Done")
        self.assertIn("error RETRY", text)
        self.assertIn("move_to", text)

    def test_without_move_it_is_copy_and_uid_expunge(self):
        self.fetch(ImapServer(capabilities="IMAP4rev1 UIDPLUS"), after="move", move_to="Done")
        self.assertEqual([s.split(" ", 1)[1] for s in self.server.said[-4:-1]],
                         ['UID COPY 1:3 "Done"', "UID STORE 1:3 +FLAGS.SILENT (\\Seen \\Deleted)",
                          "UID EXPUNGE 1:3"])

    def test_without_uidplus_it_is_flags_alone(self):
        self.fetch(ImapServer(capabilities="IMAP4rev1"), after="move", move_to="Done")
        self.assertEqual(self.server.said[-2].split(" ", 1)[1],
                         "UID STORE 1:3 +FLAGS.SILENT (\\Seen $Helpdesk)")
        self.assertFalse(any("EXPUNGE" in s or "COPY" in s for s in self.server.said))

    def test_nonsense(self):
        for greeting in ("HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\r\n", "* OK\r\n" * 3,
                         "* OK [CAPABILITY " + "x " * 5000 + "\r\n"):
            self.fetch(ImapServer(greeting=greeting), silence=1)
        for line_ in (b"* 1 FETCH (UID\r\n", b"* 1 FETCH (UID 1 BODY[] \"x\r\n", b"))))\r\n",
                      b"* SEARCH 1 2\r\n", b"+ go on\r\n", b"\xff\xfe\r\n",
                      b"* 1 FETCH (UID 1 BODY[] {-1}\r\n)\r\n"):
            self.fetch(ImapServer(answers={"BODIES": sends(lambda s, a, x=line_: x)}), silence=1)

    def test_a_gap_in_a_large_folder(self):
        server = ImapServer(messages=0)
        server.messages = {uid: mail(uid, 50) for uid in
                           (*range(1, 21001), *range(900000, 900010))}
        for uid in range(1, 20000):
            server.messages[uid] = b"x"
        text = self.fetch(server, max=5000, quiet=1)
        self.assertIn("fetched 21010 messages", text)
        self.assertLess(len([s for s in server.said if "RFC822.SIZE" in s]), 20)


if __name__ == "__main__":
    main()
