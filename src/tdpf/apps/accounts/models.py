"""People who sign in, the tokens of their programs, and how often somebody tried to sign in.

The data server reads users and tokens without Django (`tdpf.adapters.accounts`).
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Users(BaseUserManager["User"]):
    """What Django needs to find a user by e-mail; making one is `actions.add_user`."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person (利用者). The e-mail address, in small letters, is the name to sign in with."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(_("e-mail"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    joined_at = models.DateTimeField(_("added"))

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "accounts_user"
        ordering = ("email",)
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Operators may do everything in the staff screens, nobody else anything."""
        del perm, obj
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        del app_label
        return self.is_active and self.is_staff


class Token(models.Model):
    """The key of a program that acts for a user. The secret itself is kept nowhere."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="tokens", verbose_name=_("user")
    )
    title = models.CharField(_("what it is for"), max_length=200)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.CharField(_("scopes"), max_length=60)  # read, write, admin; with spaces
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    class Meta:
        db_table = "accounts_token"
        ordering = ("id",)
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.title} ({self.user_id})"


class SignInTry(models.Model):
    """One try to sign in, by what is limited: an account or an address, as a hash."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "accounts_sign_in_try"
        indexes = (models.Index(fields=["key", "at"], name="sign_in_tries_of"),)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%Y-%m-%d %H:%M}"


class SignIn(models.Model):
    """Who is signed in, for the data server: `sessions.py` writes, `adapters.accounts` reads."""

    key = models.CharField(primary_key=True, max_length=64)  # hash of the session's key
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=32)  # of the password: another one ends the sign-in
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_sign_in"
        indexes = (models.Index(fields=["ends_at"], name="sign_ins_over"),)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.user_id}"
