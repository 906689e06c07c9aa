"""Hit policies in our words and in those of DMN."""

from casewright.rulebook.table import Collect, HitPolicy

__all__ = ["dmn_hit", "our_hit"]

_NAMES = {
    HitPolicy.FIRST: "FIRST",
    HitPolicy.UNIQUE: "UNIQUE",
    HitPolicy.ANY: "ANY",
    HitPolicy.PRIORITY: "PRIORITY",
    HitPolicy.OUTPUT_ORDER: "OUTPUT ORDER",
}
_OURS = {name: hit for hit, name in _NAMES.items()}
_GATHERED = {"SUM": Collect.SUM, "MIN": Collect.MIN, "MAX": Collect.MAX, "COUNT": Collect.COUNT}


def dmn_hit(hit: HitPolicy, collect: Collect | None) -> tuple[str, str | None]:
    """Return DMN's hit policy and aggregation. A list in the table's order is what DMN calls rule order."""
    if hit is not HitPolicy.COLLECT:
        return _NAMES[hit], None
    if collect is None or collect is Collect.LIST:
        return "RULE ORDER", None
    return "COLLECT", collect.name


def our_hit(policy: str, aggregation: str | None) -> tuple[HitPolicy, Collect | None] | None:
    """Return our hit policy and what it gathers, or None where we have none of that name."""
    if policy in _OURS and aggregation is None:
        return _OURS[policy], None
    if policy == "RULE ORDER" or (policy == "COLLECT" and aggregation is None):
        return HitPolicy.COLLECT, Collect.LIST
    if policy == "COLLECT" and aggregation in _GATHERED:
        return HitPolicy.COLLECT, _GATHERED[aggregation]
    return None
