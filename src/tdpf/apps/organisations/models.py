"""Who belongs to which organisation, and as what. What a role may do is `tdpf.core.access`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tdpf.apps.catalog.service import Organisation
from tdpf.core.access import Role


class Membership(models.Model):
    """One person's role in one organisation."""

    ROLES = (
        (Role.OWNER.value, _("Owner")),
        (Role.OFFICER.value, _("Officer")),
        (Role.REVIEWER.value, _("Reviewer")),
        (Role.READER.value, _("Reader")),
    )

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=10, choices=ROLES)
    since = models.DateTimeField(_("since"), editable=False)

    class Meta:
        db_table = "organisations_membership"
        ordering = ("organisation", "user")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"
