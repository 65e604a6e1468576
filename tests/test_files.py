import pytest

from mnistpad import files


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "model.npz"
    path.write_bytes(b"old")

    with files.replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_goes_wrong_leaves_the_old_file_and_nothing_beside(tmp_path):
    path = tmp_path / "model.npz"
    path.write_bytes(b"old")

    def write_half():
        with files.replacing(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_only_the_halves_of_this_very_file_are_swept(tmp_path):
    ours = tmp_path / ".a[1].npz.x8f_.part"
    others = [tmp_path / name for name in ("a[1].npz", ".a1.npz.x.part", ".b.npz.x.part", ".a[1].npz.part.txt")]
    for path in (ours, *others):
        path.write_bytes(b"")

    files.sweep(tmp_path / "a[1].npz")

    assert not ours.exists()
    assert all(path.exists() for path in others)


def test_sweeping_a_folder_that_is_not_there_is_no_error(tmp_path):
    files.sweep(tmp_path / "nowhere" / "model.npz")
