"""What tests of commands share: models of a small market."""

from tests.model.conftest import small, trained  # noqa: F401
