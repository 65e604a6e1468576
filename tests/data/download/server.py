"""A server on 127.0.0.1 with bad manners to choose from."""

import gzip
import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Manner = Callable[["Handler", bytes], None]
ZEROS = gzip.compress(bytes(1 << 24), 1)  # beforehand: while it is made, a client that waits a moment has gone


class Server(ThreadingHTTPServer):
    """Serves files by name. `manners` says how, by name; "" means for all of them.

    Attributes
    ----------
    asked
        The names that were asked for, in order.
    reached
        Set as soon as a manner that holds somebody up does so.
    go_on
        Set it, and those that hold somebody up end.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, contents: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.contents = contents
        self.manners: dict[str, Manner] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.reached = threading.Event()
        self.go_on = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/mnist/"

    def behave(self, manner: Manner, name: str = "") -> "Server":
        self.manners[name] = manner
        return self

    def hold(self) -> None:
        self.reached.set()
        self.go_on.wait(20)

    def close(self) -> None:
        self.go_on.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients hang up on purpose here."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        self.server.asked.append(name)
        self.server.headers.append({key.lower(): value for key, value in self.headers.items()} | {"": self.path})
        manner = self.server.manners.get(name) or self.server.manners.get("") or well
        manner(self, self.server.contents.get(name, b""))

    def begin(self, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def well(handler: Handler, contents: bytes) -> None:
    handler.begin(Content_Length=len(contents))
    handler.wfile.write(contents)


def without_length(handler: Handler, contents: bytes) -> None:
    handler.begin()
    handler.wfile.write(contents)


def chunked(handler: Handler, contents: bytes) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.begin(Transfer_Encoding="chunked")
    for start in range(0, len(contents), 7000):
        piece = contents[start : start + 7000]
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")


def called_gzip(handler: Handler, contents: bytes) -> None:
    """As some stores serve `.gz` files: the bytes are right, and what they are called is half right."""
    handler.begin(Content_Length=len(contents), Content_Encoding="gzip")
    handler.wfile.write(contents)


def status(number: int) -> Manner:
    return lambda handler, _: (handler.begin(number, Content_Length=5), handler.wfile.write(b"sorry"))[0]


def elsewhere(location: str, number: int = 302) -> Manner:
    return lambda handler, _: handler.begin(number, Location=location, Content_Length=0)


def reset(handler: Handler, contents: bytes) -> None:
    handler.begin(Content_Length=len(contents))
    handler.wfile.write(contents[: len(contents) // 2])
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def reset_at_once(handler: Handler, _: bytes) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def silent(handler: Handler, _: bytes) -> None:
    handler.server.hold()


def stalled(handler: Handler, contents: bytes) -> None:
    handler.begin(Content_Length=len(contents))
    handler.wfile.write(contents[: len(contents) // 2])
    handler.wfile.flush()
    handler.server.hold()


def dripping(handler: Handler, contents: bytes) -> None:
    """Never silent for long, and never done."""
    handler.begin(Content_Length=len(contents))
    handler.server.reached.set()
    for byte in contents:
        handler.wfile.write(bytes([byte]))
        if handler.server.go_on.wait(0.05):
            return


def too_short(handler: Handler, contents: bytes) -> None:
    handler.begin(Content_Length=len(contents))
    handler.wfile.write(contents[:-1])


def short_without_length(handler: Handler, contents: bytes) -> None:
    without_length(handler, contents[:-1])


def honestly_short(handler: Handler, contents: bytes) -> None:
    well(handler, contents[:-1])


def honestly_long(handler: Handler, contents: bytes) -> None:
    well(handler, contents + b"x")


def long_without_length(handler: Handler, contents: bytes) -> None:
    without_length(handler, contents + b"x" * 100_000)


def endless(handler: Handler, _: bytes) -> None:
    handler.begin()
    while not handler.server.go_on.is_set():
        handler.wfile.write(b"x" * 65536)


def wrong_bytes(handler: Handler, contents: bytes) -> None:
    well(handler, bytes(len(contents)))


def bomb(handler: Handler, contents: bytes) -> None:
    """16 MB of zeros, squeezed into the size that is expected, and called gzip so that a client unpacks it."""
    called_gzip(handler, ZEROS.ljust(len(contents), b"\0")[: len(contents)])


def bomb_of_right_bytes(handler: Handler, contents: bytes) -> None:
    squeezed = gzip.compress(contents)
    handler.begin(Content_Encoding="gzip")
    handler.wfile.write(squeezed)


def gibberish(handler: Handler, _: bytes) -> None:
    handler.wfile.write(b"\x00\xff what is HTTP?\r\n\r\n")


def bad_chunks(handler: Handler, _: bytes) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.begin(Transfer_Encoding="chunked")
    handler.wfile.write(b"zz\r\nhello\r\n")


def log_in_first(handler: Handler, _: bytes) -> None:
    """What a hotel's or a school's network does until somebody has logged in."""
    well(handler, b"<html>Please log in</html>")
