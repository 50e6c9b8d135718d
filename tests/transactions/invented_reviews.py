"""Invented requests for a review of services and their responses, as hypothesis draws them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

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
    periods,
    references,
    some,
    text,
    times,
)
from msgspec.structs import asdict, replace

from transactions import review as rv
from transactions import review_event as ev
from transactions import review_request as rq
from transactions import review_response as rs
from transactions import review_service as sv
from transactions.binding import Period
from transactions.dental_claim import Tooth
from transactions.parties import Address, Name


def full_names(*args: Any, **options: Any) -> st.SearchStrategy[rv.FullName]:
    def titled(name: Name, prefix: str) -> rv.FullName:
        return rv.FullName(**asdict(name), prefix=prefix if name.kind == "1" else None)

    return st.builds(titled, names(*args, **options), some(text(1, 10)))


def refusals(*reasons: str) -> st.SearchStrategy[tuple[rv.Refusal, ...]]:
    return few_fixed(st.builds(rv.Refusal, st.booleans(), code(*reasons), code("N")))


addresses = st.builds(
    Address, line_1=text(), line_2=some(text()), city=text(2), state=code("ID", "OR"),
    postal_code=code("83702", "837020001"), country=some(code("US")),
) | st.builds(
    Address, line_1=text(), city=text(2), postal_code=some(text(3, 15)), country=code("MX", "SE"),
    subdivision=some(code("M", "OAX")),
)
"""Whole ones: without a state at home one is taken, with a warning."""
spans = st.builds(Period, days, days)
births = st.none() | st.tuples(days, some(code("F", "M", "U")))


def born(one: Any) -> st.SearchStrategy[Any]:
    """With a day of birth, and perhaps a sex, or with neither."""
    return births.map(lambda told: replace(one, birth_date=told[0], sex=told[1]) if told else one)


def reviewers(*, answers: bool) -> st.SearchStrategy[rv.Reviewer]:
    return st.builds(
        rv.Reviewer, names(ids=("PI", "46"), needs_id=True, role=("X3", "PR"), needs_name=False),
        some(contacts("EM", "FX", "TE", "UR")) if answers else st.none(),
        refusals("04", "79") if answers else st.just(()), refusals("42", "T4") if answers else st.just(()),
    )


def specialties(*roles: str, needs_code: bool = False) -> st.SearchStrategy[rv.ReviewSpecialty]:
    number = code("1223G0001X", "1223P0221X")
    return st.builds(rv.ReviewSpecialty, code(*roles), number if needs_code else some(number))


asked_names = names(ids=("XX", "46"), needs_id=True, role=("1P", "FA"), needs_name=False)
requesters = st.builds(
    rq.Requester, asked_names, few_fixed(references("EI", "ZH"), 3), some(addresses),
    some(contacts("EM", "FX", "TE")), some(specialties("PE", "RF")),
)
parties = st.builds(
    rs.AnsweredParty, asked_names, few_fixed(references("EI", "ZH"), 3), refusals("41", "51"),
    some(specialties("PE", "RF")),
)


def subscribers(*, answers: bool) -> st.SearchStrategy[rv.ReviewSubscriber]:
    return st.builds(
        rv.ReviewSubscriber, full_names("1", ("MI",), needs_id=True, needs_name=False),
        few_fixed(references("6P", "SY"), 3), some(addresses), military_status=some(code("AO", "RU")),
        refusals=refusals("72", "75") if answers else st.just(()),
    ).flatmap(born)


def dependents(*, answers: bool) -> st.SearchStrategy[rv.ReviewDependent]:
    relation = st.none() | st.tuples(code("01", "19", "G8"), some(st.integers(1, 9)))
    return st.builds(
        lambda one, told: replace(one, relation=told[0], birth_sequence=told[1]) if told else one,
        st.builds(
            rv.ReviewDependent, names("1", ("MI",) if answers else (), needs_name=False),
            few_fixed(references("EJ", "SY"), 2), some(addresses),
            refusals=refusals("65", "67") if answers else st.just(()),
        ).flatmap(born),
        relation,
    )


numbers = st.builds(rv.ProviderNumber, code("EI", "1G"), text(1, 50)) | st.builds(
    rv.ProviderNumber, code("0B"), text(1, 50), code("ID", "OR")
)


def providers(roles: tuple[str, ...], *, answers: bool) -> st.SearchStrategy[rv.ReviewProvider]:
    return st.builds(
        rv.ReviewProvider, full_names(ids=("XX", "46"), role=roles, needs_name=False), few_fixed(numbers, 3),
        some(addresses), some(contacts("EM", "FX", "TE", "UR")),
        some(specialties("PE", "OP", needs_code=True)),
        refusals("15", "IP") if answers else st.just(()),
    )


def stops(*, answers: bool) -> st.SearchStrategy[rv.TransportStop]:
    places = st.builds(
        Address, line_1=text(), line_2=some(text()), city=text(2), state=code("ID"), postal_code=code("83702")
    )
    return st.builds(
        rv.TransportStop, names("2", (), full=False, role=("PW", "R3")), some(places),
        refusals("33", "97") if answers else st.just(()),
    )


def traces(*kinds: str) -> st.SearchStrategy[ev.ReviewTrace]:
    return st.builds(
        ev.ReviewTrace, text(1, 50), text(10, 10), some(text(1, 50)), code(*kinds) if kinds else st.none()
    )


def reviews(categories: tuple[str, ...], *, whole: bool) -> st.SearchStrategy[ev.Review]:
    """`whole`: with what only the event of a request tells."""
    facility = st.builds(
        lambda one, told: replace(one, facility=told, facility_kind=told and "B"),
        st.builds(ev.Review, code(*categories), code("I", "R", "S"), some(code("25", "38"))),
        some(code("11")),
    )
    if not whole:
        return facility
    accident = st.just({}) | st.fixed_dictionaries({
        "causes": code(("AA",), ("EM", "AP"), ("AA", "EM", "AP")), "accident_state": some(code("ID")),
        "accident_country": some(code("US")),
    })
    more = st.fixed_dictionaries({
        "level_of_service": some(code("03", "U")), "condition": some(code("1")),
        "prognosis": some(code("8")), "release": some(code("M", "Y")), "delay_reason": some(code("1", "15")),
    })
    return st.builds(lambda one, first, second: replace(one, **first, **second), facility, accident, more)


def event_reviews(*, whole: bool) -> st.SearchStrategy[ev.Review]:
    return reviews(("AR", "HS", "IN", "SC"), whole=whole)


def diagnoses(*more: str) -> st.SearchStrategy[list[ev.ReviewDiagnosis]]:
    def one(*qualifiers: str) -> st.SearchStrategy[ev.ReviewDiagnosis]:
        return st.builds(ev.ReviewDiagnosis, code(*qualifiers), text(3, 7), some(days))

    first = st.builds(ev.ReviewDiagnosis, code("ABK"), text(3, 7), some(days))
    return st.just([]) | st.builds(
        lambda principal, rest: [principal, *rest], first, few(one("ABF", *more), 11)
    )


frequencies = st.builds(
    ev.Frequency, code("VS"), counts, some(code("MO", "WK")), some(counts), code("34"),
    some(st.integers(1, 99)), some(code("A", "SX")), some(code("A", "Y")),
)
conditions = {
    "ambulance_condition": ("01", "9D"), "chiropractic_condition": ("11", "30"),
    "equipment_condition": ("02", "SL"), "oxygen_condition": ("06", "DY"), "functional_limits": ("02", "WR"),
    "activities": ("10", "WR"), "mental_status": ("01", "UN"),
}


def condition(*indicators: str) -> st.SearchStrategy[ev.Condition]:
    told = st.lists(code(*indicators), min_size=1, max_size=5).map(tuple)
    return st.builds(ev.Condition, st.booleans(), told)


def attachments(*ways: str) -> st.SearchStrategy[ev.ReviewAttachment]:
    return st.builds(ev.ReviewAttachment, code("RB", "DA"), code(*ways), text(2, 50), some(text(1, 80)))


def event_parts(*, answers: bool) -> dict[str, st.SearchStrategy[Any]]:
    """What events of requests and responses have in common."""
    return {
        "traces": few(traces("1", "2") if answers else traces()), "earlier_authorization": some(text()),
        "earlier_review": some(text()), "accident_date": some(days), "last_menstrual_period": some(days),
        "birth_expected": some(days), "illness_begun": some(days), "days": some(periods),
        "admission": some(periods), "discharge": some(days), "frequency": some(frequencies),
        "attachments": few(attachments("EL", "FX")), "message": some(text(1, 264)),
        "providers": few(providers(("SJ", "DN"), answers=answers)), "stops": few(stops(answers=answers)),
    }


teeth = few(st.builds(Tooth, code("1", "32"), few_fixed(code(*"BDFILMO"), 5)), 3)


def procedures(*qualifiers: str) -> st.SearchStrategy[sv.ReviewProcedure]:
    return st.builds(
        sv.ReviewProcedure, code("D2740", "D0120"), code(*qualifiers), few_fixed(code("22", "GY"), 4),
        some(text(1, 80)), some(code("D2752")),
    )


def kinds_of_service(*, answers: bool) -> st.SearchStrategy[dict[str, Any]]:
    """One of the three kinds, or none."""
    dental = st.builds(
        sv.DentalService, procedures("AD"), counts, some(money()),
        few_fixed(code("10", "20"), 5), some(code("I", "R")), st.none() if answers else some(text(1, 80)),
    )
    amounts = st.none() | st.tuples(code("UN"), counts)
    pointers = st.just(()) if answers else few_fixed(st.integers(1, 12), 4)
    professional = st.builds(
        lambda one, told: replace(one, unit=told[0], quantity=told[1]) if told else one,
        st.builds(
            sv.ProfessionalService, procedures("HC", "N4"), some(money()), diagnosis_pointers=pointers,
            is_screening=some(st.booleans()), care_level=some(code("1", "8")),
        ),
        amounts,
    )
    institutional = st.builds(
        lambda one, told: replace(one, unit=told[0], quantity=told[1]) if told else one,
        st.builds(
            sv.InstitutionalService, text(1, 48), some(procedures("HC", "ID")), some(money()),
            rate=some(st.integers(1, 99_999).map(Decimal)),
            nursing_home_status=st.none() if answers else some(code("9")), care_level=some(code("1")),
        ),
        amounts,
    )
    return st.just({}) | dental.map(lambda one: {"dental": one}) | professional.map(
        lambda one: {"professional": one}
    ) | institutional.map(lambda one: {"institutional": one})


def service_parts(*, answers: bool) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "traces": few(traces("1", "2") if answers else traces()),
        "review": some(reviews(("HS", "SC"), whole=False)), "earlier_authorization": some(text()),
        "earlier_review": some(text()), "days": some(periods), "teeth": teeth, "frequency": some(frequencies),
        "attachments": few(attachments("EL", "FX")), "message": some(text(1, 264)),
        "providers": few(providers(("DD", "FA"), answers=answers)),
    }


# Requests.

ambulances = st.builds(
    ev.AmbulanceTransport, code("I", "X"), code("KG", "LB"), counts, some(code("A", "E")),
    code("DH", "DK"), counts, some(text(1, 80)), some(text(1, 80)),
)
treatments = st.builds(
    ev.ChiropracticTreatment, st.integers(1, 99), counts, code("C1"), some(code("L5")), code("A", "M"),
    st.booleans(), some(text(1, 80)), some(text(1, 80)), some(st.booleans()),
)
oxygen = st.builds(
    ev.OxygenAtHome, counts, code("A", "E"), code("A", "O"), some(code("B")), some(text(1, 80)), some(counts),
    some(counts), some(text(1, 80)), some(counts), some(counts), some(code("E", "X")),
    few_fixed(code("1", "2"), 3), some(counts), some(code("C")),
)
surgeries = st.just({}) | st.fixed_dictionaries({
    "surgery": days, "surgery_qualifier": code("HC", "ID"), "surgery_code": text(1, 15),
})
care = st.builds(
    lambda one, told: replace(one, **told),
    st.builds(
        ev.CareAtHome, code("1", "8"), days, code("N", "Y"), code("I", "S"), some(spans), ordered=some(days),
        last_visit=some(days), last_contact=some(days), last_stay=some(spans), location=some(code("A", "T")),
    ),
    surgeries,
)
other_reviewers = st.builds(
    rq.OtherReviewer, names("2", (), full=False, role=("CA", "GG"), needs_name=False), text(), days,
    some(text()),
).flatmap(
    lambda one: st.just(one) if not one.second_reason
    else st.builds(lambda third: replace(one, third_reason=third), some(text()))
)
requested_events = st.builds(
    rq.RequestedEvent, event_reviews(whole=True), diagnoses=diagnoses(), **event_parts(answers=False),
    **{name: some(condition(*codes)) for name, codes in conditions.items()},
    stay=some(st.builds(ev.HospitalStay, code("1"), some(code("2")), some(code("03")), some(code("9")))),
    ambulance=some(ambulances), chiropractic=some(treatments), oxygen=some(oxygen), care_at_home=some(care),
    other_reviewers=few(other_reviewers),
)
requested_services = st.builds(
    lambda one, kind: replace(one, **kind), st.builds(rq.RequestedService, **service_parts(answers=False)),
    kinds_of_service(answers=False),
)
requests = st.builds(
    rq.ReviewRequest,
    st.builds(rq.ReviewRequestHeading, text(1, 50), days, times, some(code("RU"))),
    reviewers(answers=False), requesters, subscribers(answers=False), requested_events,
    some(dependents(answers=False)), few(requested_services, 3),
)


# Responses.

decisions = st.builds(
    rs.Decision, code("A1", "A6"), text(1, 50), few_fixed(text(1, 30), 5), some(st.booleans())
) | st.builds(
    rs.Decision, code("A3"), some(text()), few_fixed(text(1, 30), 5).map(lambda told: told or ("0M",)),
    some(st.booleans()),
) | st.builds(rs.Decision, code("A4", "C", "CT", "NA"), some(text()), few_fixed(text(1, 30), 5))
inquirers = st.builds(
    rs.Inquirer, names(ids=("PI", "46"), needs_name=False), some(addresses), some(contacts("FX", "TE"))
)
answers = {
    "decision": some(decisions), "issued": some(days), "expires": some(days), "effective": some(periods),
    "inquirer": some(inquirers),
}
reviewed_events = st.builds(
    rs.ReviewedEvent, event_reviews(whole=False), diagnoses=diagnoses("LOI"), **event_parts(answers=True),
    **answers, refusals=refusals("57", "T5").map(list),
    stay=some(st.builds(ev.HospitalStay, code("1"), some(code("2")), some(code("03")))),
    ambulance=some(
        st.builds(ev.AmbulanceTransport, code("I", "X"), distance_unit=code("DH"), distance=counts)
    ),
    chiropractic=some(
        st.builds(ev.ChiropracticTreatment, st.integers(1, 99), counts, code("C1"), some(code("L5")))
    ),
    oxygen=some(
        st.builds(
            ev.OxygenAtHome, counts, code("A", "E"), some(code("A", "O")), some(code("B")),
            daily_uses=some(counts), hours=some(counts), order=some(text(1, 80)), portable_flow=some(counts),
            third_equipment=some(code("C")),
        )
    ),
    care_at_home=some(
        st.builds(ev.CareAtHome, code("1", "8"), days, code("N", "Y"), code("I", "S"), some(spans))
    ),
)
reviewed_services = st.builds(
    lambda one, kind: replace(one, **kind),
    st.builds(
        rs.ReviewedService, **service_parts(answers=True), **answers, refusals=refusals("61", "AG").map(list),
        questions=few(st.builds(rs.ReviewQuestion, text(1, 30)), 12),
    ),
    kinds_of_service(answers=True),
)


@st.composite
def responses(draw: st.DrawFn) -> list[rs.ReviewResponse]:
    """Responses about one patient: several events, or a refusal at one of the levels."""
    depth = draw(st.integers(1, 6))
    frame = rs.ReviewResponse(
        heading=draw(
            st.builds(rs.ReviewResponseHeading, text(1, 50), days, times, code("18", "19", "AT", "RU"))
        ),
        reviewer=draw(reviewers(answers=True)),
        requester=draw(
            st.builds(rs.AnsweredRequester, st.lists(parties, min_size=1, max_size=2).map(tuple))
        ) if depth > 1 else None,
        subscriber=draw(subscribers(answers=True)) if depth > 2 else None,
        dependent=draw(dependents(answers=True)) if depth > 3 and depth != 5 else None,
    )
    if depth < 5:
        return [frame]
    return [
        replace(frame, event=event, services=services)
        for event, services in draw(few(st.tuples(reviewed_events, few(reviewed_services)), 2, 1))
    ]
