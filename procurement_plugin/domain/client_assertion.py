"""What a client's assertion has to say once its signature holds (RFC 7523, section 3)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Mapping

# Short, because an assertion that leaks is worth a token until it ends or was used.
LONGEST_LIFE_SECONDS = 300
LEEWAY_SECONDS = 5
LONGEST_TEXT = 200
LONGEST_SUBJECT = 80


class Person(NamedTuple):
    """The person for whom a platform asks, as its signed assertion names her."""

    subject: str
    name: str


def assertion_faults(claims: Mapping[str, Any], client_id: str, audience: str, now: float) -> list[str]:
    """Everything that is not right, in plain words; ``now`` in seconds since 1970."""
    faults = [f"{name} has to be the client's identifier." for name in ("iss", "sub") if claims.get(name) != client_id]
    if claims.get("aud") not in (audience, [audience]):
        faults.append(f"aud has to be {audience} and nothing else.")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= LONGEST_TEXT:
        faults.append(f"jti has to be a text of 1 to {LONGEST_TEXT} characters, another one each time.")
    return faults + _time_faults(claims, now) + _person_faults(claims.get("person"))


def person_of(claims: Mapping[str, Any]) -> Person | None:
    """The person that an assertion without faults names, if it names one."""
    row = claims.get("person")
    return None if row is None else Person(row["subject"], row["name"])


def _time_faults(claims: Mapping[str, Any], now: float) -> list[str]:
    faults = []
    ends = claims.get("exp")
    if not _moment(ends):
        faults.append("exp is missing or is no number.")
    elif ends <= now - LEEWAY_SECONDS:
        faults.append("exp has passed.")
    elif ends > now + LONGEST_LIFE_SECONDS + LEEWAY_SECONDS:
        faults.append(f"exp is more than {LONGEST_LIFE_SECONDS // 60} minutes ahead.")
    for name in ("iat", "nbf"):
        starts = claims.get(name, 0)
        if not _moment(starts) or starts > now + LEEWAY_SECONDS:
            faults.append(f"{name} is no number, or lies ahead.")
    return faults


def _person_faults(person: Any) -> list[str]:
    if person is None:
        return []
    fits = isinstance(person, dict) and set(person) == {"subject", "name"}
    if fits and _text(person["subject"], LONGEST_SUBJECT) and _text(person["name"], LONGEST_TEXT):
        return []
    return ["person has to be an object of subject and name, both short texts."]


def _moment(value: Any) -> TypeGuard[float]:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)  # of any size: it is never made a float


def _text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= longest and value.isprintable()
