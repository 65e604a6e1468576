"""Having MNIST: fetched into the user's data folder, or served by a folder that a person already has."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from mnistpad import resources
from mnistpad.data import idx, mnist
from mnistpad.data.download import chosen
from mnistpad.data.download.fetch import fetch
from mnistpad.data.download.line import Patience
from mnistpad.data.download.progress import Progress
from mnistpad.data.download.table import MNIST_FILES, MNIST_MIRRORS, RemoteFile
from mnistpad.errors import DataError

DAMAGED = ".damaged"  # is added to the name of a file that hides the one that was fetched


def own_folder() -> Path:
    """Return where MNIST is kept once it is fetched."""
    return resources.user_data_dir() / "mnist"


def fetch_mnist(
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    *,
    files: Sequence[RemoteFile] = MNIST_FILES,
    mirrors: Sequence[str] = MNIST_MIRRORS,
    patience: Patience | None = None,
) -> Path:
    """Fetch what is missing of MNIST, and return the folder that it is in; nothing is asked for where it is all there.

    Raises
    ------
    DownloadError, DownloadCancelledError
        As `fetch`.
    DataError
        If `$MNISTPAD_DATA_DIR/mnist` holds damaged files: they are not ours to replace.
    """
    folder = mnist.find()
    if folder is not None and mnist.is_whole(folder) and _is_good(folder):
        return folder
    own = own_folder()
    if folder == chosen.chosen() and folder != own:
        chosen.forget()  # it is damaged, and would hide what is fetched
    _stand_aside(own, files)
    fetch(files, mirrors, own, progress=progress, cancelled=cancelled, patience=patience, is_own=_is_readable)
    return own


def serve_from(folder: Path) -> bool:
    """Let a folder, or one called mnist inside it, serve MNIST from now on, and return True; or False if it has none.

    Only names and headers are looked at, never checksums: what a person has may be a rebuilt or reduced MNIST.

    Raises
    ------
    DataError
        If it cannot be read, or holds only some of the four files.
    """
    for place in (folder, folder / "mnist", folder / "MNIST"):
        if mnist.holds_idx(place) and mnist.is_mnist(place):
            chosen.choose(place)
            return True
    return False


def _is_good(folder: Path) -> bool:
    try:
        mnist.load_folder(folder)
    except DataError:
        if folder not in (own_folder(), chosen.chosen()):
            raise
        return False
    return True


def _is_readable(path: Path) -> bool:
    try:
        idx.read(path)
    except DataError:
        return False
    return True


def _stand_aside(folder: Path, files: Sequence[RemoteFile]) -> None:
    """Rename damaged files that are not packed: of both kinds, the plain one is read."""
    for file in files:
        plain = folder / file.name.removesuffix(".gz")
        if plain.is_file() and not _is_readable(plain):
            with suppress(OSError):
                plain.replace(plain.with_name(plain.name + DAMAGED))
