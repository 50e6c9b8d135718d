"""An outgoing batch: claims of many submitters under one payer's envelope, their own segments carried.

Only the envelope, the header (we submit, the payer receives), the HL levels and the counts are ours; what the
billing system wrote in a level or a claim goes out as it came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from clearinghouse.partners import HouseIds, Payer
from edi.delimiters import DEFAULT, Delimiters
from edi.writer import Sink, Writer

VERSION = "005010X224A2"


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim to be carried: its row's key, and the wire text of its units with the delimiters they have.

    `patient` is empty where the subscriber is the patient. Claims with equal texts share their levels.
    """

    claim: int
    billing: str
    subscriber: str
    patient: str
    text: str
    delimiters: Delimiters
    charge_cents: int


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
    stream: Sink, claims: Iterable[Carried], house: HouseIds, payer: Payer, envelope: Envelope
) -> list[SetWritten]:
    """Write one interchange with one group; sets of at most `payer.claims_per_set` claims."""
    writer = Writer(stream, DEFAULT)
    done = []
    remaining = iter(claims)
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
        while part := list(islice(remaining, payer.claims_per_set)):
            done.append(_write_set(writer, part, house, payer, envelope))
    return done


def _write_set(
    writer: Writer, claims: Sequence[Carried], house: HouseIds, payer: Payer, envelope: Envelope
) -> SetWritten:
    number, reference = envelope.next_set()
    start = writer.offset
    with writer.set("837", number, VERSION):
        moment = envelope.moment
        writer.segment(["BHT", "0019", "00", reference, f"{moment:%Y%m%d}", f"{moment:%H%M}", "CH"])
        writer.segment(["NM1", "41", "2", house.name, "", "", "", "", "46", house.id])
        writer.segment(["PER", "IC", house.contact.name, "TE", house.contact.telephone])
        writer.segment(["NM1", "40", "2", payer.name, "", "", "", "", "46", payer.id])
        for billing, of_provider in groupby(claims, key=lambda claim: (claim.billing, claim.delimiters)):
            provider = writer.level("20", None, True)
            _carry_level(writer, *billing)
            for subscriber, theirs in groupby(of_provider, key=lambda claim: claim.subscriber):
                _write_subscriber(writer, provider, subscriber, list(theirs))
    return SetWritten(
        number,
        reference,
        start,
        writer.offset - start,
        tuple(claim.claim for claim in claims),
        sum(claim.charge_cents for claim in claims),
    )


def _write_subscriber(writer: Writer, provider: int, subscriber: str, claims: list[Carried]) -> None:
    delimiters = claims[0].delimiters
    level = writer.level("22", provider, any(claim.patient for claim in claims))
    _carry_level(writer, subscriber, delimiters)
    # The subscriber's own claims stand before the patients below.
    for patient, theirs in groupby(sorted(claims, key=lambda c: bool(c.patient)), key=lambda c: c.patient):
        if patient:
            writer.level("23", level, False)
            _carry_level(writer, patient, delimiters)
        for claim in theirs:
            writer.raw(*_plain(claim.text, delimiters))


def _carry_level(writer: Writer, text: str, delimiters: Delimiters) -> None:
    """A level's segments behind its HL, which is ours."""
    _, _, rest = text.partition(delimiters.segment)
    writer.raw(*_plain(rest, delimiters))


def _plain(text: str, delimiters: Delimiters) -> tuple[str, int, Delimiters]:
    """The text without line ends between its segments, its number of segments, its delimiters."""
    if delimiters.segment not in "\r\n":
        text = text.replace("\r", "").replace("\n", "")
    bare = Delimiters(delimiters.element, delimiters.component, delimiters.repetition, delimiters.segment)
    return text, text.count(delimiters.segment), bare


def in_wire_order(claims: Iterable[Carried]) -> Iterator[Carried]:
    """Claims so that those of one provider, subscriber and patient stand together, the first come first."""
    seen: dict[tuple[str, ...], int] = {}

    def rank(*texts: str) -> int:
        return seen.setdefault(texts, len(seen))

    def place(claim: Carried) -> tuple[int, int, int, int]:
        billing, subscriber, patient = claim.billing, claim.subscriber, claim.patient
        whole = rank(billing, subscriber, patient) if patient else -1
        return rank(billing), rank(billing, subscriber), whole, claim.claim

    return iter(sorted(claims, key=place))
