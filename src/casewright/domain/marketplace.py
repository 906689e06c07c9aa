"""The marketplaces Casewright knows and what names them: id, site, country, region, money, language, zone."""

from dataclasses import dataclass

__all__ = ["AMAZON_SITES", "Marketplace", "marketplace_by_amazon_id", "marketplace_by_code", "marketplace_by_site"]


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One national site of a marketplace. `zone` is the IANA zone in which its days are counted and shown."""

    code: str
    amazon_id: str
    site: str
    country: str
    region: str
    currency: str
    language: str
    zone: str


_ROWS = """
amazon_us ATVPDKIKX0DER  amazon.com    US north_america USD en America/Los_Angeles
amazon_ca A2EUQ1WTGCTBG2 amazon.ca     CA north_america CAD en America/Toronto
amazon_mx A1AM78C64UM0Y8 amazon.com.mx MX north_america MXN es America/Mexico_City
amazon_br A2Q3Y263D00KWC amazon.com.br BR south_america BRL pt America/Sao_Paulo
amazon_uk A1F83G8C2ARO7P amazon.co.uk  GB europe        GBP en Europe/London
amazon_de A1PA6795UKMFR9 amazon.de     DE europe        EUR de Europe/Berlin
amazon_fr A13V1IB3VIYZZH amazon.fr     FR europe        EUR fr Europe/Paris
amazon_it APJ6JRA9NG5V4  amazon.it     IT europe        EUR it Europe/Rome
amazon_es A1RKKUPIHCS9HS amazon.es     ES europe        EUR es Europe/Madrid
amazon_nl A1805IZSGTT6HS amazon.nl     NL europe        EUR nl Europe/Amsterdam
amazon_be AMEN7PMS3EDWL  amazon.com.be BE europe        EUR fr Europe/Brussels
amazon_se A2NODRKZP88ZB9 amazon.se     SE europe        SEK sv Europe/Stockholm
amazon_pl A1C3SOZRARQ6R3 amazon.pl     PL europe        PLN pl Europe/Warsaw
amazon_ie A28R8C7NBKEWEA amazon.ie     IE europe        EUR en Europe/Dublin
amazon_tr A33AVAJ2PDY3EV amazon.com.tr TR middle_east   TRY tr Europe/Istanbul
amazon_ae A2VIGQ35RCS4UG amazon.ae     AE middle_east   AED en Asia/Dubai
amazon_sa A17E79C6D8DWNP amazon.sa     SA middle_east   SAR ar Asia/Riyadh
amazon_eg ARBP9OOSHTCHU  amazon.eg     EG middle_east   EGP ar Africa/Cairo
amazon_za AE08WJ6YKNBMC  amazon.co.za  ZA africa        ZAR en Africa/Johannesburg
amazon_in A21TJRUUN4KGV  amazon.in     IN asia_pacific  INR en Asia/Kolkata
amazon_jp A1VC38T7YXB528 amazon.co.jp  JP asia_pacific  JPY ja Asia/Tokyo
amazon_au A39IBJ37TRP1C6 amazon.com.au AU asia_pacific  AUD en Australia/Sydney
amazon_sg A19VAU5U5O7RUS amazon.sg     SG asia_pacific  SGD en Asia/Singapore
"""

AMAZON_SITES: tuple[Marketplace, ...] = tuple(Marketplace(*line.split()) for line in _ROWS.strip().splitlines())
_BY_CODE = {site.code: site for site in AMAZON_SITES}
_BY_ID = {site.amazon_id: site for site in AMAZON_SITES}
_BY_SITE = {site.site: site for site in AMAZON_SITES}


def marketplace_by_code(code: str) -> Marketplace | None:
    """Return the marketplace named `amazon_us` and so on, or None."""
    return _BY_CODE.get(code)


def marketplace_by_amazon_id(amazon_id: str) -> Marketplace | None:
    """Return the marketplace with this Amazon id (`ATVPDKIKX0DER`), or None."""
    return _BY_ID.get(amazon_id)


def marketplace_by_site(host: str) -> Marketplace | None:
    """Return the marketplace whose site is this host or a parent of it, or None: `x.Amazon.de`, never `amazon.de.x`."""
    host = host.lower().rstrip(".")
    while host:
        if host in _BY_SITE:
            return _BY_SITE[host]
        _, _, host = host.partition(".")
    return None
