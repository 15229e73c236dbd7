"""Plain XML as columns, held against lxml's tree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from legcheck.core import ReadError
from legcheck.parsers.xml_columns import read_elements
from legcheck.parsers.xml_tokens import NotPlainXmlError, Tokens, tokenize


def outline(tokens: Tokens) -> list[tuple[str, int, int, str]]:
    return [
        (
            tokens.names[tokens.name_id[i]],
            int(tokens.depth[i]),
            int(tokens.after[i]),
            tokens.data[tokens.tag_end[i] + 1 : tokens.text_end[i]].decode(),
        )
        for i in range(tokens.name_id.size)
    ]


def outline_of_tree(text: bytes) -> list[tuple[str, int, int, str]]:
    elements = list(etree.fromstring(text).iter())
    number = {element: i for i, element in enumerate(elements)}
    return [
        (
            etree.QName(element).localname,
            sum(1 for _ in element.iterancestors()),
            number[element] + sum(1 for _ in element.iter()),
            element.text or "",
        )
        for element in elements
    ]


NAMES = st.sampled_from(
    [
        "a",
        "b",
        "gpxtpx:TrackPointExtension",
        "gpxtpx:TrackPointExtensioo",
        "ns3:hr",
        "hr",
        "abcdefgh",
        "abcdefghi",
        "abcdefghijklmnopq",
    ]
)
TEXTS = st.text(alphabet="12 .é\n'\"", max_size=6)


@st.composite
def documents(draw: st.DrawFn, depth: int = 0) -> str:
    name = draw(NAMES)
    attributes = draw(st.sampled_from(["", ' lat="1" lon="2"', ' x="a=b" ', '\n  lat="1\'"']))
    if draw(st.booleans()) and depth:
        return f"<{name}{attributes}/>"
    inside = "".join(draw(TEXTS) + child for child in draw(st.lists(documents(depth + 1), max_size=3))) if depth < 3 else ""
    return f"<{name}{attributes}>{draw(TEXTS)}{inside}</{name}>"


@given(documents())
def test_elements_are_those_of_a_tree(document: str) -> None:
    root_end = document.index(">") if not document[: document.index(">")].endswith("/") else document.index(">") - 1
    declared = document[:root_end] + ' xmlns:gpxtpx="u" xmlns:ns3="v"' + document[root_end:]
    text = ('<?xml version="1.0" encoding="UTF-8"?>\n' + declared).encode()
    assert outline(tokenize(text)) == outline_of_tree(text)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"no tags", b"<a>", b"<a></b>", b"<a><b></a></b>", b"</a>", b"<a/><b/>", b"<a>1 > 0</a>", b"<a><!-- c --></a>",
        b"<a><![CDATA[1]]></a>", b"<!DOCTYPE a><a/>", b"<a>&#49;</a>", b"<a b='1'/>", b"<a>\x00</a>", b"<a><?pi?></a>", b"<></>", b"< a></ a>",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_refused_or_left_open(text: bytes) -> None:
    try:
        tokens = tokenize(text)
    except NotPlainXmlError:
        return
    assert text == b"<a>"
    assert not tokens.is_closed.any()


def test_names_that_differ_late_are_told_apart() -> None:
    first, second = "x" * 15 + "a" * 5 + "1", "x" * 15 + "a" * 5 + "2"
    tokens = tokenize(f"<r><{first}>1</{first}><{second}>2</{second}></r>".encode())
    assert [tokens.names[i] for i in tokens.name_id] == ["r", first, second]


@pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 60])
def test_names_of_any_length(length: int) -> None:
    name = "n" * length
    elements = read_elements(f'<r><{name} lat="1.5" >7</{name}></r>'.encode(), path="x")
    found = elements.named(name)
    assert elements.floats(found).tolist() == [7.0]
    latitude, longitude = elements.attribute_floats(found, "lat", "lon")
    assert latitude.tolist() == [1.5]
    assert np.isnan(longitude).all()


@pytest.mark.parametrize(
    "text",
    [
        "<r><p lat='1' lon=\"2\">5</p></r>",
        '<r><p lon="2" lat="1">5</p></r>',
        '<r><p other="lat=" lat="1" note=\'lon="9"\' lon="2">5</p></r>',
        '<r><!-- <p lat="8"/> --><p lat="1" lon="2"><![CDATA[5]]></p></r>',
        '<r><p lat="&#49;" lon="2">&#53;</p></r>',
        '<r><p\n\tlat="1"\n\tlon="2"\n>5</p\n></r>',
        '<r name="1 > 0"><p lat="1" lon="2">5</p></r>',
        '<r><name>"quoted" > \'other\'</name><p lat="1" lon="2">5</p></r>',
    ],
)
def test_unusual_spellings_read_the_same(text: str) -> None:
    elements = read_elements(text.encode(), path="x")
    points = elements.named("P")
    latitude, longitude = elements.attribute_floats(points, "lat", "lon")
    assert (latitude.tolist(), longitude.tolist(), elements.floats(points).tolist()) == ([1.0], [2.0], [5.0])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "iso-8859-1", "utf-8-sig", "us-ascii"])
def test_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><r><name>S</name><p lat="1" lon="2">5</p></r>'
    elements = read_elements(text.encode(encoding), path="x")
    assert elements.floats(elements.named("p")).tolist() == [5.0]


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha">%s]><gpx>&z;</gpx>""" % b"".join(
    b'<!ENTITY %c "%s">' % (char, b"&%c;" % (char - 1) * 10) for char in range(ord("b"), ord("z") + 1)
)
OUTSIDE = b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/hostname">]><gpx><name>&x;</name></gpx>'


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE, LAUGHS.decode().encode("utf-16")])
def test_entities_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="entities"):
        read_elements(data, path="evil.gpx")


def test_outside_dtd_is_not_fetched() -> None:
    data = b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/never.dtd"><gpx><p>&nbsp;</p><q>3</q></gpx>'
    elements = read_elements(data, path="x")
    assert elements.floats(elements.named("q")).tolist() == [3.0]
