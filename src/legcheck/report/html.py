"""A Report as an HTML fragment for notebooks: verdict first, every text escaped, no request to anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from legcheck.report.glossary import TITLE as GLOSSARY
from legcheck.report.glossary import explained
from legcheck.report.split_table import MARK, STRIDE
from legcheck.report.svg import picture
from legcheck.report.text import SEEN, Section, document

if TYPE_CHECKING:
    from legcheck.report.model import Report

__all__ = ["STYLE", "body", "fragment", "table"]

STYLE = """
.legcheck{max-width:760px;line-height:1.45;font-family:system-ui,-apple-system,"Segoe UI",sans-serif;font-size:14px}
.legcheck :is(p,.verdict){margin:.25em 0}
.legcheck p{overflow-wrap:anywhere}
.legcheck :is(h2,h4):not(.verdict){margin:1.1em 0 .3em;font-size:14px;font-weight:600}
.legcheck .verdict{font-size:19px;font-weight:600;line-height:1.3;padding:.1em 0 .1em .6em;border-left:5px solid #8a8f98}
.legcheck .verdict.found{border-color:#e09f3e}
.legcheck .verdict.clear{border-color:#2a9d6f}
.legcheck .quiet{opacity:.72}
.legcheck ul{margin:.2em 0;padding-left:1.2em}
.legcheck li li{opacity:.8}
.legcheck details{margin:.7em 0}
.legcheck summary{cursor:pointer;font-weight:600}
.legcheck table{border-collapse:collapse;margin:.4em 0;font-variant-numeric:tabular-nums;font-size:13px}
.legcheck th,.legcheck td{padding:.15em .7em;text-align:right;background:none;border:0}
.legcheck th{font-weight:600;border-bottom:1px solid rgba(128,128,128,.5)}
.legcheck caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.legcheck td.text,.legcheck th.text{text-align:left}
.legcheck tr.marked td{background:rgba(224,159,62,.16)}
.legcheck.wide{max-width:1200px}
.legcheck .scroll{overflow-x:auto}
.legcheck td,.legcheck th{white-space:nowrap;vertical-align:top}
.legcheck td.text{white-space:normal}
.legcheck .runs th,.legcheck .runs td{padding:.15em .5em}
.legcheck .runs td:first-child,.legcheck .runs td:nth-child(8){white-space:nowrap}
.legcheck .runs td:last-child{overflow-wrap:anywhere;min-width:10em;opacity:.72}
@media (max-width:640px){
.legcheck th,.legcheck td{padding:.15em .4em}
.legcheck .spare,.legcheck .splits :is(td,th).mark{display:none}
.legcheck .splits th{white-space:normal;vertical-align:bottom}
.legcheck .splits{font-size:12px}
.legcheck .splits :is(td,th){padding:.15em .3em}
.legcheck .splits tr.marked td:first-child::before{content:"* "}
.legcheck .runs,.legcheck .runs :is(thead,tbody){display:block}
.legcheck .runs tr{display:grid;grid-template-columns:9.5em 1fr 1fr 1.2fr;border-bottom:1px solid rgba(128,128,128,.25)}
.legcheck .runs th{border:0;white-space:normal}
.legcheck .runs :is(td,th):is(:nth-child(3),:nth-child(5),:nth-child(6),:nth-child(10)),.legcheck .runs td:empty{display:none}
.legcheck .runs th:nth-child(n+8){display:none}
.legcheck .runs td:nth-child(8),.legcheck .runs td:nth-child(9){grid-column:1/-1}
}
.legcheck svg{max-width:100%;height:auto;margin:.6em 0}
""".strip()
"""Style of the fragment: inherits the colours of the page, so it reads on light and on dark."""

_FIRST = ("Why",)
_OPEN = frozenset({"What else it could be", "What to try", "Splits", SEEN})


def fragment(report: Report) -> str:
    """What a notebook shows: verdict, evidence, a small picture, the rest folded away."""
    return f"<style>{STYLE}</style>{body(report.to_dict(), picture(report))}"


def body(data: Mapping[str, Any], drawing: str = "", *, level: int = 3) -> str:
    """The report as one ``<div>``.

    Parameters
    ----------
    data : mapping
        :meth:`legcheck.report.Report.to_dict`.
    drawing : str
        Markup put below the evidence: already escaped.
    level : int
        Of the heading that the verdict is: 1 on a page of its own.
    """
    head, *rest = document(data)
    named = [section for section in rest if section.title]
    safety = [section for section in rest if not section.title]
    parts = [
        _head(head, data["heavy_legs"]["status"], level),
        *(_section(section, level + 1) for section in named if section.title in _FIRST),
        drawing,
        *(_fold(section) for section in (*named, _glossary(head, *named)) if section.title not in _FIRST),
        *(f'<p class="quiet">{escape(line)}</p>' for section in safety for line in section.lines),
    ]
    return f'<div class="legcheck">{"".join(parts)}</div>'


def _glossary(*sections: Section) -> Section:
    return Section(title=GLOSSARY, lines=explained("\n".join(line for section in sections for line in _told(section))))


def _told(section: Section) -> Iterable[str]:
    return (*section.lines, *section.header)


def _head(section: Section, status: str, level: int) -> str:
    verdict, *lines = section.lines
    rest = "".join(f'<p class="{"quiet" if line == lines[-1] else "plain"}">{escape(line)}</p>' for line in lines)
    return f'<h{level} class="verdict {escape(status)}">{escape(verdict)}</h{level}>{rest}'


def _section(section: Section, level: int) -> str:
    return f"<h{level}>{escape(section.title)}</h{level}>{_content(section)}"


def _fold(section: Section) -> str:
    is_open = " open" if section.title in _OPEN else ""
    return f"<details{is_open}><summary>{escape(section.title)}</summary>{_content(section)}</details>"


def _content(section: Section) -> str:
    if not section.rows:
        return _nested(section.lines)
    spare = frozenset(place for place, title in enumerate(section.header) if title == STRIDE)
    rows = table(section.header, section.rows, spare_columns=spare, kind="splits", caption=section.title)
    return rows + "".join(f'<p class="quiet">{escape(line)}</p>' for line in section.lines)


def _nested(lines: tuple[str, ...]) -> str:
    """A list; lines with leading spaces become a list inside the item before."""
    items: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("  ") and items:
            items[-1][1].append(line.strip())
        else:
            items.append((line, []))
    return f"<ul>{''.join(f'<li>{escape(text)}{_inner(below)}</li>' for text, below in items)}</ul>"


def _inner(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def table(
    header: Iterable[str],
    rows: Iterable[tuple[str, ...]],
    *,
    text_columns: frozenset[int] = frozenset(),
    spare_columns: frozenset[int] = frozenset(),
    marked: frozenset[int] = frozenset(),
    kind: str = "",
    caption: str = "",
) -> str:
    """A table in a box that scrolls by itself.

    Rows named in ``marked`` and those whose last cell is ``*`` are shaded, ``text_columns`` are set flush left, ``spare_columns`` are
    left out on a phone; ``kind`` is a class of the style, ``caption`` is read aloud and not shown.
    """
    titles = tuple(header)
    kinds = dict.fromkeys(text_columns, "text") | dict.fromkeys(spare_columns, "spare")
    kinds |= {len(titles) - 1: "mark"} if titles[-1:] == ("",) else {}
    shaded = ' class="marked"'
    body_rows = "".join(
        f"<tr{shaded if place in marked or row[-1:] == (MARK,) else ''}>{_cells(row, 'td', kinds)}</tr>"
        for place, row in enumerate(rows)
    )
    head = f"<thead><tr>{_cells(titles, 'th', kinds)}</tr></thead>"
    named = f' class="{kind}"' if kind else ""
    label = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<div class="scroll"><table{named}>{label}{head}<tbody>{body_rows}</tbody></table></div>'


def _cells(row: tuple[str, ...], tag: str, kinds: Mapping[int, str]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    opened = [f'<{tag}{scope} class="{kinds[place]}">' if place in kinds else f"<{tag}{scope}>" for place, _ in enumerate(row)]
    words = [escape(cell).replace("/", "/<wbr>") if tag == "th" else escape(cell) for cell in row]
    return "".join(f"{start}{word}</{tag}>" for start, word in zip(opened, words, strict=True))
