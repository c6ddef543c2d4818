"""What people's services refuse, each with a French sentence a person can act on."""


class Refused(Exception):
    """Something that is not done; `message` is what its asker reads, near `field` when one is at fault."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
