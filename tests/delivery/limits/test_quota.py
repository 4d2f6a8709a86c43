"""What a quota allows, by its arithmetic: any hundred requests of a second, and no more."""

from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.limits.quota import Quota, ask


def run(quota: Quota, times: list[float]) -> list[bool]:
    full_at, said = 0.0, []
    for now in times:
        verdict = ask(quota, full_at, now)
        full_at = verdict.full_at
        said.append(verdict.allowed)
    return said


def test_all_at_once_and_then_evenly():
    quota = Quota(10, 60)
    assert run(quota, [1000.0] * 12) == [True] * 10 + [False] * 2
    assert run(quota, [1000.0] * 11 + [1005.9, 1006.1, 1006.2]) == [True] * 10 + [False] * 2 + [True, False]


def test_it_says_how_long_to_wait_and_waiting_that_long_is_enough():
    quota, full_at = Quota(10, 60), 0.0
    for _number in range(10):
        verdict = ask(quota, full_at, 1000.0)
        full_at = verdict.full_at
    assert (verdict.remaining, verdict.wait, verdict.reset) == (0, 6, 60)
    assert ask(quota, full_at, 1000.0 + verdict.wait).allowed


def test_a_clock_that_is_set_back_locks_nobody_out():
    quota = Quota(10, 60)
    assert ask(quota, 10_000_000.0, 1000.0).wait <= 6


times = st.lists(st.floats(0, 300), min_size=1, max_size=120).map(sorted)


@given(times, st.integers(1, 30), st.integers(1, 60))
def test_never_more_than_twice_the_quota_in_any_window_and_never_a_lie(asked, requests, seconds):
    quota, full_at, allowed = Quota(requests, seconds), 0.0, []
    for now in (1000 + when for when in asked):
        before = ask(quota, full_at, now)
        full_at = before.full_at
        if before.allowed:
            allowed.append(now)
        else:
            assert before.wait > 0
        assert 0 <= before.remaining <= requests
    for start in allowed:
        assert sum(start <= when < start + seconds for when in allowed) <= 2 * requests
