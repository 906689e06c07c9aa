"""What a person wrote, cut out of the template around it."""

import re

from casewright.intake.mail.content import Content
from casewright.intake.mail.wording import fold, plain

__all__ = ["body_of", "has_markers", "outside_body"]

_DASHES = r"-{3,}[ \t]*"
_BEGIN = (
    "message",
    "begin message",
    "anfang der nachricht",
    "nachricht",
    "beginn der nachricht",
    "debut du message",
    "messaggio",
    "inizio messaggio",
    "inizio del messaggio",
    "iniciar mensaje",
    "inicio del mensaje",
    "mensaje",
    "mensagem",
    "iniciar mensagem",
    "inicio da mensagem",
    "bericht",
    "begin bericht",
    "begin van bericht",
    "begin van het bericht",
    "wiadomosc",
    "poczatek wiadomosci",
    "rozpocznij wiadomosc",
    "meddelande",
    "borja meddelande",
    "meddelandets borjan",
    "borjan av meddelandet",
    "start pa meddelandet",
    "mesaj",
    "mesaj baslangici",
    "mesajin baslangici",
    "mesaji baslat",
    "メッセージはここから",
    "メッセージ",
    "消息",
    "消息开始",
    "开始消息",
    "邮件开始",
    "信息开始",
    "訊息",
    "الرسالة",
    "بداية الرسالة",
)
_END = (
    "end message",
    "end of message",
    "message end",
    "ende der nachricht",
    "nachricht ende",
    "fin du message",
    "fine messaggio",
    "fine del messaggio",
    "finalizar mensaje",
    "fin del mensaje",
    "encerrar mensagem",
    "mensagem final",
    "fim da mensagem",
    "finalizar mensagem",
    "einde bericht",
    "einde van bericht",
    "einde van het bericht",
    "koniec wiadomosci",
    "zakoncz wiadomosc",
    "avsluta meddelande",
    "slut pa meddelande",
    "slut pa meddelandet",
    "meddelandet slut",
    "mesaj sonu",
    "mesajin sonu",
    "mesaji bitir",
    "メッセージはここまで",
    "消息结束",
    "结束消息",
    "邮件结束",
    "信息结束",
    "نهاية الرسالة",
)


def _marker(texts: tuple[str, ...]) -> re.Pattern[str]:
    known = "|".join(re.escape(text).replace(r"\ ", r"[ \t]+") for text in sorted(texts, key=len, reverse=True))
    return re.compile(rf"{_DASHES}(?:{known})[ \t]*:?[ \t]*-{{3,}}")


_BEGINS, _ENDS = _marker(_BEGIN), _marker(_END)
_ANY_MARKER = re.compile(r"^-{5,}[ \t]*[^\s-][^\n]{0,60}?[ \t]*-{5,}[ \t]*$", re.MULTILINE)
_QUOTED_MAIL = re.compile(
    r"original|urspr|origine|forward|weitergeleitet|transf|inoltrat|reenviad|encaminhad|przekaz|vidarebef|iletilen|转发|転送|原始|元の"
)
_FOOTER = re.compile(
    r"\[commmgrtok:|\bspc-[a-z]{2}amazon-\d|customattribute1value=|/messaging/(?:no-response-needed|inbox|\d)|/gp/satisfaction/|"
    r"^[^\n]{0,40}(?:copyright|\(c\)|©)[^\n]{0,20} 20\d\d|^-{20,}[ \t]*$|^_{20,}[ \t]*$|"
    r"^(?:was this (?:e-?mail|message) helpful|questa e-?mail e stata utile|este e-?mail foi util|war diese e-?mail hilfreich|"
    r"cet e-?mail vous a-t-il|te ha resultado util|este correo .{0,20}util|was deze e-?mail nuttig|czy ta wiadomosc|"
    r"var det har (?:mejlet|meddelandet)|bu e-?posta .{0,20}yardimci|このeメールは|这封(?:电子)?邮件.{0,6}(?:有用|有帮助))|"
    r"^(?:solve case|resolve case|risolvi caso|solucionar o caso|fall losen|resoudre le cas|resolver caso|report suspicious|"
    r"segnala attivita sospetta|denunciar atividade|verdachtige aktivitat|verdachtige aktivitaten melden)",
    re.MULTILINE,
)
_ATTRIBUTION = re.compile(
    r"^[ \t]*(?:on\b[^\n]{4,200}\bwrote|am\b[^\n]{4,200}\bschrieb[^\n]{0,120}|le\b[^\n]{4,200}\ba ecrit|il\b[^\n]{4,200}\bha scritto|"
    r"el\b[^\n]{4,200}\bescribio|em\b[^\n]{4,200}\bescreveu|op\b[^\n]{4,200}\bschreef[^\n]{0,120}|w dniu\b[^\n]{4,200}\bnapisal(?:\(a\)|a)?|"
    r"den\b[^\n]{4,200}\bskrev[^\n]{0,120}|[^\n]{4,200}\btarihinde[^\n]{0,120}(?:sunu )?yazdi|[^\n]{4,120}(?:のメッセージ|書きました)|"
    r"[^\n]{4,120}写道)[ \t]*[:：][ \t]*$|"
    r"^[ \t]*-{2,}[ \t]*(?:original message|ursprungliche nachricht|message d'origine|messaggio originale|mensaje original|"
    r"mensagem original|oorspronkelijk bericht|oryginalna wiadomosc|ursprungligt meddelande|orijinal mesaj|元のメッセージ|原始邮件)[^\n]*$|"
    r"^[ \t]*(?:from|von|de|da|van|od|fran|kimden|差出人|发件人): ?[^\n]{3,200}\n[ \t]*(?:sent|gesendet|envoye|inviato|enviado|enviada|"
    r"verzonden|wyslano|skickat|gonderildi|tarih|送信日時|发送时间|date|datum|data|fecha|to|an|a): ?",
    re.MULTILINE,
)
_TEMPLATE_LINE = re.compile(
    r"^(?:\d{3}-\d{7}-\d{7}:?|#?\s*\d+ ?/ ?.*\[asin: ?\w+\].*|(?:you have received a message|sie haben eine nachricht erhalten|"
    r"vous avez recu un message|hai ricevuto un messaggio|ha recibido un mensaje|has recibido un mensaje|voce recebeu uma mensagem|"
    r"recebeu uma mensagem|u heeft een bericht ontvangen|otrzymano wiadomosc|otrzymales wiadomosc|du har fatt ett meddelande|"
    r"bir mesaj aldiniz|bir mesajiniz var|メッセージを受信しました|メッセージが届きました|[您你](?:已)?收到(?:了)?一条消息)[.。!！]?)$"
)
_QUOTE = re.compile(r"^[ \t]*>")
_EMPTY = re.compile(r"\n{3,}")


def _folded_lines(text: str) -> tuple[list[str], str]:
    """Return the lines as written and one folded text with the same line ends, to find marks without moving lines."""
    lines = re.split(r"\r\n|\r|\n", text)
    return lines, "\n".join(fold(plain(line)).replace("\n", " ") for line in lines)


def _line_of(key: str, offset: int) -> int:
    return key.count("\n", 0, offset)


def has_markers(content: Content) -> bool:
    """Say whether the text marks where a buyer's message begins or ends, or carries the message block of an HTML part."""
    if len(content.messages) == 1:
        return True
    return _BEGINS.search(content.key) is not None and (
        _ENDS.search(content.key) is not None or _FOOTER.search(content.key) is not None
    )


def _marked(text: str) -> tuple[str, str] | None:
    """Return (inside, outside) of the first marked message; begin and end may be in different languages."""
    lines, key = _folded_lines(text)
    begin = _BEGINS.search(key)
    end = _ENDS.search(key, begin.end() if begin else 0)
    if begin is None and end is None:
        marks = [mark for mark in _ANY_MARKER.finditer(key) if not _QUOTED_MAIL.search(mark[0])][:2]
        if len(marks) < 2:  # noqa: PLR2004 - a begin and an end
            return None
        begin, end = marks
    elif begin is not None and end is None:
        others = (mark for mark in _ANY_MARKER.finditer(key, begin.end()) if not _QUOTED_MAIL.search(mark[0]))
        end = next(others, None) or _FOOTER.search(key, begin.end())
    return _between(lines, key, begin, end)


def _between(lines: list[str], key: str, begin: re.Match[str] | None, end: re.Match[str] | None) -> tuple[str, str]:
    first = _line_of(key, begin.end()) if begin else -1
    last = _line_of(key, end.start()) if end else len(lines)
    inside = lines[first + 1 : last]
    if begin and first < len(lines):
        inside = [_after_mark(lines[first]) if last != first else _inside_line(lines[first]), *inside]
    if end and last not in (first, len(lines)):
        inside.append(lines[last].split("---", 1)[0])
    outside = [*lines[: max(first, 0)], *lines[last + 1 :]]
    return "\n".join(inside), "\n".join(outside)


def _after_mark(line: str) -> str:
    return re.split(r"-{3,}", line)[-1]


def _inside_line(line: str) -> str:
    pieces = [piece for piece in re.split(r"-{3,}", line) if piece.strip()]
    return pieces[1] if len(pieces) > 2 else ""  # noqa: PLR2004 - begin mark, text, end mark


def _without_footer(text: str) -> str:
    lines, key = _folded_lines(text)
    footer = _FOOTER.search(key)
    kept = lines[: _line_of(key, footer.start())] if footer else lines
    return "\n".join(line for line in kept if not _TEMPLATE_LINE.match(fold(plain(line)).strip()))


def _without_history(text: str) -> str:
    """Drop what the writer quotes. Where nothing would remain, the answer stands below the quote: keep that."""
    lines, key = _folded_lines(text)
    mark = _ATTRIBUTION.search(key)
    cut = _line_of(key, mark.start() + len(mark[0]) - len(mark[0].lstrip())) if mark else len(lines)
    above = [line for line in lines[:cut] if not _QUOTE.match(line)]
    if any(line.strip() for line in above):
        return "\n".join(above)
    below = [line for line in lines[cut + 1 :] if not _QUOTE.match(line)]
    return "\n".join(below) if any(line.strip() for line in below) else text


def _tidy(text: str) -> str | None:
    lines = [line.replace("\xa0", " ").replace("\u200b", "").strip() for line in re.split(r"\r\n|\r|\n", text)]
    return _EMPTY.sub("\n\n", "\n".join(lines)).strip() or None


def body_of(contents: list[Content]) -> str | None:
    """Return what the buyer wrote: between the marks, else the HTML message block, else the text without its frame."""
    ordered = sorted(contents, key=lambda content: content.part.startswith("text/html"))
    candidates = [pair[0] for content in ordered if (pair := _marked(content.raw))]
    candidates += [content.messages[0] for content in ordered if len(content.messages) == 1]
    candidates += [_without_footer(content.raw) for content in ordered]
    return next((body for text in candidates if (body := _tidy(_without_history(text)))), None)


def outside_body(contents: list[Content]) -> str:
    """Return the template around a marked message, where the marketplace names the order; all text when unmarked."""
    return "\n".join((_marked(content.raw) or ("", content.raw))[1] for content in contents)
