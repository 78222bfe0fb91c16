"""Signing in and out, and what a person who is signed in may see besides what everybody sees."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tdpf.apps.accounts.selectors import actor_of, roles_of
from tdpf.apps.accounts.sign_in import MemberSignInForm
from tdpf.apps.catalog.service import hidden_datasets

MOST_DATASETS = 500


class SignIn(LoginView):
    """The form; afterwards back to where the person came from, on this site only."""

    form_class = MemberSignInForm
    template_name = "accounts/sign_in.html"
    next_page = "account"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """By POST alone, so that no other page can sign somebody out."""

    next_page = "catalog:home"


@require_safe
@never_cache
@login_required(login_url="sign-in")
def account(request: HttpRequest) -> HttpResponse:
    """Whose account it is, their roles, and the datasets that not everybody sees."""
    words = request.GET.get("q", "").strip()[:200]
    found = hidden_datasets(actor_of(request), words)
    context = {
        "roles": roles_of(request.user.pk),
        "datasets": found[:MOST_DATASETS],
        "count": found.count(),
        "q": words,
    }
    return render(request, "accounts/account.html", context)
