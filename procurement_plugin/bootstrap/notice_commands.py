"""Commands that write the award criteria of a published version for a notice: as text, eForms or OCDS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from procurement_plugin.bootstrap.life_commands import named, opened_service, operator

if TYPE_CHECKING:
    from procurement_plugin.application.notice_forms import FrozenVersion
    from procurement_plugin.web.service import Service

LANGUAGES = ("en", "nl", "fr", "de")


def register(cli: click.Group) -> None:
    """Add the commands to the command line."""
    for command in (notice, export):
        cli.add_command(command)


@click.command()
@click.argument("version")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def notice(version: str, language: str) -> None:
    """Show the text on the award criteria of VERSION (profile/number) for the notice."""
    wired = opened_service()
    click.echo(wired.notice(_frozen(version, wired).statements(), language), nl=False)


@click.command()
@click.argument("version")
@click.option("--format", "form", type=click.Choice(["eforms", "ocds"]), required=True)
@click.option("--lot", default="", help="What the lot is called in the notice; eForms wants LOT-0001.")
@click.option(
    "--language",
    "languages",
    type=click.Choice(LANGUAGES),
    multiple=True,
    default=["en"],
    show_default=True,
    help="Of the words; eForms takes several.",
)
def export(version: str, form: str, lot: str, languages: tuple[str, ...]) -> None:
    """Show the award criteria of VERSION (profile/number) as an eForms fragment or as OCDS."""
    from procurement_plugin.application.notice_forms import eforms_of, ocds_of  # noqa: PLC0415

    wired = opened_service()
    frozen = _frozen(version, wired)
    if form == "eforms":
        click.echo(eforms_of(frozen, wired.writers, tuple(dict.fromkeys(languages)), lot).decode(), nl=False)
        return
    if len(languages) > 1:
        raise click.BadParameter("OCDS is written in one language.", param_hint="--language")
    click.echo(json.dumps(ocds_of(frozen, wired.writers, languages[0], lot), ensure_ascii=False, indent=2))


def _frozen(version: str, wired: Service) -> FrozenVersion:
    from procurement_plugin.application.notice_forms import FrozenVersion  # noqa: PLC0415
    from procurement_plugin.web.schemas.life_reading import stored_draft  # noqa: PLC0415

    published = wired.publisher.version(operator().tenant_id, *named(version))
    draft = stored_draft(published.body, wired.schemas, wired.reference)
    return FrozenVersion(published, draft, wired.publisher.reference_of(published))
