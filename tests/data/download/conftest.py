"""A server on this computer that serves two small files, or misbehaves as a test wants it to."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from mnistpad.data.download import Patience, Progress, RemoteFile, fetch
from tests.data.download.server import Server

SHORT = Patience(connect=0.5, stalled=0.5)
CONTENTS = {
    name: np.random.default_rng(size).bytes(size)
    for name, size in {"large.gz": 300_000, "small.gz": 40_000, "tiny.gz": 9}.items()
}
FILES = tuple(
    RemoteFile(name, len(contents), hashlib.sha256(contents).hexdigest()) for name, contents in CONTENTS.items()
)
LARGE, SMALL, TINY = FILES
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of the machine that tests stands between."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def start() -> Iterator[Callable[[], Server]]:
    """Start servers; they end with the test."""
    servers: list[Server] = []

    def start() -> Server:
        servers.append(Server(CONTENTS))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def server(start: Callable[[], Server]) -> Server:
    """One that behaves until it is told not to."""
    return start()


@dataclass
class Getter:
    """Fetches into a folder of the test's own."""

    folder: Path
    told: list[Progress] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def get(self, *mirrors: Server | str, files=FILES, folder: Path | None = None, **options: object) -> None:
        addresses = [mirror if isinstance(mirror, str) else mirror.url for mirror in mirrors]
        options = {"progress": self.told.append, "cancelled": self.cancelled.is_set, "patience": SHORT} | options
        fetch(files, addresses, folder or self.folder, **options)

    @property
    def names(self) -> list[str]:
        """What lies in the folder, hidden files too."""
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []

    def holds(self, *files: RemoteFile) -> bool:
        """Whether these files and nothing else lie there, whole."""
        whole = all((self.folder / file.name).read_bytes() == CONTENTS[file.name] for file in files)
        return whole and self.names == sorted(file.name for file in files)


@pytest.fixture
def getter(tmp_path: Path) -> Getter:
    """One that has not fetched yet."""
    return Getter(tmp_path / "data" / "mnist")


@pytest.fixture(autouse=True)
def no_line_left() -> Iterator[None]:
    """Fail where the thread of a connection goes on."""
    yield
    for thread in threading.enumerate():
        if thread.name == "download line":
            thread.join(2)
            assert not thread.is_alive()
