"""What the frame around every page needs: the shop, the counts in the menu, the present instant."""

from typing import Any

from django.http import HttpRequest

from casewright_web.models import ShopRow
from casewright_web.pages.clock import as_of
from casewright_web.selectors.today import today_counts

__all__ = ["frame_context"]


def frame_context(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; a partial and a stranger's page need none of the counts."""
    context: dict[str, Any] = {"at": as_of()}
    user = getattr(request, "user", None)
    htmx = getattr(request, "htmx", False)
    if user is not None and user.is_authenticated and not htmx:
        context |= {"shop": ShopRow.current(), "counts": today_counts()}
    return context
