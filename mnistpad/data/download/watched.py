"""Connections that tell of their socket, so that another thread can cut them."""

import socket
from collections.abc import Callable
from typing import Any, TypeVar

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

Manager = TypeVar("Manager", bound=PoolManager)


def watched(manager: Manager, connected: Callable[[socket.socket], None]) -> Manager:
    """Return the same manager; each of its connections, once it stands, hands its socket to `connected`."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class Safe(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SafePool(HTTPSConnectionPool):
        ConnectionCls = Safe

    pools: dict[str, Any] = {"http": PlainPool, "https": SafePool}
    manager.pool_classes_by_scheme = pools
    return manager
