from wagtail import hooks

from bookings.viewsets import (
    AgreementViewSet,
    BookingViewSet,
    ClosureViewSet,
    RebateViewSet,
    RulesViewSet,
    TariffViewSet,
    TrainingViewSet,
)


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """What the team reads and sets of bookings."""
    return [
        BookingViewSet(),
        ClosureViewSet(),
        AgreementViewSet(),
        RulesViewSet(),
        TariffViewSet(),
        RebateViewSet(),
        TrainingViewSet(),
    ]
