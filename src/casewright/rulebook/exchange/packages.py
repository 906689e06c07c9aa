"""Packages that only some formats need, opened on first use."""

from importlib import import_module
from types import ModuleType

from casewright.rulebook.exchange.findings import MissingPackageError

__all__ = ["lxml_etree", "openpyxl_package"]


def lxml_etree() -> ModuleType:
    """Return lxml's XML module. Raise MissingPackageError where it is not installed."""
    return _opened("lxml.etree")


def openpyxl_package() -> ModuleType:
    """Return the package that reads and writes XLSX. Raise MissingPackageError where it is not installed."""
    return _opened("openpyxl")


def _opened(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        raise MissingPackageError(name.partition(".")[0]) from None
