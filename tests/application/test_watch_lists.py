"""Watch lists against another vintage of the tables, other thresholds, and a register of sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from vintages import safer_cobalt, vintage

from procurement_plugin.application.scan_watch_list import WatchScanner
from procurement_plugin.application.site_register.site_figures import RegisteredSites
from procurement_plugin.application.watch_lists import WatchDesk
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.domain.findings import NotFoundError, StaleRevisionError, StateError
from procurement_plugin.domain.monitoring.figures import Figure, Threshold, Unknown
from procurement_plugin.domain.parameters import ParameterSet
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.raw_material_ports import RawMaterials

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
COBALT = {"name": "Cobalt", "materials": ["cobalt"]}
OTHER = replace(LOCAL, tenant_id="other")


class Register:
    """A register of one site, whose spare capacity is told."""

    def __init__(self, spare: str) -> None:
        self.spare = spare

    def vintage(self, tenant_id: str) -> str:
        return f"{tenant_id}:{self.spare}"

    def figures(
        self, tenant_id: str, sites: Sequence[str]
    ) -> tuple[Sequence[Figure], Mapping[str, str], Sequence[Unknown]]:
        del tenant_id
        known = [site for site in sites if site == "S1"]
        figures = [Figure(f"site/{site}", "site.spareCapacity", "", self.spare) for site in known]
        unknown = [Unknown("sites", site, "The register has no such site.") for site in sites if site != "S1"]
        return figures, {f"site/{site}": "Works of Genk" for site in known}, unknown

    def thresholds(self) -> Sequence[Threshold]:
        return ()


def desk(
    storage: Storage,
    tables: RawMaterials | None = None,
    parameters: ParameterSet | None = None,
    sites: Any = None,
) -> WatchDesk:
    known = knowledge.reference().parameters
    scanner = WatchScanner(
        tables or knowledge.raw_materials(), parameters or known, sites or RegisteredSites(storage.register)
    )
    return WatchDesk(storage.watch_lists, scanner, wiring.StoppedClock(NOW))


def test_a_new_vintage_is_compared_with_both_figures_and_both_tables(storage: Storage, tmp_path: Path) -> None:
    made, first = desk(storage).create(COBALT, None, LOCAL)
    later = vintage(tmp_path, "assessments.csv", safer_cobalt)
    report, kept = desk(storage, later).rescan(made.id, LOCAL)
    assert (kept, report.number) == (True, 2)
    assert report.vintage != first.vintage
    row = next(row for row in report.body["crossed"] if row["kind"] == "supplyRisk")
    assert (row["name"], row["direction"], row["passed"], row["because"]) == ("Cobalt", "fromAbove", False, "figure")
    assert (row["before"]["value"], row["after"]["value"]) == ("2.8", "0.9")
    assert row["threshold"]["limit"] == "1.0"
    assert "threshold of the Union's studies" in row["threshold"]["text"]
    table = "raw_materials/assessments.csv"
    assert row["before"]["sha256"] == knowledge.raw_materials().sheets["raw_materials"]["files"]["assessments.csv"]
    assert row["after"]["sha256"] == later.sheets["raw_materials"]["files"]["assessments.csv"]
    assert {row["before"]["table"], row["after"]["table"]} == {table}
    assert report.body["summary"].startswith(f"{len(report.body['crossed'])} thresholds were crossed.")


def test_the_same_vintage_again_is_said_to_have_crossed_nothing_and_is_not_kept(storage: Storage) -> None:
    made, _ = desk(storage).create(COBALT, None, LOCAL)
    report, kept = desk(storage).rescan(made.id, LOCAL)
    assert not kept
    assert report.body["summary"].startswith("Nothing crossed a threshold.")
    assert len(desk(storage).reports(made.id, LOCAL, 0, 10)) == 1


def test_another_vintage_in_which_nothing_crosses_says_so_too(storage: Storage, tmp_path: Path) -> None:
    made, _ = desk(storage).create(COBALT, None, LOCAL)
    later = vintage(tmp_path, "uses.csv", lambda row: {**row, "share": "1"} if row["material"] == "tungsten" else row)
    report, kept = desk(storage, later).rescan(made.id, LOCAL)
    assert kept
    assert report.body["crossed"] == []
    assert report.body["summary"].startswith("Nothing crossed a threshold. 0 appeared, 0 vanished")


def test_a_material_that_the_tables_lose_vanishes_and_is_told(storage: Storage, tmp_path: Path) -> None:
    made, _ = desk(storage).create({"name": "Two", "materials": ["cobalt", "lithium"]}, None, LOCAL)
    later = vintage(tmp_path, "materials.csv", lambda row: None if row["id"] == "lithium" else row)
    report, _ = desk(storage, later).rescan(made.id, LOCAL)
    assert report.body["vanished"] == [
        {"subject": "material/lithium", "name": "Lithium", "parts": ["material lithium"]}
    ]
    assert [row["value"] for row in report.body["notKnown"]] == ["lithium"]


def test_a_figure_that_is_new_and_beyond_a_threshold_says_so(storage: Storage, tmp_path: Path) -> None:
    before = vintage(tmp_path, "assessments.csv", lambda row: None if row["material"] == "cobalt" else row)
    made, _ = desk(storage, before).create(COBALT, None, LOCAL)
    report, _ = desk(storage).rescan(made.id, LOCAL)
    appeared = {row["kind"]: row.get("beyond") for row in report.body["appeared"]}
    assert appeared["supplyRisk"] == ["supplyRisk:raw_materials.supply_risk_threshold"]


def test_a_threshold_of_the_sources_that_moves_is_told_with_both_limits(storage: Storage) -> None:
    made, _ = desk(storage).create(COBALT, None, LOCAL)
    known = knowledge.reference().parameters
    risk = known["raw_materials.supply_risk_threshold"]
    value = replace(risk.at(date(2026, 12, 1)), figure=Decimal("3.5"))
    moved = ParameterSet([replace(one, values=(value,)) if one.id == risk.id else one for one in known], known.words)
    report, kept = desk(storage, parameters=moved).rescan(made.id, LOCAL)
    assert kept
    (row,) = [row for row in report.body["crossed"] if row["kind"] == "supplyRisk"]
    assert (row["because"], row["passed"]) == ("threshold", False)
    assert (row["thresholdBefore"]["before"], row["threshold"]["limit"]) == ("1.0", "3.5")


def test_a_site_is_watched_through_the_register_and_one_that_is_not_there_is_said(storage: Storage) -> None:
    own = [{"kind": "site.spareCapacity", "comparison": "below", "limit": "10", "reason": "Too little to lean on."}]
    body = {"name": "Works", "sites": ["S1", "S9"], "thresholds": own}
    made, first = desk(storage, sites=Register("25")).create(body, None, LOCAL)
    assert [row["message"] for row in first.body["notKnown"]] == ["The register has no such site."]
    report, _ = desk(storage, sites=Register("5")).rescan(made.id, LOCAL)
    (row,) = report.body["crossed"]
    assert (row["name"], row["direction"], row["passed"]) == ("Works of Genk", "fromAbove", True)
    assert (row["threshold"]["text"], row["threshold"]["own"]) == ("Too little to lean on.", True)
    lost, _ = desk(storage).rescan(made.id, LOCAL)
    assert [row["subject"] for row in lost.body["vanished"]] == ["site/S1"]
    assert all("no such site" in row["message"] for row in lost.body["notKnown"])


def test_a_list_that_is_changed_is_scanned_anew_and_the_report_says_so(storage: Storage) -> None:
    made, _ = desk(storage).create(COBALT, None, LOCAL)
    changed = desk(storage).change(made.id, 1, {"name": "Lithium", "materials": ["lithium"]}, LOCAL)
    report, kept = desk(storage).rescan(made.id, LOCAL)
    assert (kept, report.revision, report.body["listChanged"]) == (True, changed.revision, True)
    assert report.body["crossed"] == []
    with pytest.raises(StaleRevisionError):
        desk(storage).change(made.id, 1, COBALT, LOCAL)


def test_tenants_see_their_own_lists_only(storage: Storage) -> None:
    made, _ = desk(storage).create(COBALT, None, LOCAL)
    assert desk(storage).all(OTHER) == []
    for call in (
        lambda: desk(storage).found(made.id, OTHER),
        lambda: desk(storage).rescan(made.id, OTHER),
        lambda: desk(storage).remove(made.id, OTHER),
        lambda: desk(storage).report(made.id, 1, OTHER),
        lambda: desk(storage).change(made.id, 1, COBALT, OTHER),
    ):
        with pytest.raises(NotFoundError):
            call()
    assert desk(storage).found(made.id, LOCAL) == made


def test_two_rescans_at_once_make_one_report(storage: Storage, tmp_path: Path) -> None:
    made, _ = desk(storage).create(COBALT, None, LOCAL)
    one = desk(storage, vintage(tmp_path, "assessments.csv", safer_cobalt))
    second = one.preview(one.found(made.id, LOCAL))  # read before the first one is kept
    one.rescan(made.id, LOCAL)
    with pytest.raises(StateError, match="at the same time"):
        storage.watch_lists.append(second, LOCAL, None)
    assert [row.number for row in one.reports(made.id, LOCAL, 0, 9)] == [2, 1]
    assert storage.audit.verify("local") == []


def test_a_removed_list_leaves_a_tombstone_and_no_content(storage: Storage) -> None:
    own = [{"kind": "recycling", "comparison": "below", "limit": "0.5", "reason": "A reason that goes, too."}]
    made, _ = desk(storage).create({**COBALT, "thresholds": own}, None, LOCAL)
    desk(storage).remove(made.id, LOCAL)
    assert storage.audit.verify("local") == []
    events = list(storage.audit.events("local"))
    assert [event["event"] for event in events] == ["watchList.created", "watchList.scanned", "watchList.deleted"]
    assert [event["payload"] is None for event in events] == [True, True, False]
    with pytest.raises(StateError, match="deleted on purpose"):
        storage.audit.forget(LOCAL, 3, "nobody needs it", NOW)
    with pytest.raises(NotFoundError):
        desk(storage).remove(made.id, LOCAL)


def test_reports_can_be_neither_changed_nor_deleted_past_the_software(storage: Storage) -> None:
    import sqlalchemy as sa  # noqa: PLC0415

    desk(storage).create(COBALT, None, LOCAL)
    for statement in ("UPDATE watch_report SET number = 9", "DELETE FROM watch_report"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), storage._engine.begin() as connection:
            connection.execute(sa.text(statement))
