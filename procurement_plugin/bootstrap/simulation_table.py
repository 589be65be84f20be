"""A simulation as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.bootstrap.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def simulation(found: Mapping[str, Any]) -> str:
    """Ranking, sensitivity, second data set, other sea route."""
    parts = [_ranking(found), *_firmness(found), *_second(found), _other_route(found)]
    return "\n\n".join([*parts, "A simulation, never an award."])


def _ranking(found: Mapping[str, Any]) -> str:
    names = list(found["bids"][0]["points"])
    rows = [
        [str(bid.get("rank", "-")), bid["bidId"], *bid["points"].values(), bid.get("total", "open")]
        for bid in sorted(found["bids"], key=lambda bid: (bid.get("rank", len(found["bids"]) + 1), bid["bidId"]))
    ]
    return "\n".join(aligned([["rank", "bid", *names, "total"], *rows], 2))


def _firmness(found: Mapping[str, Any]) -> Iterator[str]:
    firm = found.get("sensitivity")
    if firm is None:
        return
    within = " Rounding alone could explain it." if firm["withinRounding"] else ""
    yield f"{firm['winner']} leads {firm['second']} by {firm['lead']} unrounded points.{within}"
    rows = [
        [
            row["criterion"],
            row["weight"],
            f"{row['low']} to {row['high']}",
            ", ".join(filter(None, (row.get("overtakingBelow"), row.get("overtakingAbove")))),
        ]
        for row in firm["weights"]
    ]
    title = f"Weights within which {firm['winner']} stays first, the others keeping their proportions:"
    yield title + "\n" + "\n".join(aligned([["criterion", "weight", "stays first", "else"], *rows], 1))
    transfer = firm.get("smallestTransfer")
    if transfer is None:
        yield "No transfer of weight between two criteria changes the winner."
    else:
        yield (
            f"The smallest transfer that changes it: {transfer['percentagePoints']} percentage points from "
            f"{transfer['from']} to {transfer['to']}, then {transfer['overtaking']} draws level."
        )


def _second(found: Mapping[str, Any]) -> Iterator[str]:
    second = found.get("secondDataSet")
    if second is None:
        return
    verdict = "the order of the bids would change" if second["orderChanges"] else "the order of the bids stays"
    rows = [
        [
            row["bidId"],
            str(row.get("rank", "-")),
            str(row.get("secondRank", "-")),
            row.get("measure", {}).get("value", "-"),
            row.get("measure", {}).get("secondValue", "-"),
        ]
        for row in second["bids"]
    ]
    heads = ["bid", "rank", "there", "emissions", "there"]
    lines = [f"With the data set {second['id']} {verdict}.", *aligned([heads, *rows], 1)]
    widest = next((row for row in second["classes"] if row["intensity"] != row["secondIntensity"]), None)
    if widest is not None:
        lines.append(
            f"The largest difference: {widest['vehicleClass']} ({widest['mode']}) {widest['intensity']} here, "
            f"{widest['secondIntensity']} there, {widest['unit']}."
        )
    if second["notCompared"]:
        lines.append(f"Not compared, a class is missing there: {', '.join(second['notCompared'])}.")
    yield "\n".join(lines)


def _other_route(found: Mapping[str, Any]) -> str:
    other = found["otherSeaScenario"]
    route = "round the Cape" if other["seaScenario"] == "cape" else "through Suez"
    verdict = "would change" if other["orderChanges"] else "stays"
    return f"With ships {route} the order of the bids {verdict}."
