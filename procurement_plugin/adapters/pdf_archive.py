"""PDF/A-3a and PDF/UA-1 in one file: claims in the metadata, the attached record, scopes of table heads, a check sum.

WeasyPrint takes one variant; what the other asks for is added here (ISO 19005-3 for the archive, ISO 14289-1 for
readers who do not see the page).
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIANT = "pdf/a-3a"
RECORD_NAME = "record.json"
RECORD_TEXT = "Machine-readable record of the evaluation behind this document"
# The page shows what the record holds, so it is the page's source (ISO 19005-3, annex E).
RELATIONSHIP = "Source"
OWN = "urn:procurement-plugin:document:1/"
PREFIX = "pp"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
UA = "http://www.aiim.org/pdfua/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
SPACES = {PREFIX: OWN, "rdf": RDF, "pdfuaid": UA, "pdfaExtension": EXTENSION, "pdfaSchema": SCHEMA}
SPACES["pdfaProperty"] = PROPERTY
# What the metadata claims, each with its words for the archive.
CLAIMS = {
    "documentId": "Identifier of the document",
    "documentType": "Kind of document",
    "evaluationId": "Identifier of the evaluation",
    "replaces": "Identifier of the document that this one corrects",
    "recordSchema": "Schema of the attached record",
    "recordSha256": "SHA-256 of the attached record",
    "inputHash": "SHA-256 of the request that was evaluated",
    "profileFingerprint": "SHA-256 of the weight profile",
    "parametersFingerprint": "SHA-256 of law and method",
}
# The second identifier of the trailer (ISO 32000-1, 14.4) is a hash over the file in which it reads as zeros.
TRAILER = re.compile(rb"/ID \[(<[0-9a-f]{32}>|\([^()\\]{1,64}\)) \(([0-9a-f]{32})\)\]")
ZEROS = b"0" * 32


class Archived(NamedTuple):
    """What is archived with a page.

    Attributes:
        record: the attached record, as its bytes.
        claims: values by the names of ``CLAIMS``.
        moment: of creation and change; part of the bytes, so never the clock's.
        described: what the attachment is called for people.
    """

    record: bytes
    claims: Mapping[str, str]
    moment: datetime
    described: str = RECORD_TEXT


def write(document: Any, attachment: type, archived: Archived) -> bytes:
    """The laid out document as bytes, the same for the same input; ``attachment`` is WeasyPrint's class."""
    moment = archived.moment.astimezone(UTC)
    attached = attachment(
        file_obj=io.BytesIO(archived.record),
        name=RECORD_NAME,
        description=archived.described,
        created=moment,
        modified=moment,
        relationship=RELATIONSHIP,
    )
    _claim(document.metadata, archived.claims)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 leaves its colour profile to the collector
        pdf: bytes = document.write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=_identifier(archived.claims),
            attachments=[attached],
            finisher=_tidy,
        )
    return summed(pdf)


def summed(pdf: bytes) -> bytes:
    """The file with its check sum in place of the trailer's second identifier."""
    found = list(TRAILER.finditer(pdf))[-1]
    begin, end = found.span(2)
    zeroed = pdf[:begin] + ZEROS + pdf[end:]
    return pdf[:begin] + hashlib.sha256(zeroed).hexdigest()[:32].encode() + pdf[end:]


def _identifier(claims: Mapping[str, str]) -> str:
    return hashlib.sha256(claims["documentId"].encode()).hexdigest()[:32]


def _claim(metadata: Any, claims: Mapping[str, str]) -> None:
    """Let the metadata claim PDF/UA beside PDF/A, and what the document is."""
    made, included = metadata.generate_rdf_metadata, metadata.include_in_pdf

    def generate(variant: str, version: int, conformance: str) -> bytes:
        for prefix, space in SPACES.items():
            register_namespace(prefix, space)
        root = fromstring(made(variant, version, conformance))  # noqa: S314  made by WeasyPrint a moment ago
        SubElement(_description(root), f"{{{UA}}}part").text = "1"
        own = _description(root)
        for name in CLAIMS:
            if claims.get(name):
                SubElement(own, f"{{{OWN}}}{name}").text = claims[name]
        _explain(root)
        written: bytes = tostring(root, encoding="utf-8")
        return written

    def include(pdf: Any, variant: str, version: int, conformance: str, compress: bool) -> None:  # noqa: FBT001
        del compress  # an archive finds the claims without unpacking anything
        included(pdf, variant, version, conformance, compress=False)

    metadata.generate_rdf_metadata, metadata.include_in_pdf = generate, include


def _description(root: Element) -> Element:
    return SubElement(root, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})


def _explain(root: Element) -> None:
    """PDF/A admits properties of one's own when the file says what they are."""
    schemas = SubElement(SubElement(_description(root), f"{{{EXTENSION}}}schemas"), f"{{{RDF}}}Bag")
    _schema(schemas, "PDF/UA identification", UA, "pdfuaid", {"part": ("Integer", "Part of ISO 14289")})
    _schema(schemas, "Award document", OWN, PREFIX, {name: ("Text", text) for name, text in CLAIMS.items()})


def _schema(bag: Element, name: str, space: str, prefix: str, properties: Mapping[str, tuple[str, str]]) -> None:
    parsed = {f"{{{RDF}}}parseType": "Resource"}
    schema = SubElement(bag, f"{{{RDF}}}li", parsed)
    for tag, text in (("schema", name), ("namespaceURI", space), ("prefix", prefix)):
        SubElement(schema, f"{{{SCHEMA}}}{tag}").text = text
    listed = SubElement(SubElement(schema, f"{{{SCHEMA}}}property"), f"{{{RDF}}}Seq")
    for property_name, (kind, description) in properties.items():
        item = SubElement(listed, f"{{{RDF}}}li", parsed)
        rows = (("name", property_name), ("valueType", kind), ("category", "internal"), ("description", description))
        for tag, text in rows:
            SubElement(item, f"{{{PROPERTY}}}{tag}").text = text


def _dictionaries(pdf: Any) -> list[Any]:
    return [part for part in pdf.objects if isinstance(part, dict)]


def _tidy(document: Any, pdf: Any) -> None:
    """Give table heads their scope, and list the attachment once; WeasyPrint 70 does neither."""
    del document
    elements: dict[Any, Any] = {part.reference: part for part in _dictionaries(pdf)}
    for part in elements.values():
        if part.get("S") == "/TH":
            row = elements[part["P"]]
            part["A"]["Scope"] = "/Column" if elements[row["P"]]["S"] == "/THead" else "/Row"
    attached = pdf.catalog["AF"]
    attached[:] = list(dict.fromkeys(attached))
