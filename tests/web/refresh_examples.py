"""Records the examples of the description anew, publishes it, and adds new names to what is promised.

``python tests/web/refresh_examples.py``; names that are gone are taken out of promised_names.json by hand, on purpose.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from procurement_plugin.bootstrap.publish_schemas import publish

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "schemas" / "examples"


def main() -> None:
    """Write every file; the differences are reviewed like any other change."""
    sys.path.insert(0, str(ROOT / "tests"))
    from web.shown import files  # noqa: PLC0415  found once the folder of tests is known
    from web.shown_life import told  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        made = dict(files(told(Path(folder))))
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (FOLDER / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    publish(ROOT / "schemas")
    _promise()


def _promise() -> None:
    from web.promised import promised  # noqa: PLC0415

    path = ROOT / "schemas" / "promised_names.json"
    now = promised(json.loads((ROOT / "schemas" / "openapi.json").read_text()))
    old = json.loads(path.read_text()) if path.exists() else now
    kept = {kind: sorted({*old.get(kind, names), *names}) for kind, names in now.items() if kind != "needed"}
    kept["needed"] = old["needed"]  # what requests need grows by hand only
    path.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
