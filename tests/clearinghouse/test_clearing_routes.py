"""Routes to a payer: switched, paused and resumed, with nothing lost, nothing sent twice, all in order."""

from __future__ import annotations

import pytest
from clearing_files import ELM, ELM_NPI, WEST, Answer, ack999, claim, claims_file, remittance
from clearing_places import Place
from inquiry_texts import MARLOW, ask270
from payer_guides import STRICT

from clearinghouse import routing
from clearinghouse.lifecycle import advance
from clearinghouse.rerouting import withdraw_rerouted
from store import deliveries, events

ONE_WAY = 'id = "DELTAPAYER"\nmailbox = { inbox = "delta/in", outbox = "delta/out" }'
TWO_WAYS = """route = "direct"
[payers.delta.routes.direct]
id = "DELTAPAYER"
mailbox = { inbox = "delta/in", outbox = "delta/out" }
[payers.delta.routes.upstream]
id = "UPSTREAM"
qualifier = "30"
mailbox = { inbox = "up/in", outbox = "up/out" }
"""
TAKES = 'ids = ["DLT01", "dlt02"]'


@pytest.fixture
def ways(place: Place) -> Place:
    """A house whose payer delta has two routes."""
    place.settings(ONE_WAY, TWO_WAYS)
    for name in ("in", "out"):
        (place.folder / "up" / name).mkdir(parents=True)
    return place


def switch(place: Place, before: str = "direct", after: str = "upstream") -> None:
    place.settings(f'route = "{before}"', f'route = "{after}"')


def block(place: Place, partner: str = "delta") -> None:
    """Nothing can be delivered to the partner."""
    out = place.folder / partner / "out"
    out.rename(out.with_name("away"))


def unblock(place: Place, partner: str = "delta") -> None:
    out = place.folder / partner / "out"
    out.with_name("away").rename(out)


def reasons(place: Place) -> dict[str, str | None]:
    return {one.claim_id: one.reason for one in place.claims()}


def test_a_batch_goes_by_the_route_in_use(ways: Place) -> None:
    ways.take("oak", claims_file(claim("C1")))
    switch(ways)
    ways.take("oak", claims_file(claim("C2"), number=2))
    assert "*ZZ*BITEWING       *ZZ*DELTAPAYER     *" in ways.got("delta", "837D")[0]
    assert "*ZZ*BITEWING       *30*UPSTREAM       *" in ways.got("up", "837D")[0]
    assert "C1" not in ways.got("up")[0]
    assert [one.route for one in ways.deliveries(partner="delta")] == ["direct", "upstream"]


def test_answers_are_collected_by_every_route(ways: Place) -> None:
    ways.take("oak", claims_file(claim("C1")))
    switch(ways)
    sent = ways.sets(sender="BITEWING")[0]
    ways.drop("delta", "a.edi", ack999(sent.group_control, (sent.set_control, "A")))
    ways.run()
    assert ways.states() == {"C1": "acknowledged"}
    ways.take("oak", claims_file(claim("C2"), number=2))
    sent = ways.sets(sender="BITEWING")[1]
    text = ack999(sent.group_control, (sent.set_control, "A"), number=602)
    text = text.replace("*ZZ*DELTAPAYER ", "*30*UPSTREAM   ").replace("DELTAPAYER", "UPSTREAM")
    ways.drop("up", "b.edi", text)
    ways.run()
    assert ways.states() == {"C1": "acknowledged", "C2": "acknowledged"}


def test_what_was_not_sent_goes_out_on_the_new_route_once(ways: Place) -> None:
    block(ways)
    ways.take("oak", claims_file(claim("C1"), claim("C2")), ask270(MARLOW, number=50))
    assert ways.states() == {"C1": "routed", "C2": "routed"}
    switch(ways)
    told = ways.run()
    assert (told["claims taken back"], told["inquiries taken back"], told["batches taken back"]) == (2, 1, 2)
    assert ways.states() == {"C1": "sent", "C2": "sent"}
    unblock(ways)
    ways.run()
    ways.run()
    assert ways.got("delta") == []
    (batch,) = ways.got("up", "837D")
    assert batch.count("CLM*") == 2
    assert "UPSTREAM" in batch
    (asked,) = ways.got("up", "270")
    assert ways.inquiries()[0].out_trace in asked
    assert [one.state for one in ways.deliveries(partner="delta")] == ["withdrawn"] * 2 + ["sent"] * 2
    assert sorted(one.state for one in ways.files(direction="out", partner="delta")) == [
        "sent", "sent", "withdrawn", "withdrawn",
    ]
    assert ways.whole()


def test_what_is_staged_may_have_been_released_and_stays_on_its_route(ways: Place) -> None:
    block(ways)
    ways.take("oak", claims_file(claim("C1")))
    (delivery,) = ways.deliveries(partner="delta")
    file = ways.files(direction="out", partner="delta")[0]
    unblock(ways)
    # As a run does that is killed between staging and releasing.
    with ways.house.mailbox("delta", "direct") as box, ways.house.store.archive.open(file.sha256) as kept:
        path = ways.folder / "copy"
        path.write_bytes(kept.read())
        box.stage(path, delivery.remote_name)
    with ways.house.store.begin() as ledger:
        assert advance(ways.house, ledger, 0, "deliveries", [delivery.id], "made", "staged") == 1
    switch(ways)
    ways.run()
    assert len(ways.got("delta", "837D")) == 1
    assert ways.got("up") == []
    assert ways.states() == {"C1": "sent"}


def test_a_route_that_is_gone_keeps_what_is_staged_there(ways: Place) -> None:
    block(ways)
    ways.take("oak", claims_file(claim("C1")))
    (delivery,) = ways.deliveries(partner="delta")
    with ways.house.store.begin() as ledger:
        advance(ways.house, ledger, 0, "deliveries", [delivery.id], "made", "staged")
    unblock(ways)
    ways.settings("routes.direct", "routes.other")
    ways.settings('route = "direct"', 'route = "other"')
    told = ways.run()
    assert told["delta has settings that cannot be used"] == 1
    assert ways.states() == {"C1": "routed"}


def test_withdrawing_twice_takes_nothing_twice(ways: Place) -> None:
    block(ways)
    ways.take("oak", claims_file(claim("C1")))
    switch(ways)
    assert withdraw_rerouted(ways.house, 0)["claims taken back"] == 1
    assert withdraw_rerouted(ways.house, 0) == {}
    claim_now = ways.claim("C1")
    assert (claim_now.state, claim_now.out_file, claim_now.out_set) == ("accepted", None, None)


def test_work_for_a_paused_payer_waits_and_is_replayed_in_order(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.settings(TAKES, TAKES + "\npaused = true")
    place.take("oak", claims_file(claim("C1")), ask270(MARLOW, number=50))
    told = place.take("elm", claims_file(claim("C2"), sender=ELM, payer="dlt02", npi=ELM_NPI))
    assert told["held"] == 1
    place.take("oak", claims_file(claim("C3"), number=2))
    assert set(place.states().values()) == {"held"}
    assert reasons(place) == dict.fromkeys(("C1", "C2", "C3"), "the payer is paused")
    assert [(one.state, one.reason) for one in place.inquiries()] == [("held", "the payer is paused")]
    assert place.got("delta") == []
    place.settings("\npaused = true", "")
    monkeypatch.setattr(routing, "MAX_BATCH", 1)
    place.run()
    batches = place.got("delta", "837D")
    assert [text.partition("CLM*")[2][:2] for text in batches] == ["C1", "C2", "C3"]
    assert reasons(place) == dict.fromkeys(("C1", "C2", "C3"))
    assert len(place.got("delta", "270")) == 1


def test_nothing_made_leaves_for_a_paused_payer(place: Place) -> None:
    block(place)
    place.take("oak", claims_file(claim("C1")))
    unblock(place)
    place.settings(TAKES, TAKES + "\npaused = true")
    assert place.run()["waiting for a paused payer"] == 1
    assert place.got("delta") == []
    place.settings("\npaused = true", "")
    place.run()
    assert len(place.got("delta")) == 1


def test_what_a_payer_does_not_take_is_held_with_the_reason(place: Place) -> None:
    place.settings(TAKES, TAKES + '\ntransactions = ["270", "835"]')
    place.take("oak", claims_file(claim("C1")), ask270(MARLOW, number=50))
    assert reasons(place) == {"C1": "the payer takes no 837D"}
    assert len(place.got("delta", "270")) == 1
    with place.house.store.read() as ledger:
        told = events.search(ledger, "oak", thing="claims")[-1]
    assert (told.event, told.detail) == ("not taken by payer", "the payer takes no 837D")
    place.settings('["270", "835"]', '["837D"]')
    place.take("oak", ask270(MARLOW, number=51))
    assert place.states() == {"C1": "sent"}
    assert place.inquiries()[-1].reason == "the payer takes no 270"


def test_another_reason_is_told_once(place: Place) -> None:
    place.settings(TAKES, TAKES + "\npaused = true")
    place.take("oak", claims_file(claim("C1")))
    place.settings("\npaused = true", '\ntransactions = ["270"]')
    for _ in range(3):
        place.run()
    with place.house.store.read() as ledger:
        told = [one.event for one in events.search(ledger, "oak", thing="claims")]
    assert told == ["recorded", "payer paused", "not taken by payer"]


def test_an_alias_and_a_crosswalk_name_the_payer(place: Place) -> None:
    place.settings(TAKES, TAKES + '\naliases = ["DELTA DENTAL OF X"]')
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "WST01" = "delta", "OD7" = "delta" }')
    place.take("oak", claims_file(claim("C1"), payer="OD7"))
    place.take("oak", claims_file(claim("C2"), payer="DELTA DENTAL OF X", number=2))
    # What one submitter calls delta is west to everybody else.
    place.take("oak", claims_file(claim("C3"), payer="WST01", number=3))
    place.take("oak", ask270(MARLOW, payer="od7", number=4))
    place.take("elm", claims_file(claim("C4"), payer="WST01", sender=ELM))
    place.take("elm", claims_file(claim("C5"), payer="OD7", sender=ELM, number=2))
    place.take("oak", claims_file(claim("C6"), payer="dlt02", number=5))
    assert place.states() == {**dict.fromkeys(("C1", "C2", "C3", "C4", "C6"), "sent"), "C5": "held"}
    sent = place.got("delta", "837D")
    assert [text.count("*PI*DLT01~") for text in sent] == [1, 1, 1, 0]
    assert "*PI*dlt02~" in sent[3]
    for theirs in ("OD7", "WST01", "OF X"):
        assert theirs not in "".join(sent)
    assert "*PI*WST01~" in place.got("west", "837D")[0]
    assert "*PI*DLT01~" in place.got("delta", "270")[0]


@pytest.mark.parametrize("setting", ["", "\npaused = true"])
def test_one_id_means_two_payers_in_one_run(place: Place, setting: str) -> None:
    place.settings(TAKES, TAKES + setting)
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "WST01" = "delta" }')
    place.drop("oak", "a.edi", claims_file(claim("C1"), payer="WST01"))
    place.drop("oak", "b.edi", ask270(MARLOW, payer="WST01", number=50))
    place.drop("elm", "c.edi", claims_file(claim("C2"), payer="WST01", sender=ELM))
    place.drop("elm", "d.edi", ask270(MARLOW, payer="WST01", number=50, sender=ELM))
    place.run()
    (batch,) = place.got("west", "837D")
    assert "CLM*C2*" in batch
    assert "CLM*C1*" not in batch
    assert [text.count("CLM*") for text in place.got("delta", "837D")] == ([] if setting else [1])
    assert [len(place.got(payer, "270")) for payer in ("west", "delta")] == [1, 0 if setting else 1]
    assert place.states() == {"C1": "held" if setting else "sent", "C2": "sent"}


def test_money_for_a_claim_of_a_crosswalk_finds_it(place: Place) -> None:
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "WST01" = "delta" }')
    place.take("oak", claims_file(claim("C1"), payer="WST01"))
    told = place.take("west", remittance("EFT1", Answer("C1", 100, 80), payer=WEST))
    assert told["unmatched"] == 1
    place.take("delta", remittance("EFT2", Answer("C1", 100, 80)))
    assert place.states() == {"C1": "paid"}


def test_a_payer_s_own_edits_are_asked_of_who_is_meant(place: Place) -> None:
    (place.folder / "strict.toml").write_text(STRICT)
    place.settings(TAKES, TAKES + '\noverrides = ["strict.toml"]')
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "WST01" = "delta" }')
    place.take("oak", claims_file(claim("C1", procedure="D2740"), payer="WST01"))
    place.take("elm", claims_file(claim("C2", procedure="D2740"), payer="WST01", sender=ELM))
    assert place.states() == {"C1": "rejected", "C2": "sent"}


def test_an_id_that_cannot_stand_in_a_claim_holds_it(place: Place) -> None:
    place.settings(TAKES, 'ids = ["DL*1"]\naliases = ["OTHER"]')
    place.take("oak", claims_file(claim("C1"), payer="OTHER"))
    assert place.states() == {"C1": "held"}
    assert reasons(place) == {"C1": "2010BB NM109: the payer's id contains a delimiter"}


def test_a_delivery_to_submitters_has_no_route(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    with place.house.store.read() as ledger:
        assert {one.route for one in deliveries.search(ledger, None)} == {""}
