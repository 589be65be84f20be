"""What crossed a threshold between two scans: of two vintages of the data, of two years, or of two bills."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.domain.raw_materials.dependency import TESTS, Grade, grade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Figure = Callable[[str], Decimal]

THRESHOLDS = {
    "supplyRisk": "raw_materials.supply_risk_threshold",
    "economicImportance": "raw_materials.economic_importance_threshold",
}
GRADES = tuple(Grade)


def compare_scans(before: Mapping[str, Any], after: Mapping[str, Any], figure: Figure) -> dict[str, Any]:
    """Every threshold that was crossed, material by material, and materials that came or went.

    Args:
        before, after: documents of ``scan``; the thresholds are those of today.
    """
    old = {row["material"]: row for row in before["materials"]}
    new = {row["material"]: row for row in after["materials"]}
    crossed = [
        {"material": name, "name": new[name]["name"], **change}
        for name in sorted(old.keys() & new.keys())
        for change in _changes(old[name], new[name], figure)
    ]
    return {
        "before": _named(before),
        "after": _named(after),
        "crossed": crossed,
        "appeared": sorted(new.keys() - old.keys()),
        "disappeared": sorted(old.keys() - new.keys()),
        "compared": len(old.keys() & new.keys()),
    }


def _named(document: Mapping[str, Any]) -> dict[str, Any]:
    return stripped({name: document.get(name) for name in ("query", "asOf", "scannedAt")})


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], figure: Figure) -> Iterator[dict[str, Any]]:
    yield from _assessed(old.get("assessment", {}), new.get("assessment", {}), figure)
    for name in ("critical", "strategic"):
        if old[name] != new[name]:
            yield _change(name, "up" if new[name] else "down", old[name], new[name])
    yield from _stages(old, new)
    yield from _imports(old, new)
    yield from _grades(old, new)


def _grades(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The grade on the tests of which both scans know the outcome; more data alone is no more risk."""
    known = set(old.get("testsKnown", TESTS)) & set(new.get("testsKnown", TESTS))
    before, after = (grade(test for test in row.get("testsMet", ()) if test in known) for row in (old, new))
    if before != after:
        rises = GRADES.index(after) > GRADES.index(before)
        yield _change("grade", "up" if rises else "down", str(before), str(after))


def _assessed(old: Mapping[str, Any], new: Mapping[str, Any], figure: Figure) -> Iterator[dict[str, Any]]:
    for name, parameter in THRESHOLDS.items():
        if name in old and name in new:
            limit = figure(parameter)
            sides = [Decimal(row[name]) >= limit for row in (old, new)]
            if sides[0] != sides[1]:
                yield _change(name, "up" if sides[1] else "down", old[name], new[name], f"{limit:f}")


def _stages(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The benchmark of one third country, stage by stage."""
    earlier = {stage["stage"]: stage for stage in old.get("stages", ())}
    for stage in new.get("stages", ()):
        rows = [one.get("largestThirdCountry") for one in (earlier.get(stage["stage"], {}), stage)]
        if rows[0] and rows[1] and rows[0]["above"] != rows[1]["above"]:
            old_words, new_words = (f"{row['share']} % {row['name']}" for row in rows)
            direction = "up" if rows[1]["above"] else "down"
            what = f"largestThirdCountry.{stage['stage']}"
            yield _change(what, direction, old_words, new_words, rows[1]["benchmark"])


def _imports(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Dependency of imports, and its persistence, good by good."""
    earlier = {(row["reporter"], row["hs"]): row for row in old.get("imports", ())}
    for row in new.get("imports", ()):
        was = earlier.get((row["reporter"], row["hs"]))
        for name in ("dependent", "persistent"):
            if was is not None and name in was and name in row and was[name] != row[name]:
                what = f"{name}.{row['reporter']}.{row['hs']}"
                yield _change(what, "up" if row[name] else "down", was[name], row[name])


def _change(what: str, direction: str, old: Any, new: Any, threshold: str = "") -> dict[str, Any]:
    """``up`` is towards more risk."""
    told = {"what": what, "direction": direction, "before": _text(old), "after": _text(new), "threshold": threshold}
    return stripped(told)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
