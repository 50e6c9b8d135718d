"""Ties: how a field of a business type names its place in a guide.

    class Claim(Record):
        claim_id: Annotated[str, at("CLM01")]
        place: Annotated[str, at("CLM05-1")]
        prior_authorization: Annotated[str | None, at("REF[G1]02")] = None
        notes: Annotated[list[str], at("NTE[ADD]02")] = field(default_factory=list)
        adjustments: Annotated[list[Adjustment], fold("CAS", range(2, 18, 3))] = field(default_factory=list)
        service_types: Annotated[tuple[str, ...], repetitions("EB03")] = ()
        rendering: Annotated[Provider | None, loop("2310B")] = None
        subscriber: Annotated[Subscriber, above("2000B")]

Paths are those of `mappings.paths`, seen from the loop the type is bound to; inner loops may stand
before the segment (`2010BA/DMG02`), without the letter of their level where a type is bound to several
(`2100/NM1` in 2000D and 2000E). Inside a type that is made of one segment a path is an element
(`02`, `03-1`), of one composite a component (`-2`), of a group of elements a distance from its start
(`+0`, `+1-2`). A list repeats the segment, unless its tie says otherwise. From these ties both the
reading and the writing are compiled, once per guide: see `binding_read` and `binding_write`.
"""

from __future__ import annotations

import types
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from edi.errors import GuideError


class Record(Struct, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """A business object that is built up and changed: a claim, a line."""


class Fact(Struct, gc=False, omit_defaults=True, forbid_unknown_fields=True, frozen=True):
    """A business object that several others share, and that therefore never changes."""


class Period(Fact, frozen=True):
    """The value of a DTP: a day (D8), or the first and last of several (RD8)."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class At:
    """An element, a component, a composite or a whole segment."""

    path: str
    yes: str = ""
    no: str = ""
    choice: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Groups of elements of one segment, or components of one composite, in a list."""

    path: str
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A segment of a code and a value, repeated: a dict."""

    path: str


@dataclass(frozen=True, slots=True)
class Repetitions:
    """The repetitions of one element, in a list."""

    path: str


@dataclass(frozen=True, slots=True)
class Part:
    """A type whose ties stand in the same loop, or in one inner loop."""

    loop: str


@dataclass(frozen=True, slots=True)
class Inner:
    """An inner loop."""

    loop: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class Above:
    """The unit a unit stands in."""

    loop: str


Tie = At | Fold | Pairs | Repetitions | Part | Inner | Above


def at(path: str, *, yes: str = "", no: str = "", choice: bool = False) -> At:
    """Tie to one place: the value of an element, or a type made of the segment or composite named.

    `yes` (and `no`) are the codes of a bool. `choice`: told only where the guide leaves more than one code.
    """
    return At(path, yes, no, choice)


def fold(path: str, starts: Iterable[int]) -> Fold:
    """Tie a list to the groups of elements (or components) that start at these positions."""
    return Fold(path, tuple(starts))


def pairs(path: str) -> Pairs:
    """Tie a dict to a repeated segment: element 1 is the key, element 2 the value."""
    return Pairs(path)


def repetitions(path: str) -> Repetitions:
    """Tie a list to the repetitions of one element."""
    return Repetitions(path)


def part(loop: str = "") -> Part:
    """Tie a type whose own ties stand in the same loop (or the inner loop named)."""
    return Part(loop)


def loop(id: str) -> Inner:
    """Tie a type to an inner loop that comes at most once."""
    return Inner(id, False)


def loops(id: str) -> Inner:
    """Tie a list of a type to an inner loop that repeats."""
    return Inner(id, True)


def above(loop: str) -> Above:
    """Tie a type to the unit this one stands in, at any distance; the header's id is empty."""
    return Above(loop)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a bound type: `many` is list, tuple or dict, or None for a single value."""

    name: str
    tie: Tie | None
    type: Any
    optional: bool
    many: Any

    @property
    def is_struct(self) -> bool:
        """Whether its values are bound types themselves."""
        return isinstance(self.type, type) and issubclass(self.type, Struct) and self.type is not Period


@cache
def fields_of(bound: type[Struct]) -> tuple[Field, ...]:
    """The fields of a bound type in their order; raises GuideError for one that cannot be tied like that."""
    hints = get_type_hints(bound, include_extras=True)
    return tuple(_field(bound, name, hints[name]) for name in bound.__struct_fields__)


def _field(bound: type[Struct], name: str, hint: Any) -> Field:
    tie: Tie | None = None
    if get_origin(hint) is Annotated:
        hint, *said = get_args(hint)
        tie = next((word for word in said if isinstance(word, Tie)), None)
    optional = False
    if get_origin(hint) in (Union, types.UnionType):
        left = [one for one in get_args(hint) if one is not type(None)]
        optional = len(left) < len(get_args(hint))
        if len(left) != 1:
            raise GuideError(f"{bound.__name__}.{name} may be of several types")
        hint = left[0]
    many = get_origin(hint)
    if many is dict:
        hint = get_args(hint)[1]
    elif many in (list, tuple):
        hint = get_args(hint)[0]
    elif many is not None:
        raise GuideError(f"{bound.__name__}.{name} is of a type that cannot be tied")
    repeats = isinstance(tie, Fold | Pairs | Repetitions) or (isinstance(tie, Inner) and tie.repeats)
    if many is None and repeats:
        raise GuideError(f"{bound.__name__}.{name} is tied to what repeats but holds one value")
    return Field(name, tie, hint, optional, many)


def misfit(thing: Any, wanted: type[Any], path: str = "") -> str:
    """The path of the first value that is not what its field holds (or an amount that is no number)."""
    if not isinstance(thing, wanted) or (wanted is int and isinstance(thing, bool)):
        return path or wanted.__name__
    if isinstance(thing, Decimal):
        return "" if thing.is_finite() else path
    if not isinstance(thing, Struct) or isinstance(thing, Period):
        return ""
    for field in fields_of(type(thing)):
        value = getattr(thing, field.name)
        here = f"{path}.{field.name}".lstrip(".")
        if value is None and field.optional:
            continue
        if field.many is None:
            found = misfit(value, field.type, here)
        elif not isinstance(value, field.many):
            found = here
        else:
            items = value.values() if isinstance(value, dict) else value
            wrong = (misfit(item, field.type, f"{here}[{index}]") for index, item in enumerate(items))
            found = next(filter(None, wrong), "")
        if found:
            return found
    return ""
