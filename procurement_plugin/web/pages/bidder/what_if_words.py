"""What-ifs as sentences; a kind without words of its own is told by its changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.web.pages.language import marked, t, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_INDEX = re.compile(r"(\w+)\[(\d+)\]")
TIERS: Mapping[str, str] = {
    "firstTier": marked("Disclose all sites of the first tier of your supply chain, with a document about them."),
    "secondTier": marked("Disclose all sites of the second tier of your supply chain, with a document about them."),
    "thirdTier": marked("Disclose all sites of the third tier of your supply chain, with a document about them."),
}
FACTS: Mapping[str, str] = {
    "deliveryLeadTime": marked("Hand in a document about the guaranteed lead time."),
    "sites": marked("Hand in a document about the capacity and the recovery of your sites."),
    "stock": marked("Hand in a document about the stock."),
    "leadTime": marked("Hand in a document about the lead time."),
    "transparency": marked("Hand in a document about the disclosure of your supply chain."),
    "materials": marked("Hand in a document about what protects against the failing of materials."),
}

OTHER_FACT = marked("Hand in a document about what has none.")


class Said(NamedTuple):
    """A what-if with its changes by the name that changes, and the bid as sent."""

    row: Mapping[str, Any]
    changes: Mapping[str, Mapping[str, Any]]
    bid: Mapping[str, Any]

    @property
    def first(self) -> Mapping[str, Any]:
        """The first change."""
        found: Mapping[str, Any] = self.row["changes"][0]
        return found

    def figures(self) -> dict[str, str]:
        """Before and after, as the reader writes numbers."""
        figure = words().filters()["figure"]
        return {"before": figure(self.first.get("from", "0")), "after": figure(self.first["to"])}

    def number(self, name: str, default: int = 0) -> int:
        """The number of the row of a list in the changed places."""
        found = (dict(_INDEX.findall(change["where"])) for change in self.row["changes"])
        return next((int(numbers[name]) for numbers in found if name in numbers), default)


def sentence_of(row: Mapping[str, Any], bid: Mapping[str, Any]) -> str:
    """A what-if in the reader's language."""
    changes: dict[str, Mapping[str, Any]] = {}
    # Of an assumed chain all parts are spelled out; what had a value before is what changes.
    for change in sorted(row["changes"], key=lambda change: "from" not in change):
        changes.setdefault(_last(change["where"]), change)
    said = Said(row, changes, bid)
    sayer = SAYERS.get(row["kind"])
    return sayer(said) if sayer else "; ".join(f"{c['where']}: {c.get('to', '–')}" for c in row["changes"])


def _last(where: str) -> str:
    return where.rpartition(".")[2].partition("[")[0]


def _way(said: Said) -> dict[str, Any]:
    """Where on the way: place of production and part, counted from 1."""
    vehicle = words().functions()["vehicle_class"]
    named = said.changes["vehicleClass"]
    at = {name: int(number) for name, number in _INDEX.findall(named["where"])}
    site = said.bid["items"][at["items"]]["productionSites"][at["productionSites"]]
    return {
        "site": site["id"],
        "part": at["elements"] + 1,
        "vehicle": vehicle(named["to"]),
        "before": vehicle(named.get("from", "")),
    }


def _other_mode(said: Said) -> str:
    label, mode = words().functions()["label"], said.changes["mode"]
    known = {**_way(said), "mode": label(f"mode.{mode['from']}"), "other": label(f"mode.{mode['to']}")}
    known.pop("before")
    return t(
        "Place of production {site}, part {part} of the way: by {other} ({vehicle}) instead of {mode}. Whether there "
        "are terminals at both ends is for you to see.",
        **known,
    )


def _other_fuel(said: Said) -> str:
    return t("Place of production {site}, part {part} of the way: with {vehicle} instead of {before}.", **_way(said))


def _lead_time(said: Said) -> str:
    declared = (said.bid.get("criterionInputs") or {}).get("proximity", {}).get("deliveryLeadTime", {})
    hours = declared.get("unit") == "h" and _last(said.first["where"]) == "value"
    unit = words().functions()["label"]("unit.h" if hours else "unit.d")
    return t("Guarantee a lead time of {after} instead of {before} {unit}.", unit=unit, **said.figures())


def _sources(said: Said) -> str:
    return t("Qualify {after} instead of {before} sources of {material}.", material=_material(said), **said.figures())


def _stock(said: Said) -> str:
    if "materials" in said.first["where"]:
        return t(
            "Keep {after} instead of {before} days of need of {material} in stock.",
            material=_material(said),
            **said.figures(),
        )
    return t("Keep {after} instead of {before} units in stock for this contract.", **said.figures())


def _material(said: Said) -> str:
    rows = said.bid["criterionInputs"]["supplySecurity"]["materials"]
    return str(rows[said.number("materials")]["material"])


def _disclosure(said: Said) -> str:
    return t(TIERS[_last(said.first["where"])])


def _clause(_: Said) -> str:
    return t("Offer a clause with damages for being late, and name it.")


def _verified(_: Said) -> str:
    return t("Once the contracting authority has checked your documents, these points are no longer provisional.")


def _behind(said: Said) -> str:
    where = next(
        change["where"]
        for change in said.row["changes"]
        if _last(change["where"]) == "evidence" and "criterionInputs" in change["where"]
    )
    part = where.split(".")[3].partition("[")[0]
    return t(FACTS.get(part, OTHER_FACT))


SAYERS: Mapping[str, Callable[[Said], str]] = {
    "otherMode": _other_mode,
    "otherFuel": _other_fuel,
    "shorterLeadTime": _lead_time,
    "moreSources": _sources,
    "moreStock": _stock,
    "moreDisclosure": _disclosure,
    "damagesClause": _clause,
    "verifiedDocuments": _verified,
    "documentsBehind": _behind,
}
