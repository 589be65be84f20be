"""Commands about the life of profiles and evaluations: publish, evaluate officially, look after the audit trail."""

from __future__ import annotations

import json
import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.bootstrap import tables
from procurement_plugin.bootstrap.files import parsed, write
from procurement_plugin.domain.actor import SCOPES
from procurement_plugin.domain.document_language import LANGUAGES

if TYPE_CHECKING:
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.web.service import Service

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(path_type=Path)
DRAFT = ("procedure", "lot", "weightProfile")
LONGEST_TOKEN = 24 * 60
FAULTS_FOUND = 1


def register(cli: click.Group, audit: click.Group) -> None:
    """Add the commands to the command line."""
    for command in (publish, official, clauses, standstill, token):
        cli.add_command(command)
    for command in (verify, export, forget):
        audit.add_command(command)


@click.command()
@click.argument("request", type=FILE)
@click.option("--answers", type=FILE, help="Reasons for warnings: a JSON list of code, where and reason.")
@click.option("--version-to", type=OUT, help="Write profile/number to this file.")
def publish(request: Path, answers: Path | None, version_to: Path | None) -> None:
    """Freeze the weight profile in REQUEST as a version that never changes, and show its number."""
    from procurement_plugin.application import weight_profiles  # noqa: PLC0415  loaded when used
    from procurement_plugin.application.publish_profile import Publication  # noqa: PLC0415
    from procurement_plugin.web.schemas.life_reading import read_draft  # noqa: PLC0415

    wired, who = opened_service(), operator()
    sent = parsed(request)
    body = {name: sent[name] for name in DRAFT if name in sent}
    if answers:
        body["answers"] = parsed(answers)
    draft = read_draft(body, wired.schemas, wired.reference)
    stored = weight_profiles.create(draft, who, wired.profiles, wired.clock)
    published = wired.publisher.publish(stored.id, draft, Publication(stored.revision, ()), who)
    frozen = published.body
    click.echo(f"Published at {frozen['publishedAt']} as {published.profile_id}/{published.number}")
    click.echo(f"SHA-256 {frozen['fingerprint']}, over {len(frozen['files'])} files of law, method and data")
    if version_to:
        write(version_to, f"{published.profile_id}/{published.number}\n".encode())


@click.command()
@click.argument("version")
@click.argument("request", type=FILE)
@click.option("--json", "json_out", type=OUT, help="Write the whole evaluation as JSON.")
@click.option("--csv", "csv_out", type=OUT, help="Write the scores as a table.")
@click.option("--xlsx", "xlsx_out", type=OUT, help="Write weights, ranking, scores and steps as a workbook.")
@click.option("--pdf", "pdf_out", type=OUT, help="Write the justification.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The authority's own when left out.")
def official(
    version: str,
    request: Path,
    json_out: Path | None,
    csv_out: Path | None,
    xlsx_out: Path | None,
    pdf_out: Path | None,
    language: str | None,
) -> None:
    """Score the bids in REQUEST under VERSION (profile/number), keep the evaluation, and show the ranking."""
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.bootstrap.written_evaluation import write_tables  # noqa: PLC0415
    from procurement_plugin.web.schemas.life_reading import read_official  # noqa: PLC0415

    wired, who = opened_service(), operator()
    profile, number = named(version)
    body = {"weightProfileVersion": {"profileId": profile, "version": number}, "bids": parsed(request)["bids"]}
    publisher = wired.publisher
    found, reference = read_official(
        body, wired.schemas, lambda name, count: publisher.version(who.tenant_id, name, count), publisher.reference_of
    )
    stored = wired.life.evaluate(found, reference, who, str(uuid.uuid4()))
    document = json.loads(stored.body)
    click.echo(tables.ranking(document))
    if json_out:
        write(json_out, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    write_tables(document, csv_out, xlsx_out)
    if pdf_out:
        write(pdf_out, knowledge.renderer().render(document, language or ""))


@click.command()
@click.argument("request", type=FILE)
@click.option("--language", type=click.Choice(["en", "nl", "fr", "de"]), default="en", show_default=True)
def clauses(request: Path, language: str) -> None:
    """Show the proposed contract clauses for what the profile in REQUEST scores as promises."""
    from procurement_plugin.application.contract_clauses import clauses_of  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.web.schemas.life_reading import read_draft  # noqa: PLC0415

    sent = parsed(request)
    reference = knowledge.reference()
    draft = read_draft({name: sent[name] for name in DRAFT if name in sent}, knowledge.schemas(), reference)
    click.echo(knowledge.clauses(clauses_of(draft, reference), language), nl=False)


@click.command()
@click.argument("jurisdiction")
@click.argument("sent", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--medium", type=click.Choice(["electronic", "other"]), default="electronic", show_default=True)
def standstill(jurisdiction: str, sent: datetime, medium: str) -> None:
    """Show the standstill in JURISDICTION for a decision SENT on a day, with its steps."""
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415

    found = knowledge.standstill().of(sent.date(), jurisdiction.upper(), medium)
    click.echo(f"{found.length} from {found.event.isoformat()} ({found.parameter}); that day is not counted")
    click.echo(f"ends on {found.nominal.isoformat()} before days off are looked at")
    for shift in found.shifts:
        click.echo(f"moves to {shift.day.isoformat()} ({shift.rule})")
    click.echo(f"last day {found.last.isoformat()}, contract possible from {found.first_possible.isoformat()}")
    for note in found.notes:
        click.echo(note)


@click.command()
@click.option("--tenant", default="", help="One tenant only.")
def verify(tenant: str) -> None:
    """Check the chain, every stored row and every document; exit 1 when something is not as it was recorded."""
    from procurement_plugin.bootstrap import wiring  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415

    storage, documents = _storage(), wiring.documents_of(settings_from())
    trail = storage.audit
    found = False
    for name in (tenant,) if tenant else trail.tenants():
        faults = [*trail.verify(name), *storage.documents.faults(name, documents), *storage.register.faults(name)]
        found = found or bool(faults)
        count = sum(1 for _ in trail.events(name))
        click.echo(f"{name}: {count} events, {len(faults)} faults")
        for fault in faults:
            click.echo(f"  {fault}")
    sys.exit(FAULTS_FOUND if found else 0)


@click.command()
@click.argument("out", type=OUT)
@click.option("--tenant", default="local", show_default=True)
def export(out: Path, tenant: str) -> None:
    """Write the trail to OUT, a JSON object a line, with its payloads."""
    lines = []
    for event in _storage().audit.events(tenant):
        told = {name: value for name, value in event.items() if name not in ("body", "salt")}
        lines.append(json.dumps(told, ensure_ascii=False))
    write(out, ("\n".join(lines) + "\n").encode())


@click.command()
@click.argument("sequence", type=int)
@click.option("--reason", required=True, help="Why; it is recorded.")
@click.option("--tenant", default="local", show_default=True)
def forget(sequence: int, reason: str, tenant: str) -> None:
    """Delete the payload of event SEQUENCE for good (retention); the chain stays whole and tells of it."""
    wired = opened_service()
    _storage().audit.forget(replace(operator(), tenant_id=tenant), sequence, reason, wired.clock.now())
    click.echo(f"The payload of event {sequence} is deleted; the deletion is recorded.")


@click.command()
@click.argument("folder", type=OUT)
def keys(folder: Path) -> None:
    """Make a pair of keys for a test platform in FOLDER: private.json signs, public.json is for the service."""
    from procurement_plugin.adapters.claims import new_keys  # noqa: PLC0415

    if (folder / "private.json").exists():
        raise click.BadParameter("there are keys already; choose another folder.", param_hint="FOLDER")
    new_keys(folder)
    click.echo(f"wrote {folder}/private.json and {folder}/public.json")
    click.echo(f"Start the service with PROCUREMENT_PLATFORM_KEYS={folder}/public.json")


@click.command()
@click.argument("private_key", type=FILE)
@click.option("--subject", required=True, help="Identifier of the person or system.")
@click.option("--name", default="", help="Name, as documents print it.")
@click.option("--person", is_flag=True, help="The claims name a person: needed to approve and to confirm.")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True)
@click.option("--minutes", type=click.IntRange(1, LONGEST_TOKEN), default=60, show_default=True)
def token(private_key: Path, subject: str, name: str, person: bool, scopes: tuple[str, ...], minutes: int) -> None:  # noqa: FBT001  options of a command
    """Sign claims with the key of a test platform and print the bearer token."""
    from procurement_plugin.adapters.claims import signed  # noqa: PLC0415

    ends = datetime.now(UTC) + timedelta(minutes=minutes)
    claims = {"sub": subject, "name": name or subject, "person": person, "scope": " ".join(scopes), "exp": ends}
    click.echo(signed(private_key, {**claims, "exp": int(ends.timestamp())}))


def named(version: str) -> tuple[str, int]:
    """Profile and number of a version written as profile/number."""
    profile, _, number = version.strip().rpartition("/")
    if not profile or not number.isdigit():
        raise click.BadParameter("write profile/number, as publish shows it.", param_hint="VERSION")
    return profile, int(number)


def opened_service() -> Service:
    """The parts of a service, on the database that the environment names."""
    from procurement_plugin.bootstrap import wiring  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415

    return wiring.service_of(_storage(), settings_from())


def _storage() -> Any:
    from procurement_plugin.adapters.storage import Storage  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415

    storage = Storage(settings_from().database_url)
    storage.upgrade()
    return storage


def operator() -> Actor:
    """Who runs the command: this machine, no person named by claims."""
    from procurement_plugin.web.access import LOCAL  # noqa: PLC0415

    return LOCAL
