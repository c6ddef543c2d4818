"""What imports refuse, each with a French sentence a person can act on."""


class Refused(Exception):
    """Something that is not done; `message` says why, and what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
