"""Sign a finished packet and have the time confirmed. What a signature adds stands behind the sealed part.

The key, the instant and the way to a time service come from the shell. A time service that fails costs the confirmed
time, not the signature.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol

from casewright.domain.words import Words
from casewright.evidence.packet.errors import SigningError

if TYPE_CHECKING:
    from pyhanko.sign.signers import PdfSigner, SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

__all__ = ["SIGNATURE_RESERVE_BYTES", "SignedPacket", "SigningKey", "TimeService", "sign_packet", "signature_holds"]

SIGNATURE_RESERVE_BYTES = 60_000
"""How much room to leave for a signature with its certificates and confirmed time."""
_FIELD = "Casewright"


class TimeService(Protocol):
    """A time-stamping authority (RFC 3161), reached by the shell."""

    def reply(self, request: bytes) -> bytes:
        """Return the authority's answer to a request, both in DER. Raise OSError when it cannot be reached."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key with its certificates in a PKCS #12 file."""

    pkcs12: bytes
    password: bytes | None = None

    def __repr__(self) -> str:
        return "SigningKey(…)"


@dataclass(frozen=True, slots=True)
class SignedPacket:
    """The signed file, whether an authority confirmed the time, and what to tell the person."""

    pdf: bytes
    time_confirmed: bool
    remarks: tuple[Words, ...] = ()


def sign_packet(
    pdf: bytes, key: SigningKey, signed_at: datetime, *, reason: str, time_service: TimeService | None = None
) -> SignedPacket:
    """Return the packet signed so that no later change is allowed. Raise SigningError; the given bytes stay whole."""
    if time_service is not None:
        try:
            return SignedPacket(_signed(pdf, key, signed_at, reason, time_service), time_confirmed=True)
        except _TimeError as error:
            unsure = _no_time(str(error))
            return SignedPacket(_signed(pdf, key, signed_at, reason, None), time_confirmed=False, remarks=(unsure,))
    return SignedPacket(_signed(pdf, key, signed_at, reason, None), time_confirmed=False)


class _TimeError(Exception):
    """The time service gave no usable answer."""


def _signed(pdf: bytes, key: SigningKey, signed_at: datetime, reason: str, service: TimeService | None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - heavy; only to sign
    from pyhanko.sign import PdfSignatureMetadata  # noqa: PLC0415 - the same
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter  # noqa: PLC0415 - the same

    said = PdfSignatureMetadata(
        field_name=_FIELD,
        reason=reason,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    stamper = None if service is None else _stamper(service)
    signer = _signer(said, _opened(key), stamper, signed_at)
    try:
        whole = pdf if pdf.endswith(b"\n") else pdf + b"\n"  # PDF/A wants an end of line before what is added
        target = BytesIO()
        signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(whole)), output=target)
    except _TimeError:
        raise
    except Exception as error:  # pyHanko and its parts raise many kinds; all mean that nothing was signed
        raise SigningError(f"{type(error).__name__}: {error}") from error
    return target.getvalue()


def _opened(key: SigningKey) -> "SimpleSigner":
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 - as above

    try:
        signer: SimpleSigner | None = SimpleSigner.load_pkcs12_data(key.pkcs12, [], passphrase=key.password)
    except ValueError as error:
        raise SigningError(str(error)) from error
    if signer is None:
        raise SigningError("the key file cannot be opened with this password")
    return signer


def _signer(said: Any, signer: "SimpleSigner", stamper: "TimeStamper | None", at: datetime) -> "PdfSigner":  # noqa: ANN401 - its type is imported late
    """Return a signer that takes the instant it is given instead of reading a clock."""
    from pyhanko.sign.signers import PdfSigner  # noqa: PLC0415 - as above

    class At(PdfSigner):
        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed through
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = at
            return session

    return At(said, signer, timestamper=stamper)


def _stamper(service: TimeService) -> "TimeStamper":
    from asn1crypto import tsp  # type: ignore[import-untyped] # noqa: PLC0415 - has no types; comes with pyHanko
    from pyhanko.sign.timestamps import TimeStamper  # noqa: PLC0415 - as above

    class Stamper(TimeStamper):
        async def async_request_tsa_response(self, req: Any) -> Any:  # noqa: ANN401 - the library's shape
            try:
                return tsp.TimeStampResp.load(service.reply(req.dump()))
            except (OSError, ValueError) as error:
                raise _TimeError(str(error)) from error

        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:  # noqa: ANN401 - the same
            try:
                return await super().async_timestamp(message_digest, md_algorithm)
            except _TimeError:
                raise
            except Exception as error:  # an answer that is refused is as good as none
                raise _TimeError(f"{type(error).__name__}: {error}") from error

    return Stamper()  # type: ignore[no-untyped-call] # the library types its methods, not its constructor


def signature_holds(pdf: bytes, at: datetime, trusted: tuple[bytes, ...] = ()) -> bool:
    """Say whether the packet's signature is by its key, over all of its bytes, with no later change. Never raises.

    With `trusted` certificates (DER) the signer must also descend from one of them, as of the instant `at`.
    """
    from asn1crypto import x509  # noqa: PLC0415 - as above
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - as above
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - as above
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - comes with pyHanko

    try:
        signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        roots = [x509.Certificate.load(one) for one in trusted] or [signature.signer_cert]
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)
        status = validate_pdf_signature(signature, context)
    except Exception:  # noqa: BLE001 - a damaged file may fail anywhere; it then holds no signature
        return False
    unchanged = status.intact and status.valid and status.docmdp_ok
    return bool(unchanged and (status.trusted or not trusted))


def _no_time(detail: str) -> Words:
    return Words(
        en=f"The time service did not confirm the time ({detail}); the packet is signed without it. Sign again later.",
        zh=f"时间服务未能确认时间（{detail}）；证据包已签名，但不含时间确认。可稍后重新签名。",
    )
