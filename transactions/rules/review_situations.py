"""Situations and teeth of services reviews (C9, D9): what events and services hold, and where they stand."""

from __future__ import annotations

from edi.envelope import Unit
from transactions.rules.broken import Broken, Wrong
from transactions.rules.claim_teeth import tooth_faults
from transactions.rules.families import Family
from transactions.rules.layout import value_at
from transactions.rules.lists import AREAS
from transactions.rules.sheet import Sheet

DENTAL = "SV3"
SERVICES = ("SV1", "SV2", DENTAL)
SUBSCRIBER, DEPENDENT, EVENT, SERVICE = "2000C", "2000D", "2000E", "2000F"
LAST = "0"
"""HL04 of a level with none below it."""
NO_SUCH_AREA, AREA_TWICE = 6, 7

Found = list[Broken | Wrong]


class ReviewCheck:
    """One 278 set: make one, then hand it its units in their order."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self._dependent = False
        self._own_event = False
        self._event: Unit | None = None
        self._decided = False

    def take(self, sheet: Sheet, broken: Found) -> list[tuple[Unit, Broken]]:
        """The faults of a unit; returned are those of the event before, which is complete now."""
        loop = sheet.unit.loop.id
        late = [] if loop == SERVICE else self.end()
        if loop == EVENT:
            self._check_place(sheet, broken)
        elif loop == DEPENDENT:
            self._dependent = True
            if self._own_event:
                broken.append(Wrong(self.family.rule("C", 1), 0))
        if loop in (EVENT, SERVICE):
            self._check_numbers(sheet, broken)
        if loop == SERVICE:
            self._check_service(sheet, broken)
        if not self.family.request:
            self._check_answer(sheet, broken)
        return late

    def end(self) -> list[tuple[Unit, Broken]]:
        """What is known only when an event and its services are complete."""
        event, self._event = self._event, None
        if event is None or self._decided:
            return []
        return [(event, Broken(self.family.rule("C", 6), "2000E/HCR"))]

    def _check_place(self, sheet: Sheet, broken: Found) -> None:
        """The event of a subscriber who has a dependent (C901): whichever of the two comes last is told."""
        above = sheet.unit.above
        if above is not None and above.loop.id == SUBSCRIBER:
            self._own_event = True
            if self._dependent:
                broken.append(Wrong(self.family.rule("C", 1), 0))

    def _check_numbers(self, sheet: Sheet, broken: Found) -> None:
        """Numbers of an earlier review (C902)."""
        if not self.family.request:
            return
        by_kind = {sheet.value(index, 1): index for index in sheet.all("REF")}
        if "BB" in by_kind and "NT" in by_kind:
            broken.append(Wrong("C902", by_kind["NT"], trigger=(by_kind["BB"], 1)))

    def _check_service(self, sheet: Sheet, broken: Found) -> None:
        """The service of a level, and its teeth (C903, C904, D9)."""
        services = sorted(index for id_ in SERVICES for index in sheet.all(id_))
        for index in services[1:]:
            broken.append(Wrong(self.family.rule("C", 3), index, trigger=(services[0], 1)))
        dental = sheet.all(DENTAL)
        teeth = sheet.all("TOO")
        if not dental:
            broken.extend(Wrong(self.family.rule("C", 4), index) for index in teeth[:1])
            return
        code = value_at(sheet.segments[dental[0]], 1, 2, sheet.component)
        for index in teeth:
            self._check_tooth(sheet, index, (dental[0], 1), code, broken)
        self._check_areas(sheet, dental[0], broken)

    def _check_tooth(
        self, sheet: Sheet, index: int, procedure: tuple[int, int], code: str, broken: Found
    ) -> None:
        surfaces = tuple(part for part in sheet.value(index, 3).split(sheet.component) if part)
        for rule, path, trigger in tooth_faults(code, sheet.value(index, 2), surfaces):
            place = path.rpartition("TOO")[2]
            element, _, component = place.partition("-")
            id_ = self.family.rule("D", int(rule[2:]))
            broken.append(
                Wrong(id_, index, int(element), int(component or 0), trigger=procedure if trigger else None)
            )

    def _check_areas(self, sheet: Sheet, index: int, broken: Found) -> None:
        areas = sheet.value(index, 4).split(sheet.component)
        for position, area in enumerate(areas, 1):
            if area and area not in AREAS:
                broken.append(Wrong(self.family.rule("D", NO_SUCH_AREA), index, 4, position))
            elif area and area in areas[: position - 1]:
                broken.append(Wrong(self.family.rule("D", AREA_TWICE), index, 4, position))

    def _check_answer(self, sheet: Sheet, broken: Found) -> None:
        """What a response says, or leaves out (C955, C956)."""
        answered = bool(sheet.all("AAA") or sheet.all("HCR"))
        if sheet.unit.loop.id == EVENT:
            self._event, self._decided = sheet.unit, answered
        elif sheet.unit.loop.id == SERVICE:
            self._decided = self._decided or answered
        elif sheet.child_flag == LAST and not answered:
            broken.append(Wrong(self.family.rule("C", 5), 0, 4))
