"""Nobody reaches another's dossier, file or revision by any address: each URL × each role, by hand."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incubator.enums import Status
from incubator.models import Application, Collaborator, ReviewAssignment
from incubator.services import add_file
from incubator.transitions import transition
from incubator.urls import urlpatterns
from tests.factories.incubator import ApplicationFactory, brought_to, given, key, published_call
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROLES = (
    "visitor", "stranger", "applicant", "owner", "editor", "reader", "helper", "removed", "officer", "manager",
    "elsewhere", "jury", "jury_unassigned", "jury_recused", "jury_past_stage", "jury_revoked",
    "jury_undeclared", "mentor", "asleep",
)  # fmt: skip
WRITERS = {"owner", "editor", "helper"}
COMPANY = WRITERS | {"reader"}
TEAM = {"officer", "manager"}
SIGN_IN = 302


def sees(*groups: set) -> dict:
    return {role: 200 for group in groups for role in group}


# For a dossier in reading: what each role gets from each address; 404 where nothing is said.
READING = {
    "dossier": {
        **sees({"owner", "editor", "helper"}),
        **dict.fromkeys(("reader", "officer", "manager", "jury"), 302),
    },
    "read": sees(COMPANY, TEAM, {"jury"}),
    "printed": sees(COMPANY, TEAM, {"jury"}),
    "data": sees({"owner"}),
    "export": sees({"owner"}),
    "review": dict.fromkeys(WRITERS, 302),
    "receipt": sees(COMPANY),
    "withdraw": sees({"owner"}),
    "company": sees(COMPANY),
    "messages": sees(COMPANY, TEAM),
    "page": dict.fromkeys(WRITERS, 302),
    # Nobody was convoked: tests/incubator/test_audition_pages.py.
    "audition": {},
    "audition_calendar": {},
}
DRAFT = {
    "dossier": {**dict.fromkeys(WRITERS, 302), "reader": 302},
    "read": sees(COMPANY),
    "printed": sees(COMPANY),
    "data": sees({"owner"}),
    "export": sees({"owner"}),
    "review": sees(WRITERS),
    "receipt": {},
    "withdraw": sees({"owner"}),
    "company": sees(COMPANY),
    "messages": sees(COMPANY),
    "page": sees(WRITERS),
    "audition": {},
    "audition_calendar": {},
}
POSTS = {
    "answer": {"owner": 302},
    "call_back": {"owner": 302, "editor": 302, "helper": 302},
    "leave": {"owner": 302, "reader": 302},
}
PUBLIC = {
    "check",
    "calls",
    "call",
    "blank",
    "begin",
    "needs",
    "report_need",
    "need",
    "idea",
    "projects",
    "project",
    "figures",
}
OWN = {"mine", "shared_computer"}
# What the jury is given hangs on an assignment: see test_jury_access.
JURY = {"jury", "jury_worker", "jury_door", "declare", "booklet", "lecture", "step_aside"}
# Proven in test_support.py: a project is not its dossier.
SUPPORT = {
    "supported", "support", "note_time", "plan_session", "settle_session", "reach", "show", "day",
}  # fmt: skip


def test_every_address_has_its_row():
    names = {pattern.name for pattern in urlpatterns}
    assert names == set(READING) | set(POSTS) | PUBLIC | OWN | JURY | SUPPORT
    assert set(READING) == set(DRAFT)


def somebody(role: str, application: Application):
    call, stage = application.call, application.call.stages.first()
    match role:
        case "owner":
            return application.owner
        case "applicant":
            return brought_to(application.status, call=call).owner
        case "editor" | "reader" | "helper":
            return Collaborator.objects.create(application=application, user=UserFactory(), role=role).user
        case "removed":
            guest = Collaborator.objects.create(application=application, user=UserFactory(), role="editor")
            guest.delete()
            return guest.user
        case "officer":
            return given(call, "handle_call")
        case "manager":
            return given(call, "manage_call")
        case "elsewhere":
            return given(published_call(), "manage_call")
        case "jury" | "jury_recused" | "jury_revoked" | "jury_past_stage" | "jury_undeclared":
            person = given(call, "review_call")
            ReviewAssignment.objects.create(
                application=application,
                stage=call.stages.last() if role == "jury_past_stage" else stage,
                reviewer=person,
                declared_at=None if role == "jury_undeclared" else application.created_at,
                recused_at=application.created_at if role == "jury_recused" else None,
            )
            if role == "jury_revoked":
                call.grants.filter(user=person).delete()
            return person
        case "jury_unassigned":
            return given(call, "review_call")
        case "asleep":
            person = given(call, "manage_call")
            person.is_active = False
            person.save()
            return person
    return UserFactory()


def as_role(client, role: str, application):
    if role != "visitor":
        client.force_login(somebody(role, application))
    return client


def address(name: str, application) -> str:
    more = {"slug": "le-projet"} if name == "page" else {}
    return reverse(f"incubator:{name}", kwargs={"pk": application.pk, **more})


def expected(table: dict, role: str) -> int:
    # Somebody whose account sleeps is signed out at once: they are shown the door of sign-in.
    return SIGN_IN if role in ("visitor", "asleep") else table.get(role, 404)


def quoted(application) -> Application:
    """The dossier with a file, as it was handed in and taken up for reading."""
    add_file(
        application=application,
        actor=application.owner,
        key=key("devis"),
        upload=SimpleUploadedFile("devis.pdf", b"%PDF-1.7 devis"),
    )
    transition(application=application, name="submit", actor=application.owner)
    manager = given(application.call, "manage_call")
    transition(
        application=application, name="declare_eligible", actor=manager, checklist=application.call.criteria
    )
    application.refresh_from_db()
    return application


def opened(client, role: str, application, table: dict) -> tuple[dict, dict]:
    """What each address of the table answers somebody of this role, and what it should."""
    as_role(client, role, application)
    found = {name: client.get(address(name, application)).status_code for name in table}
    return found, {name: expected(row, role) for name, row in table.items()}


@pytest.mark.parametrize("role", ROLES)
def test_a_dossier_in_reading(client, call, role):
    found, due = opened(client, role, quoted(ApplicationFactory(call=call)), READING)
    assert found == due


@pytest.mark.parametrize("role", ROLES)
def test_a_draft(client, call, role):
    found, due = opened(client, role, ApplicationFactory(call=call), DRAFT)
    assert found == due


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", POSTS)
def test_what_is_only_posted(client, call, name, role):
    application = brought_to(Status.SELECTED, call=call)
    guest = Collaborator.objects.create(application=application, user=UserFactory(), role="reader")
    as_role(client, role, application)
    more = {"guest": guest.pk} if name == "leave" else {}
    answer = client.post(reverse(f"incubator:{name}", kwargs={"pk": application.pk, **more}))
    if name == "leave" and role in ("editor", "helper", "officer", "manager", "reader"):
        # They see who takes part, and are told that they may not change it.
        assert answer.status_code == 302
        assert Collaborator.objects.filter(pk=guest.pk).exists()
    else:
        assert answer.status_code == expected(POSTS[name], role)
        assert Collaborator.objects.filter(pk=guest.pk).exists() is (name != "leave" or role != "owner")


@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_written_only_by_its_writers(client, call, role):
    application = ApplicationFactory(call=call)
    as_role(client, role, application)
    answer = client.post(
        address("page", application), {"revision": "0", key("projet"): "Volé", "enregistrer": "1"}
    )
    application.refresh_from_db()
    assert (application.title == "Volé") is (role in WRITERS)
    # Whoever is not signed in gets their own words back, and nothing of the dossier.
    refused = 403 if role in {"visitor", "asleep"} else expected({}, role)
    assert answer.status_code == (302 if role in WRITERS else refused)
    assert "La laverie" not in answer.content.decode()


@pytest.mark.parametrize("anonymous", [False, True])
@pytest.mark.parametrize("role", ROLES)
def test_a_file(client, call, role, anonymous):
    call.stages.update(is_anonymous=anonymous)
    application = quoted(ApplicationFactory(call=call))
    (number,) = application.answers[key("devis")]
    allowed = COMPANY | TEAM | (set() if anonymous else {"jury"})
    answer = as_role(client, role, application).get(reverse("private_file", kwargs={"pk": number}))
    assert answer.status_code == expected(dict.fromkeys(allowed, 200), role)
    if answer.status_code == 200:
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 devis"
        assert answer["Content-Disposition"] == 'attachment; filename="devis.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("role", ROLES)
def test_a_file_that_was_never_handed_in(client, call, role):
    application = ApplicationFactory(call=call)
    file = add_file(
        application=application,
        actor=application.owner,
        key=key("devis"),
        upload=SimpleUploadedFile("devis.pdf", b"%PDF-1.7 devis"),
    )
    answer = as_role(client, role, application).get(reverse("private_file", kwargs={"pk": file.pk}))
    assert answer.status_code == expected(dict.fromkeys(COMPANY, 200), role)


GESTION = {
    "incubator_move": ("declare_ineligible", {"manager": 200}),
    "dossiers:inspect": (None, sees(TEAM)),
    "dossiers:history": (None, sees(TEAM)),
}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("visitor", "asleep")])
def test_the_back_office_shows_dossiers_to_their_team(client, call, role, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    application = quoted(ApplicationFactory(call=call))
    as_role(client, role, application)
    for name, (verb, table) in GESTION.items():
        args = [application.pk, verb] if verb else [application.pk]
        status = client.get(reverse(name, args=args)).status_code
        if role in TEAM or role == "elsewhere":
            assert (name, status) == (name, table.get(role, 404))
        else:
            # Those whom no grant lets into the back office do not reach its pages at all.
            assert status in (302, 403), name


def test_the_jury_reads_what_its_stage_shows(client, call):
    application = quoted(ApplicationFactory(call=call, title="La laverie"))
    jury = somebody("jury", application)
    client.force_login(jury)
    page = client.get(address("read", application)).content.decode()
    assert "Acheter deux machines." in page
    assert "La laverie" in page
    assert "devis.pdf" in page
    assert "Nadia Belkacem" not in page
    call.stages.update(is_anonymous=True)
    page = client.get(address("read", application)).content.decode()
    assert "Acheter deux machines." in page
    assert "devis.pdf" not in page
    assert application.owner.name not in page
    assert f"<title>Dossier {application.number}</title>" in page
    assert f"Dossier {application.number}" in client.get(reverse("incubator:mine")).content.decode()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "visitor"])
def test_the_list_and_the_detail_agree(client, call, role):
    application = quoted(ApplicationFactory(call=call))
    person = somebody(role, application)
    listed = Application.objects.visible_to(person).filter(pk=application.pk).exists()
    client.force_login(person)
    assert listed is (client.get(address("read", application)).status_code == 200)
