"""Sample things to put into a store; people and numbers are made up."""

from datetime import date
from typing import Any

from store_places import NOW

from store import claims, files, inquiries, remittances, sets
from store.claims import Claim
from store.files import File
from store.inquiries import Inquiry
from store.ledger import Ledger
from store.remittances import Remittance, RemittanceClaim
from store.sets import TransactionSet


def a_file(**given: Any) -> File:
    made = {
        "account": "oak", "direction": "in", "partner": "oak-pms", "name": "batch1.edi",
        "sha256": "ab" * 32, "size": 4711, "kind": "837D", "state": "received", "received_at": NOW,
    }
    return File(**{**made, **given})


def a_set(**given: Any) -> TransactionSet:
    made = {
        "account": "oak", "file": 1, "ordinal": 1, "sender": "OAKPMS", "receiver": "BITEWING",
        "interchange_control": "000000007", "group_control": "7", "set_control": "0001",
        "reference": "B7", "guide": "005010X224A2",
    }
    return TransactionSet(**{**made, **given})


def a_claim(**given: Any) -> Claim:
    made = {
        "account": "oak", "file": 1, "set": 1, "ordinal": 1, "claim_id": "OAK-1", "payer": "CDPLAN",
        "billing_npi": "1234567893", "charge_cents": 12_345, "service_from": date(2026, 3, 2),
        "service_to": None, "kind": "claim", "frequency": "1", "state": "received", "received_at": NOW,
        "lines": 2, "own_offset": 900, "own_length": 310, "header_offset": 0, "header_length": 200,
        "billing_offset": 200, "billing_length": 180, "subscriber_offset": 380, "subscriber_length": 150,
        "member_index": bytes(16), "name_index": b"n" * 16,
    }
    return Claim(**{**made, **given})


def an_inquiry(**given: Any) -> Inquiry:
    made = {
        "account": "oak", "file": 1, "set": 1, "ordinal": 1, "kind": "270", "trace_number": "T-1",
        "payer": "CDPLAN", "provider_npi": "1234567893", "service_from": date(2026, 3, 2),
        "state": "accepted", "received_at": NOW, "own_offset": 900, "own_length": 310,
        "member_index": bytes(16), "name_index": b"n" * 16,
    }
    return Inquiry(**{**made, **given})


def a_remittance(**given: Any) -> Remittance:
    made = {
        "account": "house", "file": 1, "payer": "CDPLAN", "trace_number": "EFT77", "method": "ACH",
        "amount_cents": 50_000, "day": date(2026, 3, 20), "sha256": "cd" * 32, "state": "received",
        "received_at": NOW,
    }
    return Remittance(**{**made, **given})


def a_paid_claim(**given: Any) -> RemittanceClaim:
    made = {
        "account": "house", "ordinal": 1, "claim_id": "OAK-1", "payer_claim_number": "P900",
        "status_code": "1", "charge_cents": 12_345, "paid_cents": 10_000, "patient_cents": 1_000,
        "adjustments": {"CO": 1_345, "PR": 1_000}, "offset": 500, "length": 220, "state": "unmatched",
    }
    return RemittanceClaim(**{**made, **given})


def record_file(ledger: Ledger, **given: Any) -> File:
    return files.record(ledger, a_file(**given), actor="test")[0]


def record_claims(ledger: Ledger, count: int = 1, **given: Any) -> range:
    """A file with one set of `count` claims; the claims' keys."""
    account = given.setdefault("account", "oak")
    name = f"{len(files.search(ledger, None))}.edi"
    file = record_file(ledger, account=account, name=name).id
    (key,) = sets.record_all(ledger, [a_set(file=file, account=account)])
    new = [
        a_claim(**{"file": file, "set": key, "ordinal": n, "claim_id": f"OAK-{n}", **given})
        for n in range(1, count + 1)
    ]
    return claims.record_all(ledger, new, at=NOW, actor="test")


def record_inquiries(ledger: Ledger, count: int = 1, **given: Any) -> range:
    """A file with one set of `count` inquiries; their keys."""
    account = given.setdefault("account", "oak")
    name = f"{len(files.search(ledger, None))}.270"
    file = record_file(ledger, account=account, name=name, kind="270").id
    (key,) = sets.record_all(ledger, [a_set(file=file, account=account, guide="270")])
    new = [
        an_inquiry(**{"file": file, "set": key, "ordinal": n, "trace_number": f"T-{n}", **given})
        for n in range(1, count + 1)
    ]
    return inquiries.record_all(ledger, new, at=NOW, actor="test")


def record_remittance(ledger: Ledger, *paid: RemittanceClaim, **given: Any) -> Remittance:
    file = record_file(ledger, account="house", partner="cdplan", name="r.835", kind="835").id
    return remittances.record(ledger, a_remittance(file=file, **given), paid, actor="test")[0]
