"""Usage: what is counted, what is charged only when an answer came, tiers, prices by partner and day."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from clearing_files import renumbered
from clearing_places import Place
from house_story import FIRST, SECOND, report, rows, sums, tell
from inquiry_texts import MARLOW, OKAFOR, answer271, answer278, ask270, ask278, echoed

from clearinghouse.errors import SettingsError
from clearinghouse.house_reports.period import Period
from clearinghouse.house_reports.prices import Price, Prices, Tier
from clearinghouse.house_reports.usage import Metered, charged

USED = ("sent", "answered", "with_data", "charged", "amount_cents")
PRICES = """\
[[price]]
transaction = "837D"
from = 2026-01-01
cents = 25

[[price]]
transaction = "837D"
from = 2026-01-01
partner = "elm"
cents = 40

[[price]]
transaction = "270"
from = 2026-01-01
cents = 12

[[price]]
transaction = "835"
from = 2026-03-06
cents = 3
"""


def priced(place: Place, text: str) -> Place:
    """The house with a price table."""
    (place.folder / "prices.toml").write_text(text)
    return place


def test_the_story_is_priced(place: Place) -> None:
    """Three claims of oak at 25, one of elm at 40, one answer of two at 12, two answers in a payment at 3."""
    made = report(priced(tell(place), PRICES), "usage")
    assert sums(rows(made, "used"), ("month", "account", "transaction"), *USED) == {
        ("2026-03", "oak", "837D"): (3, 0, 0, 3, 75), ("2026-03", "elm", "837D"): (1, 0, 0, 1, 40),
        ("2026-03", "oak", "270"): (2, 1, 1, 1, 12), ("2026-03", "oak", "835"): (0, 2, 0, 2, 6),
    }
    assert sums(rows(made, "lines"), ("account",), "amount_cents") == {("oak",): (93,), ("elm",): (40,)}
    assert list(made.charts[0].bars) == [("elm", 40), ("oak", 93)]


def test_only_an_account_s_own_is_charged(place: Place) -> None:
    made = report(priced(tell(place), PRICES), "usage", account="elm")
    assert sums(rows(made, "lines"), ("account",), "amount_cents") == {("elm",): (40,)}


def test_without_prices_it_is_counted(place: Place) -> None:
    made = report(tell(place), "usage", day=FIRST)
    assert sums(rows(made, "used"), ("account", "transaction"), *USED)["oak", "837D"] == (3, 0, 0, 0, 0)
    assert rows(made, "lines") == []


@pytest.mark.parametrize(("when", "cost"), [("sent", 24), ("answered", 24), ("data", 12)])
def test_a_refusal_is_an_answer_without_data(place: Place, when: str, cost: int) -> None:
    """Two are asked and answered: about one there are benefits, about the other a refusal (AAA)."""
    place.take("oak", ask270(MARLOW, OKAFOR))
    for number, (patient, one) in enumerate(zip((MARLOW, OKAFOR), place.inquiries(), strict=True), 801):
        told = ("1382047169", patient, echoed(one.out_trace or ""))
        text = answer271(told, number=number)
        if number == 802:
            text = answer271(told, number=number, more=[]).replace("DMG*", "AAA*N**75*C~DMG*")
        place.take("delta", renumbered(text))
    assert [one.outcome for one in place.inquiries()] == ["active", "AAA 75"]
    charge = f'[[price]]\ntransaction = "270"\nfrom = 2026-03-01\ncents = 12\ncharged = "{when}"\n'
    (row,) = rows(report(priced(place, charge), "usage"), "used")
    assert (row["sent"], row["answered"], row["with_data"], row["amount_cents"]) == (2, 2, 1, cost)


def test_what_has_no_answer_is_not_charged(place: Place) -> None:
    place.take("oak", ask278(MARLOW))
    table = '[[price]]\ntransaction = "278"\nfrom = 2026-03-01\ncents = 50\n'
    (row,) = rows(report(priced(place, table), "usage"), "used")
    assert (row["sent"], row["charged"], row["amount_cents"]) == (1, 0, 0)


def test_a_pended_review_is_charged_once_when_it_is_decided(place: Place) -> None:
    priced(place, '[[price]]\ntransaction = "278"\nfrom = 2026-03-01\ncents = 50\n')
    place.take("oak", ask278(MARLOW))
    (asked,) = place.inquiries()
    reference, trace = place.sets(file=asked.out_file)[0].reference, asked.out_trace or ""
    place.take("delta", answer278(MARLOW, echoed(trace), "A4", reference=reference, number=801))
    assert place.inquiries()[0].state == "pending"
    (row,) = rows(report(place, "usage"), "used")
    assert (row["answered"], row["charged"], row["amount_cents"]) == (0, 0, 0)
    place.clock.move(days=1)
    place.take("delta", answer278(MARLOW, echoed(trace), "A1*AUTH1", reference=reference, number=802))
    assert place.inquiries()[0].state == "answered"
    (row,) = rows(report(place, "usage"), "used")
    assert (row["sent"], row["answered"], row["charged"], row["amount_cents"]) == (1, 1, 1, 50)


def lines(
    price: Price | list[Price], counts: dict[date, int], since: date, until: date
) -> list[tuple[int, ...]]:
    """Tier, count and amount of what is charged."""
    metered = Metered()
    metered.counts["oak", "270"]["answered"] = Counter(counts)
    zone = ZoneInfo("America/New_York")
    whole, asked = Period(since.replace(day=1), until, zone), Period(since, until, zone)
    prices = Prices(tuple(price) if isinstance(price, list) else (price,))
    return [
        (one.tier.above, one.count, one.amount_cents)
        for one in charged(metered, ("oak", "270"), whole, asked, prices)
    ]


TIERED = Price(
    transaction="270", from_=date(2026, 1, 1),
    tiers=(Tier(0, 30), Tier(100, 20), Tier(500, 5)),
)


def test_tiers_begin_anew_each_month_and_go_on_within_it() -> None:
    march = {date(2026, 3, 1): 90, date(2026, 3, 20): 450, date(2026, 4, 1): 3}
    assert lines(TIERED, march, date(2026, 3, 1), date(2026, 4, 30)) == [
        (0, 100, 3_000), (100, 400, 8_000), (500, 40, 200), (0, 3, 90),
    ]
    # What was before the days that are asked for is not charged in them, but it was there.
    assert lines(TIERED, march, date(2026, 3, 20), date(2026, 3, 31)) == [
        (0, 10, 300), (100, 400, 8_000), (500, 40, 200),
    ]


def test_a_new_price_begins_on_its_day() -> None:
    later = Price(transaction="270", from_=date(2026, 3, 10), cents=7)
    own = Price(transaction="270", from_=date(2026, 3, 20), cents=1, partner="oak")
    counts = {date(2026, 3, 9): 1, date(2026, 3, 10): 1, date(2026, 3, 19): 1, date(2026, 3, 20): 1}
    told = lines([later, TIERED, own], counts, date(2026, 3, 1), date(2026, 3, 31))
    assert told == [(0, 1, 30), (0, 2, 14), (0, 1, 1)]
    before = lines([later], counts, date(2026, 3, 1), date(2026, 3, 9))
    assert before == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('transaction = "271"\ncents = 1', "price 1: transaction is one of 837D, 270, 276, 278, 835"),
        ('transaction = "270"', "price 1: it has either cents or tiers"),
        ('transaction = "270"\ncents = 1\ntiers = [{above = 0, cents = 1}]', "it has either cents or tiers"),
        ('transaction = "270"\ntiers = [{above = 1, cents = 1}]', "tiers begin above 0"),
        (
            'transaction = "270"\ntiers = [{above = 0, cents = 1}, {above = 0, cents = 2}]',
            "tiers begin above 0",
        ),
        ('transaction = "837D"\ncents = 1\ncharged = "data"', "charged is told of 270, 276, 278 only"),
        ('transaction = "270"\ncents = 1\npartner = "delta"', "partner is none of the submitters"),
        ('transaction = "270"\ncents = 1.5', "prices.price[0].cents"),
        ('transaction = "270"\ncents = -1', "prices.price[0].cents"),
        ('transaction = "270"\ncost = 1', "prices.price[0].cost is no setting"),
        ('transaction = "270"\ncents = 1\n[[price]]\nfrom = 2026-01-01\ntransaction = "270"\ncents = 2',
         "price 2: there is a price of the same"),
    ],
)
def test_a_price_that_cannot_be_is_told_with_its_place(place: Place, text: str, says: str) -> None:
    priced(place, f"[[price]]\nfrom = 2026-01-01\n{text}\n")
    with pytest.raises(SettingsError) as told:
        report(place, "usage", day=SECOND)
    assert says in str(told.value)
