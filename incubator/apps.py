from typing import Any

from django.apps import AppConfig


class IncubatorConfig(AppConfig):
    name = "incubator"
    verbose_name = "Incubateur"

    def ready(self) -> None:
        """Say which grants open the back office, who reads the files, and what is written to people."""
        import journal
        from incubator import (
            audition_notices,
            exports,
            idea_policies,
            jury_notices,
            need_notices,
            notices,
            panels,
            place_notices,
            policies,
            project_notices,
            project_policies,
            retention,
            sources,
            support_todo,
        )
        from incubator.explained import register_explanations
        from incubator.grantables import register_grantables
        from incubator.models import Application, OpportunityStudy, Project
        from incubator.services import committee, idea_committee
        from privacy.retention import register_round
        from vault.models import PrivateFile
        from vault.registry import register

        def opened(user: Any, file: PrivateFile) -> None:
            application = Application.objects.get(pk=file.owner_id)
            if not policies.takes_part(user, application):
                journal.record(actor=user, action="file.opened", target=file, application=str(application.pk))

        def opened_of_project(user: Any, file: PrivateFile) -> None:
            journal.record(actor=user, action="file.opened", target=file, project=file.owner_id)

        register_grantables()
        register(Application, policies.may_read_file, opened)
        register(Project, project_policies.may_read_project_file, opened_of_project)
        register(OpportunityStudy, idea_policies.may_read_study_file)
        register_explanations()
        notices.register_kinds()
        need_notices.register_need_kinds()
        jury_notices.register_kinds()
        project_notices.register_project_kinds()
        audition_notices.register_audition_kinds()
        place_notices.register_place_kinds()
        sources.register_source()
        support_todo.register_sources()
        panels.register_panels()
        committee.register_subject()
        idea_committee.register_ideas()
        exports.register_kind()
        register_round("incubator.dossiers", retention.told)
