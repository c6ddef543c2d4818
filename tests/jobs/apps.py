from django.apps import AppConfig


class CountingConfig(AppConfig):
    """Teaches the workers of the tests the kind that counts."""

    name = "tests.jobs"
    label = "counting"

    def ready(self) -> None:
        from jobs.registry import register
        from tests.jobs.counting import COUNT

        register(COUNT)
