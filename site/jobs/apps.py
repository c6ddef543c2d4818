from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Travaux"

    def ready(self) -> None:
        """Answer for the files that jobs keep in the vault, and teach reminders what is told at the end."""
        from jobs.models import Job
        from jobs.notices import register_kinds
        from jobs.policies import may_read_file
        from vault import registry

        registry.register(Job, may_read_file)
        register_kinds()
