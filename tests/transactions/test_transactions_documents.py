"""JSON both ways: literal documents, whole files, and everything that is refused by its path."""

from __future__ import annotations

import io
import json

import pytest
import test_transactions_positions_set_acknowledgment as set_acknowledgment
import test_transactions_positions_status_inquiry as status_inquiry
import test_transactions_positions_status_response as status_response
from positions import events_of, file_of
from test_transactions_positions_claim import PLAIN_CLAIM, TEXTS, WHOLE_CLAIM
from test_transactions_positions_inquiry import SET as INQUIRY_SET
from test_transactions_positions_inquiry import SHORT as SHORT_INQUIRY
from test_transactions_positions_response import SET as RESPONSE_SET
from test_transactions_positions_response import SHORT as SHORT_RESPONSE
from test_transactions_refusals import PAYMENT, remittance
from written import clean_events, file_with

from edi.stream import read
from mappings.guides import ACKNOWLEDGMENT as ACKNOWLEDGMENT_999
from mappings.guides import (
    CLAIM_ACKNOWLEDGMENT,
    DENTAL_CLAIM,
    ELIGIBILITY_INQUIRY,
    ELIGIBILITY_RESPONSE,
    REMITTANCE,
    STATUS_INQUIRY,
    STATUS_RESPONSE,
)
from mappings.tables import guide_tables
from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.document_text import DocumentError, from_json, to_json
from transactions.documents import (
    AcknowledgmentDocument,
    ClaimDocument,
    EligibilityInquiryDocument,
    EligibilityResponseDocument,
    RemittanceDocument,
    SetAcknowledgmentDocument,
    StatusInquiryDocument,
    StatusResponseDocument,
    documents,
    head_of,
    read_document,
    write_document,
)
from transactions.remittance import Payment, RemittanceLine

LINE = {
    "number": 1,
    "procedure": {"code": "D2740", "qualifier": "AD", "modifiers": ["22"]},
    "charge": "250.5",
    "oral_cavity": ["10"],
    "quantity": "2",
    "teeth": [{"tooth": "3", "surfaces": ["M", "O"]}],
    "service_date": "2025-02-06",
}
ACKNOWLEDGMENT = """
    ST*277*1001*005010X214
    BHT*0085*08*ANSWER-1*20250301*0915*TH
    HL*1**20*1
    NM1*PR*2*PLAINS DENTAL PLAN*****PI*PLAN12345
    TRN*1*TRACE-1
    DTP*050*D8*20250227
    DTP*009*D8*20250228
    HL*2*1*21*0
    NM1*41*2*NORTH SIDE BILLING*****46*SENDER-2
    TRN*2*BATCH-3
    STC*A1:19:PR*20250226*WQ*100
"""


def test_a_line_as_json() -> None:
    line = from_json(json.dumps(LINE), ServiceLine)
    assert line == ServiceLine(
        number=1,
        procedure=WHOLE_CLAIM.lines[0].procedure.__class__(code="D2740", modifiers=("22",)),
        charge=WHOLE_CLAIM.lines[0].charge,
        oral_cavity=["10"],
        quantity=WHOLE_CLAIM.lines[0].quantity,
        teeth=[WHOLE_CLAIM.lines[0].teeth[0].__class__("3", ("M", "O"))],
        service_date=WHOLE_CLAIM.lines[0].service_date,
    )
    told = json.loads(to_json(line))
    assert told.pop("procedure") == {"code": "D2740", "qualifier": "AD", "modifiers": ["22"]}
    assert told == {name: value for name, value in LINE.items() if name != "procedure"}


def test_a_payment_as_json() -> None:
    assert json.loads(to_json(PAYMENT)) == {
        "handling": "I", "amount": "0", "credit_debit": "C", "method": "NON", "effective_date": "2025-03-01",
    }
    assert from_json(to_json(PAYMENT), Payment) == PAYMENT


def test_files_become_documents_and_files_again() -> None:
    claims = file_of("HC", "005010X224A2", *TEXTS)
    twice = RemittanceDocument(remittance())
    paid = file_with(
        REMITTANCE, lambda writer: [write_document(writer, twice, [number]) for number in ("0001", "0002")]
    )
    answered = file_of("HN", "005010X214", ACKNOWLEDGMENT)
    events = list(read(io.BytesIO(claims + paid + answered), guide_tables()))
    told = list(documents(events))
    assert [type(one) for one in told] == [
        ClaimDocument, RemittanceDocument, RemittanceDocument, AcknowledgmentDocument,
    ]
    assert told[0] == ClaimDocument([WHOLE_CLAIM, PLAIN_CLAIM])
    for document in told:
        again = read_document(to_json(document))
        assert again == document
        data = file_with(head_of(again), lambda writer: write_document(writer, again, ["0001"]))  # noqa: B023
        assert list(documents(clean_events(data))) == [document]
    assert [head_of(one) for one in told] == [DENTAL_CLAIM, REMITTANCE, REMITTANCE, CLAIM_ACKNOWLEDGMENT]


HEADING = {"created": "2025-03-01", "created_at": "09:15:00"}
PLAN = {"kind": "2", "last_name": "PLAINS DENTAL PLAN", "id_qualifier": "PI", "id": "PLAN12345", "role": "PR"}
ASKER = {"kind": "2", "id_qualifier": "XX", "id": "1902100431", "role": "1P"}


def test_eligibility_as_json() -> None:
    """A document for each set, with all that stands above a patient in each patient's object."""
    asked = file_of("HS", ELIGIBILITY_INQUIRY.version, SHORT_INQUIRY)
    told = file_of("HB", ELIGIBILITY_RESPONSE.version, SHORT_RESPONSE)
    inquiry, response = (json.loads(to_json(one)) for one in documents(events_of(asked + told)))
    assert inquiry == {
        "transaction": "270",
        "inquiries": [{
            "heading": {**HEADING, "purpose": "13"}, "source": {"name": PLAN},
            "receiver": {"name": {**ASKER, "last_name": "NORTH SIDE DENTAL"}},
            "subscriber": {"name": {"kind": "1", "id_qualifier": "MI", "id": "MEMBER-1"}},
            "questions": [{"service_types": ["35"]}],
        }],
    }
    assert response == {
        "transaction": "271",
        "responses": [{
            "heading": {**HEADING, "purpose": "11"}, "source": {"name": PLAN},
            "receiver": {"name": ASKER},
            "subscriber": {"name": {"kind": "1"}}, "benefits": [{"information": "1"}],
        }],
    }


def test_eligibility_files_become_documents_and_files_again() -> None:
    asked = file_of("HS", ELIGIBILITY_INQUIRY.version, *INQUIRY_SET)
    told = file_of("HB", ELIGIBILITY_RESPONSE.version, *RESPONSE_SET)
    inquiry, response = documents(events_of(asked + told))
    assert isinstance(inquiry, EligibilityInquiryDocument)
    assert isinstance(response, EligibilityResponseDocument)
    for document, head in ((inquiry, ELIGIBILITY_INQUIRY), (response, ELIGIBILITY_RESPONSE)):
        again = read_document(to_json(document))
        assert again == document
        assert head_of(again) == head
        data = file_with(head, lambda writer: write_document(writer, again, ["0001"]))  # noqa: B023
        assert list(documents(clean_events(data))) == [document]


def test_a_document_of_many_patients_is_one_set() -> None:
    (one,) = documents(events_of(file_of("HS", ELIGIBILITY_INQUIRY.version, SHORT_INQUIRY)))
    assert isinstance(one, EligibilityInquiryDocument)
    many = EligibilityInquiryDocument(one.inquiries * 120)
    counts: list[int] = []
    data = file_with(
        ELIGIBILITY_INQUIRY, lambda writer: counts.append(write_document(writer, many, ["0001"]))
    )
    assert counts == [1]
    assert list(documents(clean_events(data))) == [many]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ('{"transaction": "270", "inquiries": []}', "$.inquiries"),
        ('{"transaction": "270", "inquiries": [{"heading": {}}]}', "$.inquiries[0].heading"),
        ('{"transaction": "271", "responses": [{"benefits": [{"amount": 5}]}]}',
         "$.responses[0].benefits[0].amount"),
        ('{"transaction": "271", "inquiries": []}', "$"),
    ],
)
def test_an_eligibility_document_that_is_refused(wrong: str, place: str) -> None:
    with pytest.raises(DocumentError) as told:
        read_document(wrong)
    assert told.value.path == place
def test_claim_status_and_set_acknowledgments_become_documents_and_files_again() -> None:
    """A file of a 276, a 277 with two sets, a 999: as one and the same, and as JSON."""
    asked = file_of("HR", "005010X212", *status_inquiry.SET)
    answered = file_of("HN", "005010X212", *status_response.SET)
    stopped = file_of("HN", "005010X212", status_response.AT_RECEIVER)
    taken = file_of("FA", "005010X231A1", set_acknowledgment.SET)
    events = list(read(io.BytesIO(asked + answered + stopped + taken), guide_tables(), runs=True))
    told = list(documents(events))
    assert told == [
        StatusInquiryDocument(status_inquiry.INQUIRIES),
        StatusResponseDocument(status_response.RESPONSES),
        StatusResponseDocument([status_response.STOPPED_AT_RECEIVER]),
        SetAcknowledgmentDocument(set_acknowledgment.ACKNOWLEDGMENT),
    ]
    for document in told:
        again = read_document(to_json(document))
        assert again == document
        data = file_with(head_of(again), lambda writer: write_document(writer, again, ["0001"]))  # noqa: B023
        assert list(documents(clean_events(data))) == [document]
    assert [head_of(one) for one in told] == [
        STATUS_INQUIRY, STATUS_RESPONSE, STATUS_RESPONSE, ACKNOWLEDGMENT_999,
    ]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b'{"transaction":"276","inquiries":[]}', "$.inquiries"),
        (b'{"transaction":"277","responses":[{"heading":{}}]}', "$.responses[0].heading"),
        (b'{"transaction":"276","responses":[]}', "$"),
        (b'{"transaction":"999","acknowledgment":{"bad_value":"SECRET"}}', "$.acknowledgment"),
    ],
)
def test_what_is_no_status_document_is_refused_by_its_path(data: bytes, path: str) -> None:
    with pytest.raises(DocumentError) as told:
        read_document(data)
    assert told.value.path == path
    assert "SECRET" not in str(told.value)


def test_the_transaction_stands_first() -> None:
    assert to_json(ClaimDocument([])) == b'{"transaction":"837D","claims":[]}'
    told = to_json(RemittanceDocument(remittance()))
    assert told.startswith(b'{"transaction":"835","remittance":{"payment":{')


def test_sets_without_types_make_no_document() -> None:
    plain = "ST*999*1001*005010X999\nAK1*HC*1*005010X224A2\nAK9*A*1*1*1"
    assert list(documents(events_of(file_of("FA", "005010X999", plain)))) == []


def changed(path: str, value: object) -> bytes:
    """The whole claim's document with another value at a path (`lines.0.charge`)."""
    told = json.loads(to_json(ClaimDocument([WHOLE_CLAIM])))
    *way, last = path.split(".")
    there = told["claims"][0]
    for step in way:
        there = there[int(step)] if step.isdigit() else there[step]
    there[last] = value
    return json.dumps(told).encode()



NO_AMOUNTS: tuple[object, ...] = (
    "1E5", "NaN", "1_000", "٣", "+1", " 1", "", "0x1", "1,5", "Infinity", 71, 7.5, "9" * 41, [], True,
)
REFUSED: list[tuple[str, object, str, str]] = [
    ("nonsense", 1, "$.claims[0]", "unknown field `nonsense`"),
    ("lines.0.nonsense", 1, "$.claims[0].lines[0]", "unknown field"),
    ("subscriber.name.nonsense", 1, "$.claims[0].subscriber.name", "unknown field"),
    ("claim_id", 5, "$.claims[0].claim_id", "Expected `str`, got `int`"),
    ("claim_id", None, "$.claims[0].claim_id", "Expected `str`, got `null`"),
    ("has_signature", "Y", "$.claims[0].has_signature", "Expected `bool`"),
    ("lines.1.number", "1", "$.claims[0].lines[1].number", "Expected `int`"),
    ("accident_date", "2025-02-30", "$.claims[0].accident_date", "Invalid"),
    ("accident_date", "20250201", "$.claims[0].accident_date", "Invalid"),
    ("submission.created_at", "25:00", "$.claims[0].submission.created_at", "Invalid"),
    ("diagnoses", ["K0262"], "$.claims[0].diagnoses[0]", "Expected `object`"),
    *((path, amount, f"$.claims[0].{place}", "an amount must be text") for path, place in (
        ("charge", "charge"),
        ("patient_paid", "patient_paid"),
        ("lines.0.adjudications.0.adjustments.1.amount", "lines[0].adjudications[0].adjustments[1].amount"),
    ) for amount in NO_AMOUNTS),
]


@pytest.mark.parametrize(("path", "value", "place", "reason"), REFUSED)
def test_what_is_not_a_claim_is_refused(path: str, value: object, place: str, reason: str) -> None:
    with pytest.raises(DocumentError) as told:
        read_document(changed(path, value))
    assert told.value.path == place
    assert reason in told.value.reason


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe", b'{"transaction":"837D","claims":[', b"[" * 100_000, b'{"a":"\xd8"}', b"\x00"],
)
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="this is not JSON"):
        read_document(data)


def test_what_is_no_document_is_refused_without_its_values() -> None:
    for data in (b"5", b"[]", b"{}", b'{"transaction":"SECRET"}', b'{"transaction":"835"}', b'{"claims":[]}'):
        with pytest.raises(DocumentError) as told:
            read_document(data)
        assert "SECRET" not in str(told.value)
        assert told.value.path.startswith("$")


def test_amounts_of_dicts_are_looked_at() -> None:
    told = json.loads(to_json(WHOLE_CLAIM))
    assert from_json(json.dumps(told), DentalClaim) == WHOLE_CLAIM
    data = b'{"procedure":{"code":"D1"},"charge":"1","paid":"1","amounts":{"B6":"1E5"}}'
    with pytest.raises(DocumentError, match="an amount must be text") as problem:
        from_json(data, RemittanceLine)
    assert problem.value.path == "$.amounts[...]"

