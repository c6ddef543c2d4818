"""A mail server that refuses half of what it is given, hangs sometimes, and remembers what it accepted."""

import asyncio
import email
import random
import threading
import time
from collections import Counter

from aiosmtpd.controller import Controller

REFUSED = 0.5
HANGS = 0.015
HANG_SECONDS = 12


class Handler:
    """Decides of each attempt when it begins, and keeps its word at the phase it drew."""

    def __init__(self, seed: int, *, calm: bool) -> None:
        self.chance = random.Random(seed)
        self.calm = calm
        self.moments: list[float] = []
        self.accepted: Counter[str] = Counter()
        self.attempts = 0
        self.refusals = 0
        self.hangs = 0
        self.unsaid = threading.Event()

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.attempts += 1
        drawn = 1.0 if self.calm else self.chance.random()
        session.fate = None
        if drawn < HANGS:
            session.fate = "hang"
        elif drawn < REFUSED:
            session.fate = self.chance.choice(["mail", "rcpt", "data"])
            self.refusals += 1
        if session.fate == "hang":
            self.hangs += 1
            await asyncio.sleep(HANG_SECONDS)
            return "421 4.3.2 trop tard"
        if session.fate == "mail":
            return "451 4.3.0 plus tard"
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if session.fate == "rcpt":
            return "450 4.2.0 plus tard"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if session.fate == "data":
            return "451 4.3.0 plus tard"
        message = email.message_from_bytes(envelope.content)
        self.accepted[message["Message-ID"]] += 1
        self.moments.append(time.monotonic())
        # The window in which a kill leaves a doubt: accepted here, not yet known there.
        self.unsaid.set()
        await asyncio.sleep(self.chance.uniform(0, 0.01 if self.calm else 0.08))
        self.unsaid.clear()
        return "250 2.0.0 OK"


def serve(port: int, seed: int, *, calm: bool = False) -> tuple[Controller, Handler]:
    """Start the server in a thread of its own; a calm one refuses nothing."""
    handler = Handler(seed, calm=calm)
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    return controller, handler
