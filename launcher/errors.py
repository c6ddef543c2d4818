"""What stops us, told in one sentence."""


class Refused(Exception):
    """We cannot go on: the message is one French sentence that says what to do."""


class Stopped(Exception):
    """Somebody asked us to stop while a long step was under way."""
