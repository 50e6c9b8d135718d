"""Senders: whose ids a file came under; one that its submitter may not send is refused and recorded."""

from __future__ import annotations

from collections import Counter

from clearinghouse.house import House
from clearinghouse.partners import Payer, Submitter
from edi.envelope import Group
from edi.findings import Finding, Place
from edi.rulebook import RULES
from store import events
from store.files import File
from store.ledger import Ledger


class Senders:
    """The senders that one file names; `note` is what the file's own account is told of a wrong one."""

    def __init__(
        self, house: House, ledger: Ledger, run: int, file: File, partner: Submitter | Payer,
        told: Counter[str],
    ) -> None:
        self._house = house
        self._ledger = ledger
        self._run = run
        self._file = file
        self._partner = partner
        self._told = told
        self.note = ""

    def prove_group(self, group: Group) -> None:
        """Refuse the whole interchange where the sender of a group (GS02) is none this submitter may be."""
        if not isinstance(self._partner, Submitter):
            return
        allowed, of = self._partner.group_senders, self._house.directory.group_sender(group.sender)
        if group.sender in allowed if allowed else of in (None, self._file.partner):
            return
        interchange = group.interchange
        place = Place(
            offset=group.offset, segment_id="GS", path="GS02", interchange=interchange.control_number,
            group=group.control_number,
        )
        interchange.findings.append(Finding(RULES["I106"], place))
        self.record("GS02", of)

    def record(self, where: str, of: str | None) -> None:
        """Tell whose id somebody sent under: its submitter that it was another's, the operator whose."""
        others = of is not None and of != self._file.partner
        self.note = f"the sender's id is {'another submitter' if others else 'nobody'}'s"
        detail = f"{where} is that of submitter {of}" if others else f"{where} is nobody's"
        self._told[f"senders refused: {'another submitter' if others else 'unknown'}"] += 1
        # Of no account: whose id it was is for the operator alone.
        events.write(
            self._ledger, "files", [(None, self._file.id)], "", "", "sender refused", at=self._house.now(),
            actor=self._house.actor, run=self._run or None, detail=detail,
        )
