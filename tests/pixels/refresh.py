"""Make the pictures of pages anew: ``python -m tests.pixels.refresh``. Look at each of them before you commit it."""

import json

from tests.pixels.shots import FOLDER, FONTS_FILE, SHOTS, as_kept, fonts, taken


def main() -> None:
    """Write every picture, and which fonts they were made with."""
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        shot.file.write_bytes(as_kept(taken(shot)))
        print(f"{shot.file.name}: {shot.file.stat().st_size} bytes")
    FONTS_FILE.write_text(json.dumps(fonts(), indent=2) + "\n")


if __name__ == "__main__":
    main()
