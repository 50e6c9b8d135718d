"""Notices and messages: each goes to whom it is for, once, as it is."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from clearing_files import claim, claims_file
from clearing_places import Place

from clearinghouse import notices
from clearinghouse.errors import HouseError
from clearinghouse.messages import MAX_SIZE, send_message
from store import events, outbox

FIRST, LAST = date(2026, 3, 5), date(2026, 3, 7)


def waiting(place: Place, account: str) -> list[str]:
    with place.house.store.read() as ledger:
        return [one.kind for one in outbox.waiting(ledger, account, "front desk")]


def shown(place: Place, account: str) -> list[str]:
    answer, _ = notices.list_today(place.house, account)
    return [one["text"] for one in answer]


def test_a_notice_goes_to_one_submitter_once(place: Place) -> None:
    assert notices.add_notice(place.house, "oak", FIRST, LAST, "Delta is closed.\n\nSend on Monday.") == [1]
    place.run()
    place.run()
    assert place.got("oak", "notice") == [
        "NOTICE FROM BITEWING CLEARINGHOUSE\nFrom 2026-03-05 until 2026-03-07\n\n"
        "Delta is closed.\n\nSend on Monday.\n"
    ]
    assert place.got("elm") == []
    assert (waiting(place, "oak"), waiting(place, "elm")) == (["notice"], [])
    assert shown(place, "oak") == ["Delta is closed.\n\nSend on Monday."]
    assert shown(place, "elm") == []
    assert [one.state for one in place.deliveries()] == ["sent"]
    assert place.whole()


def test_a_notice_for_all_is_one_for_each(place: Place) -> None:
    assert len(notices.add_notice(place.house, "all", FIRST, LAST, "Closed.")) == 2
    place.run()
    assert len(place.got("oak", "notice")) == len(place.got("elm", "notice")) == 1
    notices.end_notice(place.house, None, 1)
    assert (shown(place, "elm"), shown(place, "oak")) == ([], ["Closed."])
    with pytest.raises(HouseError, match="ended before"):
        notices.end_notice(place.house, None, 1)
    with pytest.raises(HouseError, match="of account elm"):
        notices.end_notice(place.house, "elm", 2)


def test_a_notice_is_shown_on_its_days(place: Place) -> None:
    notices.add_notice(place.house, "oak", date(2026, 3, 6), LAST, "Closed.")
    on = []
    for _ in range(4):
        listed, _rows = notices.list_notices(place.house, "oak", past=False, limit=9)
        on.append((shown(place, "oak"), len(listed)))
        place.clock.move(days=1)
    assert on == [([], 1), (["Closed."], 1), (["Closed."], 1), ([], 0)]
    past, _rows = notices.list_notices(place.house, "oak", past=True, limit=9)
    assert [one["text"] for one in past] == ["Closed."]


@pytest.mark.parametrize(
    ("account", "last", "text", "says"),
    [
        ("nobody", LAST, "x", "no submitter"),
        ("oak", date(2026, 3, 4), "x", "before its first"),
        ("oak", LAST, " \n", "characters"),
        ("oak", LAST, "x" * 2001, "characters"),
        ("oak", LAST, "red\x1b[31m", "plain text"),
    ],
)
def test_what_is_no_notice(place: Place, account: str, last: date, text: str, says: str) -> None:
    with pytest.raises(HouseError, match=says):
        notices.add_notice(place.house, account, FIRST, last, text)
    assert place.files() == []


def test_a_message_goes_to_a_payer_as_it_is_once(place: Place) -> None:
    content = b"Dear plan,\r\n\xff\x00 where is our 835?\n"
    sent = send_message(place.house, "delta", BytesIO(content), "June Marlow.PDF")
    assert (sent.account, sent.name, sent.kind) == ("house", "message-000000001.pdf", "message")
    place.run()
    (path,) = (place.folder / "delta" / "out").iterdir()
    assert (path.name, path.read_bytes()) == (sent.name, content)
    path.unlink()
    place.run()
    assert place.got("delta") == []
    with place.house.store.read() as ledger:
        told = [one.event for one in events.search(ledger, None, thing="files", thing_id=sent.id)]
    assert told == ["recorded", "message written", "sent"]


def test_the_same_message_twice_is_two(place: Place) -> None:
    for _ in range(2):
        send_message(place.house, "oak", BytesIO(b"Please call."), "-")
    place.run()
    assert place.got("oak", "message") == ["Please call."] * 2
    assert place.got("elm") == []
    assert waiting(place, "oak") == ["message", "message"]


def test_a_message_hinders_no_claim(place: Place) -> None:
    send_message(place.house, "delta", BytesIO(b"Good morning."), "a.txt")
    place.take("oak", claims_file(claim("C1")))
    assert place.states() == {"C1": "sent"}
    assert len(place.got("delta")) == 2


@pytest.mark.parametrize(
    ("partner", "content", "says"),
    [("nobody", b"x", "no partner"), ("oak", b"", "empty"), ("oak", b"x" * (MAX_SIZE + 1), "larger")],
)
def test_what_is_no_message(place: Place, partner: str, content: bytes, says: str) -> None:
    with pytest.raises(HouseError, match=says):
        send_message(place.house, partner, BytesIO(content), "a.txt")
    assert place.files() == []
