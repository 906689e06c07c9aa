"""Logging in and out, and the language switch."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from casewright_web.services.log_ins import log_in_blocked, log_in_failed, log_in_succeeded
from casewright_web.services.write_lock import write_transaction

__all__ = ["LogIn", "LogOut", "language"]

_MINUTE = 60


class LogIn(LoginView):
    """The log-in page in the desk's own look."""

    template_name = "casewright_web/log_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponse:
        """Look at the password only while there were not too many wrong ones."""
        if log_in_blocked(**self._attempt()):
            context = {"blocked_minutes": -(-settings.CASEWRIGHT_LOG_IN_PAUSE_SECONDS // _MINUTE)}
            return self.render_to_response(
                context | {"next": self.get_redirect_url()}, status=HTTPStatus.TOO_MANY_REQUESTS
            )
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Count the failure."""
        log_in_failed(**self._attempt())
        return super().form_invalid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Forget the failures before. The session is written in turn with whatever the desk writes meanwhile."""
        log_in_succeeded(**self._attempt())
        with write_transaction():
            return super().form_valid(form)

    def _attempt(self) -> dict[str, str]:
        return {"name": self.request.POST.get("username", ""), "address": self.request.META.get("REMOTE_ADDR", "")}


@method_decorator(login_not_required, name="dispatch")
class LogOut(LogoutView):
    """Ends the session; works also when it has already ended."""


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the chosen language and go back."""
    return set_language(request)
