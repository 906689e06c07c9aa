"""Write a bundle as a folder, as a seller would hand it in; the truth goes beside it, never into it."""

import json
from pathlib import Path

from casewright.simulate.bundle import Bundle

__all__ = ["truth_toml", "write_bundle"]


def truth_toml(bundle: Bundle) -> str:
    """Return what was planted, for whoever measures; the product never reads it."""
    planted = bundle.planted
    struck = json.dumps(list(bundle.struck), ensure_ascii=False)
    fault = "" if planted is None else planted.fault.value
    return f'family = "{bundle.family}"\ntype = "{bundle.story.type.value}"\nfault = "{fault}"\nfiles = {struck}\n'


def write_bundle(bundle: Bundle, folder: Path) -> Path:
    """Write `folder/KEY/`, `dispute.toml` included, and `folder/KEY.truth.toml` beside it; return the first."""
    home = folder / bundle.key
    for made in bundle.files:
        path = home / made.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.content)
    (home / "dispute.toml").write_bytes(bundle.dispute)
    (folder / f"{bundle.key}.truth.toml").write_text(truth_toml(bundle), encoding="utf-8")
    return home
