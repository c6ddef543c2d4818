"""Several real processes, each with its own connection, doing one thing at the same instant."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.db import connection, connections

from spaces.services import ledger, locks

PROCESSES = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Outcome:
    """What one client got: an exception's name when it was refused, how long it took, how long of it on locks."""

    refused: str
    value: Any
    seconds: float
    waited: float


def race(clients: int, work: Callable[[int], Any]) -> list[Outcome]:
    """Run `work(number)` in as many processes, released together; outcomes in the order of the clients."""
    connections.close_all()
    gate = PROCESSES.Barrier(clients)
    outcomes = PROCESSES.SimpleQueue()

    def run(number: int) -> None:
        # A connection inherited by the fork is the parent's: forget it without a word on its socket.
        connection.connection = None
        connection.ensure_connection()
        gate.wait(timeout=30)
        waits = _time_the_locks()
        started = perf_counter()
        refused, value = "", None
        try:
            value = work(number)
        except Exception as error:  # noqa: BLE001 - the test judges it
            refused = type(error).__name__
        outcomes.put((number, Outcome(refused, value, perf_counter() - started, max(waits, default=0))))
        connection.close()

    processes = [PROCESSES.Process(target=run, args=(number,)) for number in range(clients)]
    for process in processes:
        process.start()
    found = dict(outcomes.get() for _ in processes)
    for process in processes:
        process.join(timeout=30)
    assert [process.exitcode for process in processes] == [0] * clients
    return [found[number] for number in range(clients)]


def _time_the_locks() -> list[float]:
    """In a client's process: note how long each taking of the locks lasts."""
    waits: list[float] = []
    lock = ledger.lock

    def timed(**asked: Any) -> Any:
        started = perf_counter()
        try:
            return lock(**asked)
        finally:
            waits.append(perf_counter() - started)

    ledger.lock = timed
    return waits


def turn_locks_off() -> None:
    """On this connection: read what the locks read, without taking them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('public.spaces_lock'::regproc)")
        ((locking,),) = cursor.fetchall()
        reading = locking.replace("public.spaces_lock", "pg_temp.spaces_read").replace(
            "FOR NO KEY UPDATE", ""
        )
        cursor.execute(reading)
    locks.LOCK = locks.LOCK.replace(" spaces_lock", " pg_temp.spaces_read")


def refusals(outcomes: list[Outcome]) -> list[str]:
    """Why the losers lost."""
    return sorted(outcome.refused for outcome in outcomes if outcome.refused)


def winners(outcomes: list[Outcome]) -> int:
    """How many won."""
    return sum(not outcome.refused for outcome in outcomes)
