"""What the applications of others hold of a person: sign-in, sessions, pages."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db.models import F

from privacy import holdings, retention
from privacy.holdings import Holding, Then, Trace


def register() -> None:
    """Called by privacy once every application is ready."""
    register_holdings()
    register_rules()


def register_holdings() -> None:
    """Say what allauth, guardian and Wagtail hold."""
    holdings.register(
        Holding(
            key="account",
            label="Connexion",
            purpose="Vous reconnaître, et protéger votre compte.",
            basis="contrat",
            kept="aussi longtemps que le compte ; les sessions, 12 mois",
            read_by="vous",
            erased="Effacée.",
            traces=(
                Trace("account.EmailAddress.user", ("email", "verified", "primary"), Then.DELETE),
                Trace("mfa.Authenticator.user", ("type", "created_at", "last_used_at"), Then.DELETE),
                Trace(
                    "usersessions.UserSession.user",
                    ("created_at", "last_seen_at", "ip", "user_agent"),
                    Then.DELETE,
                ),
                Trace("people.User_groups.user", ("group__name",), Then.DELETE),
                Trace("people.User_user_permissions.user", ("permission__name",), Then.DELETE),
                Trace("guardian.UserObjectPermission.user", ("permission__name",), Then.DELETE),
            ),
        )
    )
    holdings.register(
        Holding(
            key="pages",
            label="Pages du site",
            purpose="Écrire le site à plusieurs, et retrouver qui a changé quoi.",
            basis="intérêt légitime",
            kept="aussi longtemps que les pages",
            read_by="la rédaction",
            erased="Les pages restent, elles ne sont plus à votre nom.",
            traces=(
                Trace("wagtailcore.Page.owner", ("title", "first_published_at"), Then.FORGET),
                Trace("wagtailcore.Page.locked_by", (), Then.FORGET),
                Trace("wagtailcore.Revision.user", (), Then.FORGET),
                Trace("wagtailcore.PageLogEntry.user", (), Then.FORGET),
                Trace("wagtailcore.ModelLogEntry.user", (), Then.FORGET),
                Trace("wagtailcore.Comment.user", ("text", "created_at"), Then.DELETE),
                Trace("wagtailcore.Comment.resolved_by", (), Then.FORGET),
                Trace("wagtailcore.CommentReply.user", ("text", "created_at"), Then.DELETE),
                Trace("wagtailcore.PageSubscription.user", (), Then.DELETE),
                Trace("wagtailcore.UploadedFile.uploaded_by_user", (), Then.FORGET),
                Trace("wagtailcore.WorkflowState.requested_by", (), Then.FORGET),
                Trace("wagtailcore.TaskState.finished_by", (), Then.FORGET),
                Trace("wagtailcore.APIToken.user", (), Then.DELETE),
                Trace("wagtailimages.Image.uploaded_by_user", ("title", "created_at"), Then.FORGET),
                Trace("wagtaildocs.Document.uploaded_by_user", ("title", "created_at"), Then.FORGET),
                Trace("wagtailadmin.EditingSession.user", (), Then.DELETE),
                Trace("wagtailadmin.FormState.user", (), Then.DELETE),
                Trace("wagtailusers.UserProfile.user", ("preferred_language",), Then.DELETE),
            ),
        )
    )


def register_rules() -> None:
    """Sessions are remembered a year, for « d’où me suis-je connecté »."""
    retention.register(
        retention.Rule(
            key="account.sessions",
            label="Sessions",
            months=12,
            since="la dernière page vue",
            then="la ligne est effacée",
            stale=lambda limit: UserSession.objects.annotate(last_activity=F("last_seen_at")).filter(
                last_activity__lte=limit
            ),
            let_go=lambda session: session.delete(),
        )
    )
