"""Statuses (STC): what payers and clearinghouses say has become of claims, alike in 277 and 277CA."""

from __future__ import annotations

from typing import Annotated

from transactions.binding import Fact, at

STATUS_STARTS = (1, 10, 11)
"""Where the three statuses of an STC stand."""


class Status(Fact, frozen=True):
    """C043: what happened, by category and status code; `entity` is whom the status speaks of.

    `code_list` RX: the code is of the pharmacies' list (NCPDP), not of the claim status codes.
    """

    category: Annotated[str, at("+0-1")]
    code: Annotated[str, at("+0-2")]
    entity: Annotated[str | None, at("+0-3")] = None
    code_list: Annotated[str | None, at("+0-4")] = None
