"""A file is recorded once, seen by its own account alone, and found by what is known of it."""

import pytest
from store_places import NOW
from store_things import a_file, record_file

from store import events, files
from store.errors import Conflict
from store.opening import Store


def test_a_file_is_recorded_once(store: Store) -> None:
    with store.begin() as ledger:
        first, fresh = files.record(ledger, a_file(), actor="intake")
        again, fresh_again = files.record(ledger, a_file(state="other", size=1), actor="intake")
        assert (fresh, fresh_again, again) == (True, False, first)
        assert files.get(ledger, "oak", first.id) == first == a_file(id=first.id)
        (event,) = events.search(ledger, "oak", thing="files")
    assert (event.to_state, event.actor, event.at) == ("received", "intake", NOW)


@pytest.mark.parametrize("other", [{"name": "b"}, {"partner": "b"}, {"direction": "out"}, {"sha256": "b"}])
def test_what_differs_is_another_file(store: Store, other: dict[str, str]) -> None:
    with store.begin() as ledger:
        files.record(ledger, a_file(), actor="intake")
        assert files.record(ledger, a_file(**other), actor="intake")[1]


def test_another_accounts_file_is_neither_given_nor_taken(store: Store) -> None:
    with store.begin() as ledger:
        mine = record_file(ledger)
        assert files.get(ledger, "elm", mine.id) is None
        assert files.search(ledger, "elm") == []
        with pytest.raises(Conflict):
            files.record(ledger, a_file(account="elm"), actor="intake")


def test_an_account_must_exist(store: Store) -> None:
    with store.begin() as ledger, pytest.raises(Conflict):
        record_file(ledger, account="nobody")


def test_files_are_found_by_what_is_known(store: Store) -> None:
    with store.begin() as ledger:
        one = record_file(ledger, name="1", kind="835", sha256="11" * 32)
        two = record_file(ledger, name="2", state="rejected", partner="ash")
        three = record_file(ledger, name="3", account="elm", direction="out")
    with store.read() as ledger:
        assert files.search(ledger, None) == [one, two, three]
        assert files.search(ledger, None, descending=True, limit=2) == [three, two]
        assert files.search(ledger, None, descending=True, after=two.id) == [one]
        assert files.search(ledger, None, after=one.id) == [two, three]
        assert files.search(ledger, "oak", state=["received", "accepted"]) == [one]
        assert files.search(ledger, "oak", sha256="11" * 32) == [one]
        assert files.search(ledger, None, partner="ash") == [two]
        assert files.search(ledger, None, kind=["835"], direction="in") == [one]
        assert files.count_by_state(ledger, "oak") == {"received": 1, "rejected": 1}
        assert files.count_by_state(ledger, None) == {"received": 2, "rejected": 1}


def test_a_file_is_amended(store: Store) -> None:
    with store.begin() as ledger:
        key = record_file(ledger, kind="").id
        files.amend(ledger, key, kind="999")
        files.amend(ledger, key, note="no trailer")
        files.amend(ledger, key)
        known = files.get(ledger, None, key)
    assert known is not None
    assert (known.kind, known.note) == ("999", "no trailer")


def test_parked_files_wait_for_news_of_their_partner(store: Store) -> None:
    with store.begin() as ledger:
        one = record_file(ledger, account="house", name="1", partner="cd", state="parked").id
        files.tell_news(ledger, one)
        files.tell_looked(ledger, one)
        never = record_file(ledger, account="house", name="2", partner="cd", state="parked").id
        files.tell_looked(ledger, never, for_ever=True)

        def behind() -> list[int]:
            return [file.id for file in files.parked_behind_news(ledger, "house", "parked")]

        assert behind() == [], "its own coming is no news to itself"
        files.tell_news(ledger, record_file(ledger, account="house", name="3", partner="other").id)
        assert behind() == []
        files.tell_news(ledger, record_file(ledger, direction="out", name="4", partner="cd").id)
        assert behind() == [one]
        files.tell_looked(ledger, one)
        assert behind() == []
        assert files.parked_behind_news(ledger, "oak", "parked") == []
