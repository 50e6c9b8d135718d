"""Orders of care: made by a payer's decision, moved by the claims under its number, nobody else's to see."""

from __future__ import annotations

from datetime import date

import pytest
from clearing_files import DAY, ELM, Answer, ack277, ack999, claim, claims_file, remittance
from clearing_places import Place
from inquiry_texts import MARLOW, OKAFOR, Patient, answer278, ask278, echoed

from clearinghouse import order_overview
from clearinghouse.errors import HouseError
from clearinghouse.lifecycle import GROUPS, ORDER
from clearinghouse.order_overview import AUTHORIZATIONS, TRAYS
from clearinghouse.orders import BY_CLAIM
from store import events, orders
from store.orders import Order

DAYS = (
    "DTP*AAH*D8*20260315", "DTP*102*D8*20260304", "DTP*036*D8*20260901", "DTP*007*RD8*20260310-20260831",
)


def asked(place: Place, patient: Patient = MARLOW, **more: object) -> str:
    """A submitter asks for an authorization: our trace."""
    sender = str(more.get("sender", "OAKSTREET"))
    place.take("elm" if sender == ELM else "oak", ask278(patient, **more))  # type: ignore[arg-type]
    return place.inquiries()[-1].out_trace or ""


def decided(
    place: Place, decision: str, patient: Patient = MARLOW, *, number: int = 801, **more: object
) -> None:
    """The payer decides on what was asked last."""
    one = place.inquiries()[-1]
    place.take(
        "delta",
        answer278(
            patient, echoed(one.out_trace or "", one.trace_number), decision, reference="X", number=number,
            **{"days": DAYS, **more},  # type: ignore[arg-type]
        ),
    )


def all_orders(place: Place) -> list[Order]:
    with place.house.store.read() as ledger:
        return orders.search(ledger, None)


def states(place: Place) -> list[str]:
    return [one.state for one in all_orders(place)]


def history(place: Place, key: int = 1) -> list[str]:
    with place.house.store.read() as ledger:
        return [one.event for one in events.search(ledger, None, thing="orders", thing_id=key)]


def under(place: Place, claim_id: str, authorization: str = "AUTH77", **more: object) -> None:
    """A claim with a number of an authorization comes."""
    one = claim(claim_id, "100", DAY, f"REF*G1*{authorization}")
    number = 10 + len(place.files())
    place.take("oak", claims_file(one, number=number, **more))  # type: ignore[arg-type]


def references(place: Place) -> tuple[str, str]:
    """GS06 and BHT03 of the set that went to the payer last."""
    sent = [one for one in place.sets() if one.account == "house" and one.guide == "837D" and one.reference]
    return sent[-1].group_control, sent[-1].reference


@pytest.fixture
def issued(place: Place) -> Place:
    """A house with an order."""
    asked(place)
    decided(place, "A1*auth77")
    return place


def test_every_state_lies_in_one_tray() -> None:
    trays = [state for some in TRAYS.values() for state in some]
    assert sorted(trays) == sorted({state for state, _ in ORDER} | set(ORDER.values()))


def test_every_code_lies_in_one_group() -> None:
    codes = [code for some in AUTHORIZATIONS.values() for code in some]
    assert sorted(codes) == ["A1", "A2", "A3", "A4", "A6", "C", "CT", "NA"]


def test_every_state_of_a_claim_means_something_to_its_order() -> None:
    every = {state for some in GROUPS.values() for state in some}
    assert set(BY_CLAIM) == every - {"rejected", "set rejected", "superseded", "predetermined", "voided"}


def test_an_order_is_issued_with_its_days(issued: Place) -> None:
    (one,) = all_orders(issued)
    assert (one.account, one.payer, one.number, one.action, one.state) == (
        "oak", "delta", "AUTH77", "A1", "issued",
    )
    assert (one.issued_on, one.effective_from, one.effective_to, one.expires_on) == (
        date(2026, 3, 4), date(2026, 3, 10), date(2026, 8, 31), date(2026, 9, 1),
    )
    told = issued.run()
    assert not any("order" in what or "authorization" in what for what in told)
    assert issued.whole()


@pytest.mark.parametrize(
    ("decision", "state"),
    [("A2*N1", "issued"), ("A6*N1", "issued"), ("A3**0M", "rejected"), ("A4", "suspended")],
)
def test_other_decisions(place: Place, decision: str, state: str) -> None:
    asked(place)
    decided(place, decision)
    assert states(place) == [state]


@pytest.mark.parametrize("decision", ["NA", "CT"])
def test_what_needs_no_authorization_has_no_order(place: Place, decision: str) -> None:
    asked(place)
    decided(place, decision)
    assert states(place) == []
    answer, _ = order_overview.list_authorizations(place.house, "oak", group="not-applicable", limit=9)
    assert [(one["outcome"], one["group"], one["order"]) for one in answer] == [
        (decision, "not-applicable", None)
    ]


def test_what_was_pended_is_decided_later(place: Place) -> None:
    asked(place)
    decided(place, "A4")
    (first,) = all_orders(place)
    assert (first.number, first.state) == ("", "suspended")
    decided(place, "A1*AUTH77", number=802)
    (second,) = all_orders(place)
    assert (second.id, second.number, second.state, second.expires_on) == (
        first.id, "AUTH77", "issued", date(2026, 9, 1),
    )
    assert history(place) == ["recorded", "certified"]
    with place.house.store.read() as ledger:
        assert len(orders.answers(ledger, "oak", first.id)) == 2


def test_it_moves_by_itself_from_a_claim_to_its_money(issued: Place) -> None:
    under(issued, "C1")
    assert states(issued) == ["in receipt verification"]
    group, batch = references(issued)
    (own,) = [one for one in issued.sets() if one.reference == batch]
    issued.take("delta", ack999(group, (own.set_control, "A")))
    assert states(issued) == ["in receipt verification"]
    issued.take("delta", ack277(batch, ("C1", "A1:20", "WQ", "100", "EX1")))
    assert states(issued) == ["validated for payment"]
    issued.take("delta", remittance("T1", Answer("C1", 100, 80), number=811))
    assert states(issued) == ["paid"]
    assert history(issued) == ["recorded", "claim taken in", "claim accepted by payer", "claim paid"]
    issued.run()
    assert len(history(issued)) == 4
    answer, _ = order_overview.show_order(issued.house, "oak", 1)
    assert [one["claim_id"] for one in answer["claims"]] == ["C1"]


def test_a_rejected_claim_is_corrected_and_sent_again(issued: Place) -> None:
    under(issued, "C1")
    _, batch = references(issued)
    issued.take("delta", ack277(batch, ("C1", "A3:21", "U", "100", "")))
    assert states(issued) == ["rejected"]
    under(issued, "C2")
    assert states(issued) == ["in receipt verification"]


def test_a_claim_that_our_edits_reject_moves_nothing(issued: Place) -> None:
    wrong = claim("C1", "100", DAY, "REF*G1*AUTH77")
    wrong[-2] = "SV3*AD:D0120*99****1"
    issued.take("oak", claims_file(wrong, number=9))
    assert issued.states() == {"C1": "rejected"}
    assert states(issued) == ["issued"]


def test_a_number_of_somebody_else_moves_nothing(issued: Place) -> None:
    """Neither another payer's nor another account's, nor one nobody gave."""
    under(issued, "C1", payer="WST01")
    under(issued, "C2", "AUTH78")
    one = claim("C3", "100", DAY, "REF*G1*AUTH77")
    issued.take("elm", claims_file(one, sender=ELM, npi="1992000012", provider="ELM DENTAL"))
    assert set(issued.states().values()) == {"sent"}
    assert states(issued) == ["issued"]


def test_a_claim_that_came_before_the_decision(place: Place) -> None:
    under(place, "C1", "AUTH77")
    asked(place, number=2)
    decided(place, "A1*AUTH77")
    assert states(place) == ["in receipt verification"]


def test_the_number_may_stand_at_a_line(issued: Place) -> None:
    one = [*claim("C1", "100", DAY)[:-1], "REF*G1*AUTH77", "REF*6R*C1-1"]
    issued.take("oak", claims_file(one, number=9))
    assert issued.states() == {"C1": "sent"}
    assert states(issued) == ["in receipt verification"]


def test_it_expires_by_its_day(issued: Place) -> None:
    issued.clock.time = issued.clock.time.replace(month=9, day=1)
    issued.run()
    assert states(issued) == ["issued"]
    issued.clock.move(days=1)
    issued.run()
    assert states(issued) == ["expired"]
    under(issued, "C1")
    assert states(issued) == ["in receipt verification"]


def test_it_is_voided_when_the_payer_cancels_it(issued: Place) -> None:
    asked(issued, (MARLOW[0], MARLOW[1], "T-9"), number=2, um="UM*HS*3*25*11:B", more=["REF*BB*AUTH77"])
    decided(issued, "C*AUTH77", number=802)
    assert states(issued) == ["voided"]
    under(issued, "C1")
    assert states(issued) == ["voided"]


def test_each_account_sees_its_own(issued: Place) -> None:
    asked(issued, OKAFOR, sender=ELM)
    decided(issued, "A4", OKAFOR, number=802)
    house = issued.house
    for account, number in (("oak", "AUTH77"), ("elm", "")):
        answer, _ = order_overview.list_orders(house, account, tray=None, limit=9)
        assert [(one["account"], one["number"]) for one in answer] == [(account, number)]
        answer, _ = order_overview.list_authorizations(house, account, group=None, limit=9)
        assert [one["account"] for one in answer] == [account]
    for ask in (order_overview.show_order, order_overview.show_authorization):
        with pytest.raises(HouseError, match="of account elm"):
            ask(house, "elm", 1)
    pending, _ = order_overview.list_authorizations(house, None, group="pending", limit=9)
    determined, _ = order_overview.list_authorizations(house, None, group="determined", limit=9)
    assert [[one["account"] for one in some] for some in (pending, determined)] == [["elm"], ["oak"]]
    tray, _ = order_overview.list_orders(house, None, tray="to-manage", limit=9)
    assert [(one["account"], one["tray"]) for one in tray] == [("elm", "to-manage")]
