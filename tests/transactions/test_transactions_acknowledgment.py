"""The claim acknowledgment as a whole: what is gathered of its levels, and what broken files leave of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from positions import events_of, file_of, segments, written

from edi.envelope import Unit
from edi.errors import WriteError
from edi.stream import read
from mappings.tables import guide_tables
from transactions.bound import UnitReader
from transactions.claim_acknowledgment import (
    LEVELS,
    ClaimAcknowledgment,
    PatientLevel,
    ProviderLevel,
    Verdict,
    read_claim_acknowledgments,
)
from transactions.parties import Reference
from transactions.statuses import Status
from transactions.writing import write_claim_acknowledgment

HEADING = """
    ST*277*1001*005010X214
    BHT*0085*08*ANSWER-1*20250301*0915*TH
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN12345
    TRN*1*TRACE-1
    DTP*050*D8*20250227
    DTP*009*D8*20250228
"""


def receiver(number: int, batch: str, below: int = 1) -> str:
    return f"""
        HL*{number}*1*21*{below}
        NM1*41*2*NORTH SIDE BILLING*****46*SENDER-2
        TRN*2*{batch}
        STC*A1:19:PR*20250226*WQ*100
    """


def provider(number: int, parent: int, name: str, below: int = 1) -> str:
    return f"""
        HL*{number}*{parent}*19*{below}
        NM1*85*2*{name}*****XX*1345678902
    """


def patient(number: int, parent: int, *claims: str) -> str:
    """Claims whose id starts with X are refused."""
    told = f"""
        HL*{number}*{parent}*PT
        NM1*QC*1*ROWAN*ELSIE****MI*MEMBER-8
    """
    for claim in claims:
        status, action = ("A7:562:85", "U") if claim.startswith("X") else ("A2:20:PR", "WQ")
        told += f"""
            TRN*2*{claim}
            STC*{status}*20250226*{action}*50
            DTP*472*D8*20250110
        """
    return told


BATCH = file_of(
    "HN", "005010X214", HEADING, receiver(2, "BATCH-1"),
    provider(3, 2, "NORTH"), patient(4, 3, "C-1", "X-2"), patient(5, 3, "C-3"),
    provider(6, 2, "SOUTH", below=0),
    provider(7, 2, "WEST"), patient(8, 7, "C-4"),
)  # fmt: skip


def gathered(data: bytes) -> list[ClaimAcknowledgment]:
    return list(read_claim_acknowledgments(read(io.BytesIO(data), guide_tables())))


def claims_of(made: ClaimAcknowledgment) -> list[tuple[str | None, list[list[str]]]]:
    """Each provider's name and its patients' claims."""
    return [
        (one.name.last_name, [[claim.claim_id for claim in patient.claims] for patient in one.patients])
        for one in made.providers
    ]


def test_gathers_all_levels() -> None:
    [made] = gathered(BATCH)
    assert made.reference == "ANSWER-1"
    assert made.source
    assert made.source.name.role == "PR"
    assert made.receiver
    assert made.receiver.batch == "BATCH-1"
    assert claims_of(made) == [
        ("NORTH", [["C-1", "X-2"], ["C-3"]]),
        ("SOUTH", []),
        ("WEST", [["C-4"]]),
    ]


def test_claim_refused_in_a_batch_that_was_taken() -> None:
    [made] = gathered(BATCH)
    claims = [claim for one in made.providers for patient in one.patients for claim in patient.claims]
    assert [claim.claim_id for claim in claims if claim.is_rejected] == ["X-2"]
    assert made.receiver
    assert not made.receiver.verdicts[0].is_refusal


def test_one_refusal_among_the_verdicts_rejects() -> None:
    [made] = gathered(BATCH)
    claim = made.providers[0].patients[0].claims[0]
    assert not claim.is_rejected
    claim.verdicts.append(Verdict(statuses=(), action="U"))
    assert claim.is_rejected


def test_streamed_levels_share_what_they_stand_in() -> None:
    reader = UnitReader("277CA", LEVELS)
    made = [reader.read(event) for event in events_of(BATCH) if isinstance(event, Unit)]
    first, second, third = [level for level in made if isinstance(level, PatientLevel)]
    assert first.provider is second.provider
    assert first.provider
    assert first.provider.name.last_name == "NORTH"
    assert third.provider
    assert third.provider.name.last_name == "WEST"
    assert first.receiver is third.receiver
    assert first.source is third.source
    assert not any(level.patients for level in made if isinstance(level, ProviderLevel))


def test_several_batches_answered_in_one_set() -> None:
    data = file_of(
        "HN", "005010X214", HEADING,
        receiver(2, "BATCH-1"), provider(3, 2, "NORTH"), patient(4, 3, "C-1"),
        receiver(5, "BATCH-2", below=0),
        receiver(6, "BATCH-3"), provider(7, 6, "SOUTH"), patient(8, 7, "C-2"),
    )  # fmt: skip
    made = gathered(data)
    assert [one.receiver.batch for one in made if one.receiver] == ["BATCH-1", "BATCH-2", "BATCH-3"]
    assert [claims_of(one) for one in made] == [[("NORTH", [["C-1"]])], [], [("SOUTH", [["C-2"]])]]
    assert {one.reference for one in made} == {"ANSWER-1"}
    assert made[0].source == made[1].source == made[2].source


def test_other_sets_are_passed_over() -> None:
    """A file with a 999 before, between and behind the acknowledgments."""
    answer = file_of("FA", "005010X231A1", "ST*999*1001*005010X231A1\nAK1*HC*7*005010X224A2\nAK9*A*1*1*1")
    made = gathered(answer + BATCH + answer + BATCH.replace(b"BATCH-1", b"BATCH-2") + answer)
    assert [one.receiver.batch for one in made if one.receiver] == ["BATCH-1", "BATCH-2"]


def test_heading_alone() -> None:
    """A set that tells no receiver still answers something."""
    [made] = gathered(file_of("HN", "005010X214", HEADING))
    assert made.reference == "ANSWER-1"
    assert made.source
    assert made.receiver is None
    assert made.providers == []


def test_patient_whose_provider_is_missing_is_left_out() -> None:
    [made] = gathered(file_of("HN", "005010X214", HEADING, receiver(2, "BATCH-1"), patient(3, 2, "C-1")))
    assert made.providers == []


def test_cut_off_anywhere() -> None:
    """Every beginning of a file is one acknowledgment with the claims so far, the last id perhaps cut."""
    whole = ["C-1", "X-2", "C-3", "C-4"]
    for end in range(BATCH.index(b"BHT"), len(BATCH)):
        [made] = gathered(BATCH[:end])
        told = [claim for _, patients in claims_of(made) for claims in patients for claim in claims]
        assert told[:-1] == whole[: max(len(told) - 1, 0)]
        assert not told or whole[len(told) - 1].startswith(told[-1])


def written_of(acknowledgment: ClaimAcknowledgment) -> list[str]:
    return written(
        "HN", "005010X214", lambda writer: write_claim_acknowledgment(writer, acknowledgment, "1001")
    )


def test_writes_what_it_gathered() -> None:
    [made] = gathered(BATCH)
    _, _, *told, _, _, _, _ = BATCH.decode().split("~")
    assert written_of(made) == told


def test_writes_one_set_for_each_batch_answered() -> None:
    """The levels are numbered anew."""
    data = file_of(
        "HN", "005010X214", HEADING,
        receiver(2, "BATCH-1", below=0),
        receiver(3, "BATCH-2"), provider(4, 3, "SOUTH"), patient(5, 4, "C-2"),
    )  # fmt: skip
    first, second = gathered(data)
    assert written_of(first) == segments(HEADING, receiver(2, "BATCH-1", below=0))
    assert written_of(second) == segments(
        HEADING, receiver(2, "BATCH-2"), provider(3, 2, "SOUTH"), patient(4, 3, "C-2")
    )


def with_receiver(made: ClaimAcknowledgment, **changed: Any) -> ClaimAcknowledgment:
    assert made.receiver
    return replace(made, receiver=replace(made.receiver, **changed))


def with_provider(made: ClaimAcknowledgment, **changed: Any) -> ClaimAcknowledgment:
    return replace(made, providers=[replace(made.providers[0], **changed)])


STATUS = Status("A8", "24")
UNSAYABLE: dict[str, Callable[[ClaimAcknowledgment], ClaimAcknowledgment]] = {
    "no source": lambda made: replace(made, source=None),
    "no receiver": lambda made: replace(made, receiver=None),
    "a heading not read whole": lambda made: replace(made, unread=("HEADER/BHT04",)),
    "a provider not read whole": lambda made: with_provider(made, unread=("2200C/QTY[QA]02",)),
    "a message about a batch": lambda made: with_receiver(
        made, verdicts=(Verdict(statuses=(STATUS,), action="U", message="SECRET"),)
    ),
    "four statuses": lambda made: with_receiver(
        made, verdicts=(Verdict(statuses=(STATUS,) * 4, action="U"),)
    ),
    "a delimiter in a value": lambda made: with_receiver(made, batch="SECRET*1"),
    "a line end in a value": lambda made: with_receiver(made, batch="SECRET\n1"),
    "another payer's number": lambda made: with_provider(
        made, trace_number="0", ids=(Reference("TJ", "SECRET", other_payer="SECRET"),)
    ),
    "an amount that is no number": lambda made: with_receiver(made, charge_accepted=Decimal("NaN")),
    "a value of another type": lambda made: with_receiver(made, claims_accepted="SECRET"),
}


@pytest.mark.parametrize("unsayable", UNSAYABLE)
def test_refuses_to_write(unsayable: str) -> None:
    """What the guide has no place for is refused, and no value stands in the message."""
    [made] = gathered(BATCH)
    with pytest.raises(WriteError) as caught:
        written_of(UNSAYABLE[unsayable](made))
    assert "SECRET" not in str(caught.value)


def test_json_and_back() -> None:
    [made] = gathered(BATCH)
    text = msgspec.json.encode(made)
    assert msgspec.json.decode(text, type=ClaimAcknowledgment) == made
    assert b"null" not in text
