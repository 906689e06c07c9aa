"""Two processes that import at once: nothing twice, nothing lost, on a database of their own."""

from collections.abc import Callable

import pytest
from django.db import connection


@pytest.mark.slow
@pytest.mark.django_db
def test_two_imports_of_the_same_files_at_once_add_them_once(race: Callable[[str | None], tuple[int, str]]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the processes make an SQLite desk of their own")
    assert race(None) == (12, "12 12 4 True")
