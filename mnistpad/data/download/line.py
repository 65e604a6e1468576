"""One address as a stream of bytes that can be let go at any moment. Knows HTTP; knows nothing of files.

What blocks (looking up a name, connecting, reading) is done in a thread beside the one that asks: a look-up cannot be
interrupted, but it need not be waited for. That thread touches nothing but its socket, so that it may end when it will.
"""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import mnistpad

if TYPE_CHECKING:
    import urllib3

CHUNK = 1 << 16  # bytes read at once
TICK = 0.1  # seconds between two looks whether somebody has cancelled
MOST_REDIRECTS = 5
TRICKLE = 4096  # bytes: a server that sends fewer in `Patience.stalled` seconds might as well send none
ACCEPTABLE = 200
_SILENT = "does not answer"

_STATUS = {
    401: "wants a password for it (401)",
    403: "refuses to give it out (403)",
    404: "does not have it (404)",
    407: "is behind a proxy that wants a name and password (407)",
    410: "does not have it any more (410)",
    429: "has been asked too often (429)",
}


@dataclass(frozen=True)
class Patience:
    """How long a server may take, in seconds."""

    connect: float = 10.0
    stalled: float = 20.0  # without a byte, or nearly


class LineError(Exception):
    """A server did not give what was asked for. The text says what it did, after its name: "does not answer".

    Parameters
    ----------
    words
        What it did, after its name.
    reached
        Whether there was a server at all.
    """

    def __init__(self, words: str, *, reached: bool = True) -> None:
        super().__init__(words)
        self.reached = reached


class LetGoError(Exception):
    """The person has cancelled."""


class Line:
    """A request that goes on in its own thread until it is through or let go.

    Parameters
    ----------
    url
        What is asked for; `http` or `https`.
    size
        How many bytes it must have.
    patience
        How long the server may take.
    """

    def __init__(self, url: str, size: int, patience: Patience) -> None:
        self._url = url
        self._size = size
        self._patience = patience
        self._let_go = threading.Event()
        self._socket: socket.socket | None = None
        self._came: queue.Queue[bytes | LineError | None] = queue.Queue(maxsize=16)
        # Daemonic: whoever closes the program does not wait for the name of a server that does not answer.
        self._thread = threading.Thread(target=self._work, daemon=True, name="download line")

    def chunks(self, cancelled: Callable[[], bool]) -> Generator[bytes, None, None]:
        """Yield the bytes as they come: exactly as many as promised.

        Raises
        ------
        LineError
            If the server gives something else, or nothing.
        LetGoError
            If `cancelled` says so, within `TICK` seconds and whatever the server does.
        """
        self._thread.start()
        try:
            yield from self._chunks(cancelled)
        finally:
            self._hang_up()

    def _chunks(self, cancelled: Callable[[], bool]) -> Generator[bytes, None, None]:
        left = self._size
        watch = _Watch(self._patience)
        while True:
            if cancelled():
                raise LetGoError
            try:
                came = self._came.get(timeout=TICK)
            except queue.Empty:
                watch.look(nothing_yet=left == self._size)
                continue
            if isinstance(came, LineError):
                raise came
            if came is None:
                break
            watch.saw(len(came))
            left -= len(came)
            if left < 0:
                msg = "sends more than the file has"
                raise LineError(msg)
            yield came
        if left:
            msg = "breaks off in the middle of it"
            raise LineError(msg)

    def _hang_up(self) -> None:
        self._let_go.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(TICK)

    # In the thread

    def _work(self) -> None:
        import urllib3.exceptions

        try:
            self._read()
            self._put(None)
        except LineError as error:
            self._put(error)
        # A broken server brings forth errors of every layer: of urllib3, http.client, ssl and the socket.
        except (urllib3.exceptions.HTTPError, OSError, ValueError, ArithmeticError, LookupError) as error:
            self._put(_what_happened(error))
        except Exception as error:  # a bug must reach whoever waits, or it would wait for ever
            self._put(LineError(f"could not be understood ({type(error).__name__})"))

    def _read(self) -> None:
        with self._answer() as response:
            if response.status != ACCEPTABLE:
                raise LineError(_status(response.status))
            promised = response.headers.get("Content-Length", "")
            if promised.isdecimal() and int(promised) != self._size:
                msg = "has something else in its place"
                raise LineError(msg)
            # Never decoded, whatever Content-Encoding says: the file is wanted as it lies there.
            while not self._let_go.is_set() and (chunk := response.read1(CHUNK, decode_content=False)):
                self._put(chunk)

    @contextlib.contextmanager
    def _answer(self) -> "Iterator[urllib3.HTTPResponse]":
        """Ask, and ask on where the server sends us elsewhere."""
        url = self._url
        for _ in range(MOST_REDIRECTS + 1):
            with self._manager(url) as manager:
                response = self._ask(manager, url)
                with contextlib.closing(response):
                    elsewhere = response.get_redirect_location()
                    if not elsewhere:
                        yield response
                        return
                    url = _elsewhere(url, elsewhere)
        msg = "sends us round in circles"
        raise LineError(msg)

    def _ask(self, manager: "urllib3.PoolManager", url: str) -> "urllib3.HTTPResponse":
        from urllib3 import Timeout
        from urllib3.exceptions import ReadTimeoutError

        try:
            answer: urllib3.HTTPResponse = manager.urlopen(  # type: ignore[assignment]
                "GET",
                url,
                headers={"User-Agent": f"MnistPad/{mnistpad.__version__}", "Accept-Encoding": "identity"},
                timeout=Timeout(connect=self._patience.connect, read=self._patience.stalled),
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except ReadTimeoutError as error:
            raise LineError(_SILENT, reached=False) from error
        return answer

    def _manager(self, url: str) -> "urllib3.PoolManager":
        """Return what knows the way to a server: through the proxy that the system or the environment names, or not."""
        import ssl

        import truststore
        import urllib3

        from mnistpad.data.download.watched import watched

        # The system's own certificates: that of a school that looks into its traffic is among them.
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        proxy = proxy_of(url)
        manager = (
            urllib3.ProxyManager(proxy, ssl_context=context) if proxy else urllib3.PoolManager(ssl_context=context)
        )
        return watched(manager, self._connected)

    def _connected(self, connection: socket.socket) -> None:
        self._socket = connection
        if self._let_go.is_set():
            msg = "was let go"
            raise LineError(msg)

    def _put(self, what: bytes | LineError | None) -> None:
        while not self._let_go.is_set():
            with contextlib.suppress(queue.Full):
                self._came.put(what, timeout=TICK)
                return


class _Watch:
    """Sees when a server has stalled, whatever drops it lets fall."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._since = time.monotonic()
        self._bytes = 0

    def saw(self, count: int) -> None:
        self._bytes += count
        if self._bytes >= TRICKLE:
            self._since, self._bytes = time.monotonic(), 0
        else:
            self.look(nothing_yet=False)

    def look(self, *, nothing_yet: bool) -> None:
        allowed = self._patience.stalled + (self._patience.connect if nothing_yet else 0)
        if time.monotonic() - self._since > allowed:
            msg = _SILENT if nothing_yet else "stops sending in the middle of it"
            raise LineError(msg, reached=not nothing_yet)


def proxy_of(url: str) -> str | None:
    """Return the proxy that the environment or the system wants for an address; None where there is none."""
    import urllib.request  # it is slow to import, and few who read MNIST ever fetch it

    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.netloc):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _elsewhere(url: str, location: str) -> str:
    target = urljoin(url, location)
    before, after = urlsplit(url).scheme, urlsplit(target).scheme
    if after not in ("http", "https") or (before, after) == ("https", "http"):
        msg = "sends us to an address that is not safe"
        raise LineError(msg)
    return target


def _status(status: int) -> str:
    if status >= 500:
        return f"has trouble of its own ({status})"
    return _STATUS.get(status, f"answers with something unexpected ({status})")


def _what_happened(error: Exception) -> LineError:
    """Return in words what went wrong on the way."""
    from urllib3 import exceptions as errors

    broke = "breaks off in the middle of it"
    sentences: tuple[tuple[type[Exception], str, bool], ...] = (
        (errors.ProxyError, "cannot be reached through this network's proxy", False),
        (errors.NameResolutionError, "cannot be found", False),
        (errors.NewConnectionError, "cannot be reached", False),
        (errors.ConnectTimeoutError, "does not answer", False),
        (errors.ReadTimeoutError, "stops sending in the middle of it", True),
        (errors.SSLError, "cannot prove that it is itself", True),
        (errors.ProtocolError, broke, True),
        (errors.IncompleteRead, broke, True),
        (OSError, broke, True),
    )
    cause = error.__cause__ or error.__context__
    if type(error) is errors.NewConnectionError and isinstance(cause, ConnectionRefusedError):
        return LineError("refuses the connection", reached=False)
    for kind, words, reached in sentences:
        if isinstance(error, kind):
            return LineError(words, reached=reached)
    return LineError("answers with nonsense")
