"""What a job refuses, in words that whoever asked for it reads."""


class Refused(Exception):
    """A job that cannot be done as asked; trying again by itself would not help."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFailed(Refused):
    """Only what failed is tried again."""

    def __init__(self) -> None:
        super().__init__("Ce travail n’a pas échoué : il n’y a rien à reprendre.")
