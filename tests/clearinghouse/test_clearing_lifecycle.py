"""The lifecycle tables: whole, reachable, and never a reason to stop."""

from __future__ import annotations

import pytest
from clearing_files import claim, claims_file
from clearing_places import Place

from clearinghouse.lifecycle import CLAIM, DELIVERY, FILE, GROUPS, TABLES, advance, states_before
from sandbox.demo import FINAL

BORN = {
    "files": {"received", "made"},
    "claims": {"accepted", "to approve", "rejected", "set rejected"},
    "inquiries": {"accepted"},
    "deliveries": {"made"},
    "enrolments": {"draft"},
    "contacts": {"listed"},
    "expectations": {"open"},
    "followups": {"asked", "cannot be asked"},
    "orders": {"issued", "rejected", "suspended"},
    "tasks": {"open"},
    "notices": {"current"},
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_state_can_be_reached(name: str) -> None:
    table = TABLES[name]
    reached = set(BORN[name])
    while more := {after for (state, _), after in table.items() if state in reached} - reached:
        reached |= more
    assert reached == BORN[name] | {state for state, _ in table} | set(table.values())


@pytest.mark.parametrize("name", sorted(TABLES))
def test_no_pair_of_state_and_event_raises(place: Place, name: str) -> None:
    place.take("oak", claims_file(claim("C1")))
    table = TABLES[name]
    states = sorted({state for state, _ in table} | set(table.values()))
    events = sorted({event for _, event in table} | {"an event of another world"})
    with place.house.store.begin() as ledger:
        for state in states:
            for event in events:
                # No row has that key: what is asked is whether the table has the move.
                assert advance(place.house, ledger, 0, name, [10**9], state, event) == 0


def test_a_thing_that_moved_meanwhile_stays_where_it_is(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    key = place.claim("C1").id
    with place.house.store.begin() as ledger:
        assert advance(place.house, ledger, 0, "claims", [key], "accepted", "routed") == 0
        assert advance(place.house, ledger, 0, "claims", [], "accepted", "routed") == 0
    assert place.claim("C1").state == "sent"


def test_every_state_of_a_claim_is_shown_in_one_group() -> None:
    shown = [state for states in GROUPS.values() for state in states]
    assert len(shown) == len(set(shown))
    assert set(shown) == BORN["claims"] | {state for state, _ in CLAIM} | set(CLAIM.values())


def test_what_the_demonstration_calls_final_are_states() -> None:
    assert set(CLAIM.values()) | BORN["claims"] >= FINAL


def test_events_tell_the_states_they_happen_in() -> None:
    assert states_before("claims", "taken by payer") == ["sent"]
    assert set(states_before("deliveries", "sent")) == {"made", "staged", "failed"}
    assert states_before("files", "sent") == ["made"]
    assert states_before("claims", "nothing") == []


def test_what_is_sent_is_never_made_again() -> None:
    """No way leads back from a delivery that is staged or sent."""
    assert {after for (state, _), after in DELIVERY.items() if state == "staged"} == {"sent"}
    assert not {"made", "failed", "staged"} & {
        after for (state, _), after in DELIVERY.items() if state in ("sent", "acknowledged", "rejected")
    }
    assert FILE["made", "sent"] == "sent"
