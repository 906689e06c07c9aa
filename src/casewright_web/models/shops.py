"""The seller whose desk this is."""

from django.db import models

from casewright.domain.shop import Shop

__all__ = ["ShopRow"]


class ShopRow(models.Model):
    """The desk's one shop, in row 1."""

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=60, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    brand_owner = models.BooleanField(null=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Shop:
        """Return the shop as the core knows it; a desk that was told nothing has a shop without settings."""
        row = cls.objects.filter(pk=1).first()
        if row is None:
            return Shop(name="")
        return Shop(row.name, row.zone, row.country or None, row.brand_owner)
