"""Records the examples of the OpenAPI description anew: ``python tests/web/refresh_examples.py``, then publish_schemas."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

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


if __name__ == "__main__":
    main()
