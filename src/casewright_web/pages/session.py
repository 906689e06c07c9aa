"""Logging in and out, and the language switch."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

__all__ = ["LogIn", "LogOut", "language"]


class LogIn(LoginView):
    """The log-in page in the desk's own look."""

    template_name = "casewright_web/log_in.html"
    redirect_authenticated_user = True


@method_decorator(login_not_required, name="dispatch")
class LogOut(LogoutView):
    """Ends the session; works also when it has already ended."""


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the chosen language and go back."""
    return set_language(request)
