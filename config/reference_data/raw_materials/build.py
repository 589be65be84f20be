"""Builds the tables of the raw-materials scanner; run by hand, their output is committed.

    python config/reference_data/raw_materials/build.py FOLDER

The folder holds the extracted tables of the Union's studies on critical raw materials, the trade figures worked out
from CEPII BACI, the governance indicators and the annex to Implementing Regulation (EU) 2025/1178. Columns are chosen,
names of materials and countries are brought to one spelling; no figure is computed here.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
Row = dict[str, str]
# The sources spell a material in several ways; each to one id.
SPELLINGS = {
    "barytes": "baryte", "borate": "boron", "natural-graphite": "graphite", "kaolin-clay": "kaolin",
    "phosphorous": "phosphorus", "lrees": "light-rare-earth-elements", "hrees": "heavy-rare-earth-elements",
    "pgms": "platinum-group-metals", "sulfur": "sulphur", "phosphate": "phosphate-rock", "iron": "iron-ore",
    "chromite": "chromium", "heavy-rare-earths-elements": "heavy-rare-earth-elements", "titanium-ores": "titanium",
}  # fmt: skip
LIGHT = ("cerium", "lanthanum", "neodymium", "praseodymium", "samarium")
HEAVY = (
    "dysprosium", "erbium", "europium", "gadolinium", "holmium", "lutetium", "terbium", "thulium", "ytterbium",
    "yttrium",
)  # fmt: skip
PLATINUM = ("iridium", "palladium", "platinum", "rhodium", "ruthenium")
GROUPS = {
    **dict.fromkeys(LIGHT, "light-rare-earth-elements"),
    **dict.fromkeys(HEAVY, "heavy-rare-earth-elements"),
    **dict.fromkeys(PLATINUM, "platinum-group-metals"),
}
# Where the Regulation's list names a material otherwise than the study.
LEGAL = {"nickel": "nickel-battery-grade", "bauxite": "aluminium"}
NAMES = {
    "light-rare-earth-elements": "Light rare earth elements", "heavy-rare-earth-elements": "Heavy rare earth elements",
    "platinum-group-metals": "Platinum group metals",
}  # fmt: skip
# Codes whose description was not read in a source stand apart from those that were.
PRODUCT_CODES = ("850760", "854142", "854143", "850164", "850231", "841861", "847130", "851713", "870380")


def material(name: str) -> str:
    """The id of a material as the sources spell it."""
    plain = name.strip().lower().replace(" ", "-")
    return SPELLINGS.get(plain, plain)


def materials(names: Iterable[str]) -> str:
    """The ids of several materials; rare earths that are not told apart are light or heavy ones."""
    ids = [material(name) for name in names]
    both = "light-rare-earth-elements;heavy-rare-earth-elements"
    return ";".join(both if each in ("rare-earth", "rare-earth-elements") else each for each in ids)


def largest(sources: str) -> str:
    """The largest sources without those that round to nothing."""
    return "; ".join(part for part in sources.split("; ") if part and not part.endswith(" 0%"))


def one_decimal(text: str) -> str:
    """A score as the studies print it; the extracted table leaves a zero behind the point out."""
    return f"{float(text):.1f}" if text else ""


def read(file: Path) -> list[Row]:
    """The rows of a source table."""
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def write(name: str, columns: list[str], rows: Iterable[Iterable[str]]) -> None:
    """One table, rows in order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    (FOLDER / name).write_text(text.getvalue(), encoding="utf-8")


def supply(folder: Path, codes: dict[str, str]) -> Iterator[list[str]]:
    """World supply and sourcing of the Union, per country."""
    for scope, name in (("world", "crm_global_supply_shares_2023"), ("union", "crm_eu_sourcing_shares_2023")):
        for row in read(folder / f"{name}.csv"):
            below = "yes" if row["censored"] else ""
            yield [
                material(row["material"]),
                row["stage"],
                scope,
                codes[row["iso3"]],
                row["share_pct"],
                row["t"],
                below,
            ]


def names(folder: Path) -> Iterator[list[str]]:
    """Every material that a table names, with its group and its place in the Regulation's list."""
    spelt: dict[str, str] = {}
    for table in ("crm_scores_2011_2023", "crm_global_supply_shares_2023", "crm_eu_sourcing_shares_2023"):
        for row in read(folder / f"{table}.csv"):
            spelt.setdefault(material(row["material"]), row["material"])
    for row in read(folder / "import_dependency_be_eu_hs6.csv"):
        for name in row["raw_material"].split("; "):
            if name != "Rare earth":
                spelt.setdefault(material(name), name)
    listed = {material(row["material"].replace(" - ", "-")) for row in read(folder / "crm_list_reg_2024_1252.csv")}
    listed = {name if name != "bauxite/alumina/aluminium" else "aluminium" for name in listed}
    for name in sorted(spelt):
        group = GROUPS.get(name, "")
        legal = next((each for each in (LEGAL.get(name, name), group) if each in listed), "")
        yield [name, NAMES.get(name, spelt[name].capitalize()), group, legal]


def codes_of(folder: Path) -> Iterator[list[str]]:
    """Commodity codes with their materials; old-scrap recycling where the source gives it."""
    for row in read(folder / "hs_material_map.csv"):
        if row["hs6"] in PRODUCT_CODES:
            continue
        known = row["raw_material"]
        listed = row["crm_annex_ii"].replace("light/heavy rare earth elements", "rare earth").replace(" - ", "-")
        given = [known] if known else listed.split("; ")
        read_there = "yes" if row["verified"].startswith("yes") else "no"
        stage = row["stage"] if row["stage"] in ("extraction", "processing") else ""
        yield [
            row["hs6"],
            row["hs_version"],
            row["description"],
            materials(given),
            stage,
            row["eol_rir_2023"],
            read_there,
        ]


def main(folder: Path) -> None:
    """Write all tables."""
    codes = {row["iso3"]: row["iso2"] for row in read(folder / "country_groups.csv")}
    write("materials.csv", ["id", "name", "part_of", "critical"], names(folder))
    write("supply_shares.csv", ["material", "stage", "scope", "country", "share", "t", "below"], supply(folder, codes))
    write(
        "assessments.csv",
        ["material", "year", "supply_risk", "economic_importance"],
        (
            [material(row["material"]), row["assessment_year"], one_decimal(row["SR"]), one_decimal(row["EI"])]
            for row in read(folder / "crm_scores_2011_2023.csv")
            if row["SR"] or row["EI"]
        ),
    )
    write(
        "uses.csv",
        ["material", "application", "share", "nace", "value_added"],
        (
            [material(row["material"]), row["application"], row["share_pct"], row["nace2"], row["value_added_meur"]]
            for row in read(folder / "crm_material_use_shares_2023.csv")
        ),
    )
    write(
        "governance.csv",
        ["country", "mean", "vintage"],
        (
            [codes[row["iso3"]], row["wgi_mean6"], "2021" if row["source_six_dims"].startswith("QoG") else "earlier"]
            for row in read(folder / "wgi_six_dimensions.csv")
            if row["wgi_mean6"] and row["iso3"] in codes
        ),
    )
    write(
        "import_dependency.csv",
        [
            "reporter", "year", "hs", "description", "materials", "stage", "imports", "imports_extra",
            "concentration", "extra_share", "imports_over_exports", "largest_sources",
        ],
        (
            [
                {"BEL": "BE", "EU27": "EU"}[row["reporter"]], row["year"], row["hs92_6"], row["description"],
                materials(row["raw_material"].split("; ")), row["stage"].lower(),
                row["imports_total_kusd"], row["imports_extra_eu_kusd"], row["ci1_hhi_extra_eu"],
                row["ci2_extra_eu_share"], row["ci3_extra_eu_imports_over_extra_eu_exports"],
                largest(row["top3_extra_eu"]),
            ]
            for row in read(folder / "import_dependency_be_eu_hs6.csv")
        ),
    )  # fmt: skip
    write(
        "commodity_codes.csv",
        ["hs", "version", "description", "materials", "stage", "recycling", "read"],
        codes_of(folder),
    )
    write(
        "net_zero_components.csv",
        ["technology", "sub_category", "final_products", "component"],
        (
            [row["technology"], row["sub_category"], row["final_products"], row["main_specific_component"]]
            for row in read(folder / "nzia_final_products_components_2025_1178.csv")
        ),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
