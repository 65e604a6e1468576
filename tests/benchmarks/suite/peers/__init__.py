"""PyTorch and scikit-learn, in a virtual environment of the benchmark's own: the app's never holds them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[4]
VENV = PROJECT / ".venv-bench"
NEEDED = ("scikit-learn", "torch==2.13.0")
WORKER = Path(__file__).with_name("worker.py")


class PeerError(Exception):
    """A peer could not be had; the reason, in a few words."""


def python() -> Path:
    """Return the interpreter that has the peers, made on demand.

    Raises
    ------
    PeerError
        If they cannot be installed.
    """
    interpreter = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not interpreter.exists():
        print(f"Making {VENV.name} with {' and '.join(NEEDED)}. This takes some minutes, once.", file=sys.stderr)
        _run([sys.executable, "-m", "venv", str(VENV)])
    if not _has_peers(interpreter):
        _run([str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *NEEDED])
    return interpreter


def _has_peers(interpreter: Path) -> bool:
    check = "import sklearn, torch; assert torch.__version__.split('+')[0] == '2.13.0'"
    return subprocess.run([str(interpreter), "-c", check], capture_output=True, check=False).returncode == 0


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        msg = f"{' and '.join(NEEDED)} could not be installed ({last[:100]})"
        raise PeerError(msg)


class Peer:
    """One peer in a process of its own, asked for one round at a time.

    Parameters
    ----------
    kind
        "torch" or "sklearn".
    images, labels
        Files of NumPy: float32 (n, 784) in [0, 1], and integers (n,).
    """

    def __init__(self, kind: str, images: Path, labels: Path, threads: int) -> None:
        environment = os.environ | {
            name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        }
        command = [str(python()), str(WORKER), kind, str(images), str(labels), str(threads)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.version = str(self._ask({})["version"])

    def begin(self, hidden: tuple[int, ...], optimizer: str) -> None:
        """Make a new network."""
        self._ask({"hidden": hidden, "optimizer": optimizer})

    def epoch(self) -> float:
        """Train for an epoch, and return its seconds."""
        return float(self._ask({"epoch": True})["seconds"])

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as error:
            msg = "it ended by itself"
            raise PeerError(msg) from error
        return answer
