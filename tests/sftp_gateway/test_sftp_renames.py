"""The three ways a partner's server gives a file its final name."""

from pathlib import Path

import pytest
from gateway_places import Place

from sftp_gateway.errors import RemoteRefused
from sftp_gateway.mailbox import Outcome
from sftp_gateway.settings import RenamePolicy
from sftp_gateway.sftp import open_mailbox


@pytest.mark.parametrize("policy", ["posix", "rename", "remove-rename"])
def test_each_way_delivers(place: Place, tmp_path: Path, policy: RenamePolicy) -> None:
    (tmp_path / "ours").write_bytes(b"ours")
    with open_mailbox(place.changed(rename=policy)) as box:
        assert box.put(tmp_path / "ours", "a.edi").outcome is Outcome.SENT
        assert box.put(tmp_path / "ours", "a.edi").outcome is Outcome.STANDING
    assert [path.name for path in place.outbox.iterdir()] == ["a.edi"]
    assert (place.outbox / "a.edi").read_bytes() == b"ours"


@pytest.mark.parametrize(
    ("policy", "replaces"), [("posix", True), ("rename", False), ("remove-rename", True)]
)
def test_a_name_taken_between_the_look_and_the_rename(
    place: Place, policy: RenamePolicy, replaces: bool
) -> None:
    """Only where the server can; its Python cousin offers no POSIX rename and is asked for the plain one."""
    with open_mailbox(place.changed(rename=policy)) as box:
        posix = b"posix-rename@openssh.com" in box._client.extensions
        for name in ("new", "old"):
            (place.outbox / name).write_bytes(name.encode())
        old, new = (box._outbox_path(name) for name in ("old", "new"))
        if replaces and (posix or policy != "posix"):
            box._rename(new, old)
            assert (place.outbox / "old").read_bytes() == b"new"
        else:
            with pytest.raises(RemoteRefused):
                box._rename(new, old)
            assert (place.outbox / "old").read_bytes() == b"old"
