"""An outgoing batch: claims of many submitters under one payer's envelope, their own segments carried.

Only the envelope, the header (we submit, the payer receives), the HL levels and the counts are ours; what the
billing system wrote in a level or a claim goes out as it came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice

from clearinghouse.partners import HouseIds, Payer
from edi.conventions import Conventions
from edi.delimiters import DEFAULT, Delimiters, choose_delimiters, place_at
from edi.errors import WriteError
from edi.writer import Sink, Writer

VERSION = "005010X224A2"
CHARGEABLE = "CH"
_NM109 = 9
MAX_DELIMITERS = 8
"""Kinds of delimiters, each a file of its own, that one batch is written with."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim to be carried: its row's key, and the wire text of its units with the delimiters they have.

    The levels stand without their HL, which is not the claim's but its batch's. `patient` is empty where
    the subscriber is the patient. Claims with equal texts share their levels; `purpose` is BHT06, for
    chargeable claims and reports of encounters do not travel in one set.
    """

    claim: int
    purpose: str
    billing: str
    subscriber: str
    patient: str
    text: str
    delimiters: Delimiters
    charge_cents: int

    def fits(self, delimiters: Delimiters) -> bool:
        """Whether it can be written with these delimiters: none of them stands in its data."""
        if self.delimiters.all == delimiters.all:
            return True
        return self.data().isdisjoint(delimiters.all)

    def data(self) -> set[str]:
        """The characters of what stands between its delimiters."""
        return {*self.billing, *self.subscriber, *self.patient, *self.text}.difference(self.delimiters.all)

    def place_of(self, characters: str) -> str:
        """The first place where one of these characters stands in its data; empty where none does."""
        wanted = set(characters).difference(self.delimiters.all)
        for text in (self.billing, self.subscriber, self.patient, self.text):
            at = next((at for at, ch in enumerate(text) if ch in wanted), None)
            if at is not None:
                return place_at(text, at, self.delimiters)
        return ""

    def for_payer(self, payer_id: str, known: dict[tuple[str, str], str]) -> Carried:
        """The claim with its payer (2010BB) under this id; `known` remembers the levels claims share.

        Raises WriteError where the id cannot stand among the claim's delimiters.
        """
        signs = self.delimiters
        if any(ch in payer_id for ch in signs.all):
            raise WriteError("2010BB NM109: the payer's id contains a delimiter")
        level = self.subscriber, signs.all
        if level not in known:
            known[level] = _for_payer(self.subscriber, signs, payer_id)
        return replace(self, subscriber=known[level])

    def agreed(self, conventions: Conventions, known: dict[tuple[str, str], str]) -> Carried:
        """The claim by a payer's conventions; `known` remembers the levels claims share.

        Raises WriteError with the place of what cannot be written so.
        """
        signs = self.delimiters.all

        def level(text: str) -> str:
            if (text, signs) not in known:
                known[text, signs] = conventions.carried(text, self.delimiters)
            return known[text, signs]

        return replace(
            self,
            billing=level(self.billing),
            subscriber=level(self.subscriber),
            patient=level(self.patient),
            text=conventions.carried(self.text, self.delimiters),
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """The numbers of a batch. `next_set` gives ST02's number and BHT03, new for every set."""

    moment: datetime
    interchange: int
    group: int
    next_set: Callable[[], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SetWritten:
    """One set of a batch: its numbers, byte range, and the keys of its claims in their order."""

    control_number: str
    reference: str
    offset: int
    length: int
    claims: tuple[int, ...]
    charge_cents: int


def write_batch(
    stream: Sink,
    claims: Iterable[Carried],
    house: HouseIds,
    payer: Payer,
    envelope: Envelope,
    delimiters: Delimiters = DEFAULT,
) -> list[SetWritten]:
    """Write one interchange with one group; sets of one purpose, at most `payer.claims_per_set` claims."""
    writer = Writer(stream, delimiters, payer.writing.conventions)
    done = []
    with (
        writer.interchange(
            house.qualifier,
            house.id,
            payer.qualifier,
            payer.id,
            envelope.moment,
            envelope.interchange,
            house.usage,
        ),
        writer.group("HC", house.id, payer.id, envelope.moment, envelope.group, VERSION),
    ):
        for part in in_sets(claims, payer):
            done.append(_write_set(writer, part, house, payer, envelope))
    return done


def in_sets(claims: Iterable[Carried], payer: Payer) -> Iterator[list[Carried]]:
    """Claims in wire order by the sets they go out in."""
    for _, remaining in groupby(claims, key=lambda claim: claim.purpose):
        while part := list(islice(remaining, payer.claims_per_set)):
            yield part


def in_interchanges(claims: Iterable[Carried], payer: Payer) -> Iterator[list[Carried]]:
    """Claims in wire order by the interchanges they go out in: as many sets as the payer takes in one."""
    sets = in_sets(claims, payer)
    while some := list(islice(sets, payer.sets_per_interchange)):
        yield [claim for one in some for claim in one]


def _write_set(
    writer: Writer, claims: Sequence[Carried], house: HouseIds, payer: Payer, envelope: Envelope
) -> SetWritten:
    number, reference = envelope.next_set()
    start = writer.offset
    with writer.set("837", number, VERSION):
        moment, purpose = envelope.moment, claims[0].purpose
        writer.segment(["BHT", "0019", "00", reference, f"{moment:%Y%m%d}", f"{moment:%H%M}", purpose])
        writer.segment(["NM1", "41", "2", house.name, "", "", "", "", "46", house.id])
        writer.segment(["PER", "IC", house.contact.name, "TE", house.contact.telephone])
        writer.segment(["NM1", "40", "2", payer.name, "", "", "", "", "46", payer.id])
        for (billing, delimiters), theirs in groupby(claims, key=lambda c: (c.billing, c.delimiters)):
            provider = writer.level("20", None, True)
            _carry(writer, billing, delimiters)
            for _, of_subscriber in groupby(theirs, key=lambda claim: claim.subscriber):
                _write_subscriber(writer, provider, list(of_subscriber))
    return SetWritten(
        number,
        reference,
        start,
        writer.offset - start,
        tuple(claim.claim for claim in claims),
        sum(claim.charge_cents for claim in claims),
    )


def _write_subscriber(writer: Writer, provider: int, claims: list[Carried]) -> None:
    delimiters = claims[0].delimiters
    level = writer.level("22", provider, any(claim.patient for claim in claims))
    _carry(writer, claims[0].subscriber, delimiters)
    # The subscriber's own claims stand before the patients below.
    for patient, theirs in groupby(sorted(claims, key=lambda c: bool(c.patient)), key=lambda c: c.patient):
        if patient:
            writer.level("23", level, False)
            _carry(writer, patient, delimiters)
        for claim in theirs:
            _carry(writer, claim.text, delimiters)


def _carry(writer: Writer, text: str, delimiters: Delimiters) -> None:
    """Carry the segments of a text without the line ends and the nothing between them."""
    segment = delimiters.segment
    if segment not in "\r\n":
        text = text.replace("\r", "").replace("\n", "")
    if segment + segment in text or text.startswith(segment):
        text = "".join(one + segment for one in text.split(segment) if one)
    writer.raw(text, text.count(segment), delimiters)


def _for_payer(subscriber: str, delimiters: Delimiters, payer_id: str) -> str:
    segments = subscriber.split(delimiters.segment)
    for place, segment in enumerate(segments):
        values = segment.split(delimiters.element)
        if len(values) > _NM109 and values[0].strip("\r\n") == "NM1" and values[1] == "PR":
            values[_NM109] = payer_id
            segments[place] = delimiters.element.join(values)
            break
    return delimiters.segment.join(segments)


def in_wire_order(claims: Iterable[Carried]) -> list[Carried]:
    """Claims of one purpose, provider, subscriber and patient together, the first come first."""
    seen: dict[tuple[object, ...], int] = {}

    def rank(*texts: object) -> int:
        return seen.setdefault(texts, len(seen))

    def place(claim: Carried) -> tuple[int, int, int, int, int]:
        provider = claim.purpose, claim.billing, claim.delimiters
        subscriber, patient = (*provider, claim.subscriber), claim.patient
        whole = rank(*subscriber, patient) if patient else -1
        return rank(claim.purpose), rank(*provider), rank(*subscriber), whole, claim.claim

    return sorted(claims, key=place)


def by_delimiters(
    claims: Iterable[Carried], ours: str, wanted: Delimiters = DEFAULT, *, choose: bool = True
) -> Iterator[tuple[Delimiters | None, list[Carried]]]:
    """Claims with the delimiters they can be written with: the wanted ones, for nearly all of them.

    `ours` is what we write around them. None for claims whose data leave no characters to be delimiters,
    or that come after too many others with data of their own; where none may be chosen, for all whose data
    hold one of the wanted.
    """
    rest = list(claims)
    delimiters: Delimiters | None = wanted
    for _ in range(MAX_DELIMITERS):
        if not rest:
            return
        fit = [claim for claim in rest if claim.fits(delimiters)] if delimiters else rest[:1]
        if fit:
            yield delimiters, fit
            chosen = {claim.claim for claim in fit}
            rest = [claim for claim in rest if claim.claim not in chosen]
        delimiters = None
        if rest and choose:
            ending = wanted.ending
            delimiters = _delimiters_of(rest, ours, ending) or _delimiters_of(rest[:1], ours, ending)
        elif rest:
            break
    if rest:
        yield None, rest


def _delimiters_of(claims: Iterable[Carried], ours: str, ending: str) -> Delimiters | None:
    """Delimiters that neither the claims' data hold nor what we write around them."""
    try:
        return choose_delimiters([ours, *("".join(claim.data()) for claim in claims)], ending)
    except WriteError:
        return None
