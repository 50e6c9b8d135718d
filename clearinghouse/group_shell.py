"""The shell of a group: who works in it names an account of the group for everything, and sees no other's."""

from __future__ import annotations

import os

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from store import events

GROUP = "BITEWING_GROUP"
"""The environment's variable that makes a shell one of a group."""

_OPERATORS = f"this command is the operator's, not for the shell of a group ({GROUP} is set)"


def keep_from_groups() -> None:
    """Raises HouseError in a group's shell, for a command that may find no trail to write it into."""
    if GROUP in os.environ:
        raise HouseError(_OPERATORS)


def keep_to_group(house: House, group: str, account: str | None, *, takes_account: bool) -> None:
    """Raises HouseError, and writes it into the trail, for what a group's shell may not do."""
    members = house.partners.in_group(group) if group else []
    if account is not None and account in members:
        return
    known = f"accounts of group {group!a}: {', '.join(members) or 'none'}"
    if not takes_account:
        problem = _OPERATORS
    elif account is None:
        problem = f"name the account you act for with --account, --as or BITEWING_ACCOUNT; {known}"
    else:
        problem = f"there is no account {account!a} here; {known}"
    with house.store.begin() as ledger:
        events.write(
            ledger, "queries", [(None, 0)], "", "", "refused to a group", at=house.now(), actor=house.actor,
            detail=f"account {account!a}" if account else "no account",
        )
    raise HouseError(problem)
