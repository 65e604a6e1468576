"""Makes packages. Run it as `python tools/packaging/venv.py COMMAND`, which sees to the environment.

freeze      the program's folder, in build/packaging/frozen
package     freeze, then what people of this system are given, in dist/: Linux .deb and .tar.xz, Windows and Mac .zip
index       sdist and wheel for the Python index, in dist/
smoke       the smoke test of the frozen program
sums        SHA256SUMS of all that lies in dist/
notes TAG   what CHANGELOG.md says of the version that is tagged, such as v1.2.3
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable

from tools.packaging import archive, contents, facts
from tools.packaging.frozen import freeze


def main() -> int:
    """Do what the command says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("tag", nargs="?", help="for notes")
    asked = parser.parse_args()
    try:
        _notes(asked.tag or "") if asked.command == "notes" else COMMANDS[asked.command]()
    except (contents.ForeignFileError, OSError, RuntimeError, ValueError) as error:
        print(f"packaging: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"packaging: {error.cmd[0]} ended with {error.returncode}; its own words are above.", file=sys.stderr)
        return 1
    return 0


def _freeze() -> None:
    folder = freeze.freeze()
    size = archive.sizes(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    print(f"{folder.relative_to(facts.PROJECT)}: {size / 1e6:.1f} MB")


def _package() -> None:
    _freeze()
    facts.DIST.mkdir(exist_ok=True)
    name = f"{facts.NAME}-{facts.VERSION}"
    if sys.platform.startswith("linux"):
        from tools.packaging.debian import package

        made = [package.build(freeze.program_folder(), facts.DIST)]
        made.append(facts.DIST / f"{name}-linux-{platform.machine()}.tar.xz")
        archive.write_tar_xz(freeze.program_folder(), made[-1], name)
    else:
        system = "windows" if os.name == "nt" else "macos"
        made = [facts.DIST / f"{name}-{system}-{platform.machine().lower()}.zip"]
        folder = freeze.program_folder()
        archive.write_zip(folder, made[0], name if os.name == "nt" else folder.name)
    for path in made:
        print(f"{path.relative_to(facts.PROJECT)}: {path.stat().st_size / 1e6:.1f} MB")


def _index() -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", facts.DIST, facts.PROJECT],
        cwd=facts.BUILD, env=os.environ | {"SOURCE_DATE_EPOCH": str(facts.epoch())}, check=True,
    )  # fmt: skip
    wheel = facts.DIST / f"{facts.NAME}-{facts.VERSION}-py3-none-any.whl"
    sdist = facts.DIST / f"{facts.NAME}-{facts.VERSION}.tar.gz"
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", wheel, sdist], check=True)
    contents.check_index(wheel, sdist)


def _smoke() -> None:
    for arguments in (["--version"], ["smoke-test", "--json"]):
        subprocess.run([freeze.program(), *arguments], check=True)


def _sums() -> None:
    print(archive.write_sums(facts.DIST).read_text(encoding="utf-8"), end="")


def _notes(tag: str) -> None:
    sys.stdout.write(facts.notes((facts.PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), tag))


COMMANDS: dict[str, Callable[..., None]] = {
    "freeze": _freeze, "package": _package, "index": _index, "smoke": _smoke, "sums": _sums, "notes": _notes,
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
