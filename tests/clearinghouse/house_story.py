"""A small house with a story of two days in it, told by hand: what reports say of it is known."""

from __future__ import annotations

from datetime import date
from typing import Any

from clearing_files import (
    ELM,
    ELM_NPI,
    WEST,
    Answer,
    ack277,
    ack999,
    claim,
    dental_set,
    file,
    person,
    remittance,
    ta1,
)
from clearing_places import Place
from inquiry_texts import MARLOW, OKAFOR, answer271, ask270, echoed

from clearinghouse.house_reports.making import make_report
from clearinghouse.house_reports.tables import Report

FIRST, SECOND = date(2026, 3, 5), date(2026, 3, 6)
"""Thursday and Friday."""
BAD = claim("C3", "300")
BAD[-2] = BAD[-2].replace("*300", "*299")


def tell(place: Place) -> Place:
    """Claims and questions of two practices, and what their payers say; the clock stands on the second day.

    oak, 4:30 Eastern of the first day: C1 100, C2 200, C4 400 to delta; C3 300 is rejected (its line is 299).
    elm, an hour later: C5 50 to west, C6 70 to nobody. Delta takes the batch after 20 minutes, accepts C1
    and C4, and rejects C2; on the second day it pays C1 80 and denies C4. West refuses its batch (TA1).
    oak asks delta about two members; one answer comes after two hours.
    """
    four = person(claim("C1"), claim("C2", "200"), BAD, claim("C4", "400"))
    place.drop("oak", "a.edi", file(dental_set(four)))
    place.drop("oak", "q.edi", ask270(MARLOW, OKAFOR, number=2))
    place.run()
    place.clock.move(minutes=20)
    place.take("delta", ack999(1, ("000000001", "A")))
    place.clock.move(minutes=40)
    two = dental_set(
        person(claim("C5", "50")), payer="WST01", npi=ELM_NPI, provider="ELM AVENUE DENTAL", sender=ELM
    )
    lost = dental_set(
        person(claim("C6", "70")), payer="NOBODY", npi=ELM_NPI, provider="ELM AVENUE DENTAL", sender=ELM,
        number="0002", reference="R2",
    )
    place.take("elm", file(two, lost, sender=ELM))
    place.clock.move(hours=1)
    trace = next(one.out_trace for one in place.inquiries() if one.trace_number == "T-1")
    place.take("delta", answer271(("1382047169", MARLOW, echoed(trace or ""))))
    batch = place.sets(reference="BITEWING000000001")[0].reference
    place.take(
        "delta",
        ack277(
            batch, ("C1", "A2:20:PR", "WQ", "100", "P1"), ("C2", "A7:562:85", "U", "200", ""),
            ("C4", "A1:19:PR", "WQ", "400", "P4"), batch_status="A1:19:PR**WQ",
        ),
    )
    place.clock.move(days=1)
    denied = Answer("C4", 400, 0, status="4", number="P4")
    paid = Answer("C1", 100, 80, 5, number="P1")
    place.take("delta", remittance("T900", paid, denied, other=[("WO", 10)], number=802))
    place.take("west", ta1(1, "R", "022", payer=WEST))
    return place


def report(place: Place, name: str, **asked: Any) -> Report:
    """A report on the house; of both days unless something else is asked."""
    if not asked.keys() & {"day", "since", "until"}:
        asked |= {"since": FIRST, "until": SECOND}
    return make_report(place.house, name, **asked)


def rows(made: Report, table: str) -> list[dict[str, Any]]:
    """The rows of a table by the names of their columns."""
    (found,) = [one for one in made.tables if one.name == table]
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def sums(told: list[dict[str, Any]], by: tuple[str, ...], *of: str) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Sums of columns by others."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for row in told:
        known = found.setdefault(tuple(row[name] for name in by), [0] * len(of))
        for at, name in enumerate(of):
            known[at] += row[name] or 0
    return {key: tuple(value) for key, value in found.items()}
