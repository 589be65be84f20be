"""Stands where a register of production sites would: it knows no site, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.domain.monitoring.figures import Figure, Threshold, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_REGISTER = "There is no register of production sites here; nothing is said about this site."


class NoSiteRegister:
    """No register."""

    def vintage(self, tenant_id: str) -> str:
        """None."""
        del tenant_id
        return ""

    def figures(
        self, tenant_id: str, sites: Sequence[str]
    ) -> tuple[Sequence[Figure], Mapping[str, str], Sequence[Unknown]]:
        """No figures, and for each site that it is not known."""
        del tenant_id
        return (), {}, [Unknown("sites", site, NO_REGISTER) for site in sites]

    def thresholds(self) -> Sequence[Threshold]:
        """None."""
        return ()
