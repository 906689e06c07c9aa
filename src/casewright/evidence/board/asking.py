"""Who has a proof, how to ask for it, and a message ready to be sent, in the holder's language where we have it."""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, ObservationKind
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.words import Words
from casewright.evidence.board.board import Ask, Holder
from casewright.evidence.board.view import zone_of

__all__ = ["Proof", "ask_for_proof", "proofs"]

_LOCAL = ("de", "fr", "it", "es", "ja")
_SENTENCE = re.compile(r"(?<=[.。])\s*")
_THIS_ORDER = Words("this order", "本订单")
_SPEAKS_LOCALLY = frozenset({Holder.CARRIER, Holder.BUYER})


@dataclass(frozen=True, slots=True)
class Proof:
    """What can bring a proof: kinds of exhibit, or words of a file's name or title; and who has it."""

    name: str
    holder: Holder
    ask: str
    kinds: frozenset[ExhibitKind]
    named: tuple[str, ...]

    def may_come_from(self, exhibit: Exhibit) -> bool:
        """Say whether an exhibit is of a kind, or bears a name, that can bring the proof."""
        if exhibit.kind in self.kinds:
            return True
        titles = [str(one.value) for one in exhibit.observations if one.kind is ObservationKind.TITLE]
        texts = " ".join([exhibit.place.file.rsplit("/", 1)[-1], *titles]).casefold()
        return any(word in texts for word in self.named)


@lru_cache(maxsize=1)
def proofs() -> dict[str, Proof]:
    """Return every proof by its name in the catalogue."""
    source = (files("casewright.evidence.board") / "words" / "proofs.toml").read_text("utf-8")
    return {
        name: Proof(
            name,
            Holder(entry["holder"]),
            entry["ask"],
            frozenset(ExhibitKind(kind) for kind in entry["kinds"]),
            tuple(word.casefold() for word in entry.get("named", ())),
        )
        for name, entry in tomllib.loads(source).items()
    }


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    source = (files("casewright.evidence.board") / "words" / "asks.toml").read_text("utf-8")
    return {
        name: {"how_en": entry["how"]["en"], "how_zh": entry["how"]["zh"]}
        | {key: text for key, text in entry.items() if isinstance(text, str)}
        for name, entry in tomllib.loads(source).items()
    }


def ask_for_proof(proof: Proof, title: Words, dispute: Dispute) -> Ask:
    """Return whom to ask for a proof, how, by when, and the message."""
    texts = _messages()[proof.ask]
    site = marketplace_by_code(dispute.marketplace or "")
    language = site.language if site and proof.holder in _SPEAKS_LOCALLY else None
    local = texts.get(language) if language in _LOCAL else None
    told = {language: _filled(texts[language], dispute, title, language) for language in ("en", "zh")}
    return Ask(
        proof.holder,
        Words(texts["how_en"], texts["how_zh"]),
        Words(told["en"], told["zh"]),
        by=dispute.respond_by,
        local=None if local is None else _filled(local, dispute, title, str(language)),
        language=language if local is not None else None,
    )


def _filled(text: str, dispute: Dispute, title: Words, language: str) -> str:
    kept = [part for part in _SENTENCE.split(text) if part and (dispute.respond_by or "{by}" not in part)]
    order = dispute.order_id or _THIS_ORDER.say("zh" if language == "zh" else "en")
    parcels = dispute.return_tracking_numbers or dispute.tracking_numbers
    return (
        ("" if language in ("zh", "ja") else " ")
        .join(kept)
        .format(
            proof=title.zh if language == "zh" else title.en,
            order=order,
            parcel=", ".join(dispute.tracking_numbers or parcels) or order,
            by=_day(dispute.respond_by, dispute),
        )
    )


def _day(instant: datetime | None, dispute: Dispute) -> str:
    return "" if instant is None else instant.astimezone(zone_of(dispute)).date().isoformat()
