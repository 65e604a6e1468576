"""Judges a model, or compares several.

python -m tools.judging resources/models/mnistpad.npz --svg curves.svg --misread misread.png
python -m tools.judging --compare a.npz b.npz
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from mnistpad import model_file
from mnistpad.errors import MnistPadError
from tools.judging import curve_picture, sheet, words
from tools.judging.hand import crowd
from tools.judging.judgement import judge
from tools.judging.material import gather
from tools.judging.reading import Reader


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge as the arguments say; 1 if a file cannot be read."""
    asked = _parser().parse_args(arguments)
    if not asked.models:
        _parser().error("name a model")
    try:
        _run(asked)
    except MnistPadError as error:
        print(f"judging: {error}", file=sys.stderr)
        return 1
    return 0


def _run(asked: argparse.Namespace) -> None:
    models = [(path, model_file.load(path)) for path in asked.models]
    material = gather(asked.seed, asked.writers)
    curves = not asked.compare and not asked.no_curves
    judgements = [judge(path, model, material, curves=curves, exam=asked.exam) for path, model in models]
    if asked.compare:
        print(words.comparison(judgements), end="")
    else:
        print("\n".join(words.report(judgement) for judgement in judgements), end="")
    if asked.json:
        plain = [words.as_json(judgement) for judgement in judgements]
        asked.json.write_text(json.dumps(plain if asked.compare else plain[0], indent=1), encoding="utf-8")
    if asked.svg and judgements[0].curves:
        asked.svg.write_text(curve_picture.picture(judgements[0].curves), encoding="utf-8")
    if asked.misread:
        sheet.save(asked.misread, *sheet.misread(Reader(models[0][1]), material))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.judging", description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", type=Path, metavar="MODEL")
    parser.add_argument("--compare", action="store_true", help="one table with a row a model, without curves")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="also draw the curves")
    parser.add_argument(
        "--misread", type=Path, metavar="FILE", help="also write a PNG of what is misread, the surest first"
    )
    parser.add_argument("--exam", action="store_true", help="also read MNIST's test images: once, at the end")
    parser.add_argument("--no-curves", action="store_true", help="leave out what takes longest")
    parser.add_argument("--seed", type=int, default=0, help="of the made-up writers")
    parser.add_argument("--writers", type=int, default=crowd.WRITERS, metavar="N", help="how many of them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
