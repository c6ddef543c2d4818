"""The ledger: who holds what when. Written by `spaces.services.ledger` alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from spaces.enums import ClaimKind
from spaces.models.space import Space
from spaces.querysets import ClaimQuerySet, OccupationQuerySet

# Infinite moments are legal in a range, and unreadable by Python.
FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)

WHOLES_HOLD_NOTHING = """
    -- Waits for whoever is dividing this space at the moment.
    PERFORM 1 FROM spaces_space WHERE id = NEW.space_id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM spaces_part WHERE whole_id = NEW.space_id AND valid && NEW.held) THEN
        RAISE EXCEPTION 'space % is made of parts: its parts hold, it does not', NEW.space_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_occupation_on_a_leaf';
    END IF;
    RETURN NEW;
"""


class Claim(models.Model):
    """One holder of space: a booking, an agreement, a closure or an outside calendar points at it."""

    kind = models.CharField(_("origine"), max_length=12, choices=ClaimKind)
    created_at = models.DateTimeField(_("inscrit le"), default=clock.now, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription au registre")
        verbose_name_plural = _("inscriptions au registre")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Occupation(models.Model):
    """A leaf space, some of its seats, for a while.

    `used` is the organiser's own time, which the rates read; `held` adds set-up and turnaround, and is
    what nobody else may touch. A whole room holds the seats `[0,)`, one seat `[k,k+1)`.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="occupations")
    # The constraint's own index begins with the space: a second one would only mislead the planner.
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="occupations", db_index=False)
    seats = IntegerRangeField(_("places"))
    used = DateTimeRangeField(_("utilisé"))
    held = DateTimeRangeField(_("retenu"))

    objects = OccupationQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="spaces_occupation_no_overlap",
                index_type="GIST",
                expressions=[
                    ("space", RangeOperators.EQUAL),
                    ("seats", RangeOperators.OVERLAPS),
                    ("held", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Cet espace est déjà réservé à ce moment."),
            ),
            models.CheckConstraint(
                name="spaces_occupation_seats_from_zero",
                condition=Q(seats__startswith__gte=0, seats__isempty=False, seats__lower_inf=False),
            ),
            models.CheckConstraint(
                name="spaces_occupation_used_is_time",
                condition=Q(
                    used__isempty=False,
                    used__lower_inf=False,
                    used__lower_inc=True,
                    used__upper_inc=False,
                ),
            ),
            models.CheckConstraint(
                name="spaces_occupation_held_is_time",
                condition=Q(
                    held__isempty=False,
                    held__lower_inf=False,
                    held__lower_inc=True,
                    held__upper_inc=False,
                ),
            ),
            models.CheckConstraint(
                name="spaces_occupation_held_covers_used", condition=Q(held__contains=F("used"))
            ),
            models.CheckConstraint(
                name="spaces_occupation_finite_start", condition=Q(held__startswith__gte=FIRST_MOMENT)
            ),
            models.CheckConstraint(
                name="spaces_occupation_finite_end",
                condition=Q(held__upper_inf=True) | Q(held__endswith__lte=LAST_MOMENT),
            ),
            models.CheckConstraint(
                name="spaces_occupation_ends_alike",
                condition=Q(used__upper_inf=True, held__upper_inf=True)
                | Q(used__upper_inf=False, held__upper_inf=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="on_a_leaf",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("space_id", "held"),  # type: ignore[no-untyped-call]
                func=WHOLES_HOLD_NOTHING,
            )
        ]
        indexes = [
            # Everything held at a moment, whatever the space: plannings, searches, rates.
            GistIndex(
                fields=["held", "space"],
                name="spaces_occupation_held",
                opclasses=["range_ops", "gist_int8_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.held}"
