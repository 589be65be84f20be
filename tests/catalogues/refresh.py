"""What the catalogues have to hold; ``python tests/catalogues/refresh.py`` adds what is missing, without translation.

Fixed texts are found in the templates and in two modules, sentences of law in ``config/legal``. Sentences of the
code stand in the catalogues of findings alone; the tests say which finding has none.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2.ext import babel_extract

from procurement_plugin.bootstrap.settings import data_directory

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = data_directory("templates") / "justification"
DRAWINGS = data_directory("templates") / "drawings"
FOLDER = TEMPLATES / "locale"
LANGUAGES = ("nl", "fr", "de")
MODULES = ("document_labels.py", "document_words.py")
KEYWORDS = {"marked": None, "text": None}


def fixed() -> set[str]:
    """The texts that the templates and the modules name."""
    found = {":"}
    for template in (*TEMPLATES.glob("*.j2"), *DRAWINGS.glob("*.j2")):
        with template.open("rb") as lines:
            rows = list(babel_extract(lines, ("t",), [], {"silent": "false"}))
        found |= {row[2] if isinstance(row[2], str) else row[2][0] for row in rows}
    for module in MODULES:
        with (ROOT / "procurement_plugin" / "adapters" / module).open("rb") as lines:
            found |= {str(row[1]) for row in extract("python", lines, KEYWORDS)}
    return found


def of_law() -> Iterator[str]:
    """Messages of rules and descriptions of weight limits."""
    for path in sorted((data_directory("config") / "legal").rglob("*.yaml")):
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        if loaded.get("message"):
            yield " ".join(loaded["message"].split())
        if "weight_limits" in path.parts:
            yield " ".join(loaded["description"].split())


def catalogue(language: str, name: str) -> Catalog:
    """A catalogue as it stands."""
    with (FOLDER / language / "LC_MESSAGES" / f"{name}.po").open("rb") as lines:
        return pofile.read_po(lines, locale=language)


def main() -> None:
    """Add entries without translation, and drop fixed texts that nothing names any more."""
    for language in LANGUAGES:
        for name, wanted in (("documents", fixed()), ("findings", set(of_law()))):
            known = catalogue(language, name)
            for identifier in sorted(wanted - {str(entry.id) for entry in known if entry.id}):
                known.add(identifier)
                print(f"{language} {name}: {identifier}")
            if name == "documents":
                for entry in [entry for entry in known if entry.id and entry.id not in wanted]:
                    known.delete(str(entry.id))
            written = io.BytesIO()
            pofile.write_po(written, known, width=110, sort_output=True, no_location=True)
            (FOLDER / language / "LC_MESSAGES" / f"{name}.po").write_bytes(written.getvalue())


if __name__ == "__main__":
    main()
