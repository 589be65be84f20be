"""What the catalogues of the pages have to hold; ``python tests/catalogues/refresh_pages.py`` adds what is missing.

A family of pages is a folder of templates with the views of the same name: ``templates/pages/officer`` and
``procurement_plugin/web/pages/officer``; its texts stand in ``locale/<language>/officer.po``. What stands in neither
folder belongs to the frame. Texts that the catalogue of the documents holds are not repeated. ``messages.po`` holds
sentences of the code with places for figures, and is written by hand.
"""

import io
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from catalogues.refresh import LANGUAGES, ROOT, fixed
from jinja2.ext import babel_extract

from procurement_plugin.bootstrap.settings import data_directory

TEMPLATES = data_directory("templates") / "pages"
VIEWS = ROOT / "procurement_plugin" / "web" / "pages"
LOCALE = TEMPLATES / "locale"
FRAME, MESSAGES = "frame", "messages"
KEYWORDS = {"t": None, "marked": None}


def families() -> dict[str, set[str]]:
    """The texts of each family."""
    found: dict[str, set[str]] = {FRAME: set()}
    for path in (*TEMPLATES.rglob("*.html"), *VIEWS.rglob("*.py")):
        base = TEMPLATES if path.suffix == ".html" else VIEWS
        family = path.relative_to(base).parts[0] if len(path.relative_to(base).parts) > 1 else FRAME
        found.setdefault(family, set()).update(_texts(path))
    known = fixed()
    # The document of a comparison says what its page says.
    for path in (TEMPLATES.parent / "comparison").glob("*.j2"):
        found.setdefault("comparison", set()).update(_texts(path))
    return {family: {text for text in texts if text not in known} for family, texts in found.items()}


def _texts(path: Path) -> set[str]:
    with path.open("rb") as lines:
        if path.suffix in (".html", ".j2"):
            rows = [row[2] for row in babel_extract(lines, ("t",), [], {"silent": "false"})]
        else:
            rows = [row[1] for row in extract("python", lines, KEYWORDS)]
    return {str(row if isinstance(row, str) else row[0]) for row in rows if row}


def catalogue(language: str, family: str) -> Catalog:
    """A catalogue as it stands; an empty one when there is none yet."""
    path = LOCALE / language / f"{family}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as lines:
        return pofile.read_po(lines, locale=language)


def main() -> None:
    """Add entries without translation, and drop texts that nothing names any more."""
    for family, wanted in families().items():
        for language in LANGUAGES:
            known = catalogue(language, family)
            for identifier in sorted(wanted - {str(entry.id) for entry in known if entry.id}):
                known.add(identifier)
                print(f"{language} {family}: {identifier}")
            for entry in [entry for entry in known if entry.id and entry.id not in wanted]:
                known.delete(str(entry.id))
            written = io.BytesIO()
            pofile.write_po(written, known, width=110, sort_output=True, no_location=True)
            path = LOCALE / language / f"{family}.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written.getvalue() if wanted else b"")


if __name__ == "__main__":
    main()
