"""The forms of a page as a browser has them: what each would send, and which button Enter presses."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

HERE = {"Sec-Fetch-Site": "same-origin"}
Attributes = dict[str, str | None]


@dataclass
class PageForm:
    """One form: its fields with what stands in them, the figures among them, and its buttons in the order of the page.

    ``repeated`` holds every value of a name that hidden fields share, such as the numbers of rows.
    """

    attributes: Attributes
    fields: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def entered(self) -> dict[str, str]:
        """What the button sends that Enter presses."""
        name, value = self.buttons[0]
        return {name: value} if name else {}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.owned: dict[str, list[tuple[str, str]]] = {}
        self._open: PageForm | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._open = PageForm(given, buttons=self.owned.setdefault(given.get("id") or f"#{len(self.forms)}", []))
            self.forms.append(self._open)
        elif tag == "button" and (given.get("form") or self._open):
            own = self.owned.setdefault(given["form"] or "", []) if given.get("form") else self._open_buttons()
            own.append((name, value))
        elif self._open is not None and name:
            self._field(self._open, tag, name, given)
        elif tag == "option" and self._open is not None and self._select:
            standing = self._open.fields.get(self._select, value)
            self._open.fields[self._select] = value if "selected" in given else standing

    def _open_buttons(self) -> list[tuple[str, str]]:
        return self._open.buttons if self._open is not None else []

    def _field(self, form: PageForm, tag: str, name: str, given: Attributes) -> None:
        if tag == "input" and given.get("type") != "file":
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                form.fields[name] = given.get("value") or ""
                form.repeated.setdefault(name, []).append(form.fields[name])
            if given.get("inputmode") == "decimal":
                form.figures.append(name)
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = None if tag == "form" else self._open
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_of(page: str) -> PageForm:
    """The form that goes along with the language buttons."""
    carried = [form for form in forms_of(page) if ("_language", "nl") in form.buttons]
    assert len(carried) == 1, "no form goes along with the language buttons"
    return carried[0]


def opened(client: FlaskClient, address: str, language: str = "nl") -> PageForm:
    """The form of a page in a language."""
    client.delete_cookie("procurement-language", path="/pages/")
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200, response.get_data(as_text=True)[:2000]
    return form_of(response.get_data(as_text=True))


def posted(client: FlaskClient, address: str, form: PageForm, language: str = "nl", **more: object) -> TestResponse:
    """A form sent to where it leads; ``more`` is what else is sent, such as a button."""
    action = str(form.attributes.get("action") or address).partition("#")[0]
    several = {name: values for name, values in form.repeated.items() if len(values) > 1}
    data = {**form.fields, **several, **more}
    return client.post(action, data=data, headers={**HERE, "Accept-Language": language})


def in_language(client: FlaskClient, address: str, form: PageForm, language: str) -> str:
    """The page after one of its language buttons was pressed."""
    response = posted(client, address, form, _language=language)
    text: str = response.get_data(as_text=True)
    assert response.status_code == 200, text[:3000]
    assert f'<html lang="{language}">' in text
    return text
