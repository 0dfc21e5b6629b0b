"""The slow tier: what only shows after many runs."""

import psutil
import pytest

SESSIONS, ROUNDS = 5, 120
GROWTH_MB = 40


@pytest.mark.slow
def test_memory_stays_flat_over_many_runs_without_collecting_after_each(made_server, visitor_of):
    """The full garbage collection after every run is switched off in config.toml."""
    process = psutil.Process(made_server.pid)
    visitors = [visitor_of(made_server) for _ in range(SESSIONS)]
    months = [f"2025-{month:02d}" for month in range(2, 10)]

    def turn(number):
        for visitor in visitors:
            period = months[number % len(months)]
            answer = visitor.open("ranking", f"dataset=shaoyang&period={period}")
            assert answer.shows("武冈市")

    for number in range(len(months) * 2):
        turn(number)
    before = process.memory_info().rss
    for number in range(ROUNDS):
        turn(number)
    grown = (process.memory_info().rss - before) / 2**20
    assert grown < GROWTH_MB, f"{SESSIONS * ROUNDS} 次运行后内存增加 {grown:.0f} MB"
