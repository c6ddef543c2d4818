from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "Personnes"

    def ready(self) -> None:
        """Say who reads the papers of organisations, and what is written to people."""
        import journal
        from people import account_mails, explaining_files, notices, policies, settling
        from people.explaining import by_fact, by_membership
        from people.lists import register_lists
        from people.models import Paper
        from people.querysets import keeps_people
        from vault.models import PrivateFile
        from vault.registry import register

        def opened(user: Any, file: PrivateFile) -> None:
            journal.record(actor=user, action="file.opened", target=file, paper=file.owner_id)

        register(Paper, policies.may_read_paper, opened)
        explaining_files.register_files()
        explaining_files.register_owner(
            Paper,
            [
                by_fact(
                    "tenir le registre des structures, comme qui gère un lieu",
                    lambda user, _: keeps_people(user),
                ),
                by_membership(lambda paper: paper.organisation, responsible=True),
            ],
        )
        notices.register_kinds()
        settling.register()
        account_mails.show_specimens()
        register_lists()
