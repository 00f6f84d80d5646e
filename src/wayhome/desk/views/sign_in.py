"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse
from django.urls import reverse

from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.desk.forms.sign_in import SignInForm
from wayhome.ledger import actions as ledger


class SignIn(views.LoginView):
    """The one page that anybody may open."""

    http_method_names = ["get", "head", "post"]
    template_name = "desk/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the layout takes before anybody is signed in."""
        return super().get_context_data(**kwargs) | {
            "demonstration": settings.DEMONSTRATION,
            "home_url": reverse("sign_in"),
        }

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let the officer in, and write it down."""
        officer: Officer = form.get_user()
        answer = super().form_valid(form)
        ledger.write("officer.signed_in", officer, by=officer.actor, agency=officer.agency_id, at=clock.now())
        return answer


sign_in = SignIn.as_view()
sign_out = views.LogoutView.as_view()
