"""Our `migrate` makes what Django's would, in an order that costs less."""

import pytest
from django.core.management import load_command_class
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tierslieu.management.commands.migrate import LowestFirst

pytestmark = pytest.mark.django_db


def plan_of(executor: MigrationExecutor) -> list[str]:
    nodes = executor.loader.graph.leaf_nodes()
    return [str(one) for one, _backwards in executor.migration_plan(nodes, clean_start=True)]


def test_the_same_changes_those_of_libraries_before_those_of_the_departments():
    plan, usual = plan_of(LowestFirst(connection)), plan_of(MigrationExecutor(connection))

    assert sorted(plan) == sorted(usual)
    last_of_wagtail = max(number for number, name in enumerate(plan) if name.startswith("wagtail"))
    departments = ("meetings.", "spaces.", "bookings.", "incubator.", "cms.")
    assert last_of_wagtail < min(number for number, name in enumerate(plan) if name.startswith(departments))


def test_it_is_ours_that_is_run(capsys):
    load_command_class("tierslieu", "migrate").run_from_argv(["manage.py", "migrate", "--plan"])

    assert "No planned migration operations." in capsys.readouterr().out
