"""Invented eligibility inquiries and responses as hypothesis draws them: anything guide and rules allow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from invented_claims import (
    code,
    contacts,
    counts,
    days,
    few,
    few_fixed,
    money,
    names,
    percents,
    references,
    some,
    text,
    times,
)
from msgspec.structs import replace

from transactions import eligibility as el
from transactions import eligibility_benefit as eb
from transactions import eligibility_inquiry as ei
from transactions import eligibility_response as er
from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.dental_claim import Diagnosis
from transactions.parties import Address, Name

Kind = TypeVar("Kind", bound=el.Person)

NPIS = ("1902100431", "1382047169", "1597304827", "1467528893")
SERVICE_TYPES = ("1", "23", "24", "30", "35", "38", "A0", "UC")
homes = st.builds(
    Address, line_1=text(), line_2=some(text()), city=text(2), state=code("ID", "OR"),
    postal_code=code("83702", "837020001"), country=some(code("US")),
) | st.builds(
    Address, line_1=text(), city=text(2), postal_code=some(code("K1A", "K1A 0B1")),
    country=code("MX", "SE"), subdivision=some(code("M", "OAX")),
)
births = st.dates(date(1920, 1, 1), date(2024, 12, 31))
periods = st.builds(Period, days) | st.builds(
    lambda first, more: Period(first, first + timedelta(more)), days, st.integers(0, 400)
)
codes_of_procedures = st.integers(0, 9999).map("D{:04}".format)
modifiers = few_fixed(code("22", "F7", "GY"), 4)
pointers = few(st.integers(1, 8), 4)


@st.composite
def parties(draw: st.DrawFn, roles: tuple[str, ...], *ids: str, needs_name: bool = True) -> Name:
    """Who has one of these roles, and an NPI or a number of these kinds."""
    name = draw(names(ids=("XX", *ids), needs_id=True, role=roles, needs_name=needs_name))
    return replace(name, id=draw(code(*NPIS))) if name.id_qualifier == "XX" else name


def identifiers(*qualifiers: str, described: bool = True) -> st.SearchStrategy[tuple[el.Identifier, ...]]:
    description = some(text(1, 80)) if described else st.none()
    return few_fixed(st.builds(el.Identifier, code(*qualifiers), text(1, 50), description), 9)


def roles_of(*qualifiers: str) -> st.SearchStrategy[el.ProviderRole]:
    taxonomy = st.builds(
        el.ProviderRole, code("PE", "PC"), st.just("PXC"), code("1223G0001X", "1223P0221X")
    )
    bare = st.builds(el.ProviderRole, code("RF", "SK"))
    if not qualifiers:
        return taxonomy | bare
    return taxonomy | bare | st.builds(el.ProviderRole, code("H"), code(*qualifiers), text())


def dates_of(most: int, *qualifiers: str) -> st.SearchStrategy[tuple[el.CoverageDate, ...]]:
    return few_fixed(st.builds(el.CoverageDate, code(*qualifiers), periods), most)


diagnoses: st.SearchStrategy[tuple[Diagnosis, ...]] = st.just(()) | few(code("K0251", "K029"), 7).map(
    lambda more: (Diagnosis("ABK", "K0261"), *(Diagnosis("ABF", one) for one in more))
)
traces = st.builds(
    el.Trace, number=text(1, 50), originator=text(10, 10), supplement=some(text(1, 50))
)


def traces_of(most: int, *kinds: str) -> st.SearchStrategy[list[el.Trace]]:
    one = st.builds(lambda trace, kind: replace(trace, kind=kind), traces, code(*kinds))
    return st.lists(one, max_size=most, unique_by=lambda trace: (trace.number, trace.originator))


headings: dict[str, Any] = {"created": days, "created_at": times, "reference": some(text(1, 50))}
receivers: dict[str, Any] = {
    "name": parties(("1P", "80", "FA"), "FI", "SV"), "ids": identifiers("EO", "Q4", "TJ"),
    "address": some(homes), "provider": some(roles_of()),
}
sources = st.builds(el.Source, parties(("PR", "P5", "36"), "PI", "NI"))


@st.composite
def people(
    draw: st.DrawFn, kind: type[Kind], *, is_subscriber: bool, described: bool, with_sequence: bool,
    **more: st.SearchStrategy[Any],
) -> Kind:
    """`with_sequence`: the relation is told with INS17 only."""
    related = draw(st.booleans())
    sequence = draw(st.integers(1, 9) if with_sequence else some(st.integers(1, 9)))
    qualifiers = () if described else ("9K", "SY")
    return kind(
        name=draw(
            names(
                "12" if is_subscriber else "1", ("II", "MI") if is_subscriber else (), needs_name=False
            )
        ),
        ids=draw(identifiers("18", "1L", "SY", described=described)),
        address=draw(some(homes)),
        provider=draw(some(roles_of(*qualifiers))),
        birth_date=draw(some(births)),
        sex=draw(some(code("F", "M"))),
        relation=("18" if is_subscriber else draw(code("01", "19"))) if related else None,
        birth_sequence=sequence if related else None,
        diagnoses=draw(diagnoses),
        **{name: draw(strategy) for name, strategy in more.items()},
    )


# Inquiries.


def questions(*, of_subscriber: bool) -> st.SearchStrategy[ei.Question]:
    own = {
        "coverage_level": some(code("FAM")), "spend_down": some(money()), "spend_down_billed": some(money()),
    }
    shared: dict[str, Any] = {
        "diagnosis_pointers": pointers, "place": some(code("11", "22")),
        "authorization": some(references("9F", "G1")), "days": some(periods),
        **(own if of_subscriber else {}),
    }
    procedure = st.builds(Procedure, codes_of_procedures, modifiers=modifiers)
    types = few(code(*SERVICE_TYPES), 9, 1)
    return st.builds(ei.Question, service_types=types, procedure=some(procedure), **shared) | st.builds(
        ei.Question, procedure=procedure, **shared
    )


def inquired(*, is_subscriber: bool) -> st.SearchStrategy[el.Person]:
    return people(
        el.Person, is_subscriber=is_subscriber, described=False, with_sequence=is_subscriber,
        dates=dates_of(2, "102", "291"),
    )


@st.composite
def inquiry_batches(draw: st.DrawFn, most: int = 5) -> list[ei.EligibilityInquiry]:
    """Inquiries of one heading that share sources, receivers, subscribers and dependents, or do not."""
    heading = draw(
        st.builds(ei.InquiryHeading, purpose=code("01", "13"), is_spend_down=st.booleans(), **headings)
    )
    asked, askers = draw(few(sources, 2, 1)), draw(few(st.builds(el.Receiver, **receivers), 2, 1))
    insured = draw(few(inquired(is_subscriber=True), 2, 1))
    dependents = draw(few(inquired(is_subscriber=False), 2))
    made = []
    for _ in range(draw(st.integers(1, most))):
        dependent = draw(st.sampled_from([None, *dependents]))
        made.append(
            ei.EligibilityInquiry(
                heading, draw(st.sampled_from(asked)), draw(st.sampled_from(askers)),
                draw(st.sampled_from(insured)), dependent, draw(traces_of(2, "1")),
                draw(few(questions(of_subscriber=dependent is None), 2, 1)),
            )
        )
    return made


# Responses.


def refusals(*reasons: str, least: int = 0) -> st.SearchStrategy[tuple[eb.Refusal, ...]]:
    one = st.builds(eb.Refusal, st.booleans(), code(*reasons), code("C", "N", "R"))
    return few(one, 9, least).map(tuple)




@st.composite
def deliveries(draw: st.DrawFn) -> eb.Delivery:
    """A quantity and its kind come together; the count of periods comes with a period."""
    counted, timed = draw(st.booleans()), draw(st.booleans())
    return eb.Delivery(
        quantity_qualifier=draw(code("DY", "VS")) if counted else None,
        quantity=draw(counts) if counted else None,
        unit=draw(some(code("WK"))), every=draw(some(percents)),
        period=draw(code("21", "34")) if timed or not counted else None,
        periods=draw(some(counts)) if timed else None,
        pattern=draw(some(code("1", "SX"))), time=draw(some(code("A", "Y"))),
    )


circumstances = (
    st.builds(eb.Circumstance, code("ZZ"), code("11", "22"))
    | st.builds(eb.Circumstance, code("GR", "NI"), text(1, 30))
    | st.builds(eb.Circumstance, category=code("44"), text=text(1, 80))
)
regions = homes.flatmap(
    lambda one: st.builds(
        eb.RegionalAddress, **{name: st.just(getattr(one, name)) for name in one.__struct_fields__},
        region=some(text(1, 30)),
    )
)


@st.composite
def related_parties(draw: st.DrawFn) -> eb.RelatedParty:
    name = draw(parties(("P3", "SEP", "TTP", "IL"), "PI", "MI", needs_name=False))
    return eb.RelatedParty(
        name=name, relation=draw(some(code("01", "65"))), address=draw(some(regions)),
        contacts=draw(few_fixed(contacts("EM", "TE", "UR"), 3)), provider=draw(some(roles_of())),
    )


@st.composite
def benefits(draw: st.DrawFn) -> eb.Benefit:
    counted = draw(st.booleans())
    procedure = st.builds(
        eb.BenefitProcedure, codes_of_procedures, modifiers=modifiers, last_code=some(codes_of_procedures)
    )
    return eb.Benefit(
        information=draw(code("1", "6", "A", "C", "CB", "MC", "Y")),
        coverage_level=draw(some(code("IND", "FAM"))),
        service_types=draw(few_fixed(code(*SERVICE_TYPES), 12)), insurance_type=draw(some(code("HM", "C1"))),
        plan=draw(some(text(1, 50))), period=draw(some(code("23", "29"))), amount=draw(some(money())),
        percentage=draw(some(percents)), quantity_qualifier=draw(code("VS", "P6")) if counted else None,
        quantity=draw(counts) if counted else None, authorization=draw(some(code("N", "U", "Y"))),
        network=draw(some(code("N", "U", "W", "Y"))), procedure=draw(some(procedure)),
        diagnosis_pointers=tuple(draw(pointers)), deliveries=draw(few_fixed(deliveries())),
        ids=draw(identifiers("18", "6P", "G1")), dates=draw(dates_of(4, "193", "292", "348")),
        refusals=draw(refusals("15", "70", "CI")), messages=draw(few_fixed(text(1, 264))),
        circumstances=draw(few_fixed(circumstances, 3)), related=draw(few_fixed(related_parties())),
    )


def covered(*, is_subscriber: bool, is_refused: bool = False) -> st.SearchStrategy[er.CoveredPerson]:
    changed = code("001")
    military = st.builds(
        er.MilitaryService, code("A", "P"), code("AE", "RE"), code("A", "W"), some(text(1, 80)),
        some(code("A1", "W1")), some(periods),
    )
    people_told = people(
        er.CoveredPerson, is_subscriber=is_subscriber, described=True, with_sequence=False,
        dates=dates_of(4, "291", "346", "636"), military=some(military),
        refusals=refusals("15", "58", "71", least=int(is_refused)),
    )
    return people_told | people_told.filter(lambda one: bool(one.relation)).flatmap(
        lambda one: changed.map(lambda told: replace(one, maintenance=told, maintenance_reason="25"))
    )


@st.composite
def response_batches(draw: st.DrawFn, most: int = 5) -> list[er.EligibilityResponse]:
    """Responses of one heading that share their levels, or do not, or are refused at one of them."""
    heading = draw(st.builds(er.ResponseHeading, purpose=code("06", "11"), **headings))
    told = draw(few(responding(), 2, 1))
    askers = draw(few(st.builds(er.AnsweredReceiver, refusals=refusals("43", "50"), **receivers), 2, 1))
    insured = draw(few(covered(is_subscriber=True), 2, 1))
    dependents = draw(few(covered(is_subscriber=False), 2))
    made = []
    for _ in range(draw(st.integers(1, most))):
        level = draw(st.integers(1, 8))
        source, receiver, subscriber, dependent = (
            draw(st.sampled_from(told)), draw(st.sampled_from(askers)), draw(st.sampled_from(insured)),
            draw(st.sampled_from([None, *dependents])),
        )
        if level == 1:
            made.append(er.EligibilityResponse(heading, draw(responding(least=1))))
        elif level == 2:
            refused = replace(receiver, refusals=draw(refusals("43", "50", least=1)))
            made.append(er.EligibilityResponse(heading, source, refused))
        elif level == 3:
            unknown = draw(covered(is_subscriber=True, is_refused=True))
            made.append(er.EligibilityResponse(heading, source, receiver, unknown))
        else:
            made.append(
                er.EligibilityResponse(
                    heading, source, receiver, subscriber, dependent, draw(traces_of(3, "1", "2")),
                    draw(few(benefits(), 3, 1)),
                )
            )
    return made


def responding(least: int = 0) -> st.SearchStrategy[er.RespondingSource]:
    return sources.flatmap(
        lambda one: st.builds(
            er.RespondingSource, st.just(one.name), request_refusals=refusals("42", least=least),
            contacts=few_fixed(contacts("EM", "TE", "UR"), 3), refusals=refusals("80"),
        )
    )
