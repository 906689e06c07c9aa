"""HTML to lines, tables and links in one linear pass. No tree is built, so no depth can hurt."""

import html as entities
import re
from dataclasses import dataclass, field

__all__ = ["Page", "read_html"]

_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_PRE_WRAP = re.compile(r"white-space\s*:\s*-o-pre-wrap", re.IGNORECASE)
_HUGE_ENTITY = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav"),
        *("ol", "p", "section", "tbody", "tfoot", "thead", "ul"),
    )
)
_SILENT_RAW = frozenset({"script", "style", "title"})
_DEEPEST_TABLE = 60
_MOST_CELLS = 20_000
_MOST_LINKS = 500


@dataclass(slots=True)
class Page:
    """What a reader sees of an HTML part: lines, tables (rows of cells), link targets and marked message blocks."""

    lines: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None


class _Reader:
    """Keeps the open line, the open tables and the open message block while the tokens pass by."""

    def __init__(self) -> None:
        self.page = Page()
        self._line: list[str] = []
        self._tables: list[_Table] = []
        self._pre = 0
        self._message: list[str] | None = None
        self._cells = 0

    def text(self, raw: str) -> None:
        text = _unescaped(raw)
        if self._message is not None:
            self._message.append(text)
        if self._pre:
            first, *others = text.split("\n")
            self._put(first)
            for other in others:
                self._break()
                self._put(other)
        else:
            self._put(_SPACES.sub(" ", text))

    def _put(self, text: str) -> None:
        if text:
            self._line.append(text)
            if self._tables and (cell := self._tables[-1].cell) is not None:
                cell.append(text)

    def _break(self) -> None:
        line = "".join(self._line).strip(" ")
        if self._message is not None and (not self._message or self._message[-1] != "\n"):
            self._message.append("\n")
        if line or (self.page.lines and self.page.lines[-1]):
            self.page.lines.append(line)
        self._line = []
        if self._tables and (cell := self._tables[-1].cell):
            cell.append(" ")

    def tag(self, name: str, *, closing: bool, body: str) -> None:
        if name == "br":
            self._newline()
        elif name == "a" and not closing:
            self._link(body)
        elif name == "pre":
            self._toggle_pre(body, closing=closing)
        elif name in {"td", "th"}:
            self._cell(closing=closing)
        elif name in {"tr", "table"}:
            self._row_or_table(name, closing=closing)
        elif name in _BLOCKS:
            self._break()
            if name == "p" and self.page.lines and self.page.lines[-1]:
                self.page.lines.append("")

    def _newline(self) -> None:
        if self._message is not None:
            self._message.append("\n")
        if not self._line and self.page.lines and self.page.lines[-1]:
            self.page.lines.append("")
        else:
            self.page.lines.append("".join(self._line).strip(" "))
        self._line = []
        if self._tables and (cell := self._tables[-1].cell):
            cell.append(" ")

    def _link(self, body: str) -> None:
        match = _HREF.search(body[:4000])
        if match and len(self.page.links) < _MOST_LINKS:
            self.page.links.append(_unescaped(match[1] or match[2] or match[3] or "").strip())

    def _toggle_pre(self, body: str, *, closing: bool) -> None:
        self._break()
        if closing:
            self._pre = max(0, self._pre - 1)
            self._end_message()
            return
        self._pre += 1
        if _PRE_WRAP.search(body[:4000]) and self._message is None:
            self._message = []

    def _end_message(self) -> None:
        if self._message is not None:
            self.page.messages.append("".join(self._message))
            self._message = None

    def _cell(self, *, closing: bool) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        self._close_cell(table)
        if not closing and self._cells < _MOST_CELLS:
            self._cells += 1
            if table.rows and table.rows[-1] and self._line:
                self._line.append("\t")
            if not table.rows:
                table.rows.append([])
            table.cell = []

    def _close_cell(self, table: _Table) -> None:
        if table.cell is not None:
            table.rows[-1].append(_SPACES.sub(" ", "".join(table.cell)).strip())
            table.cell = None

    def _row_or_table(self, name: str, *, closing: bool) -> None:
        if name == "table" and not closing:
            self._break()
            if len(self._tables) < _DEEPEST_TABLE:
                self._tables.append(_Table())
            return
        if not self._tables:
            return
        self._close_cell(self._tables[-1])
        self._break()
        if name == "table":
            self._end_table()
        elif not closing:
            self._tables[-1].rows.append([])

    def _end_table(self) -> None:
        rows = [row for row in self._tables.pop().rows if any(row)]
        if rows:
            self.page.tables.append(rows)

    def end(self) -> Page:
        self._break()
        self._end_message()
        while self._tables:
            self._close_cell(self._tables[-1])
            self._end_table()
        return self.page


def _unescaped(text: str) -> str:
    return entities.unescape(_HUGE_ENTITY.sub("\ufffd", text)) if "&" in text else text


def _comment_end(source: str, start: int) -> int:
    end = source.find("-->", start + 2)
    return len(source) if end < 0 else end + 3


def _tag_end(source: str, start: int) -> int:
    """Return the offset of the tag's ">", stepping over one inside quotes when the quotes close nearby."""
    end = source.find(">", start)
    for _ in range(4):
        if end < 0 or source.count('"', start, end) % 2 == 0:
            return end
        following = source.find(">", end + 1, end + 2000)
        if following < 0:
            return end
        end = following
    return source.find(">", start)


def _pass_tag(reader: _Reader, source: str, match: re.Match[str], after: int, unended: set[str]) -> int:
    """Hand one tag to the reader and return where reading goes on: behind the content of a script or style."""
    name, closing = match[2].lower(), bool(match[1])
    if name not in _SILENT_RAW or closing or name in unended:
        reader.tag(name, closing=closing, body=source[match.start() : after - 1])
        return after
    end = re.compile(f"</{name}", re.IGNORECASE).search(source, after)
    if end is None:
        unended.add(name)
        return after
    return end.start()


def read_html(source: str) -> Page:
    """Read an HTML text. Broken markup gives what can be read."""
    reader = _Reader()
    position, unended = 0, set[str]()
    while position < len(source):
        opened = source.find("<", position)
        if opened < 0:
            reader.text(source[position:])
            break
        if opened > position:
            reader.text(source[position:opened])
        if source.startswith("<!--", opened):
            position = _comment_end(source, opened + 2)
            continue
        match = _TAG.match(source, opened + 1)
        if not match and source[opened + 1 : opened + 2] not in {"!", "?"}:
            reader.text("<")
            position = opened + 1
            continue
        closed = _tag_end(source, opened)
        if closed < 0:
            reader.text(source[opened:])
            break
        position = closed + 1
        if match:
            position = _pass_tag(reader, source, match, position, unended)
    return reader.end()
