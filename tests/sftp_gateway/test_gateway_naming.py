"""Which names are accepted, and which names are ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sftp_gateway.errors import BadSettings, NameRefused
from sftp_gateway.naming import (
    is_accepted,
    is_hidden,
    is_quarantined,
    is_reachable,
    local_name,
    remote_name,
    staged_name,
)


@pytest.mark.parametrize("name", ["a", "A.edi", "0", "_x", "a-b_c.d", "a..b", "x" * 128])
def test_plain_names_are_used_as_they_are(name: str) -> None:
    assert is_accepted(name)
    assert local_name(name.encode()) == name


@pytest.mark.parametrize(
    "name",
    [
        *(b"", b".", b"..", b".a", b"-a", b"a\n", b"\na", b"a/b", b"a\\b", b"a\0", b"a b", b"a\x7f", b"\xff"),
        *(b"x" * 129, b"\x1b[31m", b"a:b", b"a;b", b"$HOME", b"quarantine-", b"a\r"),
        *("a\u202egpj".encode(), "\uff0e\uff0e".encode()),
    ],
)
def test_every_other_name_gets_one_of_ours(name: bytes) -> None:
    assert not is_accepted(name.decode("utf-8", "surrogateescape"))
    ours = local_name(name)
    assert is_quarantined(ours)
    assert ours == local_name(name)


def test_a_partner_cannot_make_a_name_of_ours() -> None:
    ours = local_name(b"..")
    assert not is_accepted(ours)
    assert local_name(ours.encode()) != ours


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_name_from_a_server_ever_leads_anywhere(raw: bytes) -> None:
    name = local_name(raw)
    assert 1 <= len(name) <= 128
    assert name.isascii()
    assert name.isprintable()
    assert "/" not in name
    assert name[0] not in ".-"


@settings(max_examples=60)
@given(st.binary(max_size=20), st.binary(max_size=20))
def test_two_names_never_become_one(first: bytes, second: bytes) -> None:
    assert (local_name(first) == local_name(second)) == (first == second)


def test_hidden_names_are_uploads_in_progress() -> None:
    assert is_hidden(staged_name("a.edi").encode())
    assert is_hidden(staged_name("a" * 128).encode())
    assert not any(map(is_hidden, [b"a", b"", b".", b"..", b"..a", b".-a", b".a\n", b".a/b", b".\x1b"]))


def test_a_name_with_a_way_out_is_not_sent_back() -> None:
    assert is_reachable(b"-rf \n\xff")
    assert not any(map(is_reachable, [b"", b".", b"..", b"a/b", b"../a", b"/", b"a\\b", b"a\0b"]))


def test_the_same_delivery_has_the_same_name() -> None:
    values = {"kind": "837D", "control_number": "000000017"}
    assert remote_name("{kind}-{control_number}.edi", values) == "837D-000000017.edi"


def test_a_pattern_that_asks_for_what_is_not_known_is_a_setting_to_mend() -> None:
    for pattern in ("{payer}.edi", "{0}"):
        with pytest.raises(BadSettings):
            remote_name(pattern, {"kind": "837D"})


@pytest.mark.parametrize("pattern", ["", "{kind}/a", ".{kind}", "{kind!r}", "{kind.__class__}"])
def test_a_pattern_makes_accepted_names_or_none(pattern: str) -> None:
    with pytest.raises(NameRefused):
        remote_name(pattern, {"kind": "837D"})
