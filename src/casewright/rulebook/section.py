"""One table of a policy file, read key by key; what is missing, of the wrong shape or left over is refused by name."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NoReturn

from casewright.domain.words import Words
from casewright.rulebook.errors import PolicyFileError

__all__ = ["Section"]


class Section:
    """A TOML table with its file and place, which forgets each key as it is read."""

    def __init__(self, data: object, file: str, where: str) -> None:
        self.file = file
        self.where = where
        if not isinstance(data, dict):
            self.refuse(
                Words(f"{data!r} is not a table", f"{data!r} 不是一张键值表"),
                Words("Write it as a table of keys", "请写成带键的表"),
            )
        self._left: dict[str, object] = dict(data)

    def refuse(self, problem: Words, advice: Words) -> NoReturn:
        """Raise PolicyFileError for this place."""
        raise PolicyFileError(self.file, self.where, problem, advice)

    def at(self, where: str) -> None:
        """Name the place more closely, once it is known."""
        self.where = where

    def has(self, key: str) -> bool:
        """Say whether the key is written and not read yet."""
        return key in self._left

    def take(self, key: str) -> object:
        """Return the raw value of a required key."""
        if key not in self._left:
            self.refuse(
                Words(f"the key {key!r} is missing", f"缺少 {key!r}"),
                Words(f"Add {key} to this entry", f"请在这里补上 {key}"),
            )
        return self._left.pop(key)

    def maybe(self, key: str) -> object | None:
        """Return the raw value, or None."""
        return self._left.pop(key, None)

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(
                Words(f"{key} = {value!r} is not a text", f"{key} = {value!r} 不是文字"),
                Words(f"Write {key} as a text in quotes", f"{key} 请写成带引号的文字"),
            )
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; nothing when the key is absent. A single text counts as a list of one."""
        value = self._left.pop(key, [])
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) and item.strip() for item in items):
            self.refuse(
                Words(f"{key} = {value!r} is not a list of texts", f"{key} = {value!r} 不是文字列表"),
                Words(f'Write {key} like ["one", "two"]', f'{key} 请写成 ["一", "二"] 这样'),
            )
        return tuple(items)

    def words(self, key: str) -> Words:
        """Return a text in both languages."""
        value = self.take(key)
        if (
            not isinstance(value, dict)
            or set(value) != {"en", "zh"}
            or not all(isinstance(text, str) and text.strip() for text in value.values())
        ):
            self.refuse(
                Words(f"{key} does not have exactly the texts en and zh", f"{key} 必须正好有 en 和 zh 两种文字"),
                Words(f"Write {key}.en and {key}.zh", f"请写 {key}.en 和 {key}.zh"),
            )
        return Words(en=value["en"].strip(), zh=value["zh"].strip())

    def words_or_none(self, key: str) -> Words | None:
        """Return a text in both languages, or None when the key is absent."""
        return self.words(key) if self.has(key) else None

    def day(self, key: str) -> date:
        """Return a date without time."""
        value = self.take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(
                Words(f"{key} = {value!r} is not a day", f"{key} = {value!r} 不是日期"),
                Words(f"Write {key} like 2026-01-26, without quotes", f"{key} 请写成 2026-01-26 这样，不加引号"),
            )
        return value

    def day_or_none(self, key: str) -> date | None:
        """Return a date, or None when the key is absent."""
        return self.day(key) if self.has(key) else None

    def whole_or_none(self, key: str) -> int | None:
        """Return a whole number, or None when the key is absent."""
        value = self.maybe(key)
        if value is not None and type(value) is not int:
            self.refuse(
                Words(f"{key} = {value!r} is not a whole number", f"{key} = {value!r} 不是整数"),
                Words(f"Write {key} as a whole number", f"{key} 请写成整数"),
            )
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false when the key is absent."""
        value = self.maybe(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(
                Words(f"{key} = {value!r} is neither true nor false", f"{key} = {value!r} 既不是 true 也不是 false"),
                Words(f"Write {key} = true, or leave it out", f"请写 {key} = true，或不写"),
            )
        return value is True

    def choice(self, key: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
        """Return a text that is one of the known names."""
        value = self.text(key)
        if value not in known:
            self.refuse(
                Words(f"{key} = {value!r} is not known", f"{key} = {value!r} 不在可选范围内"),
                Words(f"Choose from {', '.join(known)}", f"请从中选择：{'、'.join(known)}"),
            )
        return value

    def section(self, key: str) -> "Section":
        """Return an inner table; an empty one when the key is absent."""
        return Section(self._left.pop(key, {}), self.file, f"{self.where}, {key}")

    def sections(self, key: str) -> Iterator["Section"]:
        """Return a list of inner tables; a single table counts as a list of one."""
        value = self._left.pop(key, [])
        items = value if isinstance(value, list) else [value]
        for number, item in enumerate(items, 1):
            yield Section(item, self.file, f"{key} {number}")

    def entries(self) -> Iterator[tuple[str, object]]:
        """Return all keys that are left, and forget them."""
        left, self._left = self._left, {}
        yield from left.items()

    def done(self) -> None:
        """Refuse whatever was not read."""
        if self._left:
            left = sorted(self._left)
            self.refuse(
                Words(f"unknown key {', '.join(left)}", f"不认识的键 {'、'.join(left)}"),
                Words("Remove it, or correct its spelling", "请删除，或改正拼写"),
            )
