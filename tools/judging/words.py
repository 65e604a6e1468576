"""The report in words and numbers, for people and for machines."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tools.judging.curves import Curve
from tools.judging.judgement import CERTAIN, STOPS, Judgement, Reading, mean_part, worst
from tools.judging.statistics import Tally

_STOPS = {"guess": "Always guess", "balanced": "Balanced", "sure": "Only when sure"}
_IMAGES = {
    "kept": "Kept writers (pendigits)",
    "held_out": "MNIST, held out",
    "exam": "MNIST, test images",
    "shapes": "Own shapes",
}


def report(judgement: Judgement) -> str:
    """Return the whole report on one model."""
    return "\n".join(_lines(judgement)) + "\n"


def comparison(judgements: Sequence[Judgement]) -> str:
    """Return one table, a row a model."""
    head = ["model", "MNIST held out", "kept writers", "own shapes", "worst three shapes", "ECE", "digits", "letters"]
    rows = [head, *(_row(judgement) for judgement in judgements)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    note = "ECE: of the kept writers. Digits: of theirs, named at Balanced. Letters: declined at Balanced."
    return "\n".join([*lines, "", note]) + "\n"


def as_json(judgement: Judgement) -> dict[str, Any]:
    """Return the report as plain values: parts from 0 to 1, each with its count and its interval."""
    whole = {name: reading and _reading_json(reading) for name, reading in _readings(judgement)}
    declining = judgement.declining
    return {
        "model": judgement.model,
        "name": judgement.name,
        "sizes": list(judgement.sizes),
        "can_decline": judgement.can_decline,
        "not_comparable": judgement.excuses,
        "digits": whole,
        "others": {
            "declined": {stop: _tallies_json(declining.declined[stop]) for stop in STOPS},
            "letters_declined_balanced": _tallies_json(declining.letters),
            "things_declined_balanced": _tallies_json(declining.names),
            "certain": _tallies_json(declining.certain),
            "auroc": declining.auroc,
        },
        "curves": {
            images: {name: _tallies_json(curve.tallies) for name, curve in curves.items()}
            for images, curves in judgement.curves.items()
        },
    }


def _lines(judgement: Judgement) -> Iterator[str]:
    yield f"{judgement.model}: {judgement.name or 'no name'}, {'-'.join(map(str, judgement.sizes))}"
    yield from ["", "Read right, with Wilson's 95 % interval as if all drawings were independent:"]
    for name, reading in _readings(judgement):
        if reading is not None:
            yield f"  {_IMAGES[name]:26} {_said(reading.whole)}, ECE {100 * reading.calibration_error:.2f} %"
            if reading.over_people:
                low, high = reading.over_people
                yield f"  {'  by whole writers':26}           ({100 * low:.2f} to {100 * high:.2f})"
        elif name in judgement.excuses:
            yield f"  {_IMAGES[name]:26} {judgement.excuses[name]}"
    yield f"  {'Own shapes, mean of them':26} {100 * mean_part(judgement.shapes.groups['shape']):6.2f} %"
    for name, reading in _readings(judgement):
        for group, tallies in reading.groups.items() if reading else ():
            yield from _table(f"{_IMAGES[name]}, by {group}", tallies)
    yield from _declining(judgement)
    for images, curves in judgement.curves.items():
        yield from _curves(_IMAGES[images], curves.values())


def _readings(judgement: Judgement) -> list[tuple[str, Reading | None]]:
    return [
        ("kept", judgement.kept),
        ("held_out", judgement.held_out),
        ("exam", judgement.exam),
        ("shapes", judgement.shapes),
    ]


def _table(title: str, tallies: Iterable[Tally]) -> Iterator[str]:
    yield from ["", f"{title}:"]
    yield from (f"  {each.name:26} {_said(each)}" for each in tallies)


def _declining(judgement: Judgement) -> Iterator[str]:
    declining = judgement.declining
    if not judgement.can_decline:
        yield from ["", "It has seen only digits: it cannot decline."]
    yield from _table(f"Called a digit with more than {CERTAIN:.0%} though they are none", declining.certain)
    yield from ["", f"  {'What separates them':26} " + "".join(f"{kind:>14}" for kind in _kinds(judgement))]
    for score, parts in declining.auroc.items():
        yield f"  {'AUROC by ' + score:26} " + "".join(f"{part:14.4f}" for part in parts.values())
    if not judgement.can_decline:
        return
    yield from ["", "When unsure:" + " " * 17 + "".join(f"{_STOPS[stop]:>24}" for stop in STOPS)]
    for name, reading in _readings(judgement):
        if reading is not None:
            yield f"  {_IMAGES[name] + ', named':36}" + "".join(f"{_cell(reading.named[stop]):>24}" for stop in STOPS)
            yield f"  {'  of these, right':36}" + "".join(f"{_cell(reading.right[stop]):>24}" for stop in STOPS)
    for nth, kind in enumerate(_kinds(judgement)):
        cells = [_cell(declining.declined[stop][nth]) for stop in STOPS]
        yield f"  {kind.capitalize() + ', declined':36}" + "".join(f"{cell:>24}" for cell in cells)
    yield from _table("Letters, declined at Balanced", declining.letters)
    yield from _table("Other things, declined at Balanced", declining.names)


def _kinds(judgement: Judgement) -> list[str]:
    return [each.name for each in judgement.declining.certain]


def _curves(images: str, curves: Iterable[Curve]) -> Iterator[str]:
    yield from ["", f"{images}, changed (each row on {_count(curves)} drawings; a part of 100 that is read right):"]
    for curve in curves:
        yield f"  {curve.way.title}, {curve.way.unit}"
        yield "    " + "".join(f"{value:>8g}" for value in curve.way.values)
        yield "    " + "".join(f"{100 * each.part:>8.1f}" for each in curve.tallies)


def _count(curves: Iterable[Curve]) -> int:
    return next(iter(curves)).tallies[0].count


def _row(judgement: Judgement) -> list[str]:
    shapes = judgement.shapes.groups["shape"]
    poor = "; ".join(f"{each.name} {100 * each.part:.0f}" for each in worst(shapes, 3))
    kept = judgement.kept
    return [
        judgement.model,
        _cell(judgement.held_out.whole) if judgement.held_out else "not comparable",
        _cell(kept.whole) if kept else "not comparable",
        f"{100 * mean_part(shapes):.2f}",
        poor,
        f"{100 * kept.calibration_error:.2f}" if kept else "",
        f"{100 * kept.named['balanced'].part:.1f}" if kept and judgement.can_decline else "",
        f"{100 * judgement.declining.declined['balanced'][0].part:.1f}" if judgement.can_decline else "",
    ]


def _said(each: Tally) -> str:
    low, high = each.interval
    return f"{_percent(each.part):>6} %  ({100 * low:.2f} to {100 * high:.2f})  {each.good:,} of {each.count:,}"


def _cell(each: Tally) -> str:
    low, high = each.interval
    return f"{_percent(each.part)} ({100 * low:.1f}–{100 * high:.1f})"


def _percent(part: float) -> str:
    return "–" if math.isnan(part) else f"{100 * part:.2f}"


def _reading_json(reading: Reading) -> dict[str, Any]:
    return {
        "whole": _tally_json(reading.whole),
        "interval_over_people": reading.over_people,
        "calibration_error": reading.calibration_error,
        "by": {group: _tallies_json(tallies) for group, tallies in reading.groups.items()},
        "named": {stop: _tally_json(each) for stop, each in reading.named.items()},
        "right_of_named": {stop: _tally_json(each) for stop, each in reading.right.items()},
    }


def _tallies_json(tallies: Iterable[Tally]) -> dict[str, dict[str, Any]]:
    return {each.name: _tally_json(each) for each in tallies}


def _tally_json(each: Tally) -> dict[str, Any]:
    part = None if math.isnan(each.part) else each.part
    return {"part": part, "interval": list(each.interval), "good": each.good, "count": each.count}
