"""Routing: claims of many submitters in batches for their payers, their own segments carried."""

from __future__ import annotations

import io

import pytest
from clearing_files import (
    ELM,
    ELM_NPI,
    OAK,
    Person,
    claim,
    claims_file,
    dental_set,
    dressed,
    file,
    person,
)
from clearing_places import NOW, Place

from clearinghouse import routing
from clearinghouse.batches import Carried, by_delimiters, in_wire_order
from clearinghouse.checking import check
from edi.delimiters import DEFAULT, Delimiters
from edi.findings import Finding
from mappings.tables import guide_tables


def assert_clean(text: str) -> None:
    found: list[Finding] = []
    verdict = check(io.BytesIO(text.encode("latin-1")), guide_tables(), NOW, found.append)
    assert verdict.clean, [(one.rule.id, one.place) for one in found]


def test_a_batch_carries_the_claims_own_segments(place: Place) -> None:
    more = ("PWK*RB*EL***AC*NEA0001", "REF*D9*24155C1", "NTE*ADD*TREATMENT BEGUN ELSEWHERE")
    text = claims_file(claim("C1", "100", "20260302", *more), claim("C2", "55.50"))
    place.take("oak", text)
    lines = place.lines("delta", "837D")
    assert lines[:8] == [
        "ISA*00*          *00*          *ZZ*BITEWING       *ZZ*DELTAPAYER     "
        "*260305*0930*^*00501*000000001*0*T*:",
        "GS*HC*BITEWING*DELTAPAYER*20260305*0930*1*X*005010X224A2",
        "ST*837*000000001*005010X224A2",
        "BHT*0019*00*BITEWING000000001*20260305*0930*CH",
        "NM1*41*2*BITEWING CLEARINGHOUSE*****46*BITEWING",
        "PER*IC*EDI DESK*TE*5555550100",
        "NM1*40*2*DELTA EXAMPLE PLAN*****46*DELTAPAYER",
        "HL*1**20*1",
    ]
    # From the billing provider's name to the last line of the last claim: byte for byte as it came in.
    own = text[text.index("NM1*85") : text.index("SE*")]
    assert own in place.got("delta")[0]
    assert lines[-3:] == [f"SE*{len(lines) - 4}*000000001", "GE*1*1", "IEA*1*000000001"]
    assert_clean(place.got("delta")[0])


def test_the_ledger_knows_where_each_claim_went(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2", "55.50")))
    (batch,) = place.sets(sender="BITEWING")
    text = place.got("delta")[0]
    assert (batch.claims, batch.charge_cents, batch.reference) == (2, 15550, "BITEWING000000001")
    assert text[batch.offset : batch.offset + batch.length] == text[text.index("ST*") : text.index("GE*")]
    first, second = place.claims()
    assert (first.out_set, second.out_set) == (batch.id, batch.id)
    assert (first.out_ordinal, second.out_ordinal, first.out_set_control) == (1, 2, "000000001")
    assert (first.state, first.sent_at) == ("sent", NOW)
    assert [(one.state, one.attempts) for one in place.deliveries(partner="delta")] == [("sent", 1)]


def test_several_submitters_share_a_batch(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.drop(
        "elm",
        "b.edi",
        claims_file(claim("C1", "70"), sender=ELM, provider="ELM DENTAL", npi=ELM_NPI, payer="dlt02"),
    )
    told = place.run()
    assert (told["routed"], told["batches"]) == (2, 1)
    lines = place.lines("delta", "837D")
    assert [line for line in lines if line.startswith(("HL", "NM1*85"))] == [
        "HL*1**20*1", f"NM1*85*2*OAK STREET DENTAL*****XX*{1382047169}", "HL*2*1*22*0",
        "HL*3**20*1", f"NM1*85*2*ELM DENTAL*****XX*{ELM_NPI}", "HL*4*3*22*0",
    ]
    (batch,) = place.sets(sender="BITEWING")
    assert [one.account for one in place.claims(out_set=batch.id)] == ["oak", "elm"]
    assert_clean(place.got("delta")[0])


def test_each_payer_gets_its_own_batch_with_its_own_numbers(place: Place) -> None:
    place.take(
        "oak",
        file(
            dental_set(person(claim("C1"))),
            dental_set(person(claim("C2")), number="0002", payer="WST01"),
        ),
    )
    assert place.states() == {"C1": "sent", "C2": "sent"}
    assert "CLM*C1" in place.got("delta")[0]
    assert "CLM*C2" in place.got("west")[0]
    assert place.lines("west", "837D")[0][90:99] == "000000001"
    place.take("oak", claims_file(claim("C3"), number=2))
    assert sorted(text[90:99] for text in place.got("delta")) == ["000000001", "000000002"]


def test_levels_that_claims_share_are_written_once(place: Place) -> None:
    """Also across files, sets and HL numbers; the subscriber's own claims stand before dependents'."""
    place.drop(
        "oak",
        "a.edi",
        file(
            dental_set(
                Person("XD1", "MARLOW", "JUNE", [claim("A1")], {"TIM": [claim("A2")]}),
                person(claim("A3"), member="XD2"),
            )
        ),
    )
    place.drop(
        "oak",
        "b.edi",
        file(
            dental_set(
                person(claim("B1"), member="XD2"),
                Person("XD1", "MARLOW", "JUNE", [claim("B2")], {"TIM": [claim("B3")], "ANN": [claim("B4")]}),
            ),
            number=2,
        ),
    )
    place.run()
    lines = place.lines("delta", "837D")
    assert [line for line in lines if line.startswith(("HL", "CLM"))] == [
        "HL*1**20*1",
        "HL*2*1*22*1",
        "CLM*A1*100***11:B:1*Y*A*Y*Y",
        "CLM*B2*100***11:B:1*Y*A*Y*Y",
        "HL*3*2*23*0",
        "CLM*A2*100***11:B:1*Y*A*Y*Y",
        "CLM*B3*100***11:B:1*Y*A*Y*Y",
        "HL*4*2*23*0",
        "CLM*B4*100***11:B:1*Y*A*Y*Y",
        "HL*5*1*22*0",
        "CLM*A3*100***11:B:1*Y*A*Y*Y",
        "CLM*B1*100***11:B:1*Y*A*Y*Y",
    ]
    assert_clean(place.got("delta")[0])


def test_sets_hold_at_most_as_many_claims_as_the_payer_takes(place: Place) -> None:
    place.settings('id = "DELTAPAYER"', 'id = "DELTAPAYER"\nclaims_per_set = 2')
    place.take("oak", claims_file(*(claim(f"C{i}", str(10 + i)) for i in range(5))))
    found = place.sets(sender="BITEWING")
    assert [(one.claims, one.charge_cents, one.set_control) for one in found] == [
        (2, 2100, "000000001"), (2, 2500, "000000002"), (1, 1400, "000000003"),
    ]
    assert place.lines("delta", "837D")[-2] == "GE*3*1"
    assert_clean(place.got("delta")[0])


def test_files_hold_at_most_so_many_claims(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "MAX_BATCH", 2)
    text = file(
        dental_set(person(*(claim(f"C{i}") for i in range(3)))),
        dental_set(person(*(claim(f"D{i}") for i in range(2))), number="0002", payer="DLT02"),
    )
    told = place.take("oak", text)
    assert (told["routed"], told["batches"]) == (5, 3)
    assert set(place.states().values()) == {"sent"}
    assert len(place.got("delta")) == 3


@pytest.mark.parametrize(
    ("delimiters", "ending"),
    [("|>!'", ""), ("*:^~", "\r\n"), ("*:^\n", ""), ("+:^~", "\n"), ("\x1d\x1f\x1e\x1c", "")],
)
def test_sources_in_other_writing_are_carried_in_ours(place: Place, delimiters: str, ending: str) -> None:
    text = claims_file(claim("C1"), claim("C2", "55.50", "20260302", "NTE*ADD*A / B (C) #1"))
    place.drop("oak", "a.edi", dressed(text, delimiters, ending))
    place.run()
    own = text[text.index("NM1*85") : text.index("SE*")]
    assert own in place.got("delta")[0]
    assert_clean(place.got("delta")[0])


def test_data_that_hold_our_delimiters_go_into_a_batch_with_others(place: Place) -> None:
    data = dressed(claims_file(claim("C1\x01"), claim("C2\x02")), "|>!'").replace(b"\x01", b"*")
    place.drop("oak", "a.edi", data.replace(b"\x02", b"~"))
    place.drop("elm", "b.edi", claims_file(claim("C3"), sender=ELM, npi=ELM_NPI))
    told = place.run()
    assert (told["routed"], told["batches"]) == (3, 2)
    plain, odd = place.got("delta")
    assert "CLM*C3*" in plain
    separator, segment = odd[3], odd[105]
    assert f"CLM{separator}C1*{separator}100" in odd
    assert f"CLM{separator}C2~{separator}100" in odd
    assert {separator, segment}.isdisjoint("*~")
    assert set(place.states().values()) == {"sent"}
    for text in (plain, odd):
        assert_clean(text)


def carried(key: int, text: str, delimiters: str = "|>!'") -> Carried:
    return Carried(key, "CH", "NM1|85'", "NM1|IL'", "", text, Delimiters(*delimiters), 100)


def test_data_that_leave_no_delimiters_are_held(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    printable = (chr(code) for code in range(33, 127))
    signs = "".join(sign for sign in printable if not sign.isalnum() and sign not in "|>!'")
    data = signs + "\x1c\x1d\x1e\x1f"
    claims = [carried(1, "CLM|A'"), carried(2, f"NTE|ADD|{data}'"), carried(3, "NTE|ADD|A*B'")]
    # Its own delimiters are free in a claim's data; here they stand in our name.
    found = list(by_delimiters(claims, "A|B>C!'S"))
    assert [(chosen is None, [one.claim for one in some]) for chosen, some in found] == [
        (False, [1]), (True, [2]), (False, [3]),
    ]
    assert found[0][0] == DEFAULT
    assert [len(some) for _, some in by_delimiters(claims, "OURS")] == [1, 2]

    # In a house such a claim waits, and the others go.
    monkeypatch.setattr(
        routing, "by_delimiters", lambda some, *_, **__: iter([(None, some[:1]), (DEFAULT, some[1:])])
    )
    told = place.take("oak", claims_file(claim("C1"), claim("C2")))
    assert (told["cannot be written"], told["routed"]) == (1, 1)
    assert place.states() == {"C1": "held", "C2": "sent"}
    monkeypatch.undo()
    assert place.run()["routed"] == 1
    assert place.states() == {"C1": "sent", "C2": "sent"}


def test_kinds_of_delimiters_in_one_batch_are_bounded() -> None:
    odd = "*:^~!`;<\\[]@#$%&+=?"
    claims = [carried(key, f"NTE|ADD|A*B{one}'", "|>{'") for key, one in enumerate(odd)]
    found = list(by_delimiters(claims, ""))
    assert len(found) <= 10
    assert sum(len(some) for _, some in found) == len(odd)


def test_reports_do_not_travel_with_chargeable_claims(place: Place) -> None:
    text = file(
        dental_set(person(claim("C1"))),
        dental_set(person(claim("C2")), number="0002", purpose="RP"),
        dental_set(person(claim("C3")), number="0003"),
    )
    place.take("oak", text)
    lines = place.lines("delta", "837D")
    assert [line.split("*")[-1] for line in lines if line.startswith("BHT")] == ["CH", "RP"]
    assert [line[:6] for line in lines if line.startswith("CLM")] == ["CLM*C1", "CLM*C3", "CLM*C2"]


def test_claims_for_an_unknown_payer_are_held_until_it_is_known(place: Place) -> None:
    told = place.take("oak", claims_file(claim("C1"), payer="NEW01"))
    assert told["held"] == 1
    assert place.states() == {"C1": "held"}
    assert place.run() == {}
    place.settings('ids = ["WST01"]', 'ids = ["WST01", "NEW01"]')
    told = place.run()
    assert (told["routed"], told["sent"]) == (1, 1)
    assert place.states() == {"C1": "sent"}
    assert "CLM*C1" in place.got("west")[0]


def test_rejected_claims_are_never_routed(place: Place) -> None:
    bad = [line.replace("D0120*100", "D0120*90") for line in claim("BAD")]
    place.take("oak", claims_file(bad))
    assert place.got("delta") == []
    assert place.states() == {"BAD": "rejected"}


def test_a_dry_run_tells_and_does_nothing(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1"), claim("C2")))
    place.run("intake", "validation")
    assert routing.route(place.house, 0, dry_run=True) == {"would be routed": 2}
    assert set(place.states().values()) == {"accepted"}


def test_a_source_that_is_damaged_keeps_the_others_going(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.run("intake", "validation")
    (known,) = place.files(direction="in")
    before = {path for path in (place.folder / "archive").rglob("*") if path.is_file()}
    place.drop("oak", "b.edi", claims_file(claim("C2"), number=2))
    place.run("intake", "validation")
    for path in before:
        if path.stat().st_size > known.size:
            path.write_bytes(path.read_bytes()[:-9])
    told = place.run("routing")
    assert (told["routed"], told[f"file {known.id} damaged in the archive"]) == (1, 1)
    assert place.states() == {"C1": "accepted", "C2": "routed"}


def test_wire_order_keeps_what_belongs_together() -> None:
    def one(key: int, billing: str, subscriber: str, patient: str = "") -> Carried:
        return Carried(key, "CH", billing, subscriber, patient, f"CLM*{key}~", DEFAULT, 0)

    claims = [
        one(1, "P", "S1", "X"), one(2, "Q", "S1"), one(3, "P", "S2"), one(4, "P", "S1"),
        one(5, "P", "S1", "X"), one(6, "P", "S1", "Y"), one(7, "Q", "S1"),
    ]
    assert [each.claim for each in in_wire_order(claims)] == [4, 1, 5, 6, 3, 2, 7]


def test_a_void_line_between_segments_is_not_carried(place: Place) -> None:
    text = claims_file(claim("C1"))
    place.drop("oak", "a.edi", text.replace("DTP*472", "~DTP*472"))
    place.run()
    for batch in place.got("delta"):
        assert "~~" not in batch
        assert_clean(batch)
    assert place.sets(sender=OAK)
