"""What can be wrong with a declared transport chain: faults that keep it from being measured, and remarks beside it.

Own wording of the validation rules of ISO 14083 practice; every threshold is a published parameter.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.transport_chain import PER_TONNE, DistanceBasis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from procurement_plugin.domain.transport_chain import EmissionIntensity, PrimaryData, TransportChainElement

PER_TEU = "kgCO2e/TEUkm"


def distance_fault(element: TransportChainElement, geodesic: Decimal | None, ratio: Decimal) -> str:
    """The fault of a declared distance by itself and against the straight line between its ends; empty when none.

    ``ratio`` is the shortest plausible length as a share of the geodesic.
    """
    kilometres = element.distance_km
    if kilometres is None:
        return ""
    if element.distance_basis == DistanceBasis.ACTUAL:
        return "chain.actualDistance"
    if geodesic is None:
        return "chain.zeroLength" if kilometres == 0 else ""
    if kilometres == 0:
        return "chain.zeroLength" if geodesic > 0 else ""
    return "chain.shorterThanGeodesic" if kilometres < geodesic * ratio else ""


def primary_faults(element: TransportChainElement, primary: PrimaryData, gwp: str) -> Iterator[tuple[str, str]]:
    """Faults of a carrier's own intensity, as code and the figures found; ``gwp`` is the data set's."""
    if primary.tank_to_wheel > primary.well_to_wheel:
        yield "chain.tankAboveWell", f"{primary.tank_to_wheel:f} tank to wheel, {primary.well_to_wheel:f} well to wheel"
    if primary.gwp != gwp:
        yield "chain.otherWarmingPotentials", f"{primary.gwp} declared, {gwp} in the data set"
    if (primary.unit == PER_TONNE) != (element.mode == "hub"):
        yield "chain.unitOfIntensity", f"{primary.unit} for {element.mode}"
    if primary.unit == PER_TEU and primary.teu_per_tonne is None:
        yield "chain.containersMissing", ""
    if not element.evidence:
        yield "chain.primaryWithoutEvidence", primary.operation


def activity_faults(
    primary: PrimaryData, tonnes: Decimal, kilometres: Decimal, emitted: Decimal, tolerance: Decimal
) -> Iterator[tuple[str, str]]:
    """Declared tonne-kilometres and kg CO2e against what mass, distance and intensity give.

    ``tolerance`` is a share of the computed figure.
    """
    activity = tonnes * kilometres
    if primary.activity is not None and abs(primary.activity - activity) > activity * tolerance:
        yield (
            "chain.activityDiffers",
            f"{primary.activity:f} tkm declared, {activity.normalize():f} tkm from mass and distance",
        )
    if primary.emitted is not None and abs(primary.emitted - emitted) > emitted * tolerance:
        yield (
            "chain.emissionsDiffer",
            f"{primary.emitted:f} kg declared, {emitted.normalize():f} kg from the declared parts",
        )


def remarks(
    element: TransportChainElement,
    intensity: EmissionIntensity,
    default: EmissionIntensity | None,
    geodesic: Decimal | None,
    figure: Callable[[str], Decimal],
) -> Iterator[tuple[str, str]]:
    """What deserves a question though the element can be measured; ``default`` is the data set's own intensity."""
    primary, kilometres = element.primary, element.distance_km
    if geodesic and kilometres is not None and element.mode in DETOURS:
        most = geodesic * figure(DETOURS[element.mode])
        if kilometres > most:
            yield "chain.longDetour", f"{kilometres:f} km declared, {geodesic:f} km straight"
    if primary is not None and default is not None and primary.unit != PER_TONNE and default.well_to_wheel:
        ratio = intensity.well_to_wheel / default.well_to_wheel
        if not figure(PLAUSIBLE[0]) <= ratio <= figure(PLAUSIBLE[1]):
            found = (
                f"{intensity.well_to_wheel.normalize():f} declared, {default.well_to_wheel:f} by default, per tonne-km"
            )
            yield "chain.unusualIntensity", found
    claimed = intensity.fuel or (primary.energy_carrier if primary is not None and _uncommon(primary) else "")
    if claimed and not element.evidence:
        yield "chain.fuelWithoutEvidence", claimed
    if primary is not None and primary.teu_per_tonne:
        tonnes = Decimal(1) / primary.teu_per_tonne
        if not figure(TEU_MASS[0]) <= tonnes <= figure(TEU_MASS[1]):
            yield "chain.unusualContainerMass", f"{tonnes:.1f} t per TEU"


def _uncommon(primary: PrimaryData) -> bool:
    return primary.energy_carrier.lower() not in COMMON_CARRIERS


def finding(code: str, where: str, detail: str = "") -> Finding:
    """The finding of a code, with the figures found; the remarks that merely inform say so."""
    message, remedy = MESSAGES[code]
    severity = Severity.INFORM if code in INFORMS else Severity.WARN
    text = f"{message} ({detail})" if detail else message
    return Finding(code=code, severity=severity, kind=Kind.DATA, message=text, where=where, remedy=remedy)


COMMON_CARRIERS = frozenset(
    {"", "diesel", "hfo", "vlsfo", "mgo", "marine gas oil", "heavy fuel oil", "jet fuel", "kerosene"}
)
DETOURS = {"road": "transport_emissions.road_detour_warn", "rail": "transport_emissions.rail_detour_warn"}
PLAUSIBLE = ("transport_emissions.plausible_intensity_low", "transport_emissions.plausible_intensity_high")
TEU_MASS = ("transport_emissions.container_mass_minimum", "transport_emissions.container_mass_maximum")
INFORMS = frozenset({"chain.gapClosed", "site.placedByTable"})
_EVIDENCE = "Ask the bidder for the document behind it."
MESSAGES = {
    "site.evidenceUnusable": (
        "No usable evidence stands behind the production site.",
        "Ask the bidder for evidence that holds, as far as Article 56(3) and the published documents allow.",
    ),
    "chain.evidenceUnusable": (
        "No usable evidence stands behind the element.",
        "Ask the bidder for evidence that holds; without it the element is not measured.",
    ),
    "chain.actualDistance": (
        "An actual distance charges a late drop for the vehicle's other stops.",
        "Declare the shortest feasible distance (SFD), or the great circle distance (GCD) for air.",
    ),
    "chain.zeroLength": (
        "A length of 0 km would score zero emissions.",
        "Declare the length of the element, or leave the element out.",
    ),
    "chain.shorterThanGeodesic": (
        "The declared distance is shorter than the straight line between its ends.",
        "Check the distance and the coordinates (latitude first, then longitude).",
    ),
    "chain.shorterThanSeaRoute": (
        "The declared distance is shorter than the shortest way a ship can sail between its ends.",
        "Check the distance, or leave it out to have it looked up.",
    ),
    "chain.farFromPort": (
        "A sea element begins or ends too far from any port of the table.",
        "Declare the ports by their UN/LOCODE, and the carriage to them as elements of their own.",
    ),
    "chain.noLandConnection": (
        "No road, bridge or tunnel joins the two ends of the element.",
        "Declare the ferry or ship as an element of its own, from port to port.",
    ),
    "chain.unlistedBridge": (
        "A road or railway is declared between two shores, and no bridge or tunnel between them is in the table.",
        "Check that there is one; a ferry is an element of its own.",
    ),
    "chain.hubWithLength": (
        "A hub operation has a length; a hub moves nothing.",
        "Leave the distance out, and declare the carriage as an element of its own.",
    ),
    "chain.terminalsMissing": (
        "Rail and inland waterway count only between declared terminals.",
        "Declare from and to of the element.",
    ),
    "chain.distanceMissing": (
        "The element has no distance, and none can be worked out for it.",
        "Declare distanceKm; or both ends of a road, rail, sea or air element.",
    ),
    "chain.seaNotCovered": ("The tables hold no sea way between the two ends.", "Declare the distance and its source."),
    "chain.gapNotClosed": (
        "Two elements do not meet, and no road joins their ends.",
        "Declare the element that is missing between them.",
    ),
    "chain.lengthDiffers": (
        "The elements do not add up to the declared length of the chain.",
        "Correct the elements or totalDistanceKm.",
    ),
    "chain.temperatureNotCovered": (
        "The item is refrigerated and the element's class is not, and no addition is published for its mode.",
        "Declare a refrigerated class, or the carrier's own intensity with its evidence.",
    ),
    "chain.tankAboveWell": (
        "The emissions from the vehicle are declared higher than those from well to wheel, which include them.",
        "Correct co2eIntensityTTW or co2eIntensityWTW.",
    ),
    "chain.otherWarmingPotentials": (
        "The intensity was worked out with other global warming potentials than the data set.",
        "Have the carrier state it with the data set's potentials.",
    ),
    "chain.unitOfIntensity": (
        "The unit of the intensity does not fit the mode: a hub counts per tonne, a vehicle per tonne-km or TEU-km.",
        "Correct co2eIntensityUnit or the mode.",
    ),
    "chain.containersMissing": (
        "An intensity per TEU-km needs the containers that a tonne of the goods takes.",
        "Declare teuPerTonne.",
    ),
    "chain.primaryWithoutEvidence": ("A carrier's own intensity needs a document behind it.", _EVIDENCE),
    "chain.activityDiffers": (
        "The declared tonne-kilometres are not mass times distance.",
        "Correct transportActivity, the distance or the mass.",
    ),
    "chain.emissionsDiffer": (
        "The declared emissions are not activity times intensity.",
        "Correct co2eWTW or the intensity.",
    ),
    "chain.gapClosed": (
        "Two elements do not meet; a road between their ends was added, with data quality E.",
        "Declare the element between them for a better figure.",
    ),
    "chain.longDetour": ("The declared distance is a long detour.", "Check the distance and the two ends."),
    "chain.unusualIntensity": ("The declared intensity is far from the default of its class.", _EVIDENCE),
    "chain.fuelWithoutEvidence": ("A vehicle on an uncommon energy carrier is claimed without a document.", _EVIDENCE),
    "chain.unusualContainerMass": ("The mass in a container is unusual.", "Check teuPerTonne."),
    "site.locationMissing": (
        "The production site has no place.",
        "Ask the bidder for it; the registered office is never used instead.",
    ),
    "site.placeNotFound": (
        "The place of the production site is in none of the tables.",
        "Ask the bidder for the coordinates of the site.",
    ),
    "chain.placeNotFound": ("An end of the element is in none of the tables.", "Declare its coordinates."),
    "site.countryDoubt": (
        "The coordinates of the site and its stated country do not agree.",
        "Check the coordinates (latitude first, then longitude) and the country.",
    ),
    "site.placedByTable": (
        "The place was looked up in a table; the coordinates of the site itself would be more precise.",
        "Declare latitude and longitude for a better figure.",
    ),
    "chain.defaultNotCovered": (
        "No default chain leads from the site to the delivery point.",
        "Declare the chain element by element.",
    ),
    "chain.roadNotCovered": ("No road is worked out between the two ends.", "Declare the chain element by element."),
    "chain.intensityNotCovered": ("The data set has no such intensity.", "Declare a class of the published data set."),
    "chain.basisNotCovered": (
        "No adjustment is published between the distance bases of element and intensity.",
        "Declare SFD for road, rail and sea, GCD for air.",
    ),
    "item.notOffered": ("The bid says nothing about an item of the lot.", "Ask the bidder."),
}
