"""Two days of the policy side by side, and the shop's history under another day's policy."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casewright.rulebook import load_rulebook
from casewright_web.pages.policy import day_asked, policy_today, site_asked
from casewright_web.selectors.policy_days import PolicyView, change_days, policy_sites, stretch_around
from casewright_web.selectors.policy_diff import policy_diff_told
from casewright_web.selectors.policy_replay import PolicyReplay, policy_replay_of
from casewright_web.selectors.policy_tables import policy_table_list

__all__ = ["policy_diff", "policy_replay"]

_A_DAY = timedelta(days=1)


def _days() -> tuple[date, ...]:
    """Return the days on which any table changes, the newest first."""
    return tuple(reversed(change_days(policy_table_list())))


@require_safe
def policy_diff(request: HttpRequest) -> HttpResponse:
    """Show what changes between two days; by themselves, the last change and today."""
    today, site, days = policy_today(), site_asked(request), _days()
    after = day_asked(request, "b") or today
    since = stretch_around(tuple(reversed(days)), after).since or after
    before = day_asked(request, "a") or max(since, date.min + _A_DAY) - _A_DAY
    first, second = PolicyView(before, today, site), PolicyView(after, today, site)
    context = {
        "view": PolicyView(today, today, site),
        "before": first,
        "after": second,
        "sites": policy_sites(load_rulebook()),
        "diff": policy_diff_told(before=first, after=second),
        "changes": [(day, day - _A_DAY) for day in days if day > date.min],
    }
    return render(request, "casewright_web/policy_diff.html", context)


def _replay(as_of: date) -> PolicyReplay:
    return policy_replay_of(as_of=as_of, at_most=settings.CASEWRIGHT_REPLAY_CASES)


@require_safe
def policy_replay(request: HttpRequest) -> HttpResponse:
    """Show what another day's policy would have made of the shop's cases. It changes none of them."""
    today, asked = policy_today(), day_asked(request, "on")
    context = {
        "view": PolicyView(asked or today, today),
        "asked": asked,
        "days": _days(),
        "found": None if asked is None else _replay(asked),
    }
    return render(request, "casewright_web/policy_replay.html", context)
