"""`casewright verify`: a packet, a manifest, a bag or a vault, checked offline; what was altered is named."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from casewright.cli.evidence_home import evidence_home_at
from casewright.cli.options import json_option, language_of, language_option
from casewright.cli.verify_beside import beside_manifest, beside_packet
from casewright.cli.verify_names import manifests_near, packet_names
from casewright.cli.verify_report import check_document, home_document, print_check, print_home
from casewright.evidence.log.errors import NoteError
from casewright.evidence.log.note import NoteKey, open_note
from casewright.evidence.packet.faults import PacketCheck
from casewright.evidence.packet.verify import Original, Told, is_original, verify_manifest, verify_packet
from casewright.evidence.packet.verify_bag import BAG_MARK, verify_bag
from casewright.evidence.vault.proving import proof_fits

__all__ = ["verify"]

_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class _Originals:
    """The files that the person has, to be matched with exhibits: by name (`EX-014.jpg`), else by what is in them."""

    files: Sequence[Path]
    salts: Mapping[str, str]

    def of(self, told: Told) -> Original | None:
        number, salt = told["number"], self.salts.get(told["number"])
        named = next((path for path in self.files if path.stem == number), None)
        if named is not None:
            return Original(named.read_bytes(), salt)
        found = (Original(path.read_bytes(), salt) for path in self.files)
        return next((one for one in found if is_original(told, one)), None)


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--originals",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with originals, for a vault only to name files; those of covered exhibits need their openings.json.",
)
@click.option("--key", "key_text", metavar="FILE|KEY", help="The log's public key (log.pub), from a source you trust.")
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A certificate (PEM or DER) that the signer must descend from.",
)
@click.option(
    "--heads",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="For a vault: the folder to which its signed heads were copied.",
)
@language_option
@json_option
def verify(  # noqa: PLR0913 - one parameter per option
    *,
    file: Path,
    originals: Path | None,
    key_text: str | None,
    certificate: Path | None,
    heads: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Check FILE offline: a packet (PDF), its manifest (JSON), a bag or an evidence home (folders).

    Exit 1 when something was altered; the exhibit is named. A manifest is held to the receipt and the packet beside it.
    """
    tongue = language_of(language)
    given = _key(key_text)
    if (file / "log.pub").is_file():
        home = evidence_home_at(file, copies=heads)
        report = home.verify(key=given)
        used = given or home.public_key()
        concerned = {exhibit for one in report.findings for exhibit in one.exhibits}
        names = packet_names(manifests_near(file), concerned, originals)
        document = home_document(file.name, report, key=used, key_given=given is not None, names=names)
        show = print_home
    else:
        kind, check, key = _checked(file, originals, given, _signature_check(certificate))
        document, show = check_document(kind, file.name, check, key=key, key_given=given is not None), print_check
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        show(document, tongue)
    raise SystemExit(1 if document["whole"] is False else 0)


def _checked(
    file: Path, originals: Path | None, key: NoteKey | None, signature: Callable[[bytes], bool]
) -> tuple[str, PacketCheck, NoteKey | None]:
    """Check by what the file is. Without a key given, the log is held to the key that the manifest itself names."""
    kind, run = _checker(file, originals, signature)
    if key is None:
        first = run(None)
        key = _own_key(first)
        if key is None:
            return kind, first, None
    return kind, run(key), key


def _checker(
    file: Path, originals: Path | None, signature: Callable[[bytes], bool]
) -> tuple[str, Callable[[NoteKey | None], PacketCheck]]:
    if file.is_dir():
        if not (file / BAG_MARK).is_file():
            raise click.ClickException(
                f"{file} is neither a bag (no {BAG_MARK}) nor an evidence home (no log.pub). "
                "Name a packet, a manifest, a bag or an evidence home."
            )
        return "bag", lambda key: _check_bag(file, key, signature)
    content = file.read_bytes()
    held = None if originals is None else _originals_in(originals)
    if content.startswith(_PDF):
        manifest, receipt = beside_packet(file, "manifest"), beside_packet(file, "receipt")
        return "packet", lambda key: verify_packet(
            content,
            originals=held,
            manifest=manifest,
            receipt=receipt,
            check_proof=_proof_check(key),
            check_signature=signature,
        )
    receipt, packet = beside_manifest(file)
    return "manifest", lambda key: verify_manifest(
        content, originals=held, receipt=receipt, packet=packet, check_proof=_proof_check(key)
    )


def _check_bag(folder: Path, key: NoteKey | None, signature: Callable[[bytes], bool]) -> PacketCheck:
    paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return verify_bag(
        paths,
        lambda path: (folder / path).read_bytes(),
        check_note=None if key is None else lambda note, text: _signs(key, note, text),
        check_proof=_proof_check(key),
        check_signature=signature,
    )


def _signs(key: NoteKey, note: str, text: str) -> bool:
    try:
        return open_note(note, key) == text
    except NoteError:
        return False


def _proof_check(key: NoteKey | None) -> Callable[[str, Told], bool] | None:
    return None if key is None else lambda proof, told: proof_fits(proof, told, key)


def _originals_in(folder: Path) -> Callable[[Told], Original | None]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    salts: dict[str, str] = {}
    for path in (folder / "openings.json", folder.parent / "openings.json"):
        if path.is_file():
            salts = _read_salts(path)
            break
    return _Originals(files, salts).of


def _read_salts(path: Path) -> dict[str, str]:
    try:
        found: Any = json.loads(path.read_bytes())
        return {number: salt for number, salt in found.items() if isinstance(salt, str)}
    except (ValueError, AttributeError) as error:
        raise click.ClickException(f"{path} is not a list of openings: {error}. Ask for it again.") from error


def _key(given: str | None) -> NoteKey | None:
    if given is None:
        return None
    path = Path(given)
    try:
        return NoteKey.from_text(path.read_text("utf-8") if path.is_file() else given)
    except (NoteError, UnicodeDecodeError) as error:
        raise click.ClickException(f"--key: {error}. Give the file log.pub or its one line.") from error


def _own_key(check: PacketCheck) -> NoteKey | None:
    log = None if check.manifest is None else check.manifest.get("log")
    try:
        return NoteKey.from_text(str(log["public_key"])) if isinstance(log, dict) else None
    except (NoteError, KeyError):
        return None


def _signature_check(certificate: Path | None) -> Callable[[bytes], bool]:
    """Return the check of a signature. Its chain is judged as of today."""
    trusted = () if certificate is None else (_der(certificate.read_bytes()),)

    def holds(pdf: bytes) -> bool:
        from casewright.evidence.packet.signing import signature_holds  # noqa: PLC0415 - heavy; only signed packets pay

        for name in ("pyhanko", "pyhanko_certvalidator"):  # what they find is our answer, not a trace for the reader
            logging.getLogger(name).addHandler(logging.NullHandler())
        return signature_holds(pdf, datetime.now(UTC), trusted)  # noqa: TID251 - the shell owns the clock

    return holds


def _der(content: bytes) -> bytes:
    from cryptography import x509  # noqa: PLC0415 - heavy; only with --certificate
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - the same

    try:
        load = x509.load_pem_x509_certificate if content.startswith(b"-----") else x509.load_der_x509_certificate
        return load(content).public_bytes(Encoding.DER)
    except ValueError as error:
        raise click.ClickException(f"--certificate: {error}. Give one certificate as PEM or DER.") from error
