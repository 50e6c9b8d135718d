"""Enrolments: a payer that demands one gets the work of live providers; the rest waits."""

from __future__ import annotations

from datetime import date

import pytest
from clearing_files import ELM, ELM_NPI, OAK_NPI, claim, claims_file
from clearing_places import Place
from inquiry_texts import MARLOW, ask270

from clearinghouse import enrolling
from clearinghouse.errors import HouseError
from store import events

TAKES = 'ids = ["DLT01", "dlt02"]'


@pytest.fixture
def demanding(place: Place) -> Place:
    """A house whose payer delta demands enrolment for claims and for 835."""
    place.settings(TAKES, TAKES + '\nenrolment = ["837D", "835"]')
    return place


def reason(place: Place, claim_id: str) -> str | None:
    return place.claim(claim_id).reason


def enrol(place: Place, *steps: str, account: str | None = "oak", npi: str = OAK_NPI) -> int:
    made = enrolling.add(place.house, account, "delta", npi, "837D")
    for step in steps:
        enrolling.move(place.house, account, made.id, step)
    return made.id


def test_claims_wait_until_the_enrolment_is_live(demanding: Place) -> None:
    told = demanding.take("oak", claims_file(claim("C1")))
    assert told["held"] == 1
    assert reason(demanding, "C1") == "the provider is not enrolled for 837D"
    key = enrol(demanding)
    assert demanding.run()["held"] == 0
    assert reason(demanding, "C1") == "the provider's enrolment for 837D is draft, not live"
    enrolling.move(demanding.house, None, key, "submitted")
    # Held for the same reason again it is not told again.
    demanding.run()
    demanding.run()
    assert demanding.states() == {"C1": "held"}
    enrolling.move(demanding.house, None, key, "accepted")
    demanding.run()
    assert demanding.states() == {"C1": "sent"}
    assert reason(demanding, "C1") is None
    assert "CLM*C1*" in demanding.got("delta", "837D")[0]
    with demanding.house.store.read() as ledger:
        told_of = [one.event for one in events.search(ledger, "oak", thing="claims")]
    assert told_of == ["recorded", "not enrolled", "not enrolled", "not enrolled", "routed", "sent"]


def test_the_live_go_and_only_they(demanding: Place) -> None:
    enrol(demanding, "submitted", "accepted")
    demanding.take("oak", claims_file(claim("C1")))
    demanding.take("oak", claims_file(claim("C2"), number=2, npi=ELM_NPI, provider="ELM DENTAL"))
    # The same provider at another submitter is another enrolment.
    demanding.take("elm", claims_file(claim("C3"), sender=ELM, npi=OAK_NPI))
    assert demanding.states() == {"C1": "sent", "C2": "held", "C3": "held"}
    # One of the house's counts for everybody.
    enrol(demanding, "submitted", "accepted", account=None)
    demanding.run()
    assert demanding.states() == {"C1": "sent", "C2": "held", "C3": "sent"}


def test_an_enrolment_is_live_from_its_day_on(demanding: Place) -> None:
    key = enrol(demanding, "submitted")
    enrolling.move(demanding.house, None, key, "accepted", since=date(2026, 3, 9))
    demanding.take("oak", claims_file(claim("C1")))
    assert reason(demanding, "C1") == (
        "the provider's enrolment for 837D is live from 2026-03-09 on, not now"
    )
    demanding.clock.move(days=3, hours=18)
    demanding.run()
    assert demanding.states() == {"C1": "held"}, "it is Sunday yet where the house is"
    demanding.clock.move(hours=1)
    demanding.run()
    assert demanding.states() == {"C1": "sent"}


def test_an_enrolment_that_ends_holds_what_comes_after(demanding: Place) -> None:
    key = enrol(demanding, "submitted", "accepted")
    demanding.take("oak", claims_file(claim("C1")))
    enrolling.move(demanding.house, "oak", key, "rejected", note="ended by the payer")
    demanding.take("oak", claims_file(claim("C2"), number=2))
    assert demanding.states() == {"C1": "sent", "C2": "held"}
    assert reason(demanding, "C2") == "the provider's enrolment for 837D is rejected, not live"


def test_inquiries_wait_as_well_where_it_is_demanded(demanding: Place) -> None:
    demanding.take("oak", ask270(MARLOW))
    assert [one.state for one in demanding.inquiries()] == ["sent"]
    demanding.settings('enrolment = ["837D", "835"]', 'enrolment = ["270"]')
    demanding.take("oak", ask270(MARLOW, number=2))
    waits = demanding.inquiries()[1]
    assert (waits.state, waits.reason) == ("held", "the provider is not enrolled for 270")
    made = enrolling.add(demanding.house, "oak", "delta", OAK_NPI, "270")
    enrolling.move(demanding.house, "oak", made.id, "submitted")
    enrolling.move(demanding.house, "oak", made.id, "accepted")
    demanding.run()
    assert [one.state for one in demanding.inquiries()] == ["sent", "sent"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("oak", "north", OAK_NPI, "837D"), "there is no payer 'north'; there are: delta, west"),
        (("ash", "delta", OAK_NPI, "837D"), "there is no account 'ash'"),
        (("oak", "delta", "1382047168", "837D"), "ten digits with a right check digit"),
        (("oak", "delta", "138204716", "837D"), "ten digits with a right check digit"),
        (("oak", "delta", OAK_NPI, "999"), "a transaction is one of 837D, 270, 276, 278, 835"),
        (("oak", "delta", OAK_NPI, "837D", "a\nb"), "a note is at most 500 characters on one line"),
    ],
)
def test_what_is_no_enrolment_is_refused(place: Place, given: tuple[str, ...], says: str) -> None:
    with pytest.raises(HouseError) as problem:
        enrolling.add(place.house, *given)
    assert says in str(problem.value)


def test_an_enrolment_moves_by_its_lifecycle(place: Place) -> None:
    key = enrol(place)
    with pytest.raises(HouseError, match="already"):
        enrol(place)
    with pytest.raises(HouseError, match=f"{key} is draft; accepted can only be one that is submitted"):
        enrolling.move(place.house, None, key, "accepted")
    with pytest.raises(HouseError, match=f"there is no enrolment {key} of account elm"):
        enrolling.move(place.house, "elm", key, "submitted")
    moved = enrolling.move(place.house, "oak", key, "submitted", note="by mail")
    place.clock.move(days=3)
    assert (moved.state, moved.note, str(moved.since)) == ("submitted", "by mail", "2026-03-05")
    moved = enrolling.move(place.house, "oak", key, "rejected")
    assert (moved.state, moved.note, str(moved.since)) == ("rejected", "by mail", "2026-03-08")
    assert enrolling.move(place.house, "oak", key, "submitted").state == "submitted"
