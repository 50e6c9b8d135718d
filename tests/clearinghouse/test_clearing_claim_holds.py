"""Holding, releasing and approving claims: all of those named or none, told in the audit trail."""

from __future__ import annotations

import pytest
from clearing_files import claim, claims_file, dental_set, file, person
from clearing_places import Place

from clearinghouse.claim_holds import LONGEST, approve, hold, release
from clearinghouse.claim_overview import show_claim
from clearinghouse.errors import HouseError, SettingsError
from store import events

BAD = ["CLM*BAD*90***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", "LX*1", "SV3*AD:D0120*100****1"]


def taken_in(place: Place, *claims: list[str]) -> None:
    """The claims are accepted and not yet written into a batch."""
    place.drop("oak", "a.edi", claims_file(*claims))
    place.run("intake", "validation")


def test_a_claim_on_hold_is_not_sent_until_it_is_released(place: Place) -> None:
    taken_in(place, claim("C1"), claim("C2"))
    (held,) = hold(place.house, None, [1], "a document is missing")
    assert (held.state, held.reason) == ("on hold", "a document is missing")
    place.run()
    assert place.states() == {"C1": "on hold", "C2": "sent"}
    (freed,) = release(place.house, None, [1])
    assert (freed.state, freed.reason) == ("accepted", None)
    place.run()
    assert place.states() == {"C1": "sent", "C2": "sent"}
    assert place.whole()


def test_a_reason_in_other_words_stays_with_the_claim(place: Place) -> None:
    taken_in(place, claim("C1"))
    hold(place.house, None, [1], "mother of June Marlow called")
    with place.house.store.read() as ledger:
        told = events.search(ledger, None, thing="claims", thing_id=1)[-1]
    assert (told.event, told.detail, told.actor) == ("put on hold", "in the operator's words", "test")
    answer, _ = show_claim(place.house, None, 1)
    assert answer["reason"] == "mother of June Marlow called"


def test_a_reason_of_ours_stands_in_the_trail(place: Place) -> None:
    taken_in(place, claim("C1"))
    hold(place.house, None, [1], "asked by the payer")
    with place.house.store.read() as ledger:
        assert events.search(ledger, None, thing="claims", thing_id=1)[-1].detail == "asked by the payer"


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "x" * (LONGEST + 1)])
def test_what_is_no_reason(place: Place, reason: str) -> None:
    taken_in(place, claim("C1"))
    with pytest.raises(HouseError, match="a reason has 1 to 200 printable characters"):
        hold(place.house, None, [1], reason)
    assert place.states() == {"C1": "accepted"}


def test_all_of_them_or_none(place: Place) -> None:
    taken_in(place, claim("C1"), BAD)
    assert place.states() == {"C1": "accepted", "BAD": "rejected"}
    with pytest.raises(HouseError, match="claim 2 is rejected and cannot be put on hold: mend it"):
        hold(place.house, None, [1, 2], "looks wrong")
    with pytest.raises(HouseError, match="there is no claim 3"):
        hold(place.house, None, [1, 3], "looks wrong")
    with pytest.raises(HouseError, match="claim 1 is accepted and cannot be released"):
        release(place.house, None, [1])
    assert place.claim("C1").state == "accepted"


def test_what_was_sent_cannot_be_held(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    with pytest.raises(HouseError, match="it has left the house"):
        hold(place.house, None, [1], "looks wrong")


def test_another_account_cannot_hold(place: Place) -> None:
    taken_in(place, claim("C1"))
    with pytest.raises(HouseError, match="there is no claim 1 of account elm"):
        hold(place.house, "elm", [1], "looks wrong")
    with pytest.raises(HouseError, match="there is no account oka"):
        hold(place.house, "oka", [1], "looks wrong")
    assert hold(place.house, "oak", [1], "looks wrong")[0].state == "on hold"


# Approval.


def with_approval(place: Place, over: str) -> None:
    place.settings('id = "OAKSTREET"', f'id = "OAKSTREET"\napproval_over = {over}')


def test_claims_over_the_amount_wait_for_approval(place: Place) -> None:
    with_approval(place, "100.00")
    place.take("oak", claims_file(claim("C1", "100"), claim("C2", "100.01")))
    assert place.states() == {"C1": "sent", "C2": "to approve"}
    with pytest.raises(HouseError, match="it is not sent before somebody approves it"):
        hold(place.house, None, [2], "looks wrong")
    with pytest.raises(HouseError, match="claim 1 is sent and cannot be approved"):
        approve(place.house, None, [2, 1])
    assert approve(place.house, "oak", [2])[0].state == "accepted"
    place.run()
    assert place.states() == {"C1": "sent", "C2": "sent"}


def test_each_claim_of_an_account_and_of_no_other(place: Place) -> None:
    with_approval(place, "0")
    place.take("oak", claims_file(claim("C1", "1")))
    place.take("elm", claims_file(claim("C2", "900"), sender="ELMAVENUE"))
    assert place.states() == {"C1": "to approve", "C2": "sent"}


def test_a_claim_to_approve_falls_with_its_set(place: Place) -> None:
    with_approval(place, "0")
    broken = dental_set(person(claim("C1")))
    broken[-1] = "SE*99*0001"
    place.take("oak", file(broken))
    assert place.states() == {"C1": "set rejected"}


@pytest.mark.parametrize("over", ["-1", "nan", '"much"'])
def test_an_amount_that_is_none(place: Place, over: str) -> None:
    with_approval(place, over)
    with pytest.raises(SettingsError, match=r"submitters\.oak\.approval_over"):
        place.house  # noqa: B018
