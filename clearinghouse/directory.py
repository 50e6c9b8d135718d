"""The directory: which payer an id means, for the submitter that names it, and which submitter an id is."""

from __future__ import annotations

from collections.abc import Iterable

from clearinghouse.partners import Partners


def same(payer_id: str) -> str:
    """A payer's id as it is compared: capitals and blanks around make no difference."""
    return payer_id.strip().upper()


class Directory:
    """The partners by their ids."""

    def __init__(self, partners: Partners) -> None:
        self._ids: dict[str, str] = {}
        self._own: dict[str, str] = {}
        for slug, payer in partners.payers.items():
            self._own[slug] = payer.ids[0]
            for known in (*payer.ids, *payer.aliases):
                self._ids[same(known)] = slug
        self._known = {slug: {same(one) for one in payer.ids} for slug, payer in partners.payers.items()}
        self._crosswalks = {
            slug: {same(known): payer for known, payer in one.payer_ids.items()}
            for slug, one in partners.submitters.items()
            if one.payer_ids
        }
        self._senders = {ids: slug for slug, one in partners.submitters.items() for ids in one.senders}
        self._group_senders = {ids[1]: slug for ids, slug in self._senders.items()}
        for slug, one in partners.submitters.items():
            self._group_senders |= dict.fromkeys(one.group_ids, slug)

    def payer_of(self, payer_id: str, account: str) -> str | None:
        """The payer an account means by this id; its crosswalk counts before what payers call themselves."""
        wanted = same(payer_id)
        crosswalk = self._crosswalks.get(account)
        return (crosswalk.get(wanted) if crosswalk else None) or self._ids.get(wanted)

    def by_payer(self, named: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
        """Accounts and the ids they name their payers by, for each payer that is meant by some."""
        found: dict[str, list[tuple[str, str]]] = {}
        for account, payer_id in named:
            if slug := self.payer_of(payer_id, account):
                found.setdefault(slug, []).append((account, payer_id))
        return found

    def told_to(self, slug: str, payer_id: str) -> str:
        """The id under which a payer is told what was named otherwise; empty where it is its own already.

        Empty, too, for one that is no partner any more.
        """
        return "" if same(payer_id) in self._known.get(slug, ()) else self._own.get(slug, "")

    def sender(self, qualifier: str, sender_id: str) -> str | None:
        """The submitter that may send under this interchange id."""
        return self._senders.get((qualifier, sender_id))

    def group_sender(self, sender_id: str) -> str | None:
        """The submitter whose GS02 this is."""
        return self._group_senders.get(sender_id)
