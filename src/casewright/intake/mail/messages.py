"""What a person wrote, cut out of the template around it."""

import re

from casewright.intake.mail.content import Content
from casewright.intake.mail.vocabulary import word_list
from casewright.intake.mail.wording import fold, plain

__all__ = ["body_of", "has_markers", "outside_body"]

_DASHES = r"(?<!-)-{3,200}[ \t]{0,20}"


def _any(topic: str) -> str:
    return "|".join(f"(?:{entry})" for entry in sorted(word_list("messages", topic), key=len, reverse=True))


def _wrapped(topic: str) -> str:
    """Return the entries as they stand where a mail program broke the line in two."""
    inside = _any(topic).replace(r"[^\n]{4,200}", r"[^\n]{4,120}(?:\n[^\n]{0,80})?")
    return inside.replace(r"[^\n]{0,120}", r"[^\n]{0,80}(?:\n[^\n]{0,80})?")


def _marker(topic: str) -> re.Pattern[str]:
    return re.compile(rf"{_DASHES}(?:{_any(topic)})[ \t]{{0,20}}:?[ \t]{{0,20}}-{{3,}}")


_BEGINS, _ENDS = _marker("begin"), _marker("end")
_ANY_MARKER = re.compile(r"^-{5,}[ \t]*[^\s-][^\n]{0,60}?[ \t]*-{5,}[ \t]*$", re.MULTILINE)
_QUOTED_MAIL = re.compile(_any("quoted"))
_FOOTER = re.compile(
    r"\[commmgrtok:|\bspc-[a-z]{2}amazon-\d|customattribute1value=|/messaging/(?:no-response-needed|inbox|\d)|"
    r"/gp/satisfaction/|^[^\n]{0,40}(?:copyright|\(c\)|©)[^\n]{0,20} 20\d\d|^-{20,}[ \t]*$|^_{20,}[ \t]*$|"
    rf"^(?:{_any('footer')})",
    re.MULTILINE,
)
_ATTRIBUTION = re.compile(
    rf"^[ \t]{{0,8}}(?:{_any('attribution')})[ \t]*[:：][ \t]*$|"
    rf"^[ \t]{{0,8}}(?=[^\n]{{0,80}}\d)(?=[^\n]{{0,200}}(?:\n[^\n]{{0,80}})?[@<])(?:{_wrapped('attribution')})"
    r"[ \t]*[:：][ \t]*$|"
    rf"^[ \t]{{0,8}}-{{2,200}}[ \t]{{0,8}}(?:{_any('original')})[^\n]*$|"
    rf"^[ \t]{{0,8}}(?:{_any('from')}): ?[^\n]{{3,200}}\n[ \t]{{0,8}}(?:{_any('sent')}): ?",
    re.MULTILINE,
)
_TEMPLATE_LINE = re.compile(
    rf"^(?:\d{{3}}-\d{{7}}-\d{{7}}:?|#?\s*\d+ ?/ ?.*\[asin: ?\w+\].*|(?:{_any('received')})[.。!！]?)$"
)
_BARE_BEGIN = re.compile(rf"^[ \t]{{0,8}}(?:{_any('begin')})[ \t]{{0,8}}(?:[:：][ \t]*|$)", re.MULTILINE)
_BUTTON = re.compile(rf"(?:{_any('button')})[ \t]*[>»›]?")
_ALONE_BEGIN = re.compile(rf"^[ \t]{{0,8}}(?:{_any('begin')})[ \t]{{0,8}}[:：][ \t]*$", re.MULTILINE)
_MOST_TEMPLATE_LINES = 12
_IN_QUOTES = re.compile(r"""["“„«「『]\s*([^"“”„»«「」『』]+?)\s*["”“»」』]""")
_BARE_END = re.compile(rf"^[ \t]{{0,8}}(?:{_any('end')})[ \t]{{0,8}}[:：.。]?[ \t]*$", re.MULTILINE)
_DEVICE = re.compile(rf"^(?:{_any('device')})[^\n]{{0,60}}$")
_DEVICE_NAME = re.compile(_any("device_name"))
_SIGNER = re.compile(r"(?:[^\W\d_][^\s\d]* ?){0,4}(?:\+?\d[\d ()/.-]{5,20}|\S+@\S+)?")
_SIGNATURE_LINES = 6
_SHORT = 60
_QUOTE = re.compile(r"^[ \t]*>")
_EMPTY = re.compile(r"\n{3,}")


def _folded_lines(text: str) -> tuple[list[str], str]:
    """Return the lines as written and one folded text with the same line ends, to find marks without moving lines."""
    return re.split(r"\r\n|\r|\n", text), fold(plain(text))


def _line_of(key: str, offset: int) -> int:
    return key.count("\n", 0, offset)


def has_markers(content: Content) -> bool:
    """Say whether the text marks a buyer's message, by its begin and end or by the message block of an HTML part."""
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
    if begin is None and end is None and (bare := _bare_marks(key)):
        return _between_bare(lines, key, *bare)
    if begin is None and end is None:
        marks = [mark for mark in _ANY_MARKER.finditer(key) if not _QUOTED_MAIL.search(mark[0])][:2]
        if len(marks) < 2:  # noqa: PLR2004 - a begin and an end
            return None
        begin, end = marks
    elif begin is not None and end is None:
        others = (mark for mark in _ANY_MARKER.finditer(key, begin.end()) if not _QUOTED_MAIL.search(mark[0]))
        end = next(others, None) or _FOOTER.search(key, begin.end())
    return _between(lines, key, begin, end)


def _bare_marks(key: str) -> tuple[re.Match[str], re.Match[str]] | None:
    """Return the begin and end of a message marked by words without dashes; one of them alone marks nothing."""
    end = _BARE_END.search(key)
    begin = _BARE_BEGIN.search(key, 0, end.start()) if end else None
    return (begin, end) if begin and end else None


def _between_bare(lines: list[str], key: str, begin: re.Match[str], end: re.Match[str]) -> tuple[str, str]:
    first, last = _line_of(key, begin.start() + len(begin[0]) - len(begin[0].lstrip())), _line_of(key, end.start())
    said = "".join(re.split(r"[:：]", lines[first], maxsplit=1)[1:])
    return "\n".join([said, *lines[first + 1 : last]]), "\n".join([*lines[:first], *lines[last + 1 :]])


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
    if begun := _line_below_begin(key):
        kept = kept[begun:]
        first = next((line.strip() for line in kept if line.strip()), "")
        if quoted := _IN_QUOTES.fullmatch(first):
            return quoted[1]
    while kept and (not kept[-1].strip() or _BUTTON.fullmatch(fold(plain(kept[-1])).strip())):
        kept.pop()
    return "\n".join(line for line in kept if not _TEMPLATE_LINE.match(fold(plain(line)).strip()))


def _line_below_begin(key: str) -> int:
    """Return the line below a begin that stands alone, as `Message:`, under no more than a template's few lines."""
    begin = _ALONE_BEGIN.search(key)
    line = _line_of(key, begin.end()) if begin else _MOST_TEMPLATE_LINES
    return line + 1 if line < _MOST_TEMPLATE_LINES else 0


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


def _from_device(line: str) -> bool:
    key = fold(plain(line)).strip()
    return _DEVICE.match(key) is not None and _DEVICE_NAME.search(key) is not None


def _signs(lines: list[str], at: int) -> bool:
    """Say whether a signature begins here: dashes alone above few short lines, or a last line of dashes and a name."""
    dashes, _, rest = lines[at].strip().partition(" ")
    if dashes not in {"--", "—"}:
        return False
    last = at == len(lines) - 1
    named = rest.strip() and _SIGNER.fullmatch(rest.strip()) and (rest.strip().istitle() or any(map(str.isdigit, rest)))
    return bool(last and named) if rest.strip() else all(len(line) <= _SHORT for line in lines[at + 1 :])


def _without_signature(text: str) -> str:
    """Drop what a phone or mail program adds and a signature behind two dashes; a text that is no more stays."""
    lines = text.rstrip().split("\n")
    while lines and (not lines[-1].strip() or _from_device(lines[-1])):
        lines.pop()
    near = range(max(0, len(lines) - _SIGNATURE_LINES), len(lines))
    cut = next((at for at in near if _signs(lines, at)), len(lines))
    return "\n".join(lines[:cut]).rstrip() or text


def _tidy(text: str) -> str | None:
    lines = [line.replace("\xa0", " ").replace("\u200b", "").strip() for line in re.split(r"\r\n|\r|\n", text)]
    return _EMPTY.sub("\n\n", "\n".join(lines)).strip() or None


def _written(text: str) -> str | None:
    said = _tidy(_without_history(text))
    return _tidy(_without_signature(said)) if said else None


def body_of(contents: list[Content]) -> str | None:
    """Return what the buyer wrote: between the marks, else the HTML message block, else the text without its frame."""
    ordered = sorted(contents, key=lambda content: content.part.startswith("text/html"))
    candidates = [pair[0] for content in ordered if (pair := _marked(content.raw))]
    candidates += [content.messages[0] for content in ordered if len(content.messages) == 1]
    candidates += [_without_footer(content.raw) for content in ordered]
    return next((body for text in candidates if (body := _written(text))), None)


def outside_body(contents: list[Content]) -> str:
    """Return the template around a marked message, where the marketplace names the order; all text when unmarked."""
    return "\n".join((_marked(content.raw) or ("", content.raw))[1] for content in contents)
