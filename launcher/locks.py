"""Locks that the kernel frees by itself when their holder dies, even by `kill -9`."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lock:
    """A lock on a file or a folder, shared or exclusive, held until `release` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def write(self, text: str) -> None:
        """Leave a word for those who find the lock taken."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text.encode(), 0)

    def release(self) -> None:
        """Let the next one in; twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def attempt(path: Path, *, shared: bool = False) -> Lock | None:
    """Take the lock now, or return None because another process holds it."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Lock(descriptor)


def wait(path: Path, *, shared: bool = False, seconds: float) -> Lock | None:
    """Take the lock as soon as it is free; None when it is still held after so many seconds."""
    deadline = time.monotonic() + seconds
    while (lock := attempt(path, shared=shared)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return lock


@contextmanager
def held(path: Path, *, seconds: float = 60) -> Iterator[None]:
    """Hold the exclusive lock for the length of a block. Raises TimeoutError."""
    lock = wait(path, seconds=seconds)
    if lock is None:
        raise TimeoutError(path)
    try:
        yield
    finally:
        lock.release()
