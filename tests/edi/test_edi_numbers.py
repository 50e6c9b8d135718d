"""Control numbers seen before, in bounded memory."""

import tracemalloc

from edi import numbers
from edi.numbers import Numbers


def test_a_number_is_new_once():
    seen = Numbers()
    assert [seen.add(n) for n in ("1", "2", "1", "0001", "0001", "000000001", "A001", "A001")] == [
        True, True, False, True, False, True, True, False
    ]


def test_digits_of_other_scripts_are_text():
    seen = Numbers()
    assert seen.add("٣")
    assert not seen.add("٣")
    assert seen.add("²")


def test_many_numbers_in_a_row_take_little():
    tracemalloc.start()
    seen = Numbers()
    assert all(seen.add(f"{n:09}") for n in range(70_000))
    assert not seen.add("000069999")
    size = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size < 100_000


def test_numbers_scattered_on_purpose_are_forgotten_at_last(monkeypatch):
    monkeypatch.setattr(numbers, "MAX_PAGES", 4)
    monkeypatch.setattr(numbers, "MAX_OTHERS", 10)
    seen = Numbers()
    scattered = [f"{n * 65_537:09}" for n in range(20)]
    assert all(seen.add(number) for number in scattered)
    assert [seen.add(number) for number in scattered] == [False] * 14 + [True] * 6
    assert seen.add("A1"), "what is not remembered is taken for new"
    assert seen.add("A1")
