"""A line between helpdesk and a server that can be cut, altered, or kept silent."""
import contextlib
import socket
import threading


class Line:
    """Listens on a port of its own and passes bytes on to `port`.

    cut_after (marker, count): once, drop both ends `count` bytes after `marker` came from
    the server. replace (old, new): what both sides' bytes are changed to. silent: take
    the call and never say anything. `heard` is all that the client said.
    """

    def __init__(self, port, cut_after=None, replace=None, silent=False, host="127.0.0.1"):
        self.target = port
        self.cut_after = cut_after
        self.replace = replace
        self.silent = silent
        self.heard = b""
        self.cuts = 0
        self._listener = socket.create_server((host, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client):
        if self.silent:
            with contextlib.suppress(OSError), client:
                while client.recv(4096):
                    pass
            return
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            back = threading.Thread(target=self._listen, args=(client, server), daemon=True)
            back.start()
            with contextlib.suppress(OSError):
                self._answer(server, client)
            _hang_up(client, server)
            back.join(5)

    def _listen(self, client, server):
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                self.heard += data
                server.sendall(data.replace(*self.replace) if self.replace else data)
        _hang_up(server)

    def _answer(self, server, client):
        said = b""
        while data := server.recv(65536):
            if self.replace:
                data = data.replace(*self.replace)
            if self.cut_after:
                marker, count = self.cut_after
                passed, said = len(said), said + data
                at = said.find(marker)
                if at >= 0 and len(said) >= at + count:
                    client.sendall(data[:max(0, at + count - passed)])
                    self.cut_after = None
                    self.cuts += 1
                    return
            client.sendall(data)


def _hang_up(*ends):
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
