"""What the desk stores."""

from casewright_web.models.cases import FORGOTTEN, CaseEvent, CaseKey, CaseRow, CaseStatus
from casewright_web.models.exhibits import ExhibitRow, ExhibitState
from casewright_web.models.lake import LakeImport, LakeImportState
from casewright_web.models.look_ups import LookUpState, OrderLookUp
from casewright_web.models.packets import PacketRow, PacketState
from casewright_web.models.shops import ShopRow
from casewright_web.models.sources import RecordKey, SourceFile, StoredFinding, StoredRecord

__all__ = [
    "FORGOTTEN",
    "CaseEvent",
    "CaseKey",
    "CaseRow",
    "CaseStatus",
    "ExhibitRow",
    "ExhibitState",
    "LakeImport",
    "LakeImportState",
    "LookUpState",
    "OrderLookUp",
    "PacketRow",
    "PacketState",
    "RecordKey",
    "ShopRow",
    "SourceFile",
    "StoredFinding",
    "StoredRecord",
]
