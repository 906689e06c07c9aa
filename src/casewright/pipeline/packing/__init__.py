"""The step from a decided case and its evidence board to a packet's content."""

from casewright.pipeline.packing.asking import Asking, asking_of, case_name
from casewright.pipeline.packing.pack import Packing, pack_case, packet_language

__all__ = ["Asking", "Packing", "asking_of", "case_name", "pack_case", "packet_language"]
