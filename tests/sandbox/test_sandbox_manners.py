"""The sandbox payer's manners: answers that take their time, come twice, late or never; outages, refusals."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sandbox_deliveries import NOW, PLAN, Sandbox, answers_of, batch, claim, line
from sandbox_inquiries import inquiry, statuses
from test_sandbox_claim_status import of_rosa
from test_sandbox_payer_files import KILLED, dies_at, in_child

from edi.report import SetAnswer
from sandbox.manners import drawn, length, next_run
from sandbox.payer import Answered, LineError
from sandbox.plan import PlanError, load_plan

SLOW = """
[payment]
run = "18:00"
[answers.999]
delay = "20m"
[answers.277CA]
delay = "6h"
[answers.835]
delay = "1d"
"""
A1 = claim("A1", line("D0120", "48"))


def made(tmp_path: Path, manners: str, plan: str = PLAN) -> Sandbox:
    head, mark, rest = plan.partition("[plans.standard]")
    return Sandbox(tmp_path / "payer-side", head + manners + mark + rest)


def kinds(sandbox: Sandbox) -> list[str]:
    return [name.removeprefix("SANDBOXPAYER-").removesuffix(".edi") for name in sandbox.offered()]


# Delays.


def test_each_answer_takes_its_time_and_money_waits_for_its_run(tmp_path: Path) -> None:
    sandbox = made(tmp_path, SLOW)
    sandbox.deliver(A1)
    done = sandbox.answer()
    assert (done.files, done.waiting, done.accepted, done.paid, done.paid_cents) == ((), 2, 1, 1, 0)
    # Delivered at 9:30: the 999 at 9:50, the 277CA at 15:30, the money a day later in the run of 18:00.
    for after, expected in (
        (timedelta(minutes=19), []),
        (timedelta(minutes=20), ["000001-01-999"]),
        (timedelta(hours=5, minutes=59), ["000001-01-999"]),
        (timedelta(hours=6), ["000001-01-999", "000001-02-277CA"]),
        (timedelta(days=1, hours=8, minutes=29), ["000001-01-999", "000001-02-277CA"]),
        (timedelta(days=1, hours=8, minutes=30), ["000001-01-999", "000001-02-277CA", "000002-01-835"]),
    ):
        sandbox.now = NOW + after
        sandbox.answer()
        assert kinds(sandbox) == expected, after
    told = answers_of(sandbox.folder)
    assert told.faults == []
    assert told.paid() == [("A1", "1", "48", [""])]
    assert [str(one.payment.effective_date) for one in told.remittances] == ["2026-11-22"]
    assert sandbox.answer() == Answered()


def test_one_payment_run_pays_what_several_deliveries_brought(tmp_path: Path) -> None:
    sandbox = made(tmp_path, "[payment]\nrun = '18:00'\n")
    sandbox.deliver(A1)
    sandbox.answer()
    sandbox.deliver(claim("A2", line("D1110", "90")))
    sandbox.answer()
    sandbox.now = NOW.replace(hour=18)
    done = sandbox.answer()
    assert (done.files, done.paid_cents) == (("SANDBOXPAYER-000003-01-835.edi",), 13800)
    assert [one.claim_id for one in sandbox.answers().claims()] == ["A1", "A2"]


def test_a_claim_between_decision_and_payment_is_pending(tmp_path: Path) -> None:
    sandbox = made(tmp_path, "[answers.835]\ndelay = '2d'\n")
    sandbox.deliver(A1)
    sandbox.answer()
    for number, after, expected in ((7, 1, ("P1", "20")), (8, 2, ("F1", "65"))):
        sandbox.now = NOW + timedelta(days=after)
        question = of_rosa("REF*EJ*A1", "AMT*T3*48", "DTP*472*D8*20261005")
        sandbox.drop(f"q{number}.edi", inquiry("276", question, number=number))
        sandbox.answer()
        claims = [one.claim for one in statuses(sandbox)]
        assert claims[-1] is not None
        (status,) = claims[-1].reports[0].statuses
        assert (status.category, status.code) == expected


def test_payment_runs_and_lengths() -> None:
    at = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    assert next_run(at, "18:00") == at
    assert next_run(at + timedelta(minutes=1), "18:00") == at + timedelta(days=1)
    assert next_run(at, "") == at
    assert [length(told) for told in ("20m", "6h", "2d")] == [
        timedelta(minutes=20), timedelta(hours=6), timedelta(days=2),
    ]


# Late, never, twice.


def test_late_answers_come_later_still(tmp_path: Path) -> None:
    sandbox = made(tmp_path, "[answers.277CA]\ndelay = '1h'\nlate = 100\nlate_by = '2d'\n")
    sandbox.deliver(A1)
    sandbox.answer()
    assert kinds(sandbox) == ["000001-01-999", "000001-03-835"]
    sandbox.now = NOW + timedelta(days=2, minutes=59)
    assert sandbox.answer() == Answered()
    sandbox.now = NOW + timedelta(days=2, hours=1)
    assert sandbox.answer() == Answered(files=("SANDBOXPAYER-000001-02-277CA.edi",))


def test_what_never_comes_comes_after_a_call(tmp_path: Path) -> None:
    sandbox = made(tmp_path, "[answers.999]\nnever = 100\n[answers.835]\nnever = 100\n")
    sandbox.deliver(A1)
    assert sandbox.answer().withheld == 2
    assert kinds(sandbox) == ["000001-02-277CA"]
    sandbox.now = NOW + timedelta(days=365)
    assert sandbox.answer() == Answered()
    done = sandbox.payer().answer(withheld=True)
    assert done.files == ("SANDBOXPAYER-000001-01-999.edi", "SANDBOXPAYER-000001-03-835.edi")
    assert answers_of(sandbox.folder).paid() == [("A1", "1", "48", [""])]
    assert sandbox.payer().answer(withheld=True) == Answered()


def test_an_answer_twice_in_the_same_bytes_and_in_other_words(tmp_path: Path) -> None:
    sandbox = made(tmp_path, "[answers.835]\ntwice = 100\nreworded = 100\nrepeat_after = '1h'\n")
    sandbox.deliver(A1)
    sandbox.answer()
    first = "SANDBOXPAYER-000001-03-835"
    assert kinds(sandbox)[2:] == ["000001-03-835"]
    sandbox.now = NOW + timedelta(hours=1)
    assert sandbox.answer().files == (f"{first}-twice.edi", f"{first}-reworded.edi")
    told = sandbox.offered()
    whole, twice, other = (told[f"{first}{word}.edi"] for word in ("", "-twice", "-reworded"))
    assert twice == whole
    assert other != whole
    answers = answers_of(sandbox.folder)
    assert answers.faults == []
    assert answers.paid() == [("A1", "1", "48", [""])] * 3
    assert len({one.trace_number for one in answers.remittances}) == 1
    lines = other.decode().splitlines()
    assert [at.split("*")[0] for at in lines[:3]] == ["ISA", "GS", "ST"]
    isa, group = lines[0].split("*")[13], lines[1].split("*")[6]
    assert isa not in whole.decode()
    assert lines[-2:] == [f"GE*1*{group}~", f"IEA*1*{isa}~"]


def test_a_share_is_drawn_the_same_every_time() -> None:
    found = [number for number in range(1000) if drawn(10, 7, "late", number)]
    assert found == [number for number in range(1000) if drawn(10, 7, "late", number)]
    assert 70 < len(found) < 130
    assert found != [number for number in range(1000) if drawn(10, 8, "late", number)]
    assert not any(drawn(0, 7, "late", number) for number in range(1000))
    assert all(drawn(100, 7, "late", number) for number in range(1000))


# Refusals.


def test_sets_refused_though_nothing_is_wrong(tmp_path: Path) -> None:
    sandbox = made(tmp_path, "[refusals]\nsets = 100\n")
    sandbox.deliver(A1)
    told = sandbox.answers()
    assert told.names == ["SANDBOXPAYER-000001-01-999.edi"]
    assert [(one.verdict, one.codes) for one in told.sets if isinstance(one, SetAnswer)] == [("R", ("5",))]


def test_claims_refused_though_nothing_is_wrong(tmp_path: Path) -> None:
    sandbox = made(tmp_path, "[refusals]\nclaims = 50\n")
    sandbox.deliver(*(claim(f"A{n}", line("D0120", str(40 + n))) for n in range(20)))
    told = sandbox.answers()
    refused = {number for number, status in told.statuses().items() if status == "A7:21:U"}
    assert 3 < len(refused) < 17
    assert {one.claim_id for one in told.claims()} == told.statuses().keys() - refused
    # Sent again, one is judged anew.
    sandbox.deliver(*(claim(number, line("D0120", "39")) for number in sorted(refused)))
    again = {number for number, status in sandbox.answers().statuses().items() if status == "A7:21:U"}
    assert again < refused


# Outages.

OUTAGE = "[[outages]]\nfrom = 2026-11-21T12:00:00Z\nuntil = 2026-11-22T12:00:00Z\n"


def test_nobody_reaches_the_payer_in_an_outage(tmp_path: Path) -> None:
    sandbox = made(tmp_path, OUTAGE)
    sandbox.deliver(A1)
    sandbox.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert sandbox.answer() == Answered(away=True)
    assert sandbox.answer() == Answered(away=True)
    assert not (sandbox.folder / "to-payer").exists()
    assert not (sandbox.folder / "from-payer").exists()
    with pytest.raises(LineError, match="away"):
        sandbox.payer().answer_line(batch(A1))
    sandbox.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert sandbox.answer().paid_cents == 4800
    assert sandbox.answers().paid() == [("A1", "1", "48", [""])]


def test_what_somebody_put_in_its_place_meanwhile_is_kept(tmp_path: Path) -> None:
    sandbox = made(tmp_path, OUTAGE)
    sandbox.deliver(A1)
    sandbox.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    sandbox.answer()
    sandbox.deliver(claim("A2", line("D1110", "90")))
    sandbox.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert sandbox.answer().accepted == 2
    assert list(sandbox.folder.glob(".*-away")) == []


# Told, and killed.


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[answers.837]\ndelay = '1h'", "`$.answers"),
        ("[answers.999]\ndelay = '1w'", "`$.answers[...].delay`"),
        ("[answers.999]\nlate = 101", "`$.answers[...].late`"),
        ("[payment]\nrun = '24:00'", "`$.payment.run`"),
        ("[refusals]\nclaims = -1", "`$.refusals.claims`"),
        (OUTAGE.replace("11-22", "11-20"), "outages[0]: until is not behind from"),
    ],
)
def test_manners_that_cannot_be_are_refused_with_their_place(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(f"{text}\n{PLAN}")
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    assert place in str(caught.value)


EVERYTHING = SLOW + (
    "[answers.TA1]\nnever = 100\n[answers.271]\nlate = 100\n"
    + OUTAGE.replace("11-21T12", "11-21T10").replace("11-22T12", "11-21T11")
)
MANY = EVERYTHING.replace("delay = \"6h\"", "delay = \"6h\"\ntwice = 100\nreworded = 100")
MOMENTS = [NOW + timedelta(hours=hours) for hours in (0, 1, 2, 7, 40)]


def test_killed_at_every_step_of_slow_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)

    def through(name: str, kill_at: int) -> tuple[dict[str, bytes], bool]:
        """All moments; at each one a kill at that step before the pass that comes to its end."""
        (tmp_path / name).mkdir()
        sandbox = made(tmp_path / name, MANY)
        sandbox.deliver(A1)
        killed = False
        for moment in MOMENTS:
            sandbox.now = moment
            if kill_at:
                killed |= in_child(lambda: dies_at(kill_at, sandbox)) == KILLED
            sandbox.answer()
        return sandbox.offered(), killed

    expected, _ = through("plain", 0)
    assert [name.partition("-000")[2][4:] for name in expected] == [
        "01-999.edi", "02-277CA-reworded.edi", "02-277CA-twice.edi", "02-277CA.edi", "01-835.edi",
    ]
    step, killed = 0, True
    while killed:
        step += 1
        offered, killed = through(f"killed-{step}", step)
        assert offered == expected, step
    assert step > 10
