"""Money is a whole number of minor units and an ISO 4217 code. There is no float anywhere."""

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["CURRENCIES", "CurrencyMismatchError", "Money", "MoneyError", "minor_digits"]

_TWO_DIGITS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY "
    "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS "
    "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR "
    "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG"
)
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"

_DIGITS = {
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **dict.fromkeys(_NO_DIGITS.split(), 0),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
}
CURRENCIES = frozenset(_DIGITS)
"""The ISO 4217 codes in circulation that Casewright accepts."""


class MoneyError(ValueError):
    """An amount that is not exact in its currency, or an unknown currency code."""


class CurrencyMismatchError(MoneyError):
    """Two currencies met in one sum; convert explicitly, with a dated rate, or keep them apart."""


def minor_digits(currency: str) -> int:
    """Return the number of minor digits of an ISO 4217 code. Raise MoneyError for an unknown one."""
    try:
        return _DIGITS[currency]
    except KeyError:
        raise MoneyError(f"unknown currency code {currency!r}; use a three-letter ISO 4217 code") from None


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` units (cents, yen, fils) of `currency`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        minor_digits(self.currency)
        if type(self.minor) is not int:
            raise MoneyError(f"minor units are a whole number, not {self.minor!r}")

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> "Money":
        """Read a decimal amount exactly. Raise MoneyError when it has more digits than the currency."""
        try:
            scaled = Decimal(amount).scaleb(minor_digits(currency))
            minor = int(scaled)
        except (ArithmeticError, ValueError) as error:
            if isinstance(error, MoneyError):
                raise
            raise MoneyError(f"{amount!r} is not an amount") from None
        if scaled != minor:
            raise MoneyError(f"{amount} has more digits than {currency} has minor units")
        return cls(minor, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's digits."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"cannot combine {self.currency} with {other.currency}")
        return other.minor
