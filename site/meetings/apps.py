from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "Rencontres"

    def ready(self) -> None:
        """Say who may hold meetings, who reads their files, and what is written to people."""
        from meetings import notices, policies
        from meetings.explained import register_explanations
        from meetings.grantables import register_grantables
        from meetings.models import Meeting
        from vault.registry import register

        register_grantables()
        register(Meeting, policies.may_read_file)
        notices.register_kinds()
        register_explanations()
