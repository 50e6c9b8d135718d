"""Claim status sets: inquiries (276) and responses (277) read from events, and written.

Reading streams, one claim at a time, and never raises for what stands in the file: what cannot be read is
told in `unread`, a level whose levels above are missing is left out. What writing promises and raises
stands in `transactions.set_writing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from msgspec import Struct

from edi.envelope import Event
from edi.errors import WriteError
from edi.guide import Guide
from edi.writer import Writer
from mappings.guides import STATUS_INQUIRY, STATUS_RESPONSE, Head
from mappings.registry import guide_named
from transactions import claim_status_inquiry as inquiry
from transactions import claim_status_response as response
from transactions.binding import misfit
from transactions.bound import UnitReader
from transactions.claim_status_inquiry import ClaimStatusInquiry
from transactions.claim_status_response import ClaimStatusResponse
from transactions.levels import LevelTree, Rank, branches
from transactions.set_writing import SetWriter, WrittenSet, next_number, portions

CLAIMS_A_SET = 5_000
"""Claims in one set where the caller does not say how many."""
NAMES = ("heading", "payer", "receiver", "provider", "subscriber", "dependent")
SUBSCRIBER, DEPENDENT = 4, 5
NOTHING = (None,)
"""The claims of a patient without any."""

Thing = TypeVar("Thing", ClaimStatusInquiry, ClaimStatusResponse)


# Reading.


def status_inquiry_reader() -> UnitReader:
    """Reads the units of 276 sets: heading and the levels 2000A to 2000E."""
    return UnitReader(STATUS_INQUIRY.name, inquiry.LEVELS)


def status_response_reader() -> UnitReader:
    """Reads the units of 277 sets (not of claim acknowledgments): heading and the levels 2000A to 2000E."""
    return UnitReader(STATUS_RESPONSE.name, response.LEVELS)


def read_status_inquiries(events: Iterable[Event]) -> Iterator[ClaimStatusInquiry]:
    """The claims asked about in all 276 sets, those of a subscriber before those of the dependents."""
    told = branches(status_inquiry_reader().read_all(events), _INQUIRY.ranks, _has_claims)
    return _read(ClaimStatusInquiry, (branch for branch in told if len(branch) > SUBSCRIBER))


def read_status_responses(events: Iterable[Event]) -> Iterator[ClaimStatusResponse]:
    """The answers in all 277 sets, one about each claim, and one for each level that has none below."""
    told = branches(status_response_reader().read_all(events), _RESPONSE.ranks, _has_claims)
    return _read(ClaimStatusResponse, told)


def _read(kind: type[Thing], told: Iterable[list[Any]]) -> Iterator[Thing]:
    make: Callable[..., Thing] = kind
    before: Any = None
    above: list[Any] = []
    for branch in told:
        if len(branch) <= SUBSCRIBER:
            yield make(*branch)
            continue
        if branch is not before:
            # Patient after patient of one provider it is the same list.
            before, above = branch, branch[:SUBSCRIBER]
        subscriber = branch[SUBSCRIBER]
        if len(branch) == DEPENDENT:
            for claim in subscriber.claims or NOTHING:
                yield make(*above, subscriber.patient, None, claim, subscriber.unread)
        else:
            dependent = branch[DEPENDENT]
            unread = subscriber.unread + dependent.unread
            for claim in dependent.claims or NOTHING:
                yield make(*above, subscriber.patient, dependent.patient, claim, unread)


def _has_claims(level: Any) -> bool:
    return bool(getattr(level, "claims", ()))


# Writing.


def write_status_inquiries(
    writer: Writer,
    inquiries: Iterable[ClaimStatusInquiry],
    control_numbers: Iterable[str],
    *,
    claims_per_set: int = CLAIMS_A_SET,
    guide: Guide | None = None,
) -> list[WrittenSet]:
    """Write inquiries as 276 sets, at most `claims_per_set` to a set and one heading to a set.

    Equal levels are shared, in the order each first comes; the claims of a patient stand together.
    """
    return _write(_INQUIRY, writer, inquiries, control_numbers, claims_per_set, guide)


def write_status_responses(
    writer: Writer,
    responses: Iterable[ClaimStatusResponse],
    control_numbers: Iterable[str],
    *,
    claims_per_set: int = CLAIMS_A_SET,
    guide: Guide | None = None,
) -> list[WrittenSet]:
    """Write answers as 277 sets, as `write_status_inquiries` does."""
    return _write(_RESPONSE, writer, responses, control_numbers, claims_per_set, guide)


@dataclass(frozen=True)
class _Frame:
    """What inquiries or responses stand in: the types of `NAMES`, those of the patients' levels.

    The level `needed` and all above it must be told.
    """

    head: Head
    types: Mapping[str, type[Struct]]
    kinds: tuple[type[Struct], ...]
    needed: int

    @cached_property
    def rows(self) -> list[tuple[str, type[Struct]]]:
        """The levels from the top down, without the heading."""
        return list(self.types.items())[1:]

    @property
    def ranks(self) -> dict[type, int]:
        """How deep the type of each level stands."""
        return {kind: rank for rank, kind in enumerate(self.types.values())}


_INQUIRY = _Frame(
    STATUS_INQUIRY, inquiry.LEVELS,
    (*list(inquiry.LEVELS.values())[:SUBSCRIBER], inquiry.AskedPatient, inquiry.AskedPatient), SUBSCRIBER,
)
_RESPONSE = _Frame(
    STATUS_RESPONSE, response.LEVELS,
    (*list(response.LEVELS.values())[:SUBSCRIBER], response.AnsweredPatient, response.AnsweredPatient), 2,
)


def _write(
    frame: _Frame,
    writer: Writer,
    things: Iterable[Thing],
    control_numbers: Iterable[str],
    claims_per_set: int,
    guide: Guide | None,
) -> list[WrittenSet]:
    into = SetWriter(writer, guide or guide_named(frame.head.name))
    numbers = iter(control_numbers)
    written = []
    for _, alike in groupby(things, lambda thing: thing.heading):
        for some in portions(alike, claims_per_set):
            tree = _tree(frame, into.guide, some)
            number = next_number(numbers)
            with writer.set(frame.head.set_id, number, into.guide.version):
                into.put("", some[0].heading)
                tree.write(into)
            written.append(WrittenSet(number, len(some)))
    return written


def _tree(frame: _Frame, guide: Guide, things: list[Thing]) -> LevelTree:
    """The levels of one set: claims of equal patients under one of them."""
    families: dict[tuple[int, ...], tuple[tuple[Any, ...], list[Any]]] = {}
    numbers = _Numbers()
    for place, thing in enumerate(things):
        levels: tuple[Any, ...] = (
            thing.payer, thing.receiver, thing.provider, thing.subscriber, thing.dependent,
        )
        if thing.unread:
            raise WriteError("the object was not read whole from what had faults", "2000D")
        try:
            key: tuple[int, ...] = numbers.of(levels)
        except TypeError:
            place_of = misfit(thing, type(thing))
            raise WriteError("the value is not of the type of its field", place_of) from None
        known = families.get(key)
        if known is not None and thing.claim is not None:
            known[1].append(thing.claim)
            continue
        _check(frame, (thing.heading, *levels), thing.claim)
        if thing.claim is None:
            families[(*key, place)] = levels, []
        else:
            families[key] = levels, [thing.claim]
    tree = LevelTree(guide)
    for told, claims in families.values():
        tree.add(*_ranks(frame, [level for level in told if level is not None], claims))
    return tree


class _Numbers:
    """Levels as numbers, equal ones as the same: what stands above patient after patient is looked at once.

    It must not outlive the levels it is given.
    """

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._numbers: dict[Any, int] = {}

    def of(self, levels: tuple[Any, ...]) -> tuple[int, ...]:
        """Raises TypeError for a level that cannot be told from others: one with a list in it."""
        return tuple([self._seen.get(id(level)) or self._number(level) for level in levels])

    def _number(self, level: Any) -> int:
        number = self._numbers.setdefault(level, len(self._numbers) + 1)
        self._seen[id(level)] = number
        return number


def _check(frame: _Frame, levels: tuple[Any, ...], claim: Any) -> None:
    """Refuse an object with a level of another type, or one that is not told but needed."""
    loops = list(frame.types)
    depth = max(rank for rank, level in enumerate(levels) if level is not None or rank == 0)
    depth = max(depth, frame.needed, SUBSCRIBER if claim is not None else 0)
    for rank, (name, level, kind) in enumerate(zip(NAMES, levels, frame.kinds, strict=True)):
        if level is None and rank <= depth:
            raise WriteError(f"the {name} must be told", loops[rank] or "HEADER")
        if level is not None and not isinstance(level, kind):
            raise WriteError("the value is not of the type of its field", name)


def _ranks(frame: _Frame, levels: list[Any], claims: list[Any]) -> Iterator[Rank]:
    """The levels of one patient's claims, or down to where an answer stops, for a tree.

    A leaf without claims shares its level with nobody: it would be none with others below it.
    """
    for rank, ((loop, kind), level) in enumerate(zip(frame.rows, levels, strict=False), 1):
        is_leaf = rank == len(levels)
        thing: Any = level
        if rank >= SUBSCRIBER:
            thing = kind(patient=level, claims=claims if is_leaf else [])
        yield Rank(loop, thing, None if is_leaf and not claims else level)
