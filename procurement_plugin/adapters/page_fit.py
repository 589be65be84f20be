"""No last page with a few lines alone: such a document is laid out again, a little closer or broken elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# A last page is nearly empty when it is filled to less than this share of its height.
LEAST_SHARE = 0.2
# Behind the document's own style; nobody feels it when reading.
CLOSER = (
    "html { line-height: 1.33; font-size: 8.8pt } h2 { margin-top: 5.4mm } h3 { margin-top: 3.6mm } "
    "th, td { padding-top: 0.75mm; padding-bottom: 0.75mm } p { margin-bottom: 1.3mm }"
)


# Where nothing is saved so: the last section begins a page, which is then well filled.
LAST_SECTION = "h2.versions { break-before: page; margin-top: 0 }"


def fitted(laid_out: Callable[[str], Any]) -> Any:
    """The document as ``laid_out`` makes it with an added style sheet, its last page well filled or saved.

    It is laid out closer where that saves the last page, else with the last section on a page of its own. Each
    attempt takes as long as the first one; there are two at most.
    """
    first = laid_out("")
    if len(first.pages) == 1 or share_of_last_page(first) >= LEAST_SHARE:
        return first
    closer = laid_out(CLOSER)
    return closer if len(closer.pages) < len(first.pages) else laid_out(LAST_SECTION)


def share_of_last_page(document: Any) -> float:
    """How much of the height of the last page is filled, 0 to 1."""
    page = document.pages[-1]._page_box  # noqa: SLF001  WeasyPrint tells it nowhere else
    body = next(box for box in page.children if box.element_tag == "html")
    return float(body.height / page.height)
