from django.urls import path

from people.views import invitations, sessions, structures, tokens

app_name = "people"
urlpatterns = [
    path("mon-espace/appareils/fermer/", sessions.sign_out, name="sign_out_everywhere"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("mon-espace/structures/", structures.structures, name="structures"),
    path("mon-espace/structure/<int:pk>/", structures.structure, name="structure"),
    path("mon-espace/structure/<int:pk>/inviter/", structures.invite_someone, name="invite"),
    path(
        "mon-espace/structure/<int:pk>/invitations/<int:invitation>/reprendre/",
        structures.withdraw_invitation,
        name="withdraw",
    ),
    path("mon-espace/structure/<int:pk>/membres/<int:membership>/", structures.member, name="member"),
    path("mon-espace/structure/<int:pk>/documents/", structures.add_document, name="add_paper"),
    path(
        "mon-espace/structure/<int:pk>/documents/<int:paper>/retirer/",
        structures.remove_document,
        name="remove_paper",
    ),
    path("mon-espace/structure/<int:pk>/annuaire/", structures.directory_entry, name="directory"),
    path("mon-espace/jetons/", tokens.tokens, name="tokens"),
    path("mon-espace/jetons/<int:pk>/revoquer/", tokens.revoke, name="revoke_token"),
]
