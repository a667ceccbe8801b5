"""Other systems are told what happened: signed, to the address that was checked, until they take it."""
import contextlib
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time

from loopback.mail import text_of
from story import ANNA, CAROL, Story

SECRET = "between us two"


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers with the server's next status, the last one again and again."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, self.headers, body))
        replies = self.server.replies
        status, headers, words = replies.pop(0) if len(replies) > 1 else replies[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_):
        pass


class Hooks(Story):
    @contextlib.contextmanager
    def receiver(self, *replies, host="127.0.0.1"):
        """A real HTTPS server with a certificate of the world's authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls = self.world.dir / "tls"
        context.load_cert_chain(tls / "server.pem", tls / "server.key")
        server = http.server.ThreadingHTTPServer((host, 0), Receiver)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # a caller that does not trust us hangs up
        server.replies = [reply if isinstance(reply, tuple) else (reply, {}, b"")
                          for reply in replies]
        server.calls = []
        server.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
            server.server_close()

    def hook(self, server, name="crm", **changes):
        """The config of a hook that leads to a server of ours."""
        hook = {"name": name, "url": f"https://localhost:{server.port}/in?key=k",
                "secret_file": "crm.secret", "private_network": True,
                "ca_file": str(self.world.ca_file), **changes}
        return {key: value for key, value in hook.items() if value is not None}

    def tell(self, *hooks):
        """Every new ticket is told to these hooks."""
        self.desk.write_file("crm.secret", SECRET + "\n")
        self.desk.settings["hooks"] = list(hooks)
        self.desk.settings["rules"] = [{"name": "tell crm", "on": ["created"],
                                        "do": {"hook": [hook["name"] for hook in hooks]}}]
        self.desk.write_config()

    def noisy_cycle(self, **more):
        """A cycle that succeeds and warns; returns what it says."""
        code, out, err = self.desk.run("cycle", **more)
        self.assertEqual(code, 0, err.decode())
        self.assertEqual(out, b"")
        self.post.drain()
        self.assertNotIn("key=k", err.decode(), "a URL's query may be a key")
        self.assertNotIn(SECRET, err.decode())
        return err.decode()

    def calls_in_outbox(self):
        return [row for row in self.desk.json("outbox", "--all") if row["hook"]]

    def the_call(self):
        found = self.calls_in_outbox()
        self.assertEqual(len(found), 1, found)
        return found[0]

    def later(self, hours=1):
        return time.time() + hours * 3600

    def assert_signed(self, call):
        _, headers, body = call
        stamp = headers["X-Helpdesk-Timestamp"]
        want = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        self.assertEqual(headers["X-Helpdesk-Signature"], "v1=" + want.hexdigest())

    def test_taken(self):
        """a new ticket is told, signed, with what the receiver needs to know"""
        with self.receiver(200) as server:
            self.tell(self.hook(server))
            self.arrive(CAROL, "Broken lamp", "It \"flickers\" — всегда.\n")
            self.cycle()
            self.cycle(now=self.later())
            self.assertEqual(len(server.calls), 1)
        path, headers, body = server.calls[0]
        self.assertEqual(path, "/in?key=k")
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertLess(abs(int(headers["X-Helpdesk-Timestamp"]) - time.time()), 60)
        self.assert_signed(server.calls[0])
        told, ticket = json.loads(body), self.only_ticket()
        self.assertEqual(told["delivery"], headers["X-Helpdesk-Delivery"])
        self.assertEqual((told["event"], told["rule"], told["desk"]),
                         ("created", "tell crm", "Example Support"))
        self.assertEqual(told["ticket"]["number"], ticket["number"])
        self.assertEqual(told["ticket"]["subject"], "Broken lamp")
        self.assertEqual(told["ticket"]["manager"], "anna")
        self.assertEqual(told["ticket"]["requester"]["address"], CAROL)
        self.assertEqual(told["message"], {"text": "It \"flickers\" — всегда.", "author": CAROL,
                                           "direction": "in"})
        self.assertEqual(self.the_call()["state"], "sent")

    def test_tried_again(self):
        """a fault of the receiver is tried again when its time has come: same ID, same bytes"""
        with self.receiver((500, {}, b"out of order"), 200) as server:
            self.tell(self.hook(server))
            self.arrive(CAROL, "Lamp")
            self.assertIn("HTTP 500 Internal Server Error", self.noisy_cycle())
            self.assertEqual(self.the_call()["state"], "queued")
            self.cycle()
            self.assertEqual(len(server.calls), 1, "its time has not come")
            self.cycle(now=self.later())
            self.assertEqual(len(server.calls), 2)
            self.cycle(now=self.later(9))
        first, second = server.calls
        self.assertEqual(first[1]["X-Helpdesk-Delivery"], second[1]["X-Helpdesk-Delivery"])
        self.assertEqual(first[2], second[2])
        self.assertNotEqual(first[1]["X-Helpdesk-Timestamp"], second[1]["X-Helpdesk-Timestamp"])
        self.assert_signed(first)
        self.assert_signed(second)
        self.assertEqual(self.the_call()["state"], "sent")

    def test_refused(self):
        """a refusal is final, stands in the history, and the manager hears of it once"""
        with self.receiver((404, {}, b"cannot POST /in?key=k")) as server:
            self.tell(self.hook(server))
            self.arrive(CAROL, "Lamp")
            self.noisy_cycle()
            self.assertEqual(self.the_call()["state"], "failed")
            before = len(self.letters(ANNA))
            self.cycle()
            self.cycle(now=self.later(9))
            self.assertEqual(len(server.calls), 1)
        news = self.letters(ANNA)[before:]
        self.assertEqual(len(news), 1)
        self.assertIn("crm: HTTP 404 Not Found", text_of(news[0]))
        self.assertNotIn("key=k", text_of(news[0]), "the address may hold a key")
        events = [(event["kind"], event["detail"]) for event in self.only_ticket()["events"]]
        self.assertIn(("hook-failed", "crm: HTTP 404 Not Found"), events)

    def test_redirect(self):
        """a redirect is not followed"""
        with self.receiver(200) as other:
            place = {"Location": f"https://localhost:{other.port}/there"}
            with self.receiver((307, place, b"")) as server:
                self.tell(self.hook(server))
                self.arrive(CAROL, "Lamp")
                self.assertIn("redirect", self.noisy_cycle())
            self.assertEqual(other.calls, [])
        self.assertEqual(self.the_call()["state"], "failed")

    def test_private_network(self):
        """a private address is not called unless the hook may lie in one"""
        # The config does not see through the spelling; the connection does.
        with self.receiver(200, host="127.0.0.2") as inside, self.receiver(200) as server:
            self.tell(self.hook(inside, url=f"https://127.2:{inside.port}/",
                                private_network=False))
            self.arrive(CAROL, "Lamp")
            self.assertIn("private_network", self.noisy_cycle())
            self.assertEqual(inside.calls, [])
            self.assertEqual(self.the_call()["state"], "queued")
            self.tell(self.hook(server))
            self.cycle(now=self.later())
            self.assertEqual(len(server.calls), 1)

    def test_wrong_certificate(self):
        """a server that cannot prove its name is told nothing"""
        with self.receiver(200) as server:
            self.tell(self.hook(server, ca_file=None))
            self.arrive(CAROL, "Lamp")
            self.assertIn("certificate", self.noisy_cycle())
            self.assertEqual(server.calls, [])
            self.assertEqual(self.the_call()["state"], "queued")
            self.tell(self.hook(server))
            self.cycle(now=self.later())
            self.assertEqual(len(server.calls), 1)

    def test_each_for_itself(self):
        """a hook that is down keeps neither letters nor other hooks waiting"""
        with self.receiver(200) as gone:
            pass
        with self.receiver(200) as server:
            self.tell(self.hook(gone), self.hook(server, name="chat"))
            self.arrive(CAROL, "Lamp")
            self.noisy_cycle()
            self.assertEqual(len(server.calls), 1)
            self.assertEqual(len(self.letters(CAROL)), 1)
        states = {row["hook"]: row["state"] for row in self.calls_in_outbox()}
        self.assertEqual(states, {"crm": "queued", "chat": "sent"})
