"""How a person reads the time that is left, a sum of money, a zone."""

from casewright.domain.words import Language

__all__ = ["money_text", "site_name", "time_left", "urgency", "zone_city"]

_HOUR = 3600
_DAY = 86400
_SYMBOLS = {"USD": "US$", "GBP": "£", "EUR": "€", "JPY": "¥", "CAD": "CA$", "AUD": "A$", "CNY": "CN¥", "MXN": "MX$"}


def time_left(seconds: int, language: Language) -> str:
    """Say the time left in the two largest units: `2 d 3 h`, `4 h 12 m`; or how long it is over."""
    size = abs(seconds)
    days, hours, minutes = size // _DAY, size % _DAY // _HOUR, size % _HOUR // 60
    if language == "zh":
        text = f"{days} 天 {hours} 小时" if days else f"{hours} 小时 {minutes:02d} 分"
        return f"已超 {text}" if seconds < 0 else f"剩 {text}"
    text = f"{days} d {hours} h" if days else f"{hours} h {minutes:02d} m"
    return f"{text} over" if seconds < 0 else text


def urgency(seconds: int | None) -> str:
    """The tone of a clock: `red` under twelve hours or over, `amber` under a day, else `plain`. A matter of display."""
    if seconds is None:
        return "plain"
    return "red" if seconds < _DAY // 2 else "amber" if seconds < _DAY else "plain"


def money_text(money: dict[str, str] | None) -> str:
    """A sum as people write it: `US$ 1,204.99`; a dash for none."""
    if money is None:
        return "–"
    whole, dot, rest = money["amount"].partition(".")
    return f"{_SYMBOLS.get(money['currency'], money['currency'])} {int(whole):,}{dot}{rest}"


def zone_city(zone: str) -> str:
    """The city of an IANA zone: `Los Angeles`."""
    return zone.rpartition("/")[2].replace("_", " ")


def site_name(code: str | None) -> str:
    """The name of a marketplace code on the screen: `Amazon DE`; a dash for none."""
    if code is None:
        return "–"
    name, _, country = code.rpartition("_")
    return f"{name.capitalize()} {country.upper()}"
