"""Labelled pairs of invented sites, written by hand: what a person would say about them."""

from __future__ import annotations

from typing import Any

GHENT, GHENT_150_M, GHENT_1_KM = (51.0543, 3.7174), (51.0556, 3.7180), (51.0630, 3.7210)
LIEGE, LINZ, LILLE = (50.6326, 5.5797), (48.3069, 14.2858), (50.6292, 3.0573)


def site(name: str, country: str = "BE", place: tuple[float, float] | None = None, **more: Any) -> dict[str, Any]:
    """A site."""
    found: dict[str, Any] = {"name": name, "country": country, **more}
    if place is not None:
        found["location"] = {"latitude": str(place[0]), "longitude": str(place[1])}
    return found


STREET = "Nijverheidsstraat 12, 9000 Gent"
PAIRS = [
    ("same", "one is written with its legal form", site("Brouwerij Eenhoorn NV", place=GHENT), site("Brouwerij Eenhoorn", place=GHENT)),
    ("same", "accents and case", site("VERRERIE DE LIEGE SA", place=LIEGE), site("Verrerie de Liège", place=LIEGE)),
    ("same", "another gate of the plant", site("Brouwerij Eenhoorn NV", place=GHENT), site("Brouwerij Eenhoorn NV", place=GHENT_150_M)),
    ("same", "address in two orders", site("Meubelfabriek Linde", address="Nijverheidsstraat 12, 9000 Gent"), site("Meubelfabriek Linde BV", address="9000 Gent, Nijverheidsstraat 12")),
    ("same", "an establishment number and the rest", site("Linde", place=GHENT, establishmentNumber="2123456791"), site("Linde", place=GHENT, establishmentNumber="2123456791")),
    ("same", "German forms", site("Kessler Maschinenbau GmbH & Co. KG", "AT", LINZ), site("Kessler Maschinenbau", "AT", LINZ)),
    ("same", "one typing error", site("Verpakkingsbedrijf Vandevelde", place=GHENT, address=STREET), site("Verpakingsbedrijf Vandevelde", place=GHENT, address=STREET)),
    ("review", "one identifier, another name", site("Linde", place=GHENT, gln="9506000140445"), site("Verpakkingsbedrijf Vandevelde", place=GHENT, gln="9506000140445")),
    ("review", "one identifier, two countries", site("Linde", "BE", LIEGE, gln="9506000140445"), site("Linde", "FR", LILLE, gln="9506000140445")),
    ("review", "two identifiers, all else equal", site("Linde Gent", place=GHENT, establishmentNumber="2123456791", osId="BE2024001AAAAA0"), site("Linde Gent", place=GHENT, establishmentNumber="2123456791", osId="BE2024002BBBBB1")),
    ("review", "renamed after a sale, one owner's LEI", site("Meubelfabriek Linde", place=GHENT, lei="506700GE1G29325QX363"), site("Nordic Interiors Gent", place=GHENT, lei="506700GE1G29325QX363")),
    ("review", "like names in one business park", site("Vandevelde Verpakking", place=GHENT, address="Nijverheidsstraat 12"), site("Vandevelde Transport", place=GHENT_150_M, address="Nijverheidsstraat 14")),
    ("review", "half a name at one place", site("Eenhoorn", place=GHENT), site("Brouwerij Eenhoorn", place=GHENT_150_M)),
    ("review", "a kilometre apart", site("Brouwerij Eenhoorn", place=GHENT), site("Brouwerij Eenhoorn", place=GHENT_1_KM)),
    ("different", "two plants of one company", site("Linde", place=GHENT, lei="506700GE1G29325QX363"), site("Linde", place=LIEGE, lei="506700GE1G29325QX363")),
    ("different", "two plants, addresses only", site("Linde NV", address="Nijverheidsstraat 12, 9000 Gent"), site("Linde NV", address="Rue du Moulin 4, 4000 Liège")),
    ("different", "neighbours in one business park", site("Bakkerij Jansen", place=GHENT, address=STREET), site("Optiek Verhulst", place=GHENT_150_M, address="Nijverheidsstraat 14, 9000 Gent")),
    ("different", "one name, two countries", site("Linde", "BE", LIEGE), site("Linde", "FR", LILLE)),
    ("different", "nothing shared", site("Bakkerij Jansen", place=GHENT), site("Kessler Maschinenbau", "AT", LINZ)),
    ("different", "two establishment numbers in one street", site("Linde", place=GHENT, establishmentNumber="2123456791", address="Kaai 1"), site("Vos", place=GHENT_150_M, establishmentNumber="2200000085", address="Kaai 3")),
    ("different", "like names far apart", site("Brouwerij Eenhoorn", place=GHENT), site("Brouwerij Eenhoorn Oost", place=LIEGE)),
    ("different", "a name that many have, without a place that agrees", site("Metaalbewerking Peeters", address="Dorpsstraat 1, 2000 Antwerpen"), site("Metaalbewerking Peeters", address="Molenweg 88, 3500 Hasselt")),
]  # fmt: skip
