from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import journal
from meetings.enums import MAY_HOLD_A_PROXY, Presence
from meetings.models.bodies import College
from meetings.models.meetings import Meeting
from meetings.querysets import AttendanceQuerySet

_HOLDERS = ", ".join(f"'{presence}'" for presence in MAY_HOLD_A_PROXY)
# A row seen by one writer may be changed by another: both lock the holder, so that one of them waits.
HOLDER_IS_THERE = f"""
    IF NEW.proxy_holder_id IS NOT NULL THEN
        PERFORM 1 FROM meetings_attendance
        WHERE id = NEW.proxy_holder_id AND meeting_id = NEW.meeting_id
            AND votes AND left_at IS NULL AND presence IN ({_HOLDERS})
        FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a proxy is held by somebody who is not there'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_proxy_holder_is_there';
        END IF;
    END IF;
    IF (NEW.presence NOT IN ({_HOLDERS}) OR NEW.left_at IS NOT NULL OR NOT NEW.votes)
        AND EXISTS (SELECT 1 FROM meetings_attendance WHERE proxy_holder_id = NEW.id) THEN
        RAISE EXCEPTION 'somebody who holds a proxy leaves with it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_proxy_holder_is_there';
    END IF;
    RETURN NEW;
"""  # noqa: S608 - our own constants


@journal.track()
class Attendance(models.Model):
    """Somebody is called to a meeting: what they answered, when they came and left, who speaks for them.

    Somebody without an account has a name, and an address if they are to be written to.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(
        "people.User",
        verbose_name=_("compte"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="attendances",
    )
    name = models.CharField(_("prénom et nom"), max_length=150)
    email = models.EmailField(_("adresse électronique"), max_length=254, blank=True)
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("structure"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="attendances",
    )
    college = models.ForeignKey(
        College, verbose_name=_("collège"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    votes = models.BooleanField(_("a une voix"), default=False)
    why_no_vote = models.CharField(_("pourquoi sans voix"), max_length=120, blank=True)
    presence = models.CharField(_("présence"), max_length=12, choices=Presence, default=Presence.EXPECTED)
    proxy_holder = models.ForeignKey(
        "self",
        verbose_name=_("donne pouvoir à"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proxies",
    )
    arrived_at = models.DateTimeField(_("arrivée"), null=True, blank=True)
    left_at = models.DateTimeField(_("départ"), null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["meeting", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(user__isnull=False),
                name="meetings_attendance_once_per_person",
                violation_error_message=_("Cette personne est déjà sur la feuille."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="meetings_attendance_named"),
            models.CheckConstraint(
                condition=Q(presence=Presence.REPRESENTED, proxy_holder__isnull=False)
                | ~Q(presence=Presence.REPRESENTED) & Q(proxy_holder__isnull=True),
                name="meetings_attendance_represented_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(proxy_holder__isnull=True) | ~Q(proxy_holder=F("pk")) & Q(votes=True),
                name="meetings_attendance_proxy_to_another",
            ),
            models.CheckConstraint(
                condition=Q(presence=Presence.PRESENT, arrived_at__isnull=False)
                | Q(presence=Presence.REPRESENTED)
                | Q(arrived_at__isnull=True),
                name="meetings_attendance_present_since",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
                name="meetings_attendance_leaves_after_arriving",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="proxy_holder_is_there",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=HOLDER_IS_THERE,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_the_room(self) -> bool:
        """Whether they sit there now."""
        return self.presence == Presence.PRESENT and self.left_at is None
