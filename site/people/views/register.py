"""The verbs of the register, in the back office: merge, say goodbye, renew, note a payment."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import get_default_timezone
from django.views.decorators.http import require_http_methods

import clock
from people.access import known, requires
from people.departures import checklist
from people.errors import Refused
from people.forms import DepartureForm, MergeForm, PaymentForm
from people.models import Departure, Organisation, Subscription
from people.policies import may_keep_people
from people.services import close_departure, merge, open_departure, record_payment, renew, tick


@requires(may_keep_people)
@require_http_methods(["GET", "POST"])
def merge_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records of one organisation become one."""
    kept = get_object_or_404(Organisation.objects.changeable_by(known(request)), pk=pk)
    form = MergeForm(request.POST or None, kept=kept, asker=known(request))
    if request.method == "POST" and form.is_valid():
        duplicate = form.cleaned_data["duplicate"]
        name = str(duplicate)
        try:
            merge(kept=kept, duplicate=duplicate, merged_by=known(request))
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"« {name} » et « {kept} » ne font plus qu’une : rien n’est perdu.")
            return redirect("organisations:inspect", kept.pk)
    return render(
        request, "people/gestion/merge.html", {"kept": kept, "form": form}, status=422 if form.errors else 200
    )


@requires(may_keep_people)
@require_http_methods(["GET", "POST"])
def departure(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation that leaves has still to settle."""
    organisation = get_object_or_404(Organisation.objects.changeable_by(known(request)), pk=pk)
    opened = Departure.objects.filter(organisation=organisation, closed_at__isnull=True).first()
    form = DepartureForm(request.POST or None, departure=opened)
    if request.method == "POST" and form.is_valid():
        opened = open_departure(
            organisation=organisation, leaves_on=form.cleaned_data["leaves_on"], opened_by=known(request)
        )
        if "steps" in form.cleaned_data:
            tick(departure=opened, done=form.cleaned_data["steps"], ticked_by=known(request))
        if "close" not in request.POST:
            messages.success(request, "C’est enregistré.")
            return redirect("people_departure", organisation.pk)
        try:
            close_departure(departure=opened)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{organisation} fait maintenant partie des anciennes structures.")
            return redirect("organisations:inspect", organisation.pk)
    answers = checklist(organisation, opened.leaves_on) if opened else []
    return render(
        request,
        "people/gestion/departure.html",
        {"organisation": organisation, "departure": opened, "form": form, "answers": answers},
        status=422 if form.errors else 200,
    )


@requires(may_keep_people)
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a fee was paid."""
    subscription = get_object_or_404(Subscription.objects.changeable_by(known(request)), pk=pk)
    form = PaymentForm(request.POST or None, initial={"paid_on": clock.today(get_default_timezone())})
    if request.method == "POST" and form.is_valid():
        record_payment(subscription=subscription, paid_on=form.cleaned_data["paid_on"])
        messages.success(request, f"Cotisation payée : {subscription}.")
        return redirect("subscriptions:index")
    context = {"subscription": subscription, "form": form}
    return render(request, "people/gestion/pay.html", context, status=422 if form.errors else 200)


@requires(may_keep_people)
@require_http_methods(["GET", "POST"])
def renew_subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the period that follows."""
    subscription = get_object_or_404(Subscription.objects.changeable_by(known(request)), pk=pk)
    error = ""
    if request.method == "POST":
        try:
            following = renew(subscription=subscription)
        except ValidationError as refusal:
            error = refusal.messages[0]
        else:
            messages.success(request, f"Adhésion renouvelée : {following}, à payer.")
            return redirect("subscriptions:index")
    context = {"subscription": subscription, "error": error}
    return render(request, "people/gestion/renew.html", context, status=422 if error else 200)
