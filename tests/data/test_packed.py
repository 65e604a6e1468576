import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnistpad.data import packed
from mnistpad.errors import DataError

RAW = bytes(range(256)) * 9000  # 2.3 MB: three pieces


@given(st.binary(max_size=300), st.integers(1, 400))
def test_the_beginning_of_a_packed_file_is_that_of_the_plain_one(tmp_path_factory, data, count):
    found = packed.unpack(tmp_path_factory.getbasetemp() / "x.gz", gzip.compress(data), count)

    assert found.data == data[:count]
    assert found.more == (len(data) > count)
    assert found.ended or found.more


@pytest.mark.parametrize("count", [1, 1 << 20, (1 << 20) + 1, len(RAW) - 1, len(RAW), len(RAW) + 1])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_pieces_join_to_the_whole(tmp_path, count, level):
    found = packed.unpack(tmp_path / "x.gz", gzip.compress(RAW, level), count)

    assert found.data == RAW[:count]
    assert found.more == (count < len(RAW))
    assert found.ended or found.more


@pytest.mark.parametrize("cut", [1, 8, 9, 1000])
def test_a_packed_file_that_ends_early_has_no_proper_end(tmp_path, cut):
    found = packed.unpack(tmp_path / "x.gz", gzip.compress(RAW, 0)[:-cut], len(RAW))

    assert not found.ended


def test_zeros_behind_the_end_are_nothing_and_anything_else_is_more(tmp_path):
    whole = gzip.compress(RAW, 0)

    assert not packed.unpack(tmp_path / "x.gz", whole + bytes(3 << 20), len(RAW)).more
    assert packed.unpack(tmp_path / "x.gz", whole + bytes(3 << 20) + b"x", len(RAW)).more
    assert packed.unpack(tmp_path / "x.gz", whole + gzip.compress(b"more"), len(RAW)).more


def test_a_wrong_checksum_is_damage(tmp_path):
    whole = bytearray(gzip.compress(RAW))
    whole[-5] ^= 1

    with pytest.raises(DataError, match="damaged gzip file"):
        packed.unpack(tmp_path / "x.gz", bytes(whole), len(RAW))


def test_nothing_is_unpacked_that_was_not_asked_for(tmp_path, monkeypatch):
    asked = []
    inner = zlib.decompressobj

    class Spy:
        def __init__(self, **options):
            self.real = inner(**options)

        def __getattr__(self, name):
            return getattr(self.real, name)

        def decompress(self, data, most):
            piece = self.real.decompress(data, most)
            asked.append(len(piece))
            return piece

    monkeypatch.setattr(zlib, "decompressobj", Spy)
    packed.unpack(tmp_path / "bomb.gz", gzip.compress(bytes(50 << 20)), 1000)

    assert sum(asked) <= 1001
