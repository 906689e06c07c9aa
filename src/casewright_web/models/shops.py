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
    ships_itself = models.BooleanField(null=True)
    stands_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Shop:
        """Return the shop as the core knows it; a desk that was told nothing has a shop without settings."""
        row = cls.objects.filter(pk=1).first()
        if row is None:
            return Shop(name="")
        return Shop(
            name=row.name,
            zone=row.zone,
            country=row.country or None,
            brand_owner=row.brand_owner,
            ships_itself=row.ships_itself,
            stands_at=row.stands_at,
        )
