"""Messages and notices to cases: what is it about, which order, which thread, what happened so far."""

from casewright.triage.chronology import Happening, chronology_of
from casewright.triage.intents import intents_of
from casewright.triage.links import link_keys, orders_named
from casewright.triage.matters import open_cases

__all__ = ["Happening", "chronology_of", "intents_of", "link_keys", "open_cases", "orders_named"]
