"""Reads XML without entities, document types or network, bounded in size and depth; each node knows where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.notices.imported import Sourced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

LARGEST_XML = 20_000_000
DEEPEST = 60
MOST_ELEMENTS = 500_000
PREFIXES = {
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2": "cbc",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2": "cac",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2": "ext",
    "http://data.europa.eu/p27/eforms-ubl-extensions/1": "efext",
    "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1": "efbc",
    "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1": "efac",
}


class Node(NamedTuple):
    """An element with its path from the root; positions count from 1 among siblings of one name."""

    element: Element
    path: str

    @property
    def text(self) -> str:
        """Its text on one line, without blanks around it."""
        return " ".join((self.element.text or "").split())

    def attribute(self, name: str) -> str:
        """An attribute, or nothing."""
        return (self.element.get(name) or "").strip()

    def children(self, *names: str) -> Iterator[Node]:
        """The nodes that a path of names leads to, in order."""
        if not names:
            yield self
            return
        first, *rest = names
        number = 0
        for child in self.element:
            if short(child.tag) == first:
                number += 1
                yield from Node(child, f"{self.path}/{first}[{number}]").children(*rest)

    def first(self, *names: str) -> Node | None:
        """The first of these nodes."""
        return next(self.children(*names), None)

    def text_at(self, *names: str) -> str:
        """The text of the first of these nodes, or nothing."""
        found = self.first(*names)
        return found.text if found else ""

    def sourced(self, field: str, *names: str) -> Sourced | None:
        """The first of these nodes that has a text, with its path and the name of the field."""
        return next((Sourced(node.text, node.path, field) for node in self.children(*names) if node.text), None)

    def words(self, field: str, languages: Iterable[str], *names: str) -> Sourced | None:
        """The same in the first of these languages that is there, else the first text."""
        found = [node for node in self.children(*names) if node.text]
        by_language = {node.attribute("languageID").upper(): node for node in reversed(found)}
        chosen = next((by_language[name] for name in languages if name in by_language), found[0] if found else None)
        return Sourced(chosen.text, chosen.path, field) if chosen else None

    def empty_elements(self) -> Iterator[str]:
        """Paths of the elements below that hold neither text nor element."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            counted: dict[str, int] = {}
            inner = []
            for child in node.element:
                name = short(child.tag)
                counted[name] = counted.get(name, 0) + 1
                inner.append(Node(child, f"{node.path}/{name}[{counted[name]}]"))
            if not inner and not node.text:
                yield node.path
            waiting += reversed(inner)


class _Bounded(TreeBuilder):
    """Builds the tree, and stops while reading once it becomes too deep or too large."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def start(self, tag: Any, attrs: Any, /) -> Any:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST:
            raise UnreadableInputError(f"The document is nested more than {DEEPEST} levels deep, as no notice is.")
        if self._elements > MOST_ELEMENTS:
            raise UnreadableInputError(f"The document has more than {MOST_ELEMENTS} elements; send fewer lots at once.")
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Any:
        self._depth -= 1
        return super().end(tag)


def parse(content: bytes) -> Node:
    """The root of a document.

    Raises:
        UnreadableInputError: it is no XML, is too large or too deep, or declares types or entities.
    """
    if len(content) > LARGEST_XML:
        raise UnreadableInputError(f"The document is larger than {LARGEST_XML // 1_000_000} MB.")
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except ParseError as error:
        raise UnreadableInputError(f"This is no well-formed XML: {error}.") from error
    except DefusedXmlException as error:
        message = "The document declares types or entities, which a notice never needs; take the DOCTYPE out."
        raise UnreadableInputError(message) from error
    except (ValueError, LookupError) as error:
        raise UnreadableInputError("The text encoding of the XML cannot be read; save it as UTF-8.") from error
    return Node(root, f"/{short(root.tag)}")


def short(tag: object) -> str:
    """A name with the usual prefix of its namespace; comments and instructions have none."""
    if not isinstance(tag, str):
        return ""
    namespace, _, name = tag.rpartition("}")
    prefix = PREFIXES.get(namespace.lstrip("{"))
    return f"{prefix}:{name}" if prefix else name
