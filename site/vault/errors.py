"""What the vault refuses, each with a French sentence a person can act on."""


class Refused(Exception):
    """A file that is not taken in; `message` is what its sender reads."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotKept(Refused):
    """The disk failed while the file was being written; nothing of it remains."""
