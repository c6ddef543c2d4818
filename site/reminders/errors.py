"""What reminders refuse, in words that people read."""


class DomainError(Exception):
    """A refusal with its sentence."""

    message = ""


class AlreadyResolved(DomainError):
    message = "Quelqu’un s’est déjà occupé de ce rappel."
