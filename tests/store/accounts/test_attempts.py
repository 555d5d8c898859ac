"""How fast one may try a password, and how many letters leave."""

import pytest

from kb.store.accounts.attempts import (
    FREE_FAILURES,
    LONGEST_WAIT,
    MOST_LETTERS,
    attempt,
    attempt_succeeded,
    may_send_letter,
)
from kb.store.records.register import Register
from tests.store.accounts.account_base import Clock, clock, register

__all__ = ["clock", "register"]


def fail(register: Register, clock: Clock, times: int, login: str = "a", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        while attempt(register, login, address) > 0:
            clock.pass_by(seconds=1)


def test_tries_are_slowed_down_and_never_locked(register: Register, clock: Clock) -> None:
    fail(register, clock, FREE_FAILURES["pair"])
    assert attempt(register, "a", "192.0.2.1") == 2
    fail(register, clock, 10)
    assert 0 < attempt(register, "a", "192.0.2.1") <= LONGEST_WAIT["pair"]
    clock.pass_by(seconds=61)
    assert attempt(register, "a", "192.0.2.1") == 0
    attempt_succeeded(register, "a", "192.0.2.1")
    assert attempt(register, "a", "192.0.2.1") == 0


def test_whoever_tries_from_elsewhere_makes_the_owner_wait_little(register: Register, clock: Clock) -> None:
    fail(register, clock, 25)
    assert attempt(register, "A ", "192.0.2.2") <= LONGEST_WAIT["account"]


def test_many_accounts_tried_from_one_line_slow_that_line_down(register: Register, clock: Clock) -> None:
    for number in range(FREE_FAILURES["address"]):
        assert attempt(register, f"a{number}", f"2001:db8::{number:x}") == 0
    assert attempt(register, "another", "2001:db8::ffff") > 0
    assert attempt(register, "another", "2001:db8:0:1::1") == 0


@pytest.mark.parametrize("mapped", ["::ffff:192.0.2.1", "192.0.2.1"])
def test_an_address_written_in_two_ways_is_one(register: Register, clock: Clock, mapped: str) -> None:
    fail(register, clock, 3)
    assert attempt(register, "a", mapped) > 0


def test_a_try_counts_before_it_is_known_to_fail(register: Register) -> None:
    waits = [attempt(register, "a", "192.0.2.1") for _ in range(10)]
    assert [wait > 0 for wait in waits] == [False] * 3 + [True] * 7


def test_few_letters_leave_for_one_mailbox_and_tries_are_not_slowed_by_them(register: Register, clock: Clock) -> None:
    sent = [may_send_letter(register, "a", f"192.0.2.{number}") for number in range(6)]
    assert sent.count(True) == MOST_LETTERS["account"]
    assert attempt(register, "a", "192.0.2.1") == 0
    clock.pass_by(minutes=31)
    assert may_send_letter(register, "a", "192.0.2.1")


def test_few_letters_are_asked_for_from_one_address(register: Register) -> None:
    sent = [may_send_letter(register, f"a{number}", "192.0.2.1") for number in range(20)]
    assert sent.count(True) == MOST_LETTERS["address"]


@pytest.mark.parametrize("hours", [6, 24 * 400])
def test_a_clock_set_back_makes_nobody_wait_for_longer(register: Register, clock: Clock, hours: int) -> None:
    fail(register, clock, FREE_FAILURES["pair"] + 4)
    clock.pass_by(hours=-hours)
    assert 0 < attempt(register, "a", "192.0.2.1") <= LONGEST_WAIT["pair"]
    clock.pass_by(seconds=LONGEST_WAIT["pair"])
    assert attempt(register, "a", "192.0.2.1") == 0


def test_a_clock_set_forward_forgets_and_asks_for_no_wait(register: Register, clock: Clock) -> None:
    fail(register, clock, FREE_FAILURES["pair"] + 4)
    clock.pass_by(hours=6)
    assert attempt(register, "a", "192.0.2.1") == 0


def test_letters_leave_again_after_a_clock_was_set_back(register: Register, clock: Clock) -> None:
    for _ in range(MOST_LETTERS["account"] + 1):
        may_send_letter(register, "a", "192.0.2.1")
    clock.pass_by(hours=-30)
    assert not may_send_letter(register, "a", "192.0.2.1")
    clock.pass_by(minutes=31)
    assert may_send_letter(register, "a", "192.0.2.1")
