"""Runs: told before they are done, bounded, waited for, and logged with allowed keys only."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from threading import Timer

import pytest
from clearing_files import ELM, OAK_NPI, claim, claims_file, dental_set, file, person
from clearing_places import Place
from inquiry_texts import MARLOW, answer271, ask270, echoed

from clearinghouse import enrolling, runs, step_log
from clearinghouse.step_log import NotToBeLogged
from store import events
from store.errors import RunInProgress


def head(place: Place) -> tuple[int, str]:
    with place.house.store.read() as ledger:
        return events.head(ledger)


def would(place: Place, **wanted: int) -> Counter[str]:
    told: Counter[str] = Counter()
    for counts in runs.rehearse(place.house, **wanted).steps.values():  # type: ignore[arg-type]
        told.update(counts)
    return told


def test_every_step_that_sends_tells_what_it_would_send(place: Place) -> None:
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01"]\nstatus_plan = [{ after = "14d" }]')
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", ask270(MARLOW, number=2))
    place.clock.move(days=14)
    place.drop("oak", "c.edi", claims_file(claim("C2"), claim("C3"), number=3))
    place.drop("delta", "d.edi", answer271((OAK_NPI, MARLOW, echoed("BITEWING000000000001"))))
    place.run("intake", "collection", "validation")
    before, sent = head(place), place.got("delta")
    assert would(place) == {
        "claims would be asked about": 1, "would be routed": 2, "would be sent": 3,
    }
    assert would(place, most=1)["would be routed"] == 1
    assert would(place, most=1)["would be sent"] == 2, "one to each partner"
    assert (head(place), place.got("delta")) == (before, sent)
    told = place.run("followup", "routing", "delivery")
    assert (told["claims asked about"], told["routed"], told["sent"]) == (1, 2, 5)


def test_what_would_be_held_is_not_told_as_sent(place: Place) -> None:
    """Enrolled is oak alone, and for claims alone."""
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01"]\nenrolment = ["837D", "270"]')
    key = enrolling.add(place.house, "oak", "delta", OAK_NPI, "837D").id
    for event in ("submitted", "accepted"):
        enrolling.move(place.house, "oak", key, event)
    place.drop("oak", "c.edi", claims_file(claim("C1"), claim("C2")))
    place.drop("oak", "q.edi", ask270(MARLOW, number=2))
    place.drop("elm", "e.edi", file(dental_set(person(claim("E1")), sender=ELM), sender=ELM))
    place.run("intake", "validation")
    expected = {"would be routed": 2, "would be held": 1, "inquiries would be held": 1}
    assert {name: count for name, count in would(place).items() if name != "would be sent"} == expected
    assert would(place, most=1)["would be routed"] == 1
    told = place.run("routing")
    assert (told["routed"], told["held"], told["inquiries held"]) == (2, 1, 1)
    place.settings('ids = ["DLT01"]', 'ids = ["DLT01"]\npaused = true')
    assert (would(place)["would be held"], would(place)["inquiries would be held"]) == (1, 1)


def test_answers_would_be_passed_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.take("oak", ask270(MARLOW))
    place.drop("delta", "d.edi", answer271((OAK_NPI, MARLOW, echoed("BITEWING000000000001"))))
    with monkeypatch.context() as stopped:
        stopped.setattr("clearinghouse.matching.pass_on", lambda *told, **more: Counter())
        place.run()
    assert would(place) == {"answers would be passed on": 1}
    assert place.got("oak", "271") == []
    assert place.run()["271 passed on"] == 1


def test_only_the_steps_asked_for_are_rehearsed(place: Place) -> None:
    assert list(runs.rehearse(place.house, ["routing", "intake"]).steps) == ["routing"]


def test_a_bounded_run_goes_on_where_the_last_one_stopped(place: Place) -> None:
    for number in (1, 2, 3):
        place.drop("oak", f"{number}.edi", claims_file(claim(f"C{number}"), number=number))

    def run() -> dict[str, int]:
        report = runs.run(place.house, most=2)
        told = Counter[str]()
        for counts in report.steps.values():
            told.update(counts)
        return {name: told[name] for name in ("received", "files proven", "routed", "sent")}

    assert run() == {"received": 2, "files proven": 2, "routed": 2, "sent": 3}
    assert run() == {"received": 1, "files proven": 1, "routed": 1, "sent": 3}
    place.run()
    assert {one.state for one in place.claims()} == {"sent"}
    assert len(place.claims()) == 3
    assert len(place.got("delta", "837D")) == 2
    assert place.deliveries(state="made") == []


def test_a_batch_is_bounded(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(*(claim(f"C{number}") for number in range(5))))
    place.run("intake", "validation")
    assert [runs.run(place.house, ["routing"], most=2).steps["routing"]["routed"] for _ in range(4)] == [
        2, 2, 1, 0,
    ]


def test_questions_are_bounded_too(place: Place) -> None:
    place.drop("oak", "a.edi", ask270(MARLOW, ("OKAFOR", "XD1000002", "T-2"), ("LIND", "XD1000003", "T-3")))
    place.run("intake", "validation")
    told = [runs.run(place.house, ["routing"], most=2).steps["routing"] for _ in range(2)]
    assert [one["inquiries routed"] for one in told] == [2, 1]


def test_what_is_held_takes_no_place_of_a_bounded_run(place: Place) -> None:
    # The first cannot be written for this payer: every run tries it again.
    refusing = 'ids = ["DLT01", "dlt02"]\nwriting = { delimiters = "*:^~", clash = "refuse" }'
    place.settings('ids = ["DLT01", "dlt02"]', refusing)
    odd = claims_file(claim("C*1")).replace("*", "|").replace("C|1", "C*1")
    place.drop("oak", "a.edi", odd)
    place.drop("oak", "b.edi", claims_file(claim("C2"), claim("C3"), number=2))
    place.run("intake", "validation")
    told = [runs.run(place.house, ["routing"], most=1).steps["routing"] for _ in range(3)]
    assert [one["routed"] for one in told] == [1, 1, 0]
    assert place.states() == {"C*1": "held", "C2": "routed", "C3": "routed"}


def test_a_bound_holds_for_all_routes_of_a_payer(place: Place) -> None:
    one_way = 'id = "DELTAPAYER"\nmailbox = { inbox = "delta/in", outbox = "delta/out" }'
    place.settings(one_way, """route = "direct"
[payers.delta.routes.direct]
id = "DELTAPAYER"
mailbox = { inbox = "delta/in", outbox = "delta/out" }
[payers.delta.routes.upstream]
id = "UPSTREAM"
mailbox = { inbox = "up/in", outbox = "up/out" }
""")
    for name in ("in", "out"):
        (place.folder / "up" / name).mkdir(parents=True)
    for folder in ("delta", "up"):
        for name in ("a", "b"):
            (place.folder / folder / "in" / f"{name}.edi").write_text(f"no X12 {folder} {name}")
    place.clock.move(minutes=10)
    told = [runs.run(place.house, ["collection"], most=3).steps["collection"] for _ in range(2)]
    assert [one["received"] for one in told] == [3, 1]


def test_a_paused_payer_is_told_before_its_window(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.run("intake", "validation", "routing")
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01", "dlt02"]\npaused = true')
    assert would(place, most=1) == {"waiting for a paused payer": 1, "would be sent": 1}
    place.close()
    (place.folder / "calendar.toml").write_text(
        '[payers.delta]\nwindows = [{ opens = "01:00", closes = "02:00" }]\n'
    )
    assert place.run("delivery")["waiting for a paused payer"] == 1


def test_a_payer_outside_its_window_is_not_delivered_to(place: Place) -> None:
    place.close()
    (place.folder / "calendar.toml").write_text(
        '[payers.delta]\nzone = "America/Chicago"\nwindows = [{ opens = "06:00", closes = "22:00" }]\n'
    )
    told = place.take("oak", claims_file(claim("C1")))
    assert told["delta takes no files now"] == 1, "09:30 UTC is 03:30 there"
    assert place.got("oak", "999"), "submitters have no windows"
    assert place.got("delta") == []
    place.clock.move(hours=2, minutes=30)
    assert place.run()["sent"] == 1


def test_a_run_waits_for_another_to_end(place: Place) -> None:
    lock = place.house.store.run_lock()
    with lock, pytest.raises(RunInProgress):
        runs.run(place.house)
    lock.__enter__()
    Timer(0.2, lock.__exit__, (None, None, None)).start()
    assert runs.run(place.house, wait=30).outcome == "done"


# The log.


def test_a_run_logs_a_line_for_every_step(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    place.drop("oak", "MARLOW-JUNE.edi", claims_file(claim("C1")))
    with step_log.logged(str(log)):
        runs.run(place.house)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line.get("step") for line in lines] == [None, *runs.STEPS, None]
    assert lines[0]["event"] == "run started"
    assert lines[1]["counts"] == {"received": 1}
    assert (lines[-1]["event"], lines[-1]["outcome"]) == ("run ended", "done")
    for line in lines:
        assert line.keys() - {"at", "event"} <= step_log.KEYS
    for secret in ("MARLOW", "C1", "XD1000001"):
        assert secret not in log.read_text()
    with step_log.logged(str(log)):
        runs.run(place.house, ["intake"])
    assert len(log.read_text().splitlines()) == len(lines) + 3, "a log is added to"


def test_nothing_is_logged_when_nobody_asks(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    place.take("oak", claims_file(claim("C1")))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "values",
    [
        {"name": "x"}, {"patient": 1}, {"file_name": "a.edi"}, {"step": "x" * 121}, {"step": "a\nb"},
        {"step": "Jos\u00e9"}, {"step": ["intake"]}, {"counts": {"received": "1"}}, {"counts": 3},
        {"counts": {"x" * 121: 1}}, {"run": None},
    ],
)
def test_what_is_not_allowed_is_refused_though_nobody_reads_it(values: dict[str, object]) -> None:
    with pytest.raises(NotToBeLogged):
        step_log.tell("step done", **values)
