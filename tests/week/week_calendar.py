"""Who hands in what, and when: the calendar of the simulated week, with everything that goes wrong in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from week_files import Billed, Desk, Dropped
from week_world import World

DAYS = ("mon", "tue", "wed", "thu", "fri")


class Offices:
    """The offices' billing systems, and the book of all they handed in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desks = {office.slug: Desk(world, office) for office in world.offices}
        self.book: list[Dropped] = []

    def hand_in(self, day: str) -> list[Dropped]:
        """What the offices leave for the house on a day of the week."""
        made: list[Dropped] = []
        for slug, desk in self.desks.items():
            made += self._daily(slug, desk, day)
            made += self._special(slug, desk, day)
        self.book += made
        return made

    def _before(self, slug: str, kind: str = "837D") -> Dropped:
        """The first file of a kind an office handed in."""
        return next(one for one in self.book if one.office.slug == slug and one.kind == kind)

    def _daily(self, slug: str, desk: Desk, day: str) -> Iterator[Dropped]:
        half = self.world.size.claims // 2
        sets = [desk.claims(half), desk.claims(self.world.size.claims - half)]
        yield desk.file(sets, f"{day}-claims.edi", wants_ta1=str(int(day == "mon")))

    def _special(self, slug: str, desk: Desk, day: str) -> Iterator[Dropped]:
        insurers = self.world.insurers
        number = desk.office.number
        insurer = insurers[number % len(insurers)]
        if day == "mon":
            yield desk.ask_eligibility(insurer, "eligibility.edi")
        if day == "tue" and number % 3 == 1:
            yield desk.ask_review(insurer, "review.edi")
        if day == "thu":
            about = [
                one for one in self._before(slug).billed
                if one.payer == insurer.payer_id and not one.patient.dependent
            ]
            if about:
                yield desk.ask_status(insurer, about[:3], "status.edi")
        yield from self._faulty(slug, desk, day)

    def _faulty(self, slug: str, desk: Desk, day: str) -> Iterator[Dropped]:
        """What goes wrong, one thing to each office."""
        insurers = self.world.insurers
        match desk.office.number, day:
            case 1, "tue":
                first = self._before(slug)
                yield replace(first, name="again.edi", fate="same bytes")
            case 2, "tue":
                # The same claims in a file of its own.
                yield desk.file([self._before(slug).billed[:5]], "once-more.edi")
            case 3, "mon":
                other = self.world.offices[0].id
                made = desk.file([desk.claims(4)], "spoofed.edi", sender=other)
                yield replace(made, fate="interchange refused")
            case 4, "wed":
                made = desk.file([desk.claims(4)], "wrong-count.edi", groups="2")
                yield replace(made, fate="ended wrong")
            case 5, "tue":
                made = desk.file([desk.claims(3), desk.claims(3)], "bad-set.edi")
                whole, _, second = made.content.partition(b"ST*837*0002")
                content = whole + b"ST*837*0002" + second.replace(b"*11:B:1*Y*A*", b"*11:B:1*Q*A*")
                yield replace(made, content=content, fate="set refused")
            case (6 | 13 | 14), _:
                yield desk.file([[*desk.claims(2, wrong=True), *desk.claims(3)]], f"{day}-unbalanced.edi")
            case 7, "thu":
                yield desk.file([self._before(slug).billed[:4]], "once-more.edi")
            case 8, "wed":
                yield Dropped(desk.office, "notes.edi", b"these are no claims", fate="no X12")
            case 8, "mon":
                crossed = [desk.bill(insurers[0], payer_id="OWN-ALDER") for _ in range(4)]
                yield desk.file([crossed], "crosswalk.edi")
            case 10, "mon":
                lost = [desk.bill(insurers[0], payer_id="ALDERWAS") for _ in range(4)]
                yield desk.file([lost], "unknown-payer.edi")
            case 11, "wed":
                renamed = [desk.bill(insurers[0], payer_id="ALDEROLD") for _ in range(4)]
                yield desk.file([renamed], "old-id.edi")


def charged(claims: list[Billed]) -> int:
    """What claims charge together, in cents, by their CLM02."""
    return sum(one.told for one in claims)
