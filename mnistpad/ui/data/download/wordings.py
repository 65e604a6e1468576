"""What the offer of MNIST says."""

from pathlib import Path

OFFER = "Built-in digits are ready. MNIST (70,000 real ones, 12 MB) needs one download."
BEGINNING = "Getting MNIST: looking at what is there…"
CANCELLING = "Cancelling…"
HERE = "MNIST is here."
LOOKING = "Looking into the folder…"
DIALOG = "The folder with MNIST's four files"

GET, AGAIN, CANCEL = "Get MNIST", "Try again", "Cancel"
USE_FILES, USE_BUILTIN, LOOK_AGAIN = "Use files I already have", "Use the built-in digits", "Look again"

TIPS = {
    GET: "Download MNIST's four files, 12 MB, once. Nothing else is sent or fetched",
    AGAIN: "Ask the servers once more; files that came whole are not fetched again",
    CANCEL: "End the download. Files that came whole are kept for the next time",
    USE_FILES: "Choose the folder that holds MNIST, on this computer, a stick or a share. It is only read",
    USE_BUILTIN: "Learn from digits that the program draws itself",
    LOOK_AGAIN: "Look whether the folder is there again",
}


def getting(progress: str) -> str:
    """Return what is said while it comes."""
    return f"Getting MNIST: {progress}"


def gone(folder: Path) -> str:
    """Return what is said where a stick or share has gone."""
    return (
        f"MNIST's folder {folder} is not there now, so the built-in digits go on. "
        "Plug the stick in, or connect the share again."
    )
