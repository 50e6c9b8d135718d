"""Invented claim status inquiries, responses and set acknowledgments: anything the guides allow."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from invented_claims import (
    bare_procedures,
    code,
    contacts,
    counts,
    days,
    few,
    few_fixed,
    money,
    names,
    periods,
    some,
    text,
    times,
)
from msgspec.structs import replace

from transactions import claim_status_inquiry as inquiry
from transactions import claim_status_response as response
from transactions import set_acknowledgment as sa
from transactions.statuses import Status

headings = st.builds(inquiry.StatusHeading, text(1, 30), days, times)
payers = names("2", ("PI", "XV"), full=False, needs_id=True)
receivers = names(ids=("46",), needs_id=True, suffix=False, needs_name=False)
providers = st.lists(
    names(ids=("FI", "SV", "XX"), needs_id=True, needs_name=False), min_size=1, max_size=2
).map(tuple)
subscribers = names(ids=("24", "II", "MI"), needs_id=True)
dependents = names("1", ())


Leaf = tuple[tuple[Any, ...], Any, Any]
"""The levels down to the subscriber, the dependent and the claim."""


def leaves(
    draw: st.DrawFn, levels: list[st.SearchStrategy[Any]], families: st.SearchStrategy[Any]
) -> list[Leaf]:
    """A tree of one or two of each level, its claims in the order they stand in a file."""
    if not levels:
        own, below = draw(families)
        made: list[Leaf] = [((), None, claim) for claim in own]
        made += [((), dependent, claim) for dependent, claims in below.items() for claim in claims]
        return made or [((), None, None)]
    return [
        ((level, *above), dependent, claim)
        for level in dict.fromkeys(draw(few(levels[0], least=1)))
        for above, dependent, claim in leaves(draw, levels[1:], families)
    ]


def families(
    dependents: st.SearchStrategy[Any], claims: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """The claims of a subscriber, and those of the dependents."""
    return st.tuples(few(claims), st.dictionaries(dependents, few(claims, least=1), max_size=2))


# Inquiries.

asked_lines = st.builds(
    inquiry.AskedLine, bare_procedures, money(), some(text(3, 4)), some(counts), some(text()), periods
)
asked_claims = st.builds(
    inquiry.AskedClaim, text(), some(text()), some(text()), some(text()), some(text()), some(text()),
    some(text()), some(text()), some(money()), some(periods), few(asked_lines),
)
asked_subscribers = st.builds(inquiry.AskedPatient, subscribers) | st.builds(
    inquiry.AskedPatient, subscribers, days, some(code("F", "M"))
)
asked_dependents = st.builds(inquiry.AskedPatient, dependents, days, some(code("F", "M")))


@st.composite
def inquiries(draw: st.DrawFn) -> list[inquiry.ClaimStatusInquiry]:
    heading = draw(headings)
    levels = [
        st.builds(inquiry.AskedPayer, payers), st.builds(inquiry.AskingReceiver, receivers),
        st.builds(inquiry.AskingProvider, providers), asked_subscribers,
    ]
    return [
        inquiry.ClaimStatusInquiry(heading, *above, dependent, claim)
        for above, dependent, claim in leaves(draw, levels, families(asked_dependents, asked_claims))
    ]


# Responses.


def reports(entities: tuple[str, ...], *, whole: bool, lists: bool) -> st.SearchStrategy[Any]:
    status = st.builds(
        Status, code("A4", "F1", "P1", "R3"), code("20", "35", "65"), some(code(*entities)),
        some(code("RX")) if lists else st.none(),
    )
    statuses = st.lists(status, min_size=1, max_size=3).map(tuple)
    if not whole:
        return st.builds(response.StatusReport, statuses, days)
    return st.builds(
        response.StatusReport, statuses, days, some(money()), some(money()), some(days), some(days),
        some(text(1, 16)),
    )


line_reports = reports(("IL", "QC", "85"), whole=False, lists=True)
claim_reports = reports(("IL", "QC", "85"), whole=True, lists=True)
answered_lines = st.builds(
    response.AnsweredLine, bare_procedures, money(), money(), few(line_reports, least=1),
    some(text(3, 4)), counts, some(text()), periods,
)
answered_claims = st.builds(
    response.AnsweredClaim, text(), few(claim_reports, least=1), some(text()), some(text()), some(text()),
    some(text()), some(text()), some(text()), some(periods), few(answered_lines),
)
answered_subscribers = st.builds(response.AnsweredPatient, subscribers)
answered_dependents = st.builds(response.AnsweredPatient, dependents)


def _reported(kind: Any, entities: tuple[str, ...], *first: Any) -> st.SearchStrategy[Any]:
    """A receiver or provider, with or without a report on all inquiries."""
    one = st.lists(reports(entities, whole=False, lists=False), min_size=1, max_size=2).map(tuple)
    return st.builds(kind, *first) | st.builds(kind, *first, text(), one)


answered_receivers = _reported(response.AnsweredReceiver, ("41", "AY", "PR"), receivers)
answered_providers = _reported(response.AnsweredProvider, ("1P",), providers)


@st.composite
def responses(draw: st.DrawFn) -> list[response.ClaimStatusResponse]:
    """Those that stop further up come last."""
    heading = draw(headings)
    payer = st.builds(response.AnsweringPayer, payers, some(contacts("EM", "FX", "TE")))
    levels = [payer, answered_receivers, answered_providers, answered_subscribers]
    made = [
        response.ClaimStatusResponse(heading, *above, dependent, claim)
        for above, dependent, claim in leaves(draw, levels, families(answered_dependents, answered_claims))
    ]
    base = made[-1]
    stopped = [
        replace(base, provider=None, subscriber=None, dependent=None, claim=None),
        replace(base, subscriber=None, dependent=None, claim=None),
    ]
    return made + draw(few(st.sampled_from(stopped)))


# Set acknowledgments.

small = st.integers(1, 99)
triggers = st.builds(
    sa.Trigger, code("CLM", "SBR"), small, some(code("2300", "2010BA")),
) | st.builds(
    sa.Trigger, code("CLM", "SBR"), small, some(code("2300")), small, some(small), some(small),
    some(code("782")), st.none(),
)
element_faults = st.builds(
    sa.ElementFault, small, code("2", "7", "I9", "I12"), some(small), some(small), some(code("782")),
    some(text(1, 99)), few(triggers),
)
segment_faults = st.builds(
    sa.SegmentFault, code("SV3", "HI"), st.integers(1, 999_999), code("3", "8", "I4"), some(code("2400")),
    few(triggers), some(st.builds(sa.BusinessUnit, code("CLM01", "TRN02"), text(1, 35))), few(element_faults),
)
acknowledged_sets = st.builds(
    sa.AcknowledgedSet, code("837", "270"), code("0001", "123456789"),
    st.builds(sa.SetVerdict, code("A", "E", "R"), few_fixed(code("5", "I5"), 5)),
    some(code("005010X224A2")), few(segment_faults, 3),
)
set_acknowledgments = st.builds(
    sa.SetAcknowledgment, code("HC", "HP"), code("1", "000000101"), code("005010X224A2"),
    few(acknowledged_sets, 3),
    st.builds(
        sa.GroupVerdict, code("A", "E", "P", "R"), small, small, st.integers(0, 99),
        few_fixed(code("1", "19"), 5),
    ),
)
