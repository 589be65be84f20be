"""A formula, written once: it is what is calculated, what is printed and what stands in the workbook.

Names, whole numbers, ``+ - * / **``, ``max`` and ``sqrt``. Everything is exact; a square root that is not rational is
taken to 50 significant digits, of which no result in money keeps more than two decimals.
"""

from __future__ import annotations

import ast
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property
from math import isqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT_DIGITS = 50
_ROOTS = Context(prec=ROOT_DIGITS)
_SIGNS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("−", 1),
    ast.Mult: ("×", 2),
    ast.Div: ("÷", 2),
    ast.Pow: ("^", 3),
}
_CLOSED = 4


class Formula:
    """One arithmetic expression over named figures."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())
        self._tree = ast.parse(self.text, mode="eval").body
        self.names = tuple(dict.fromkeys(_names(self._tree)))

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def value(self, figures: Mapping[str, Fraction]) -> Fraction:
        """The result for these figures.

        Raises:
            KeyError: a name has no figure.
            ZeroDivisionError: something is divided by nothing.
        """
        return self._evaluate(figures)

    @cached_property
    def _evaluate(self) -> Callable[[Mapping[str, Fraction]], Fraction]:
        return _compiled(self._tree)

    def written(self, names: Callable[[str], str]) -> str:
        """The formula in signs, each name written as ``names`` says."""
        return _written(self._tree, names)[0]


def root(value: Fraction) -> Fraction:
    """The square root: exact where it is rational, else to 50 significant digits, half to even."""
    whole = isqrt(value.numerator), isqrt(value.denominator)
    if whole[0] ** 2 == value.numerator and whole[1] ** 2 == value.denominator:
        return Fraction(*whole)
    # Twice the digits before the root, so that only the root itself is rounded.
    wide = Context(prec=3 * ROOT_DIGITS)
    quotient = wide.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Fraction(_ROOTS.plus(wide.sqrt(quotient)))


def _names(node: ast.AST) -> list[str]:
    """The names in the order in which they are read."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.BinOp):
        return [*_names(node.left), *_names(node.right)]
    return [name for part in node.args for name in _names(part)] if isinstance(node, ast.Call) else []


def _compiled(node: ast.AST) -> Callable[[Mapping[str, Fraction]], Fraction]:
    if isinstance(node, ast.Name):
        name = node.id
        return lambda figures: figures[name]
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        constant = Fraction(node.value)
        return lambda _: constant
    if isinstance(node, ast.BinOp):
        return _operation(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        parts = [_compiled(part) for part in node.args]
        if node.func.id == "max":
            return lambda figures: max(part(figures) for part in parts)
        if node.func.id == "sqrt" and len(parts) == 1:
            return lambda figures: root(parts[0](figures))
    raise ValueError(f"a formula may not hold {ast.dump(node)}")


def _operation(node: ast.BinOp) -> Callable[[Mapping[str, Fraction]], Fraction]:
    left, right = _compiled(node.left), _compiled(node.right)
    match node.op:
        case ast.Add():
            return lambda figures: left(figures) + right(figures)
        case ast.Sub():
            return lambda figures: left(figures) - right(figures)
        case ast.Mult():
            return lambda figures: left(figures) * right(figures)
        case ast.Div():
            return lambda figures: left(figures) / right(figures)
        case ast.Pow():
            return lambda figures: left(figures) ** int(right(figures))
    raise ValueError(f"a formula may not hold {ast.dump(node)}")


def _written(node: ast.AST, names: Callable[[str], str]) -> tuple[str, int]:
    """The text of a part, and how firmly it holds together."""
    if isinstance(node, ast.Name):
        return names(node.id), _CLOSED
    if isinstance(node, ast.Constant):
        return str(node.value), _CLOSED
    if isinstance(node, ast.BinOp):
        sign, rank = _SIGNS[type(node.op)]
        left, holds = _written(node.left, names)
        right, firm = _written(node.right, names)
        left = f"({left})" if holds < rank else left
        # What stands behind a minus or a division keeps its brackets.
        right = f"({right})" if firm < rank or (firm == rank and sign in "−÷^") else right
        return f"{left} {sign} {right}", rank
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        inner = "; ".join(_written(part, names)[0] for part in node.args)
        return (f"√({inner})" if node.func.id == "sqrt" else f"{node.func.id}({inner})"), _CLOSED
    raise ValueError(f"a formula may not hold {ast.dump(node)}")
