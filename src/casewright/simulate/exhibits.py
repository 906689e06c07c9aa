"""Make one exhibit's bytes: its paper in one of the forms a seller has it in, spoilt where the fault says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from casewright.simulate.chance import Chance
from casewright.simulate.faults import Fault
from casewright.simulate.filling import Filling
from casewright.simulate.pages import page_pdf, page_picture
from casewright.simulate.photographs import cropped, mirrored, photo, recoded
from casewright.simulate.plain_forms import as_csv, as_html, as_json, as_mail, as_sheet, as_text, as_tsv
from casewright.simulate.story import Story
from casewright.simulate.wear import photographed, scanned, smeared
from casewright.simulate.wording import Paper, family_layout, forms_of, paper_language, paper_of, site_of

__all__ = ["PHOTO_PAPERS", "Made", "clean_names", "make_exhibit"]

PHOTO_PAPERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"pack_photo": ("card",), "return_photo": ("return_card", "")}
)
"""Papers that are photos, and what lies in each photo."""

_DOTS, _SCREEN_DOTS = 110, 96
_TELEPHONES = frozenset({"chat", "handset"})  # layouts; such a screen has twice the dots
_RESAVED: Mapping[Fault, Callable[[bytes, datetime, Chance], bytes]] = MappingProxyType(
    {
        Fault.PHOTO_REUSED: lambda picture, _, __: picture,
        Fault.PHOTO_MIRRORED: mirrored,
        Fault.PHOTO_CROPPED: cropped,
        Fault.PHOTO_RECODED: recoded,
    }
)
_PLAIN: Mapping[str, Callable[[Paper], bytes]] = MappingProxyType(
    {"csv": as_csv, "tsv": as_tsv, "txt": as_text, "xlsx": as_sheet, "html": as_html, "json": as_json}
)
_SPOILT = frozenset({Fault.BANANA, Fault.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Made:
    """One file: its name in the folder, its bytes, and the paper it is. `earlier` is a picture of an earlier case."""

    name: str
    content: bytes
    paper: str
    earlier: bool = False


def _form(family: str, paper: str, chance: Chance) -> str:
    return chance.fork("form").pick(forms_of(family, paper))


def _name(family: str, form: str, chance: Chance, nth: int = 0) -> str:
    number = chance.fork("name").between(1000, 9990) + nth
    name: str = family_layout(family)["names"][form]
    return name.format(number=number)


def clean_names(family: str, paper: str, chance: Chance) -> tuple[str, ...]:
    """Return the names of the files that a paper makes when nothing is wrong with it."""
    if paper in PHOTO_PAPERS:
        return tuple(_name(family, "photo", chance, nth) for nth in range(len(PHOTO_PAPERS[paper])))
    return (_name(family, _form(family, paper, chance), chance),)


def make_exhibit(
    family: str, name: str, story: Story, chance: Chance, *, photos: int = 0, spoilt: Fault | None = None
) -> list[Made]:
    """Return the files of one exhibit. With photos, also a picture of an earlier case, which a reused one copies."""
    if name in PHOTO_PAPERS:
        pictures = _photos(family, PHOTO_PAPERS[name], story, chance, spoilt)
        made = [Made(_name(family, "photo", chance, nth), one, name) for nth, one in enumerate(pictures[1:])]
        return [*made, _earlier(family, pictures[0], chance)]
    if spoilt in _SPOILT:
        return [_spoilt(family, name, story, chance, spoilt)]
    language = paper_language(family, name, story, chance.fork("language"))
    paper = paper_of(family, name, story, language)
    form = _form(family, name, chance)
    if photos:
        cards = ("", "", "label_card")[:photos]
        pictures = _photos(family, cards, story, chance, spoilt)
        attached = [(_name(family, "photo", chance, nth), one) for nth, one in enumerate(pictures[1:], start=1)]
        mail = as_mail(paper, _receiver(paper, story), attached)
        return [Made(_name(family, form, chance), mail, name), _earlier(family, pictures[0], chance)]
    return [Made(_name(family, form, chance), _bytes(family, paper, form, story, chance), name)]


def _earlier(family: str, picture: bytes, chance: Chance) -> Made:
    return Made(f"earlier/{_name(family, 'photo', chance.fork('earlier'))}", picture, "earlier", earlier=True)


def _photos(family: str, cards: tuple[str, ...], story: Story, chance: Chance, spoilt: Fault | None) -> list[bytes]:
    """Return the earlier picture first, then those of the bundle."""
    before = story.ordered_at - timedelta(days=chance.fork("before").between(60, 120))
    past = replace(story, order_id=story.earlier_order, packed_at=before)
    earlier = photo(chance.fork("earlier"), before, _card(family, cards[0], past))
    pictures = [
        photo(
            chance.fork(f"photo {nth}"),
            _taken(card, story) + timedelta(minutes=2 * nth),
            _card(family, card, story),
        )
        for nth, card in enumerate(cards)
    ]
    if spoilt is not None and spoilt in _RESAVED:
        pictures[0] = _RESAVED[spoilt](earlier, _taken(cards[0], story), chance.fork("resaved"))
    return [earlier, *pictures]


def _taken(card: str, story: Story) -> datetime:
    if card == "card":
        return story.packed_at
    return story.photographed_at if card in {"", "label_card"} and not story.returns else story.return_arrived_at


def _card(family: str, card: str, story: Story) -> bytes | None:
    if not card:
        return None
    language = paper_language(family, card, story, Chance(story.order_id))
    return page_picture(family, paper_of(family, card, story, language), 150)


def _receiver(paper: Paper, story: Story) -> str:
    filling = Filling(story, {}, site_of(story, "en"))
    shop, buyer = filling.fill("{seller_mail}", {}), filling.fill("{buyer_mail}", {})
    return buyer if paper.sender == shop else shop


def _spoilt(family: str, name: str, story: Story, chance: Chance, fault: Fault) -> Made:
    language = paper_language(family, name, story, chance.fork("language"))
    if fault is Fault.BANANA:
        form, paper = chance.pick(("pdf", "scan")), paper_of(family, "banana", story, "en")
        return Made(_name(family, form, chance), _bytes(family, paper, form, story, chance), name)
    page = page_picture(family, paper_of(family, name, story, language), _DOTS)
    return Made(_name(family, "scan", chance), smeared(page, chance.fork("smear")), name)


def _bytes(family: str, paper: Paper, form: str, story: Story, chance: Chance) -> bytes:
    match form:
        case "pdf":
            return page_pdf(family, paper)
        case "scan":
            return scanned(page_picture(family, paper, _DOTS), chance.fork("wear"))
        case "photo":
            page = page_picture(family, paper, _DOTS)
            return photographed(page, chance.fork("wear"), story.written_at)
        case "shot":
            return page_picture(family, paper, 2 * _SCREEN_DOTS if paper.layout in _TELEPHONES else _SCREEN_DOTS)
        case "eml":
            return as_mail(paper, _receiver(paper, story))
        case _:
            return _PLAIN[form](paper)
