"""Builds the list of critical raw materials; run by hand, its output is committed.

    python config/reference_data/critical_materials/build.py crm_list_reg_2024_1252.csv

The input holds Annexes I and II to Regulation (EU) 2024/1252 as read, and the scores of the Union's study of 2023.
"""

import csv
import io
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
SHORT = {"bauxite/alumina/aluminium": "aluminium"}


def main(source: Path) -> None:
    """Write critical_materials.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [
            "id",
            "name",
            "annex_ii_point",
            "strategic",
            "annex_i_entry",
            "supply_risk",
            "economic_importance",
            "by_scores",
        ]
    )
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            name = SHORT.get(row["material"], row["material"])
            writer.writerow(
                [
                    name.replace(" - ", "-").replace(" ", "-"),
                    row["material"],
                    row["annex_ii_point"],
                    "yes" if row["strategic"] == "1" else "no",
                    row["annex_i_entry"],
                    f"{float(row['SR_2023']):.1f}",
                    f"{float(row['EI_2023']):.1f}",
                    "yes" if row["critical_on_own_scores"] == "1" else "no",
                ]
            )
    (FOLDER / "critical_materials.csv").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
