"""The log: what goes in stays, is signed, is proved, and is read again by others."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casewright.evidence.log.audit import LogFaultKind, audit_log
from casewright.evidence.log.checkpoint import open_checkpoint
from casewright.evidence.log.copies import FolderCopy, checkpoint_mail, notes_in_mail
from casewright.evidence.log.errors import LogDamagedError, NameTakenError, NoteError, ProofError, UnsignableError
from casewright.evidence.log.journal import FolderJournal, MemoryJournal
from casewright.evidence.log.log import Log, Placed
from casewright.evidence.log.merkle import EMPTY_ROOT, leaf_hash, node_hash, verify_consistency
from casewright.evidence.log.note import NoteKey, NoteSigner, open_note
from casewright.evidence.log.proof import open_proof

SIGNER = NoteSigner("shop.example/evidence", bytes(range(32)))
OTHER = NoteSigner("shop.example/evidence", bytes(32))


def log_over(journal: MemoryJournal | FolderJournal, signer: NoteSigner = SIGNER) -> Log:
    return Log(journal, signer.key, signer)


def test_the_published_example_of_a_note_opens_with_its_published_key() -> None:
    """The example of golang.org/x/mod/sumdb/note."""
    key = NoteKey.from_text("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\n"
    text += "then you don't know what your problem is.\n"
    signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    note = f"{text}\n— PeterNeumann {signature}\n"
    assert open_note(note, key) == text
    assert key.text == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_note_of_an_unknown_signer_is_refused() -> None:
    with pytest.raises(NoteError, match="no trusted key"):
        open_note(OTHER.sign("text\n"), SIGNER.key)


def test_an_unknown_signature_beside_a_known_one_does_no_harm() -> None:
    note = SIGNER.sign("text\n") + OTHER.sign("text\n").split("\n\n")[1]
    assert open_note(note, SIGNER.key) == "text\n"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\tname"])
def test_a_key_needs_a_name_that_fits_on_a_signature_line(name: str) -> None:
    with pytest.raises(NoteError):
        NoteKey(name, bytes(32))


def test_a_key_whose_identifier_does_not_fit_is_refused() -> None:
    text = SIGNER.key.text
    with pytest.raises(NoteError, match="identifier"):
        NoteKey.from_text(text.replace(SIGNER.key.identifier.hex(), "00000000"))


def test_the_root_is_made_as_the_standard_says() -> None:
    log = log_over(MemoryJournal())
    assert log.root() == EMPTY_ROOT
    log.append(b"a", b"b", b"c")
    assert log.root() == node_hash(node_hash(leaf_hash(b"a"), leaf_hash(b"b")), leaf_hash(b"c"))
    assert open_checkpoint(log.checkpoint, SIGNER.key).size == 3


def test_the_bytes_of_a_journal_are_fixed() -> None:
    journal = MemoryJournal()
    log_over(journal).append(b'{"a":1}')
    header, entry, head, end = bytes(journal.content).decode().split("\n")
    assert header == "casewright log 1"
    assert entry == '+ xyYUY+vXdvRlC20P6ULZzDjJJdkPd9RAq2341d0ljF8= {"a":1}'
    assert head == (
        '= "shop.example/evidence\\n1\\nxyYUY+vXdvRlC20P6ULZzDjJJdkPd9RAq2341d0ljF8=\\n\\n'
        "— shop.example/evidence "
        'eEMLVS2oUSVpL0hTVSadaezZ5Ial+JK8P4I65Hw4iZ037ovwLAQb9Pa1tRQZU6bitY2kWt8D5iBRUvMX8uKGW9WCug0=\\n"'
    )
    assert end == ""


def test_the_same_entry_again_is_answered_with_its_place() -> None:
    log = log_over(MemoryJournal())
    assert log.append(b"a", b"b", b"a") == (Placed(0, new=True), Placed(1, new=True), Placed(0, new=False))
    assert log.append(b"b") == (Placed(1, new=False),)
    assert len(log) == 2


def test_a_name_is_taken_once_and_the_refused_call_leaves_nothing() -> None:
    log = Log(MemoryJournal(), SIGNER.key, SIGNER, name_of=lambda entry: entry[:1].decode())
    log.append(b"a1")
    with pytest.raises(NameTakenError):
        log.append(b"b1", b"a2")
    assert list(log.entries()) == [b"a1"]
    assert log.find("a") == 0
    assert log.find("b") is None


def test_two_writers_over_one_journal_see_each_other(tmp_path: Path) -> None:
    first, second = log_over(FolderJournal(tmp_path)), log_over(FolderJournal(tmp_path))
    first.append(b"a")
    second.append(b"b")
    assert first.append(b"b") == (Placed(1, new=False),)
    second.refresh()
    assert second.root() == first.root()
    assert list(second.entries(1)) == [b"b"]


def test_many_threads_lose_and_double_nothing(tmp_path: Path) -> None:
    log = log_over(FolderJournal(tmp_path))
    wanted = [f"{number}".encode() for number in range(120)]

    def work(part: int) -> None:
        for entry in wanted[part::6]:
            log.append(entry, b"shared")

    threads = [threading.Thread(target=work, args=(part,)) for part in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = log_over(FolderJournal(tmp_path))
    assert sorted(again.entries()) == sorted([*wanted, b"shared"])
    assert audit_log(FolderJournal(tmp_path), SIGNER.key).faults == ()


def test_a_torn_end_is_set_aside_and_kept(tmp_path: Path) -> None:
    log_over(FolderJournal(tmp_path)).append(b"a")
    whole = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(whole + b"+ half a li")
    log = log_over(FolderJournal(tmp_path))
    log.append(b"b")
    assert list(log.entries()) == [b"a", b"b"]
    assert [path.read_bytes() for path in (tmp_path / "unfinished").iterdir()] == [b"+ half a li"]
    assert audit_log(FolderJournal(tmp_path), SIGNER.key).faults == ()


def test_entries_that_a_killed_writer_left_without_a_head_go_into_the_next_one() -> None:
    journal = MemoryJournal()
    log_over(journal).append(b"a", b"b")
    cut = bytes(journal.content).rindex(b"= ")
    left = MemoryJournal(bytes(journal.content[:cut]))
    log = log_over(left)
    assert len(log) == 0
    assert log.append(b"c") == (Placed(2, new=True),)
    assert list(log.entries()) == [b"a", b"b", b"c"]


def test_a_damaged_journal_takes_no_more_entries() -> None:
    journal = MemoryJournal()
    log_over(journal).append(b"abc")
    journal.content[journal.content.index(b"abc")] ^= 1
    with pytest.raises(LogDamagedError, match="line 2"):
        log_over(journal)


def test_a_disk_that_is_full_costs_the_call_and_nothing_else() -> None:
    class Full(MemoryJournal):
        full = False

        def append(self, offset: int, content: bytes) -> None:
            if self.full:
                raise OSError(28, "No space left on device")
            super().append(offset, content)

    journal = Full()
    log = log_over(journal)
    log.append(b"a")
    journal.full = True
    with pytest.raises(OSError, match="No space"):
        log.append(b"b")
    journal.full = False
    assert log.append(b"c") == (Placed(1, new=True),)
    assert list(log.entries()) == [b"a", b"c"]


def test_a_reader_without_the_signing_key_adds_nothing() -> None:
    with pytest.raises(UnsignableError):
        Log(MemoryJournal(), SIGNER.key).append(b"a")


def test_a_log_signed_by_another_key_is_refused() -> None:
    journal = MemoryJournal()
    log_over(journal, OTHER).append(b"a")
    with pytest.raises(LogDamagedError, match="no trusted key"):
        log_over(journal)


def test_a_proof_file_carries_its_entry_and_proves_it() -> None:
    log = log_over(MemoryJournal())
    log.append(*(f"entry {number}".encode() for number in range(11)))
    proven = open_proof(log.proof(7), SIGNER.key)
    assert (proven.index, proven.entry, proven.checkpoint.size) == (7, b"entry 7", 11)


def test_a_proof_of_another_entry_than_expected_is_refused() -> None:
    log = log_over(MemoryJournal())
    log.append(b"a", b"b")
    with pytest.raises(ProofError, match="another entry") as caught:
        open_proof(log.proof(1), SIGNER.key, entry=b"a")
    assert caught.value.index == 1


def test_an_older_state_is_proved_to_be_the_beginning_of_the_newer() -> None:
    log = log_over(MemoryJournal())
    log.append(b"a", b"b", b"c")
    old = open_checkpoint(log.checkpoint, SIGNER.key)
    log.append(b"d", b"e")
    assert verify_consistency(old.size, len(log), old.root, log.root(), log.consistency(old.size))


def test_heads_go_to_the_second_place_and_a_cut_log_is_told(tmp_path: Path) -> None:
    journal, copy = MemoryJournal(), FolderCopy(tmp_path)
    log = Log(journal, SIGNER.key, SIGNER, copies=[copy])
    log.append(b"a")
    before = bytes(journal.content)
    log.append(b"b")
    assert [name for name, _ in copy.notes()] == ["000000000001.checkpoint", "000000000002.checkpoint"]
    assert audit_log(journal, SIGNER.key, copy.notes()).faults == ()
    faults = audit_log(MemoryJournal(before), SIGNER.key, copy.notes()).faults
    assert [(fault.kind, fault.copy, fault.span) for fault in faults] == [
        (LogFaultKind.LOG_CUT, "000000000002.checkpoint", (1, 2))
    ]


def test_a_log_rewritten_by_its_owner_is_told_by_the_second_place(tmp_path: Path) -> None:
    copy = FolderCopy(tmp_path)
    log = Log(MemoryJournal(), SIGNER.key, SIGNER, copies=[copy])
    log.append(b"a")
    log.append(b"b")
    forged = MemoryJournal()
    Log(forged, SIGNER.key, SIGNER, copies=[copy]).append(b"a", b"B")
    faults = audit_log(forged, SIGNER.key, copy.notes()).faults
    assert [(fault.kind, fault.span) for fault in faults] == [(LogFaultKind.LOG_REWRITTEN, (1, 2))]


def test_a_second_place_that_cannot_be_reached_costs_no_entry(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    log = Log(MemoryJournal(), SIGNER.key, SIGNER, copies=[FolderCopy(tmp_path / "file")])
    assert log.append(b"a") == (Placed(0, new=True),)
    assert isinstance(log.uncopied, OSError)


def test_a_head_travels_by_mail_and_comes_back_whole() -> None:
    log = log_over(MemoryJournal())
    log.append("签收单".encode())
    at = datetime(2026, 3, 1, tzinfo=UTC)
    mail = checkpoint_mail(log.checkpoint, sender="desk@shop.example", to="keeper@law.example", at=at, language="zh")
    assert mail == checkpoint_mail(
        log.checkpoint, sender="desk@shop.example", to="keeper@law.example", at=at, language="zh"
    )
    assert notes_in_mail(mail) == [("000000000001.checkpoint", log.checkpoint)]
