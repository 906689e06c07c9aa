"""Tests that need large packages are left out where those are missing, and the closing lines say so."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("imap_server",)
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a busy machine breaks no law
_HERE = Path(__file__).parent
_NEEDS = {
    "properties/test_engines_agree.py": "ibis",
    "core/evidence/test_readers_similar.py": "cv2",
}
_LEFT_OUT = {name: module for name, module in _NEEDS.items() if find_spec(module) is None}

collect_ignore = [str(_HERE / name) for name in _LEFT_OUT]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out, and the line that brings it in."""
    for name, module in _LEFT_OUT.items():
        terminalreporter.write_line(f"left out: tests/{name} needs {module}; `make test-slow` installs it")
