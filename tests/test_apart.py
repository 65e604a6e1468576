"""The memory that a run and its helping processes share."""

import os

from mnistpad import apart


def test_a_system_without_nameless_memory_writes_from_the_beginning_too(monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)

    memory = apart.new_memory(1000)
    os.write(memory, b"x" * 500)
    size, content = os.fstat(memory).st_size, os.pread(memory, 501, 0)
    os.close(memory)

    assert (size, content) == (1000, b"x" * 500 + b"\0")
