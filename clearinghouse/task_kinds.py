"""Kinds of tasks: why each is made, in how many business days it is to be done, and what to do about it."""

from __future__ import annotations

from msgspec import Struct

from clearinghouse.filing import REFUSED
from clearinghouse.followup import FOR_A_PERSON, UNDECIDED
from store.task_causes import Cause

_STANDING = (
    "accepted", "to approve", "on hold", "held", "routed", "sent", "acknowledged", "in process", "paid",
    "predetermined",
)
"""States in which a claim may be paid yet, or was."""
_MEND = "`bitewing claims show {key}` says why; correct it with `bitewing claims fix {key}`"


class TaskKind(Struct, frozen=True):
    """A cause, the business days its tasks have, and what is to be done, in which `{key}` is the thing's."""

    cause: Cause
    days: int
    next_step: str


_KINDS = (
    TaskKind(
        Cause("claim rejected", "claims", ("rejected",)), 2, f"{_MEND}, or its office sends it again",
    ),
    TaskKind(
        Cause("claim held", "claims", ("held",)), 2,
        "`bitewing claims show {key}` says what it waits for: a payer, an enrolment, a route, a character",
    ),
    TaskKind(Cause("claim to approve", "claims", ("to approve",)), 1, "`bitewing claims approve {key}`"),
    TaskKind(
        Cause("claim on hold", "claims", ("on hold",)), 5,
        "`bitewing claims release {key}` when what it waits for has come",
    ),
    TaskKind(Cause("claim rejected by payer", "claims", ("payer rejected",)), 3, _MEND),
    TaskKind(
        Cause("claim refused by payer", "claims", ("refused",)), 1,
        f"{_MEND}; without a change it goes as it is",
    ),
    TaskKind(
        Cause("superseded claim paid", "claims", ("paid",), succeeded_in=_STANDING), 1,
        "it may be paid twice: hold or void the claim made of it (`bitewing claims show {key}`)",
    ),
    TaskKind(
        Cause("paid more than charged", "claims", ("paid",), overpaid=True), 3,
        "tell its payer, perhaps it paid twice: `bitewing claims show {key}` names the payments",
    ),
    TaskKind(
        Cause("payment taken back", "claims", ("reversed",), unreplaced_but=REFUSED), 5,
        "ask the payer for its new decision, or bill it anew (`bitewing claims show {key}`)",
    ),
    TaskKind(
        Cause("set rejected", "sets", ("R",), from_submitters=True), 1,
        "call its submitter: its 999 names the place; nothing of the set was taken",
    ),
    TaskKind(
        Cause("file refused", "files", ("refused",)), 1,
        "`bitewing files {key}` says what is wrong; ask its sender for a right one",
    ),
    TaskKind(
        Cause("file faulty", "files", ("proven",), from_submitters=True, faulty=True), 1,
        "`bitewing files {key}` says what is wrong with its envelope; call its sender",
    ),
    TaskKind(
        Cause("answer parked", "files", ("parked",)), 1,
        "`bitewing files {key}` says what finds nothing; ask its payer whose it is",
    ),
    TaskKind(
        Cause("inquiry held", "inquiries", ("held",)), 2,
        "`bitewing inquiries {key}` says what it waits for",
    ),
    TaskKind(
        Cause("inquiry refused", "inquiries", ("refused",)), 1,
        "`bitewing inquiries {key}` says what its payer found wrong; it has to be asked anew",
    ),
    TaskKind(
        Cause("delivery failed", "deliveries", ("made", "staged", "failed"), noted=True), 1,
        "every run tries again; if its partner stays away, `bitewing payers pause`",
    ),
    TaskKind(
        Cause("delivery rejected", "deliveries", ("rejected",)), 1,
        "its partner refused the file: ask why, mend it, send it anew",
    ),
    TaskKind(
        Cause("answer late", "expectations", ("open",), overdue=True), 1,
        "`bitewing due list --late` says whose, of which file",
    ),
    TaskKind(
        Cause("claim at payer", "claims", UNDECIDED, followed=(*FOR_A_PERSON, "pending")), 2,
        "`bitewing followup list` says what its payer answered",
    ),
)
KINDS = {one.cause.kind: one for one in _KINDS}
"""The kinds by name. Of a set that was refused as a whole its set is the task, not each of its claims; a
payer may refuse one of ours that has claims of several accounts, so there each claim is. A claim that is paid
after it was corrected may be paid twice: its correction stands, too."""
