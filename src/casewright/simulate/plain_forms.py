"""Papers that are no pictures: tables as CSV and spreadsheet, logs as text, pages as HTML, carriers' JSON, mails."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from html import escape
from xml.sax.saxutils import escape as xml_escape

from casewright.simulate.wording import Paper

__all__ = ["Attachment", "as_csv", "as_html", "as_json", "as_mail", "as_sheet", "as_text", "as_tsv"]

Attachment = tuple[str, bytes]
"""Name and bytes of a JPEG."""
_ZIP_EPOCH = (2026, 1, 1, 0, 0, 0)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _table(paper: Paper) -> list[Sequence[str]]:
    """Return the rows of a paper as a sheet holds them; a paper without a table gives label and value."""
    if not paper.columns:
        return [list(one) for one in paper.fields]
    return [list(paper.columns), *paper.rows]


def _heading(paper: Paper) -> list[Sequence[str]]:
    """Return what stands above a table that is not the table's own: the title, and the fields line by line."""
    title = [[paper.title]] if paper.title else []
    return [*title, *(list(one) for one in paper.fields), []] if paper.columns and paper.above else [*title]


def as_csv(paper: Paper) -> bytes:
    """Return the paper's table as CSV, with what stands above it where it has a heading."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", delimiter=paper.delimiter)
    if paper.above:
        writer.writerows(_heading(paper))
        writer.writerows(_table(paper))
    elif paper.fields and paper.columns and not paper.one_row:
        writer.writerow([*(label for label, _ in paper.fields), *paper.columns])
        writer.writerows([[*(value for _, value in paper.fields), *row] for row in paper.rows])
    else:
        writer.writerows(_table(paper))
    return ("\ufeff" + out.getvalue()).encode()


def as_tsv(paper: Paper) -> bytes:
    """Return the paper's table as the tab-delimited text file that marketplaces give for download."""
    return as_csv(replace(paper, delimiter="\t"))


def as_text(paper: Paper) -> bytes:
    """Return the paper as a program prints it into a text file: the columns in line."""
    fields = [f"{label}: {value}" for label, value in paper.fields]
    rows = [paper.columns, *paper.rows] if _has_table(paper) else []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines = [paper.issuer, paper.title, "", *fields, "", *table, "", *paper.text]
    return ("\n".join(lines).strip() + "\n").encode()


def _cell(value: str) -> str:
    try:
        float(value)
    except ValueError:
        return f'<c t="inlineStr"><is><t>{xml_escape(value)}</t></is></c>'
    return (
        f"<c><v>{value}</v></c>"
        if len(value) < len("123456789") and "-" not in value[1:]
        else (f'<c t="inlineStr"><is><t>{value}</t></is></c>')
    )


def as_sheet(paper: Paper) -> bytes:
    """Return the paper's table as a spreadsheet of one sheet."""
    lines = [*_heading(paper), *_table(paper)]
    rows = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in lines)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}'
            packed.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tables(paper: Paper) -> str:
    fields = "".join(f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in paper.fields)
    head = "".join(f"<th>{escape(one)}</th>" for one in paper.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in paper.rows)
    return f"<table>{fields}</table>" + (f"<table><tr>{head}</tr>{rows}</table>" if _has_table(paper) else "")


def _blocks(paper: Paper) -> str:
    """Return fields and rows as a page built by a script has them: no tables, every cell a block."""
    fields = "".join(
        f'<div class="f"><span class="l">{escape(label)}</span><span class="v">{escape(value)}</span></div>'
        for label, value in paper.fields
    )
    lines = [paper.columns, *paper.rows] if _has_table(paper) else []
    rows = "".join(f"<li>{''.join(f'<div>{escape(one)}</div>' for one in line)}</li>" for line in lines)
    return f"<section>{fields}</section>" + (f"<ul>{rows}</ul>" if rows else "")


def _terms(paper: Paper) -> str:
    """Return the fields as a list of terms and what they mean, the rows as a table with a head and a body."""
    fields = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in paper.fields)
    head = "".join(f"<th scope=col>{escape(one)}" for one in paper.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(one)}' for one in row)}" for row in paper.rows)
    table = f"<table><thead><tr>{head}<tbody>{rows}</table>" if _has_table(paper) else ""
    return f"<dl>{fields}</dl>{table}"


def _frames(paper: Paper) -> str:
    """Return fields and rows as mail programs need them: tables within tables, and words that only a preview shows."""
    preview = f'<div style="display:none;max-height:0">{escape(" ".join(value for _, value in paper.fields[:2]))}</div>'
    fields = "".join(
        f'<tr><td style="color:#666">{escape(label)}&nbsp;</td><td align="right"><b>{escape(value)}</b></td></tr>'
        for label, value in paper.fields
    )
    lines = [paper.columns, *paper.rows] if _has_table(paper) else []
    rows = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in line)}</tr>" for line in lines)
    inner = "".join(f'<tr><td><table role="presentation">{one}</table></td></tr>' for one in (fields, rows) if one)
    outer = f'<tr><td align="center"><table>{inner}</table></td></tr>'
    return f'{preview}<table role="presentation" width="100%">{outer}</table>'


def _paragraphs(paper: Paper) -> str:
    """Return each field as a line of its own, its label in bold, the rows as a table."""
    fields = "".join(f"<p><b>{escape(label)}:</b> {escape(value)}</p>" for label, value in paper.fields)
    lines = [paper.columns, *paper.rows] if _has_table(paper) else []
    rows = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in line)}</tr>" for line in lines)
    return fields + (f'<table border="1">{rows}</table>' if rows else "")


def _sections(paper: Paper) -> str:
    """Return each field under a heading of its own, as account pages do, the rows as a table with a caption."""
    fields = "".join(
        f"<section><h3>{escape(label)}</h3><p>{escape(value)}</p></section>" for label, value in paper.fields
    )
    way = f'<nav><a href="#">{escape(paper.issuer)}</a> &rsaquo; <a href="#">{escape(paper.title)}</a></nav>'
    head = "".join(f"<th>{escape(one)}</th>" for one in paper.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in paper.rows)
    caption = f"<caption>{escape(paper.title)}</caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead>{rows}</table>" if _has_table(paper) else ""
    return f"{way}<main>{fields}{table}</main>"


def _body(paper: Paper) -> str:
    ways = (
        (paper.framed, _frames),
        (paper.modern, _blocks),
        (paper.listed, _terms),
        (paper.lined, _paragraphs),
        (paper.headed, _sections),
    )
    return next((way for wanted, way in ways if wanted), _tables)(paper)


def _has_table(paper: Paper) -> bool:
    return bool(paper.columns) and not (paper.one_row and paper.fields)


def as_html(paper: Paper) -> bytes:
    """Return the paper as a web page that was saved."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in paper.text)
    page = (
        f'<!doctype html>\n<html lang="{paper.language}"><head><meta charset="utf-8"><title>{escape(paper.title)}'
        f"</title></head><body><p>{escape(paper.issuer)}</p><h1>{escape(paper.title)}</h1>"
        f"{_body(paper)}{lines}<p>{escape(paper.foot)}</p></body></html>\n"
    )
    return page.encode()


def as_json(paper: Paper) -> bytes:
    """Return the carrier's raw answer."""
    return paper.json.encode()


def as_mail(paper: Paper, receiver: str, attachments: Sequence[Attachment] = ()) -> bytes:
    """Return the paper as a mail; photos are attached."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Date"], mail["Subject"] = paper.sender, receiver, paper.at, paper.subject
    lines = [*(f"{label}: {value}" for label, value in paper.fields), *paper.text]
    body = "\r\n\r\n".join(lines) + "\r\n"
    mark = sha256(f"{paper.subject}{paper.at}{body}".encode()).hexdigest()
    mail["Message-ID"] = f"<{mark[:24]}@{paper.sender.partition('@')[2]}>"
    if paper.modern:
        page = "".join(f"<p>{escape(line)}</p>" for line in lines)
        mail.set_content(f"<html><body>{page}</body></html>\r\n", subtype="html", cte="base64")
    else:
        mail.set_content(body, cte="base64")
    if (paper.listed or paper.framed or paper.lined or paper.headed) and paper.fields and not attachments:
        mail.add_alternative(as_html(paper).decode(), subtype="html", cte="quoted-printable")
    for name, content in attachments:
        mail.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    if mail.is_multipart():
        mail.set_boundary(f"={mark[24:48]}=")
    return mail.as_bytes()
