"""How one name is written in two ways that mean the same."""

__all__ = ["with_plain_umlauts"]

_UMLAUTS = {ord(sign): f"{plain}e" for sign, plain in zip("äöüÄÖÜ", "aouAOU", strict=True)}


def with_plain_umlauts(name: str) -> str:
    """Return a German name as it is written without umlauts: Müller as Mueller."""
    return name.translate(_UMLAUTS)
