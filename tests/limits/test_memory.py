"""What one process remembers by itself."""

from __future__ import annotations

import threading

from wayhome.limits import memory
from wayhome.limits.memory import Buckets, Load


def test_an_address_has_its_burst_and_then_its_rate() -> None:
    buckets = Buckets(rate=2, burst=3)
    assert [buckets.take("192.0.2.7", at=0) for _ in range(5)] == [True, True, True, False, False]
    assert buckets.take("192.0.2.8", at=0)
    assert [buckets.take("192.0.2.7", at=1) for _ in range(3)] == [True, True, False]
    assert [buckets.take("192.0.2.7", at=60) for _ in range(4)] == [True, True, True, False]


def test_the_memory_is_bounded_and_holds_no_address(monkeypatch: object) -> None:
    buckets = Buckets(rate=1, burst=1)
    for number in range(memory.REMEMBERED + 100):
        buckets.take(f"address {number}", at=0)
    assert len(buckets._kept) == memory.REMEMBERED
    assert not any(b"address" in key for key in buckets._kept)


def test_reads_take_all_threads_but_one() -> None:
    load = Load(threads=4)
    assert [load.enter() for _ in range(3)] == [True, True, True]
    assert load.enter() is False
    load.leave()
    assert load.enter() is True


def test_a_process_of_one_thread_still_reads() -> None:
    load = Load(threads=1)
    assert load.enter() is True
    load.leave()
    assert load.enter() is True


def test_a_read_waits_a_moment_for_a_thread_that_comes_free() -> None:
    load = Load(threads=2)
    assert load.enter()
    timer = threading.Timer(memory.PATIENCE_SECONDS / 5, load.leave)
    timer.start()
    assert load.enter() is True
    timer.join()


def test_when_threads_have_been_taken_for_long_a_read_is_sent_away_at_once() -> None:
    load = Load(threads=2)
    assert load.enter()
    load._at -= 5  # five seconds ago
    load.enter()
    assert load._full > memory.MOSTLY
    waited = threading.Event()
    load._free.acquire = lambda **_: waited.set()  # type: ignore[method-assign, assignment]
    assert load.enter() is False
    assert not waited.is_set()
