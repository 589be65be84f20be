"""An independent recomputation of every point from an answer's JSON alone, in rational numbers."""

from fractions import Fraction as F
from math import floor


def half_up(x: F, places: int) -> F:
    return F(floor(abs(x) * 10**places + F(1, 2)), 10**places) * (1 if x >= 0 else -1)


def value(scale: list, x: F) -> F:
    points = [(F(p["at"]), F(p["value"])) for p in scale]
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        if x <= x1:
            return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    return points[-1][1]


def emissions(score: dict, lot: dict) -> F:
    kg = sum(
        F(o["massKg"]) / 1000 * F(o["siteShare"]) / 100 * F(o["deliveryShare"]) / 100
        * (F(o["distanceKm"]) if o["intensityUnit"] == "kgCO2e/tkm" else 1)
        * F(o["intensity"]) * F(o["adjustment"]) * F(o.get("temperatureFactor", "1"))
        for o in (s["operands"] for s in score["steps"] if s["step"] in ("element", "hub"))
    )  # fmt: skip
    per_tonne = lot["functionalUnit"] == "tonneDelivered"
    quantity = sum(F(i["massKg"]) / 1000 if per_tonne else F(i["quantity"]) for i in lot["items"])
    return half_up(kg / quantity, 3)


def recomputed(answer: dict) -> dict:
    """Bid id -> (points by position, total), from the measures and anchors of the answer."""
    places = int(answer["roundingPolicy"]["pointsDecimals"])
    result = {}
    for bid in answer["bids"]:
        points = []
        for criterion, score in zip(answer["weightProfile"]["criteria"], bid["criteria"], strict=True):
            if "measure" not in score:
                points.append(F(score["points"]) if "points" in score else None)
                continue
            if score["criterion"] == "transportEmissions":
                assert emissions(score, answer["lot"]) == F(score["measure"]["value"])
            u = value(criterion["scale"], F(score["measure"]["value"]))
            points.append(half_up(F(criterion["weight"]) * u, places))
        result[bid["id"]] = (points, None if None in points else sum(points))
    return result
