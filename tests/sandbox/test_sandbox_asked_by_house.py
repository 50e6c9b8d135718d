"""A house asks the sandbox payer over its line: `bitewing sandbox answer`, as a program of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sandbox_deliveries import NOW
from sandbox_inquiries import PLAN, inquiry
from test_sandbox_claim_status import A1, of_rosa
from test_sandbox_eligibility import of_subscriber
from test_sandbox_reviews import FILLING, request

from clearinghouse.asking import Answer, ask
from clearinghouse.house import House, create_house, open_house
from edi.stream import read
from mappings.tables import guide_tables
from transactions.claim_status_sets import read_status_inquiries
from transactions.eligibility_sets import read_eligibility_inquiries
from transactions.review_sets import read_review_requests

PARTNERS = """
[house]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
usage = "T"
contact = { name = "EDI DESK", telephone = "5555550100" }

[submitters.harbor]
name = "HARBOR STREET BILLING"
id = "HARBORBILLING"
mailbox = { inbox = "in", outbox = "out" }

[payers.sandbox]
name = "SANDBOX DENTAL PLAN"
ids = ["SBXDENTAL"]
id = "SANDBOXPAYER"
mailbox = { kind = "folder", inbox = "from", outbox = "to" }
"""
READERS = {"270": read_eligibility_inquiries, "276": read_status_inquiries, "278": read_review_requests}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN)
    program = [
        sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; import cli; cli.main()", "sandbox",
        "answer", "--folder", str(tmp_path / "payer"), "--plan", str(plan),
    ]
    line = f"\n[payers.sandbox.line]\ncommand = {json.dumps(program)}\nseconds = 30\n"
    create_house(tmp_path / "house", PARTNERS + line, now=NOW)
    house = open_house(tmp_path / "house", clock=lambda: NOW, actor="test")
    yield house
    house.close()


def asked(house: House, kind: str, segments: list[str]) -> Answer:
    (question,) = READERS[kind](read(BytesIO(inquiry(kind, segments)), guide_tables()))
    return ask(house, "harbor", "sandbox", question)


def test_three_kinds_of_questions_at_once(house: House) -> None:
    told = asked(house, "270", of_subscriber("EQ*35"))
    assert (told.state, told.outcome, told.problem) == ("answered", "active", "")
    assert (told.response.traces[0].kind, told.response.traces[0].number) == ("2", "T1")
    told = asked(house, "276", of_rosa(*A1))
    assert (told.state, told.outcome) == ("answered", "A4 35")
    assert told.response.claim.trace_number == "T1"
    told = asked(house, "278", request(FILLING))
    assert (told.state, told.outcome) == ("answered", "A1")
    assert told.response.authorization_number


def test_a_refused_question(house: House) -> None:
    nobody = ["NM1*IL*1*NOBODY*AT*ALL***MI*SBX9", "DMG*D8*19840312"]
    told = asked(house, "270", of_subscriber("EQ*35", who=nobody))
    assert (told.state, told.outcome) == ("answered", "AAA 75")
