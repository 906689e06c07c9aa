"""A standard DMN editor's library opens our export without a warning, writes it again, and nothing is lost."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from casewright.rulebook import load_rulebook, with_table
from casewright.rulebook.exchange import Form, Surroundings, export_table, import_tables

pytestmark = pytest.mark.slow

LIBRARY = "dmn-moddle@12.2.1"
INSTALL = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", LIBRARY]
SCRIPT = """
import { readFileSync, writeFileSync } from 'node:fs';
import { DmnModdle } from 'dmn-moddle';
const told = {};
for (const name of JSON.parse(process.argv[2])) {
  const moddle = new DmnModdle();
  const { rootElement, warnings } = await moddle.fromXML(readFileSync(name + '.dmn', 'utf8'));
  const { xml } = await moddle.toXML(rootElement, { format: true });
  writeFileSync(name + '.saved.dmn', xml);
  const rules = rootElement.drgElement
    .filter((element) => element.decisionLogic && element.$attrs['cw:role'] === 'rows')
    .flatMap((element) => element.decisionLogic.rule);
  told[name] = {
    warnings: warnings.map((warning) => warning.message),
    codes: rules.map((rule) => rule.$attrs['cw:code']),
    from: rules.map((rule) => rule.$attrs['cw:from']),
    cites: rules.map((rule) => rule.extensionElements.values.filter((value) => value.$type === 'cw:cite').length),
  };
}
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own with the editor's library in it."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("needs Node: apt-get install -y nodejs npm")
    folder = tmp_path_factory.mktemp("editor")
    (folder / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    try:
        done = subprocess.run(INSTALL, cwd=folder, capture_output=True, timeout=180, check=False)  # noqa: S603 - npm itself
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        pytest.skip(f"the library could not be installed; where packages can be reached, run: {' '.join(INSTALL)}")
    (folder / "open.js").write_text(SCRIPT, encoding="utf-8")
    return folder


def test_an_editor_opens_every_table_and_keeps_codes_days_and_sources(bench: Path) -> None:
    book = load_rulebook()
    for table in book:
        (bench / f"{table.name}.dmn").write_bytes(export_table(table, Form.DMN))
    names = json.dumps([table.name for table in book])
    ran = subprocess.run(  # noqa: S603 - our own script
        ["node", "open.js", names],  # noqa: S607 - node from the path, as the fixture found it
        cwd=bench,
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    told = json.loads(ran.stdout)
    for table in book:
        seen = told[table.name]
        assert seen["warnings"] == []
        assert set(seen["codes"]) == {row.code for row in table.rows}
        assert set(seen["from"]) == {row.from_on.isoformat() for row in table.rows}
        assert all(count > 0 for count in seen["cites"])
        saved = (bench / f"{table.name}.saved.dmn").read_bytes()
        back = (
            import_tables(saved, Surroundings(book.catalogue, book.shared[table.file.partition("/")[0]]))
            .tables[0]
            .table
        )
        assert back is not None
        assert with_table(book, back).table(table.name).digest == table.digest
