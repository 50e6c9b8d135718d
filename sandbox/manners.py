"""A payer's manners: how long its answers take, which are late, come twice or never, and when it is away.

Told by the plan file. What happens to one answer or claim is drawn from the seed and the name of the thing:
the same every time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Kind = Literal["TA1", "999", "277CA", "835", "271", "277", "278"]
Length = Annotated[str, Meta(pattern=r"^[0-9]{1,4}[mhd]$")]
"""A length of time: a number of minutes, hours or days (`20m`, `6h`, `2d`)."""
Share = Annotated[float, Meta(ge=0, le=100)]
"""Per cent of answers or claims."""
DayTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day, UTC."""
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Manners(Struct, forbid_unknown_fields=True, frozen=True):
    """What becomes of one kind of answer.

    It is offered `delay` after what it answers was read; a share `late` of them `late_by` later still, a
    share `never`. A share is offered once more `repeat_after` that: `twice` with the same bytes under another
    name, `reworded` with numbers of its own.
    """

    delay: Length = "0m"
    late: Share = 0
    late_by: Length = "1d"
    never: Share = 0
    twice: Share = 0
    reworded: Share = 0
    repeat_after: Length = "0m"


class Refusals(Struct, forbid_unknown_fields=True, frozen=True):
    """Shares of what is in order and refused all the same: sets by the 999, claims by the 277CA."""

    sets: Share = 0
    claims: Share = 0


class Outage(Struct, forbid_unknown_fields=True, frozen=True):
    """When nobody can deliver to the payer or collect from it (the end is not part of it)."""

    start: datetime = field(name="from")
    until: datetime

    def covers(self, moment: datetime) -> bool:
        return _aware(self.start) <= moment < _aware(self.until)

    @property
    def is_real(self) -> bool:
        """Whether it has a length."""
        return _aware(self.start) < _aware(self.until)


def length(told: str) -> timedelta:
    """A length of time as the plan file tells it."""
    return timedelta(**{_UNITS[told[-1]]: int(told[:-1])})


def next_run(moment: datetime, run: str) -> datetime:
    """The first payment run (at a time of day, UTC) from a moment on; the moment itself without one."""
    if not run:
        return moment
    hour, minute = map(int, run.split(":"))
    first = moment.astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return first if first >= moment else first + timedelta(days=1)


def drawn(share: float, *what: object) -> bool:
    """Whether a thing is of the share; the same whenever it is asked of the same thing."""
    return share > 0 and Random("/".join(map(str, what))).random() * 100 < share


def _aware(moment: datetime) -> datetime:
    """A moment without a zone is told in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
