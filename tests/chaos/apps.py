from django.apps import AppConfig

KIND = "chaos.hello"


class ChaosConfig(AppConfig):
    """A department of the trial: a kind of notice about organisations, which stand for bookings."""

    name = "tests.chaos"
    label = "chaos"

    def ready(self) -> None:
        from people.models import Organisation
        from reminders.registry import Kind, register

        def still_deserved(subject, notice):
            if subject.status == Organisation.Status.FORMER:
                return "annulée"
            if subject.presentation != notice.occurrence:
                return "déplacée"
            return None

        register(
            Kind(
                key=KIND,
                label="Bonjour",
                template="chaos/hello",
                find=lambda pk: Organisation.objects.filter(pk=pk).first(),
                still_deserved=still_deserved,
                context=lambda subject, notice: {"name": subject.name},
                sample=lambda: {"name": "Épi d’Or"},
            )
        )
