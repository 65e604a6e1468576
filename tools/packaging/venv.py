"""Makes the environment that packages are built in: only what MnistPad needs to run, and the tools that pack it.

Runs on the system's Python and its standard library alone. What lies in .venv for tests never comes near a package.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
EXTRAS = {"index": "index"}
"""The optional dependencies that a command needs where they are not `package`."""


def main() -> int:
    """Make the environment, unless it is there, and run `tools.packaging` in it with the arguments given."""
    if sys.version_info < (3, 11):
        sys.exit("packaging: MnistPad needs Python 3.11 or newer. Name another one: make PYTHON=python3.11 ...")
    try:
        python = make(EXTRAS.get(next(iter(sys.argv[1:]), ""), "package"))
        command: list[str | Path] = [python, "-m", "tools.packaging", *sys.argv[1:]]
        return subprocess.run(command, cwd=PROJECT, check=False).returncode
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"packaging: The environment could not be made: {error}. Check the network, then try again.")
        return 1
    except KeyboardInterrupt:
        return 130


def make(extra: str) -> Path:
    """Install what pyproject.toml asks for, if that is not what is installed; return the environment's Python.

    Each extra has an environment of its own: what uploads to PyPI brings libraries that must not be frozen.
    """
    venv = PROJECT / "build" / "packaging" / f"venv-{extra}"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = venv / "mnistpad-packaging.json"
    if _noted(stamp) == _wanted(extra) and python.exists():
        return python
    print(f"packaging: making {venv.relative_to(PROJECT)}, to build in (once)", flush=True)
    shutil.rmtree(venv, ignore_errors=True)
    venv.parent.mkdir(parents=True, exist_ok=True)
    # In an activated .venv sys.executable is that environment's own, which may have no pip.
    base = Path(sys.executable).resolve() if sys.prefix != sys.base_prefix and os.name != "nt" else sys.executable
    command: list[str | Path] = [base, "-m", "venv", "--without-pip", venv]
    subprocess.run(command, check=True)
    pip: list[str | Path] = [base, "-m", "pip", "--python", python, "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--root-user-action=ignore", "--editable", f".[{extra}]"], cwd=PROJECT, check=True)
    stamp.write_text(json.dumps(_wanted(extra)), encoding="utf-8")
    return python


def _noted(stamp: Path) -> object:
    try:
        return json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _wanted(extra: str) -> dict[str, object]:
    import tomllib  # which a Python that is too old does not have

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [*project["dependencies"], *project["optional-dependencies"][extra]]
    return {"project": str(PROJECT), "needs": needs, "python": "%d.%d" % sys.version_info[:2]}


if __name__ == "__main__":
    sys.exit(main())
