"""Numbers as marketplaces and carriers give them, check digits included."""

from types import MappingProxyType

from casewright.simulate.chance import Chance

__all__ = ["order_number", "tracking_number"]

_POSTAL_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_POSTAL_SERVICES = MappingProxyType({"uk": ("RN", "GB"), "es": ("PQ", "ES"), "fr": ("CB", "FR")})


def order_number(chance: Chance) -> str:
    """Return an order number of three groups: 3, 7 and 7 digits."""
    return f"{chance.pick(('112', '114', '203', '303', '402'))}-{chance.digits(7)}-{chance.digits(7)}"


def _postal(service: str, country: str, chance: Chance) -> str:
    """Return a number of the Universal Postal Union (S10)."""
    body = chance.digits(8)
    check = 11 - sum(int(digit) * weight for digit, weight in zip(body, _POSTAL_WEIGHTS, strict=True)) % 11
    return f"{service}{body}{ {10: 0, 11: 5}.get(check, check) }{country}"


def _ups(chance: Chance) -> str:
    body = f"{chance.letters(1)}{chance.digits(3)}{chance.letters(1)}{chance.digits(10)}"
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in body]
    total = sum(value * (2 if at % 2 else 1) for at, value in enumerate(values))
    return f"1Z{body}{-total % 10}"


def _sscc(chance: Chance) -> str:
    body = "003404341" + chance.digits(10)
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body)))
    return f"{body}{-total % 10}"


def _yamato(chance: Chance) -> str:
    body = chance.digits(11)
    return f"{body[:4]}-{body[4:8]}-{body[8:]}{int(body) % 7}"


def tracking_number(scene: str, chance: Chance) -> str:
    """Return a tracking number of the scene's carrier."""
    if scene == "us":
        return _ups(chance)
    if scene in _POSTAL_SERVICES:
        return _postal(*_POSTAL_SERVICES[scene], chance)
    if scene == "de":
        return _sscc(chance)
    if scene == "jp":
        return _yamato(chance)
    return f"SF{chance.digits(13)}" if scene == "cn" else chance.digits(11)
