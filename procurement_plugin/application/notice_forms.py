"""The award criteria of a published version in the forms that a notice takes: text, eForms, OCDS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluate_lot import figures_on
from procurement_plugin.application.notice_criteria import criteria_of
from procurement_plugin.application.notice_text import notice_of
from procurement_plugin.application.ocds_criteria import ocds_notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.notice_criteria import NoticeCriterion, WrittenCriterion
    from procurement_plugin.application.notice_text import Statement
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.application.spreadsheet_table import Table
    from procurement_plugin.application.weight_profiles import Draft


class Writers(NamedTuple):
    """What writes the forms of an export.

    Attributes:
        criteria: names and describes criteria in a language.
        eforms: criteria by language, lot and a note to the XML of a notice.
        workbook: tables and a time of creation to the bytes of a workbook.
    """

    criteria: Callable[[Sequence[NoticeCriterion], str], tuple[WrittenCriterion, ...]]
    eforms: Callable[[Mapping[str, Sequence[WrittenCriterion]], str, str], bytes]
    workbook: Callable[[Sequence[Table], datetime], bytes]


class FrozenVersion(NamedTuple):
    """A version, what was published with it as read, and law, method and data as it froze them."""

    published: Published
    draft: Draft
    reference: Reference

    def statements(self) -> tuple[Statement, ...]:
        """The sentences of the notice's text."""
        figure = figures_on(self.draft.procedure.day, self.reference.parameters)
        return notice_of(self.published, self.draft, figure, self.reference.tables)

    def criteria(self) -> tuple[NoticeCriterion, ...]:
        """The criteria for a structured notice."""
        figure = figures_on(self.draft.procedure.day, self.reference.parameters)
        return criteria_of(self.published, self.draft, figure, self.reference.tables)


def eforms_of(version: FrozenVersion, writers: Writers, languages: Sequence[str], lot: str = "") -> bytes:
    """The eForms fragment of a version.

    Args:
        languages: those of the notice; names and descriptions stand in each.
        lot: identifier of the lot in the notice; that of the version when empty.

    Raises:
        UnreadableInputError: the lot's identifier is not one of eForms.
    """
    criteria = {language: writers.criteria(version.criteria(), language) for language in languages}
    return writers.eforms(criteria, lot or version.draft.lot.id, _note(version.published))


def ocds_of(version: FrozenVersion, writers: Writers, language: str, lot: str = "") -> dict[str, Any]:
    """The OCDS award criteria of a version, to be merged into a release of the procedure."""
    criteria = writers.criteria(version.criteria(), language)
    return ocds_notice(criteria, version.published.body, version.draft.profile, language, lot)


def _note(published: Published) -> str:
    """Where a fragment comes from, for whoever finds it in a notice."""
    fingerprint = published.body["fingerprint"]
    return f"Weight profile {published.profile_id}, version {published.number}, SHA-256 {fingerprint}"
