"""The command that makes a backup."""

from __future__ import annotations

from pathlib import Path

import click


def register(db: click.Group) -> None:
    """Add the command to the database's commands."""
    db.add_command(backup)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database (SQLite) to FILE and its documents to FILE.documents, while the service runs."""
    from procurement_plugin.adapters.backup import BackupError, copy_documents  # noqa: PLC0415  loaded when used
    from procurement_plugin.adapters.document_store import documents_beside, folder_of  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415
    from procurement_plugin.bootstrap.wiring import storage_of  # noqa: PLC0415

    settings = settings_from()
    folder = folder_of(settings.documents_url or documents_beside(settings.database_url))
    beside = file.with_name(f"{file.name}.documents")
    if folder is not None and beside.exists():
        raise BackupError(f"{beside} exists already; a backup never overwrites another. Name a new file.")
    storage_of(settings).backup(file)
    click.echo(f"wrote {file} ({file.stat().st_size:,} bytes)")
    if folder is None:
        click.echo("The documents are in a bucket; its versioning or replication is their backup.")
    else:
        click.echo(f"wrote {beside} ({copy_documents(folder, beside)} documents)")
    click.echo("Both hold what bidders sent: keep them as safe as the service, and no longer than its data.")
