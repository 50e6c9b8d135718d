"""Conformance with response times: when a batch is due, what counts, whose time it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from clearing_places import Place
from house_story import report, rows, sums, tell
from inquiry_texts import MARLOW, answer271, ask270, echoed

from clearinghouse.calendar import Hours
from clearinghouse.house_reports.business_days import batch_due
from clearinghouse.house_reports.conformance import BATCH, OUR_999, REAL_TIME, THEIR_999, Observation
from store import files, inquiries, sets
from store.files import File
from store.inquiries import Answered, Asked, Inquiry
from store.sets import TransactionSet

BOTH = ("in_time", "late", "open")


def utc(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Eastern is UTC - 5 hours until 8 March 2026, when clocks go forward, and UTC - 4 from then on.
        (utc(4, 14), utc(5, 12)),
        (utc(5, 2), utc(5, 12)),
        (utc(5, 2, 0, 1), utc(6, 12)),
        (utc(6, 14), utc(9, 11)),
        (utc(7, 3), utc(10, 11)),
        (utc(7, 15), utc(10, 11)),
        (utc(8, 20), utc(10, 11)),
        (utc(10, 1), utc(10, 11)),
        (utc(10, 1, 0, 1), utc(11, 11)),
    ],
)
def test_a_batch_by_nine_is_due_at_seven(received: datetime, due: datetime) -> None:
    assert batch_due(received, Hours()) == due


def test_holidays_are_no_business_days() -> None:
    hours = Hours(holidays=frozenset((date(2026, 3, 5),)))
    assert batch_due(utc(4, 14), hours) == utc(6, 12)
    assert batch_due(utc(5, 14), hours) == utc(9, 11)
    # Behind 9 pm of the day before the holiday.
    assert batch_due(utc(5, 3), hours) == utc(9, 11)
    # Memorial Day is the last Monday of May.
    friday = utc(22, 14, month=5)
    assert batch_due(friday, Hours()) == utc(26, 11, month=5)
    assert batch_due(friday, Hours(federal=False)) == utc(25, 11, month=5)


def test_what_is_done_in_time_and_what_is_still_open() -> None:
    came, due = utc(5, 9), utc(5, 10)

    def verdict(done: datetime | None, now: datetime) -> int:
        return Observation(OUR_999, "oak", came, due, done).verdict(now)

    assert verdict(due, utc(6, 9)) == 0
    assert verdict(due + timedelta(microseconds=1), utc(6, 9)) == 1
    assert verdict(None, due) == 2
    assert verdict(None, due + timedelta(microseconds=1)) == 1


def test_the_story_in_time_and_late(place: Place) -> None:
    """At 6:30 Eastern of the second day one question may be answered still; at 7:00:01 it is late."""
    told = tell(place)
    made = report(told, "core")
    assert sums(rows(made, "months"), ("month", "measure"), *BOTH) == {
        ("2026-03", OUR_999): (6, 0, 0), ("2026-03", THEIR_999): (1, 2, 0), ("2026-03", BATCH): (1, 0, 1),
    }
    assert sums(rows(made, "partners"), ("measure", "partner"), *BOTH) == {
        (OUR_999, "oak"): (2, 0, 0), (OUR_999, "elm"): (1, 0, 0), (OUR_999, "delta"): (3, 0, 0),
        (THEIR_999, "delta"): (1, 1, 0), (THEIR_999, "west"): (0, 1, 0), (BATCH, "oak"): (1, 0, 1),
    }
    shares = {row["measure"]: (row["percent"], row["reached"]) for row in rows(made, "months")}
    assert shares == {OUR_999: (100.0, "yes"), THEIR_999: (33.3, "no"), BATCH: (100.0, "yes")}
    times = {row["measure"]: row for row in rows(made, "times")}
    assert (times[BATCH]["ours_longest"], times[BATCH]["payers_longest"]) == (0.0, 7200.0)
    assert times[THEIR_999]["payers_longest"] == 25 * 3600.0
    told.clock.move(minutes=30, seconds=1)
    assert sums(rows(report(told, "core"), "months"), ("measure",), *BOTH)[BATCH,] == (1, 1, 0)
    with_holiday = report(told, "core", holidays=[date(2026, 3, 6)])
    assert sums(rows(with_holiday, "months"), ("measure",), *BOTH)[BATCH,] == (1, 0, 1)
    told.close()
    (told.folder / "calendar.toml").write_text("holidays = [2026-03-06]")
    assert sums(rows(report(told, "core"), "months"), ("measure",), *BOTH)[BATCH,] == (1, 0, 1)


def test_an_account_sees_its_own_answers(place: Place) -> None:
    made = report(tell(place), "core", account="elm")
    assert sums(rows(made, "partners"), ("measure", "partner"), *BOTH) == {(OUR_999, "elm"): (1, 0, 0)}


def test_our_late_acknowledgment_is_late(place: Place) -> None:
    place.drop("oak", "q.edi", ask270(MARLOW))
    place.run("intake")
    place.clock.move(minutes=60, seconds=1)
    place.run()
    assert sums(rows(report(place, "core"), "months"), ("measure",), *BOTH)[OUR_999,] == (0, 1, 0)


def test_our_time_is_apart_from_the_payer_s(place: Place) -> None:
    """Half an hour here, two hours there, ten minutes here again."""
    place.drop("oak", "q.edi", ask270(MARLOW))
    place.run("intake")
    place.clock.move(minutes=30)
    place.run()
    place.clock.move(hours=2)
    (asked,) = place.inquiries()
    place.drop("delta", "a.edi", answer271(("1382047169", MARLOW, echoed(asked.out_trace or ""))))
    place.run("collection")
    place.clock.move(minutes=10)
    place.run()
    times = {row["measure"]: row for row in rows(report(place, "core"), "times")}[BATCH]
    assert (times["ours_average"], times["payers_average"]) == (40 * 60.0, 120 * 60.0)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(20, (1, 0, 0)), (21, (0, 1, 0)), (None, (0, 1, 0))]
)
def test_real_time_is_twenty_seconds(place: Place, seconds: int | None, expected: tuple[int, ...]) -> None:
    """Told to the store as asking by a line tells it: a second here, the others at the payer."""
    came = place.clock.time
    record_line(place, came, seconds)
    place.clock.move(hours=1)
    made = report(place, "core")
    assert sums(rows(made, "months"), ("measure",), *BOTH) == {(REAL_TIME,): expected}
    if seconds is not None:
        (times,) = rows(made, "times")
        assert (times["ours_longest"], times["payers_longest"]) == (1.0, seconds - 1.0)


def record_line(place: Place, came: datetime, seconds: int | None) -> None:
    """A question asked by a line, and its answer after some seconds (None: none came)."""

    def a_file(name: str, note: str, at: datetime, way: str = "in", account: str = "oak") -> File:
        partner = "oak" if note == "asked by line" else "delta"
        return File(
            account=account, direction=way, partner=partner, name=name,  # type: ignore[arg-type]
            sha256="ab" * 32, size=9, kind="270", state="proven", received_at=at, note=note,
        )

    with place.house.store.begin() as ledger:
        asked, _ = files.record(ledger, a_file("q", "asked by line", came), actor="test")
        out, _ = files.record(ledger, a_file("o", "", came, "out", "house"), actor="test")
        held = [
            TransactionSet(
                account=account, file=file, ordinal=1, sender="A", receiver="B", interchange_control="1",
                group_control="1", set_control="1", guide="270",
            )
            for account, file in (("oak", asked.id), ("house", out.id))
        ]
        own, gone = sets.record_all(ledger, held)
        row = Inquiry(
            account="oak", file=asked.id, set=own, ordinal=1, kind="270", trace_number="T", payer="DLT01",
            provider_npi="", state="answered" if seconds else "sent", received_at=came, own_offset=0,
            own_length=1,
        )
        (key,) = inquiries.record_all(ledger, [row], at=came, actor="test")
        inquiries.record_asked(ledger, [Asked(key, out.id, gone, "X1", 1)])
        inquiries.record_sent(ledger, out.id, at=came + timedelta(seconds=1))
        if seconds is not None:
            back = came + timedelta(seconds=seconds)
            answer, _ = files.record(ledger, a_file("a", "answered by line", back), actor="test")
            inquiries.record_answers(ledger, [Answered(key, answer.id, 0, "active", back)])
            inquiries.record_passed(ledger, [key], answer.id)
