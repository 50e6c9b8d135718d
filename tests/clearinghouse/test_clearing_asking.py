"""Asking down a line: the answer at once, and everything on the ledger as if it had come by batch."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path
from textwrap import dedent

import pytest
from clearing_files import ELM, ELM_NPI, OAK, OAK_NPI, claim, claims_file
from clearing_kills import killed_at
from clearing_places import Clock, Place, copy_place
from inquiry_texts import MARLOW, answer271, ask270, ask276, echoed

from clearinghouse import lines
from clearinghouse.asking import Answer, QuestionRefused, ask
from clearinghouse.errors import HouseError, SettingsError
from clearinghouse.house import House
from clearinghouse.lines import LineError, NotStarted, call
from clearinghouse.partners import LineSettings
from clearinghouse.placed import read_questions
from clearinghouse.status_making import sent_claim
from edi.stream import read
from store import acknowledgments, timeline

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = '''
"""A payer that answers one interchange, written with the typed writers."""
import sys
from datetime import date, datetime, time
from io import BytesIO

from clearinghouse.placed import read_questions
from edi.stream import read
from edi.writer import Writer
from mappings.guides import ELIGIBILITY_RESPONSE, REVIEW_RESPONSE, STATUS_RESPONSE
from mappings.tables import own_tables
from transactions.claim_status_inquiry import StatusHeading
from transactions.claim_status_response import (
    AnsweredClaim, AnsweredPatient, AnsweredProvider, AnsweredReceiver, AnsweringPayer, ClaimStatusResponse,
    StatusReport,
)
from transactions.claim_status_sets import write_status_responses
from transactions.eligibility import Trace
from transactions.eligibility_benefit import Benefit
from transactions.eligibility_response import (
    AnsweredReceiver as Asker, CoveredPerson, EligibilityResponse, RespondingSource, ResponseHeading,
)
from transactions.eligibility_sets import write_eligibility_responses
from transactions.statuses import Status

data = sys.stdin.buffer.read()
(placed,) = read_questions(read(BytesIO(data), own_tables()))
asked = placed.thing
day, clock = date(2026, 3, 5), time(9, 31)


def eligibility(writer):
    answer = EligibilityResponse(
        ResponseHeading(day, clock, asked.heading.reference), RespondingSource(asked.source.name),
        Asker(asked.receiver.name),
        CoveredPerson(asked.subscriber.name, birth_date=asked.subscriber.birth_date),
        traces=[Trace(one.number, one.originator, kind="2") for one in asked.traces],
        benefits=[Benefit(information="1", service_types=["30"])],
    )
    write_eligibility_responses(writer, [answer], ["0001"])


def status(writer):
    charge = asked.claim.charge
    report = StatusReport((Status("F1", "65"),), day, charge, charge, day, day, "40017")
    answer = ClaimStatusResponse(
        StatusHeading("PX1", day, clock), AnsweringPayer(asked.payer.name),
        AnsweredReceiver(asked.receiver.name), AnsweredProvider(asked.provider.names),
        AnsweredPatient(asked.subscriber.name),
        claim=AnsweredClaim(asked.claim.trace_number, [report], "PX1", service=asked.claim.service),
    )
    write_status_responses(writer, [answer], ["0001"])


HEADS = {"270": (ELIGIBILITY_RESPONSE, eligibility), "276": (STATUS_RESPONSE, status)}
head, write = HEADS[placed.kind.name]
sink = BytesIO()
writer = Writer(sink)
moment = datetime(2026, 3, 5, 9, 31)
# Always the same number: a line need not count.
with writer.interchange("ZZ", "DELTAPAYER", "ZZ", "BITEWING", moment, 1, "T"):
    with writer.group(head.group_id, "DELTAPAYER", "BITEWING", moment, 1, head.version):
        write(writer)
sys.stdout.buffer.write(sink.getvalue())
'''


def with_line(place: Place, program: str, seconds: float = 30) -> Place:
    """The house with a line to delta, a Python program."""
    path = place.folder / "line.py"
    path.write_text(dedent(program))
    place.settings(
        "[payers.west]",
        f'[payers.delta.line]\ncommand = ["{sys.executable}", "line.py"]\nseconds = {seconds}\n\n'
        "[payers.west]",
    )
    return place


def question(place: Place, text: str) -> object:
    """The typed question of a 270, 276 or 278."""
    (placed,) = read_questions(read(BytesIO(text.encode()), place.house.tables("oak")))
    return placed.thing


@pytest.fixture
def line(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A house with a line to a payer that answers."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return with_line(place, PROGRAM)


def asked(place: Place, text: str = "") -> Answer:
    return ask(place.house, "oak", "delta", question(place, text or ask270(MARLOW)))


def saying(answer: str) -> str:
    """A line that says this, whatever it is asked; TRACE in it is our trace, read from the question."""
    return f'''
        import re, sys
        question = sys.stdin.read()
        (trace,) = re.findall(r"TRN.1.(BITEWING[0-9]+)", question)
        sys.stdout.write({answer!r}.replace("TRACE", trace))
    '''


# Answers.


def test_a_payer_answers_at_once(line: Place) -> None:
    told = asked(line)
    assert (told.state, told.outcome, told.problem) == ("answered", "active", "")
    assert told.response.is_active is True
    assert [(one.number, one.originator) for one in told.response.traces] == [("T-1", "9OAKSTREET")]
    (one,) = line.inquiries()
    assert (one.id, one.account, one.trace_number, one.state) == (told.inquiry, "oak", "T-1", "answered")
    files = {file.id: file for file in line.files()}
    came, went, back = (files[key or 0] for key in (one.file, one.out_file, one.answer_file))
    assert [(file.account, file.direction, file.partner, file.kind) for file in (came, went, back)] == [
        ("oak", "in", "oak", "270"), ("house", "out", "delta", "270"), ("oak", "in", "delta", "271"),
    ]
    assert [file.state for file in (came, went, back)] == ["proven", "sent", "matched"]
    assert one.passed_file == back.id
    with line.house.store.read() as ledger:
        moments = timeline.inquiry_timeline(ledger, "oak", one.id)
    assert [moment.to_state for moment in moments if moment.source == "event"] == [
        "accepted", "routed", "sent", "answered",
    ]
    # Nothing is delivered, to nobody, and the next run has nothing to do with it.
    assert line.deliveries() == []
    assert sum(line.run().values()) == 0
    assert line.whole()


def test_a_line_may_say_the_same_number_again_and_batches_still_count(line: Place) -> None:
    assert [asked(line).outcome for _ in range(2)] == ["active", "active"]
    line.take("oak", ask270(MARLOW))
    trace = line.inquiries()[-1].out_trace or ""
    told = line.take("delta", answer271((OAK_NPI, MARLOW, echoed(trace)), number=1))
    assert (told["271 matched"], told["interchanges rejected"]) == (1, 0)


def test_the_numbers_of_questions_are_not_the_submitter_s(line: Place) -> None:
    asked(line)
    told = line.take("oak", ask270(MARLOW))
    assert (told["interchanges rejected"], told["inquiries routed"]) == (0, 1)


def test_a_claim_s_status_at_once(line: Place) -> None:
    told = asked(line, ask276(MARLOW))
    assert (told.state, told.outcome) == ("answered", "F1 65")
    assert told.response.claim.trace_number == "T-1"
    assert told.response.receiver.name.id == OAK


def test_the_claim_that_was_asked_about_tells_so(line: Place) -> None:
    """Not the newer one with the same number and charge."""
    line.take("oak", claims_file(claim("C1")))
    line.take("oak", claims_file(claim("C1"), number=2))
    slug, asks = sent_claim(line.house, "oak", 1)
    told = ask(line.house, "oak", slug, asks, claim=1)
    assert (told.state, told.outcome) == ("answered", "F1 65")
    assert [one.claim for one in line.inquiries()] == [1]
    with line.house.store.read() as ledger:
        first, second = (
            [
                (one.what, one.code) for one in timeline.timeline(ledger, "oak", key)
                if one.source == "inquiry"
            ]
            for key in (1, 2)
        )
    assert (first, second) == ([("276", ""), ("277", "F1 65")], [])


# Payers that get no questions now.


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("paused = true", "delta is not asked: the payer is paused"),
        ('transactions = ["837D"]', "delta is not asked: the payer takes no 270"),
        ('enrolment = ["270"]', "delta is not asked: the provider is not enrolled for 270"),
    ],
)
def test_who_may_not_be_asked_is_not(line: Place, setting: str, says: str) -> None:
    line.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01", "dlt02"]\n' + setting)
    with pytest.raises(HouseError, match=says):
        asked(line)
    assert line.files() == []


# No answers.


ISA = (
    "ISA*00*          *00*          *ZZ*DELTAPAYER     *ZZ*BITEWING       *260305*0931*^*00501*"
    "000000001*0*T*:~"
)
ACCEPTED = ISA + (
    "GS*FA*DELTAPAYER*BITEWING*20260305*0931*1*X*005010X231A1~ST*999*0001*005010X231A1~"
    "AK1*HS*1*005010X279A1~AK2*270*000000001*005010X279A1~IK5*A~AK9*A*1*1*1~SE*6*0001~GE*1*1~IEA*1*000000001~"
)
REFUSED = ACCEPTED.replace("IK5*A~AK9*A*1*1*1", "IK5*R*5~AK9*R*1*1*0")
TA1 = ISA + "TA1*000000001*260305*0930*R*006~IEA*0*000000001~"


@pytest.mark.parametrize(
    ("said", "state", "problem"),
    [
        (ACCEPTED, "acknowledged", "the payer took the question in (999 A) and did not answer it"),
        (REFUSED, "refused", "the payer refused the question (999 R)"),
        (TA1, "refused", "the payer refused the question (TA1 R)"),
        ("no X12 at all", "sent", "what the line gave is no X12 interchange"),
        (TA1.replace("DELTAPAYER", "SOMEBODYES"), "sent", "it was rejected by our edits"),
    ],
    ids=["accepted", "refused", "ta1", "no x12", "another"],
)
def test_why_there_is_no_answer(place: Place, said: str, state: str, problem: str) -> None:
    told = asked(with_line(place, saying(said)))
    assert (told.state, told.response) == (state, None)
    assert problem in told.problem or state == "sent"
    (one,) = place.inquiries()
    assert (one.state, one.reason, one.answer_file) == (state, told.problem, None)
    assert [file.state for file in place.files(direction="out")] == ["sent"]
    assert place.whole()
    assert place.run()["271 passed on"] == 0


def test_a_late_line_is_ended_and_a_late_answer_passed_on(place: Place) -> None:
    told = asked(with_line(place, "import time\ntime.sleep(600)\n", seconds=0.3))
    assert told.problem == "the line gave no answer within 0.3 seconds"
    (one,) = place.inquiries()
    assert (one.state, one.reason) == ("sent", told.problem)
    place.take("delta", answer271((OAK_NPI, MARLOW, echoed(one.out_trace or ""))))
    (one,) = place.inquiries()
    assert (one.state, one.outcome, one.reason) == ("answered", "active", None)
    assert len(place.got("oak", "271")) == 1


def test_a_program_that_is_not_there(place: Place) -> None:
    place.settings("[payers.west]", '[payers.delta.line]\ncommand = ["./none"]\n\n[payers.west]')
    told = asked(place)
    assert told.problem == "the line's program cannot be started: No such file or directory"
    assert place.inquiries()[0].state == "sent"


def test_what_is_asked_wrongly_keeps_nothing(line: Place) -> None:
    house, right = line.house, question(line, ask270(MARLOW))
    for account, payer, thing, says in (
        ("nobody", "delta", right, "no submitter 'nobody'"),
        ("oak", "nobody", right, "no payer 'nobody'"),
        ("oak", "west", right, "west has no line"),
        ("oak", "delta", question(line, ask270(MARLOW, payer="WST01")), "an id that delta does not have"),
    ):
        with pytest.raises(HouseError, match=says):
            ask(house, account, payer, thing)
    assert (line.inquiries(), line.files()) == ([], [])


def test_our_own_edits_refuse_a_question(line: Place) -> None:
    thing = question(line, ask270(MARLOW))
    thing.questions[0].service_types = ["ZZZZ"]  # type: ignore[attr-defined]
    with pytest.raises(QuestionRefused) as told:
        ask(line.house, "oak", "delta", thing)
    assert told.value.findings
    assert "ZZZZ" not in str(told.value)
    assert (line.inquiries(), line.files()) == ([], [])


def test_a_line_that_answers_another_s_question_gives_it_to_nobody_here(place: Place) -> None:
    """Its answer is tied to the question it answers, and passed on to who asked that."""
    place.take("elm", ask270(MARLOW, sender=ELM))
    (theirs,) = place.inquiries()
    text = answer271((ELM_NPI, MARLOW, echoed(theirs.out_trace or "")))
    told = asked(with_line(place, saying(text)))
    assert (told.response, told.state) == (None, "sent")
    assert [one.state for one in place.inquiries()] == ["answered", "sent"]
    place.run()
    assert len(place.got("elm", "271")) == 1
    assert place.got("oak", "271") == []


# Lines.


def python(program: str, seconds: float = 30) -> LineSettings:
    return LineSettings((sys.executable, "-c", program), seconds)


def test_the_program_gets_the_question_and_says_the_answer(tmp_path: Path) -> None:
    big = os.urandom(3_000_000)
    echo = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
    assert call(python(echo), big, tmp_path) == big[::-1]
    assert call(python("import os; print(os.getcwd())"), b"x", tmp_path).strip() == os.fsencode(tmp_path)


def test_the_program_may_answer_without_listening(tmp_path: Path) -> None:
    assert call(python("import os; os.close(0); print('A')"), b"x" * 3_000_000, tmp_path) == b"A\n"


def test_the_program_gets_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_KEY", "c2VjcmV0")
    assert b"HOUSE_KEY" not in call(python("import os; print(dict(os.environ))"), b"", tmp_path)


def test_an_answer_has_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LARGEST", 1000)
    with pytest.raises(LineError, match="larger than 1000 bytes"):
        call(python("print('x' * 100_000)"), b"", tmp_path)


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("raise SystemExit(3)", "no answer; its program ended with code 3"),
        ("pass", "the line gave no answer$"),
        ("import time; time.sleep(600)", "within 0.4 seconds"),
        ("import os, time; os.close(1); time.sleep(600)", "within 0.4 seconds"),
        (
            "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])",
            "within 0.4 seconds",
        ),
    ],
    ids=["error", "nothing", "silent", "closed", "child"],
)
def test_a_line_without_an_answer(tmp_path: Path, program: str, says: str) -> None:
    seconds = 0.4 if "within" in says else 30
    with pytest.raises(LineError, match=says):
        call(python(program, seconds), b"x" * 200_000, tmp_path)


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="cannot be started"):
        call(LineSettings(("./no-such-program",)), b"x", tmp_path)
    with pytest.raises(NotStarted, match="cannot be used"):
        call(LineSettings(("a\0b",)), b"x", tmp_path)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("command = []", "payers.delta.line.command"),
        ('command = "bitewing answer"', "payers.delta.line.command"),
        ('command = ["a"]\nseconds = 0', "payers.delta.line.seconds"),
        ('command = ["a"]\nshell = true', "payers.delta.line.shell is no setting"),
        ("seconds = 3", "payers.delta.line.command is missing"),
    ],
)
def test_settings_that_cannot_be_told_apart_from_mistakes(place: Place, setting: str, says: str) -> None:
    place.settings("[payers.west]", f"[payers.delta.line]\n{setting}\n\n[payers.west]")
    with pytest.raises(SettingsError, match=says):
        place.house  # noqa: B018


# kill -9.


def test_killed_at_every_boundary_of_asking(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question is not there, or sent and unanswered, or answered; a run changes nothing of it."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    answer = '''
        import re, sys
        (trace,) = re.findall(r"TRN.1.(BITEWING[0-9]+)", sys.stdin.read())
        sys.stdout.write(open("answer.edi").read().replace("TRACE", trace))
    '''
    ready = with_line(copy_place(made, tmp_path / "ready"), answer)
    (ready.folder / "answer.edi").write_text(answer271((OAK_NPI, MARLOW, echoed("TRACE"))))
    thing = question(ready, ask270(MARLOW))
    ready.close()

    def work(house: House) -> None:
        assert ask(house, "oak", "delta", thing).outcome == "active"

    seen: list[str] = []
    boundary, killed = 0, True
    while killed:
        boundary += 1
        place = copy_place(ready.folder, tmp_path / f"house{boundary}")
        place.clock = Clock()
        killed = killed_at(place, boundary, work)
        before = [one.state for one in place.inquiries()]
        place.run()
        assert [one.state for one in place.inquiries()] == before
        assert place.whole()
        assert place.got("delta") == [], "what went down the line does not go by batch too"
        seen.append(before[0] if before else "nothing")
        with place.house.store.read() as ledger:
            found = acknowledgments.search(ledger, None)
        assert len(found) == before.count("answered")
        place.close()
    assert list(dict.fromkeys(seen)) == ["nothing", "sent", "answered"]
    assert len(seen) > 8
