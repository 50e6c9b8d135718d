"""The operator of the simulated week: works the queue every afternoon, as the runbooks say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from week_world import OPENING

from clearinghouse import claim_holds, enrolling, partners_change, resubmission, work
from clearinghouse.claim_changes import Change
from store import claims, expectations, tasks
from store.claims import Claim

if TYPE_CHECKING:
    from week_days import Week

AT_WORK = 14
"""The hour at which the queue is worked."""
UNREACHED = "elder"
"""The payer whose telephone nobody answers."""
RIGHTED = "2300/CLM02"


class Operator:
    """Works by what the house says, and what offices tell over the telephone."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.held: list[int] = []
        self.called: list[str] = []

    def work(self, moment: datetime) -> None:
        """What is to be done at a moment."""
        if moment.hour != AT_WORK:
            return
        day = (moment - OPENING).days
        if day == 0:
            self._hold()
        if day == 1:
            self._enrol()
        if day == 2:
            self._release()
            self._rename()
        if day == 3:
            self._pause("birch", True)
        if day == 4:
            self._pause("birch", False)
            self._take_back()
        if 7 <= day < 11:
            self._call()
        self._approve()
        self._mend()
        self._resend()

    def _claims(self, state: str) -> list[Claim]:
        with self.week.house.store.read() as ledger:
            return claims.search(ledger, None, state=state)

    def _hold(self) -> None:
        """Two claims wait for a document."""
        waiting = [one.id for one in self._claims("held") + self._claims("accepted")][:2]
        self.held = waiting
        claim_holds.hold(self.week.house, None, waiting, "a document is missing")

    def _release(self) -> None:
        claim_holds.release(self.week.house, None, self.held)

    def _enrol(self) -> None:
        """Every practice is enrolled where a payer demands it."""
        house = self.week.house
        demanding = [slug for slug, payer in house.partners.payers.items() if payer.enrolment]
        for slug in demanding:
            for office in self.week.world.offices:
                made = enrolling.add(house, office.slug, slug, office.npi, "837D")
                for step in ("submitted", "accepted"):
                    enrolling.move(house, office.slug, made.id, step)

    def _rename(self) -> None:
        """A payer tells of an id it had before."""
        path = self.week.folder / "partners.toml"
        path.write_text(path.read_text().replace('["ALDEROLD"]', '["ALDEROLD", "ALDERWAS"]'))
        self.week.reopen()

    def _pause(self, slug: str, paused: bool) -> None:
        """A payer asks that nothing is sent to it for a day."""
        partners_change.pause(self.week.house, slug, paused)
        self.week.reopen()

    def _take_back(self) -> None:
        """Offices find that they charged what was paid wrongly, or for nothing at all."""
        paid = [one for one in self._claims("paid") if one.payer_claim_number and not one.parent]
        for claim in paid[::9][:6]:
            resubmission.replace(self.week.house, None, claim.id, [])
        for claim in paid[4::9][:3]:
            resubmission.void(self.week.house, None, claim.id)

    def _call(self) -> None:
        """Payers whose answers are late are called: they look, and send them; one cannot be reached."""
        house = self.week.house
        with house.store.read() as ledger:
            late = tasks.search(ledger, None, kind="answer late", state="open")
            owed = {one.id: one.partner for one in expectations.search(ledger)}
        for task in late:
            work.take_task(house, None, task.id)
            work.note_task(house, None, task.id, "called the EDI desk")
        for slug in sorted({owed[task.thing_id] for task in late} - {*self.called, UNREACHED}):
            self.week.payers[slug].answer(withheld=True)
            self.called.append(slug)

    def _approve(self) -> None:
        waiting = [one.id for one in self._claims("to approve")]
        claim_holds.approve(self.week.house, None, waiting)

    def _mend(self) -> None:
        """What did not balance is charged as its lines are."""
        for claim in self._claims("rejected"):
            right = next(
                one.charge for file in self.week.offices.book for one in file.billed
                if (file.office.slug, one.claim_id) == (claim.account, claim.claim_id)
            )
            resubmission.fix(self.week.house, None, claim.id, [Change(RIGHTED, f"{right / 100:.2f}")])

    def _resend(self) -> None:
        """What a payer refused though nothing is wrong is sent again; not everything, not for ever."""
        for state in ("payer rejected", "refused"):
            for claim in self._claims(state):
                if claim.parent is None and claim.id % 4:
                    resubmission.fix(self.week.house, None, claim.id, [])
