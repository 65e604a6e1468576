"""Make .venv ready for `make run`, `make test` and `make lint`, on a machine that may have nothing but Python and pip.

Runs on the system's Python and its standard library alone. The second run finds the stamp and is over at once.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "set-up: MnistPad needs Python 3.11 or newer, and this is %d.%d. "
        "Name another one: make PYTHON=python3.11 ..." % sys.version_info[:2]
    )

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "mnistpad-set-up.json"
UNFINISHED = PROJECT / ".venv.unfinished"  # lies beside .venv: an interrupted removal or installation leaves it there


# In a shell where .venv is activated, python3 is .venv's own, which has no pip.
PYTHON = Path(sys.executable) if Path(sys.prefix) != VENV else Path(sys.executable).resolve()


class SetUpError(Exception):
    """One sentence for the person at the terminal."""


def main() -> int:
    """Set up what the arguments ask for; 0 when it is ready."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extra", action="append", default=[], help="optional dependencies to install, such as test")
    parser.add_argument("--qt", choices=["xcb", "offscreen"], help="check that Qt can load this platform")
    wanted = parser.parse_args()
    try:
        with one_at_a_time():
            set_up(set(wanted.extra), wanted.qt)
    except (SetUpError, OSError) as error:
        print(f"\nset-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nset-up: Interrupted. The next run begins again.", file=sys.stderr)
        return 130
    return 0


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second `make` wait for the first."""
    try:
        import fcntl
    except ImportError:  # no such thing off Unix
        yield
        return
    with (PROJECT / "pyproject.toml").open() as anything:
        fcntl.flock(anything, fcntl.LOCK_EX)
        yield


def set_up(extras: set[str], platform: str | None) -> None:
    """Do what the stamp does not show as done, and stamp it."""
    done = read_stamp()
    have, loads = set(done.get("extras", [])), set(done.get("qt", []))
    if not done or not extras <= have:
        have |= extras
        install(have)
        stamp(have, loads)
    if platform and platform not in loads:
        check_qt(platform)
        stamp(have, loads | {platform})


def stamp(extras: set[str], loads: set[str]) -> None:
    """Note what is there, for the next run."""
    STAMP.write_text(json.dumps(facts() | {"extras": sorted(extras), "qt": sorted(loads)}), encoding="utf-8")


def facts() -> dict[str, str]:
    """Return what a finished .venv was made from: if any of it changes, the installation is done again."""
    config = (PROJECT / "pyproject.toml").read_bytes()
    return {"project": str(PROJECT), "pyproject": hashlib.sha256(config).hexdigest(), "python": python_of_venv() or ""}


def read_stamp() -> dict[str, list[str]]:
    """Return what is installed already, or nothing if that cannot be relied on."""
    try:
        noted = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    same = all(noted.get(key) == value for key, value in facts().items())
    return noted if same and not UNFINISHED.exists() else {}


def python_of_venv() -> str | None:
    """Return the version of .venv's Python, such as "3.11", or None if it does not run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([VENV_PYTHON, "-Sc", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


def install(extras: set[str]) -> None:
    """Install the project, editable, and its dependencies into .venv, made where it is missing."""
    ask: list[str | Path] = [PYTHON, "-m", "pip", "--python", PYTHON, "--version"]
    if subprocess.run(ask, stdout=subprocess.DEVNULL, check=False).returncode:
        raise SetUpError(
            f"{PYTHON} has no working pip of 22.3 or newer. "
            "Install it (on Debian: apt-get install python3-pip), then try again."
        )
    make_room()
    UNFINISHED.touch()
    if VENV.exists():
        print("set-up: bringing .venv up to date", flush=True)
    else:
        print("set-up: making .venv and installing what MnistPad needs (about 130 MB, once)", flush=True)
        run([PYTHON, "-m", "venv", "--without-pip", VENV], "Python could not make .venv")
    project = f".[{','.join(sorted(extras))}]" if extras else "."
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--python", VENV_PYTHON, "--disable-pip-version-check"]
    quiet = "--progress-bar=on" if sys.stdout.isatty() else "--quiet"
    run(
        [*pip, "install", quiet, "--root-user-action=ignore", "--editable", project],
        "pip could not install what MnistPad needs; its own words are above. "
        "Check the network (or pip's settings), then try again",
    )
    UNFINISHED.unlink()


def make_room() -> None:
    """Remove a .venv that an earlier set-up left half-made or whose Python is gone; refuse one of another Python."""
    version, running = python_of_venv(), "%d.%d" % sys.version_info[:2]
    if UNFINISHED.exists() or (VENV.exists() and version is None):
        UNFINISHED.touch()
        shutil.rmtree(VENV, ignore_errors=True)
    elif version not in {None, running}:
        raise SetUpError(f".venv has Python {version} and this is {running}. `make clean` removes it, then try again.")


def check_qt(platform: str) -> None:
    """Install the system libraries that Qt lacks, where that is allowed, and see Qt load."""
    if not sys.platform.startswith("linux"):
        return
    for _ in range(2):  # whether there is a font shows only once fontconfig is there
        packages = lacking(platform)
        if not packages:
            return
        install_packages(packages)
    still = lacking(platform)
    if still:
        raise SetUpError(f"Qt still cannot load; these packages are missing: {' '.join(still)}.")


def lacking(platform: str) -> list[str]:
    """Return the Debian packages that Qt needs and does not find, a font among them."""
    code = (
        "import sys; from mnistpad.ui.program import screen; packages = screen.missing_packages(sys.argv[1]); "
        "print(*packages, *([] if packages or screen.has_fonts() else ['fonts-dejavu-core']))"
    )
    answer = subprocess.run([VENV_PYTHON, "-c", code, platform], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode:
        raise SetUpError("MnistPad was installed but does not start; its own words are above. Try `make clean` first.")
    return answer.stdout.split()


def install_packages(packages: list[str]) -> None:
    """Install Debian packages, or stop with the command that a person must run."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise SetUpError(f"Qt lacks system libraries. Install what your system calls these Debian packages: {names}.")
    if not may_install():
        has_sudo = bool(shutil.which("sudo"))
        apt_get = "sudo apt-get" if has_sudo else "apt-get"
        raise SetUpError(
            f"Qt lacks system libraries. {'Run' if has_sudo else 'Have root run'} this, then try again:\n\n    "
            f"{apt_get} update && {apt_get} install --no-install-recommends {names}\n"
        )
    print(f"set-up: installing system libraries for Qt: {names}", flush=True)
    sudo = ["sudo", "-n"] if os.geteuid() else []
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    run([*apt, "update"], "apt could not fetch its lists; its own words are above. Check the network, then try again")
    run(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        f"apt could not install the system libraries for Qt; its own words are above. They are: {names}",
    )


def may_install() -> bool:
    """Return whether apt-get may be run without asking anybody for a password."""
    if os.geteuid() == 0:
        return True
    sudo = shutil.which("sudo")
    return sudo is not None and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0


def run(command: list[str | Path], otherwise: str) -> None:
    """Run a command in the project's folder, or stop with a sentence."""
    try:
        subprocess.run(command, cwd=PROJECT, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetUpError(f"{otherwise}.") from error


if __name__ == "__main__":
    sys.exit(main())
