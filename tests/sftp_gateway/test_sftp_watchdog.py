"""The watchdog cuts what is silent or too slow, and nothing else."""

import threading
import time
from collections.abc import Iterator

import pytest

from sftp_gateway.watchdog import Watchdog


class Kennel:
    """A watchdog with 0.2 seconds of patience for silence, and what it cut."""

    def __init__(self) -> None:
        self.cut = threading.Event()
        self.dog = Watchdog(self.cut.set, 0.2)


@pytest.fixture
def kennel() -> Iterator[Kennel]:
    made = Kennel()
    yield made
    made.dog.end()
    made.dog.end()


def test_silence_is_cut_long_before_the_deadline(kennel: Kennel) -> None:
    with kennel.dog.guard(60):
        assert kennel.cut.wait(2)
    assert kennel.dog.has_cut


def test_signs_of_life_are_heard_but_the_deadline_stands(kennel: Kennel) -> None:
    began = time.monotonic()
    with kennel.dog.guard(0.6):
        while not kennel.cut.wait(0.02) and time.monotonic() - began < 3:
            kennel.dog.hear()
    assert 0.5 < time.monotonic() - began < 2


def test_where_nothing_can_be_heard_only_the_deadline_counts(kennel: Kennel) -> None:
    began = time.monotonic()
    with kennel.dog.guard(0.5, hearing=False):
        assert kennel.cut.wait(3)
    assert time.monotonic() - began > 0.4


def test_a_deadline_is_extended(kennel: Kennel) -> None:
    began = time.monotonic()
    with kennel.dog.guard(0.1):
        kennel.dog.extend(0.4)
        while time.monotonic() - began < 0.3:
            kennel.dog.hear()
            assert not kennel.cut.wait(0.02)


def test_between_operations_it_sleeps(kennel: Kennel) -> None:
    with kennel.dog.guard(60):
        pass
    assert not kennel.cut.wait(0.4)
    assert not kennel.dog.has_cut
