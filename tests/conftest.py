"""What every test stands on."""

import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path) -> None:
    """Files written by a test stay in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAULT_ROOT = tmp_path / "vault"
