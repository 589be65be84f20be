"""Requests and answers about watch lists."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.application.scan_watch_list import CODES
from procurement_plugin.application.site_register.site_figures import SITE_KINDS
from procurement_plugin.application.watched_figures import KINDS
from procurement_plugin.domain.monitoring.figures import COMPARISONS
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.material_scans import FIRST_YEAR, HS, LAST_YEAR, NACE
from procurement_plugin.web.schemas.reading import issue, load, refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import marshmallow as ma

    from procurement_plugin.domain.findings import Finding

PARTS = ("items", "materials", "sites")
SUBJECT = r"(?:material|site)/[A-Za-z0-9][A-Za-z0-9._:-]{0,79}"


def _few(field: ma.fields.Field[Any], most: int, description: str) -> mf.List[Any]:
    return mf.List(field, validate=Length(min=1, max=most), metadata={"description": description})


class WatchedItemSchema(f.ClosedSchema):
    """Something that is bought or made, by one or several codes or a word; it leads to raw materials."""

    name = f.PlainText(longest=80, metadata={"description": "What it is called in reports"})
    product = f.PlainText(longest=200, metadata={"description": "Name of a product or material, in en, nl, fr or de"})
    cpv = f.PatternField("[0-9]{8}(-[0-9])?", "a CPV code of 8 digits", longest=10)
    hs = f.PatternField(HS, "a code of the Harmonized System or Combined Nomenclature, 4 to 10 digits", longest=13)
    nace = f.PatternField(NACE, 'a division of NACE Rev. 2, for example "C26"', longest=6)


class OwnThresholdSchema(f.ClosedSchema):
    """A threshold of the tenant's own, with its reason."""

    kind = f.PatternField(
        "|".join([*KINDS, *(re.escape(kind) for kind in SITE_KINDS)]),
        f"one of {', '.join((*KINDS, *SITE_KINDS))}",
        longest=80,
        **said("Kind of figure"),
    )
    comparison = f.Choice(COMPARISONS, **said("When a figure is beyond it"))
    limit = f.DecimalText(places=6, **said("Limit, in the unit of the figure"))
    reason = f.PlainText(longest=400, **said("Why; printed with every crossing"))
    subject = f.PatternField(
        SUBJECT, 'material/ or site/ and an id, for example "material/cobalt"', longest=90,
        metadata={"description": "For this one only; for all when left out"},
    )  # fmt: skip


class WatchListRequestSchema(f.ClosedSchema):
    """What is watched: items, materials, sites; one or several of these."""

    name = f.PlainText(longest=120, **said("Name of the list"))
    items = _few(mf.Nested(WatchedItemSchema), 50, "Items by product, CPV, HS or NACE")
    materials = _few(f.Identifier(), 100, "Raw materials by id (refData/materials)")
    sites = _few(f.Identifier(), 200, "Production sites by their id in the register")
    thresholds = _few(mf.Nested(OwnThresholdSchema), 50, "Thresholds of your own, beside those of the sources")


class NewWatchListSchema(WatchListRequestSchema):
    """A new watch list; its first scan is made at once."""

    since = f.Count(
        metadata={
            "description": "The first scan leaves out assessments and imports after this year, so that the next one "
            "tells what crossed since"
        }
    )


LIST, NEW_LIST = WatchListRequestSchema(), NewWatchListSchema()


def read_new_watch_list(body: Any, materials: Collection[str]) -> tuple[dict[str, Any], int | None]:
    """A new list as sent, with the year of ``since``.

    Args:
        materials: ids that the tables know.

    Raises:
        UnreadableInputError: with every problem at once.
    """
    loaded = load(NEW_LIST, body)
    faults = list(_faults(loaded, materials))
    since = loaded.get("since")
    if since is not None and not FIRST_YEAR <= since <= LAST_YEAR:
        faults.append(issue("input.outOfRange", "since", f"The data begin in {FIRST_YEAR}; give a year from then on."))
    refuse(faults)
    return {name: part for name, part in body.items() if name != "since"}, since


def read_watch_list(body: Any, materials: Collection[str]) -> dict[str, Any]:
    """A list's new content as sent.

    Raises:
        UnreadableInputError: with every problem at once.
    """
    refuse(list(_faults(load(LIST, body), materials)))
    return dict(body)


def _faults(loaded: Mapping[str, Any], materials: Collection[str]) -> Iterator[Finding]:
    if not any(loaded.get(part) for part in PARTS):
        yield issue("input.requiredInput", "", f"Say what to watch: one or several of {', '.join(PARTS)}.")
    for number, item in enumerate(loaded.get("items") or ()):
        if not any(name in item for name in CODES):
            message = f"Say what it is: one or several of {', '.join(CODES)}."
            yield issue("input.requiredInput", f"items[{number}]", message)
    for number, name in enumerate(loaded.get("materials") or ()):
        if name not in materials:
            yield _no_material(f"materials[{number}]", name, materials)
    for part in ("materials", "sites"):
        given = loaded.get(part) or ()
        for number, name in enumerate(given):
            if name in given[:number]:
                yield issue("input.invalidInput", f"{part}[{number}]", f"{name} stands here twice; name it once.")
    yield from _threshold_faults(loaded.get("thresholds") or (), materials)


def _threshold_faults(rows: Any, materials: Collection[str]) -> Iterator[Finding]:
    seen = set()
    for number, row in enumerate(rows):
        place, subject = f"thresholds[{number}]", row.get("subject", "")
        key = (row["kind"], row["comparison"], row["limit"], subject)
        if key in seen:
            yield issue("input.invalidInput", place, "This threshold stands here twice; set it once.")
        seen.add(key)
        of_site = row["kind"].startswith("site.")
        kind, _, name = subject.partition("/")
        if subject and (kind == "site") != of_site:
            message = "The kind of figure and the subject do not fit: one is of a site, the other is not."
            yield issue("input.invalidInput", f"{place}.subject", message)
        elif kind == "material" and name not in materials:
            yield _no_material(f"{place}.subject", name, materials)


def _no_material(where: str, name: str, materials: Collection[str]) -> Finding:
    near = get_close_matches(name, materials, 3)
    meant = f" Perhaps: {', '.join(near)}." if near else " The ids stand at refData/materials."
    return issue("input.referencedResourceNotFound", where, f"The tables know no material {name}.{meant}")


class WatchReportHeadSchema(f.ClosedSchema):
    """A report in short."""

    number = mf.Integer(required=True)
    scannedAt = text("When")
    vintage = text("SHA-256 over the tables and thresholds that it rests on")
    summary = text("What it says, in a sentence")
    crossed = mf.Integer(required=True, metadata={"description": "Thresholds crossed since the scan before"})
    beyond = mf.Integer(required=True, metadata={"description": "Figures that stand beyond a threshold"})


class WatchListSchema(f.ClosedSchema):
    """A watch list, with what its last scan found."""

    id = text("Identifier")
    revision = mf.Integer(required=True, metadata={"description": "Also its ETag"})
    name = text("Name")
    items = mf.List(mf.Dict(), metadata={"description": "Items, as sent"})
    materials = texts("Raw materials", required=False)
    sites = texts("Production sites", required=False)
    thresholds = mf.List(mf.Dict(), metadata={"description": "Own thresholds, as sent"})
    lastReport = mf.Nested(WatchReportHeadSchema, required=True)


class WatchListsSchema(f.ClosedSchema):
    """All watch lists of the tenant, the eldest first."""

    items = listed(WatchListSchema, "Watch lists")
    total = mf.Integer(required=True)


class WatchReportsSchema(f.ClosedSchema):
    """A page of the reports of a list, the latest first."""

    items = listed(WatchReportHeadSchema, "Reports in short")
    next = mf.Integer(required=True, metadata={"description": "Number to name in 'before'; 0 at the end"})


class WatchThresholdSchema(f.ClosedSchema):
    """A threshold with its source."""

    id = text("Identifier")
    kind = text("Kind of figure")
    limit = text("Limit")
    comparison = text("atLeast, above, atMost or below: when a figure is beyond it")
    title = text("Where it comes from")
    href = text("Address of the source", required=False)
    text = text("Quotation, reasoning, or your own reason", required=False)
    subject = mf.String(metadata={"description": "The only subject that it is about"})
    own = mf.Boolean(metadata={"description": "Set by the list"})


class WatchCrossingSchema(f.ClosedSchema):
    """A figure that stands on the other side of a threshold than at the last scan."""

    subject = text("What it is about, for example material/cobalt")
    name = text("Its name")
    kind = text("Kind of figure")
    of = text("Which of several: a stage, a reporter and code", required=False)
    detail = text("What belongs to it: the country, the good", required=False)
    direction = text("fromBelow or fromAbove")
    passed = truth("Whether it is beyond the threshold now; else it came back")
    because = text("What moved: figure, threshold or both")
    before = anything("Figure at the last scan: value, year, table and its SHA-256")
    after = anything("Figure at this scan")
    threshold = mf.Nested(WatchThresholdSchema, required=True)
    thresholdBefore = anything("The threshold at the last scan, when it was another", required=False)


class WatchReportSchema(f.ClosedSchema):
    """A scan of a watch list, and what crossed since the one before."""

    watchListId = text("Watch list")
    number = mf.Integer(metadata={"description": "Missing when nothing can have changed, and so nothing was kept"})
    listRevision = mf.Integer(required=True, metadata={"description": "Revision of the list that was scanned"})
    listChanged = mf.Boolean(metadata={"description": "The list is another than at the last scan"})
    before = anything("Vintage of the last scan; missing in the first report", required=False)
    after = anything("Vintage of this scan: moment, tables with SHA-256, fingerprint")
    summary = text("What crossed, in a sentence; also that nothing did")
    compared = mf.Integer(required=True, metadata={"description": "Figures that both scans have"})
    crossed = listed(WatchCrossingSchema, "Thresholds crossed")
    appeared = mf.List(mf.Dict(), required=True, metadata={"description": "Subjects and figures that are new"})
    vanished = mf.List(mf.Dict(), required=True, metadata={"description": "Subjects and figures that are gone"})
    beyond = mf.List(mf.Dict(), required=True, metadata={"description": "Figures that stand beyond a threshold"})
    notKnown = mf.List(mf.Dict(), required=True, metadata={"description": "What nothing is said about, and why"})
    figures = mf.List(mf.Dict(), required=True, metadata={"description": "Every figure of this scan"})
    thresholds = listed(WatchThresholdSchema, "Every threshold of this scan")
    members = anything("By part of the list, the subjects that it led to")


WATCH_LIST_REQUESTS = {"WatchListRequest": LIST, "NewWatchList": NEW_LIST}
WATCH_LIST_ANSWERS = (WatchListSchema, WatchListsSchema, WatchReportSchema, WatchReportsSchema)
