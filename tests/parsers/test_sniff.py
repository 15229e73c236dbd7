"""What a file is, told from its bytes."""

from __future__ import annotations

import codecs

import pytest

from legcheck.core import UnsupportedFileError
from legcheck.parsers import read
from legcheck.parsers.sniff import Kind, decode_text, sniff

GPX = '<gpx version="1.1"><trk/></gpx>'
TCX = "<TrainingCenterDatabase/>"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x0e\x20\x9a\x52\x00\x00\x00\x00.FIT\x00\x00", Kind.FIT),
        (b"\x0c\x10\x64\x00\x00\x00\x00\x00.FIT", Kind.FIT),
        (b"\x1f\x8b\x08rest", Kind.GZIP),
        (b"PK\x03\x04rest", Kind.ZIP),
        (b"PK\x05\x06" + bytes(18), Kind.ZIP),
        (GPX.encode(), Kind.GPX),
        (b"   \r\n\t" + GPX.encode(), Kind.GPX),
        (codecs.BOM_UTF8 + GPX.encode(), Kind.GPX),
        (codecs.BOM_UTF8 + b"\n " + GPX.encode(), Kind.GPX),
        (('<?xml version="1.0" encoding="utf-16"?>' + GPX).encode("utf-16"), Kind.GPX),
        (('<?xml version="1.0" encoding="utf-16"?>' + GPX).encode("utf-16-be"), Kind.GPX),
        (GPX.encode("utf-16-le"), Kind.GPX),
        (b"<x:gpx xmlns:x='http://www.topografix.com/GPX/1/0'/>", Kind.GPX),
        (b'<?xml version="1.0"?><!-- <html> --><?go on?><!DOCTYPE gpx [ <!ELEMENT gpx ANY> ]>' + GPX.encode(), Kind.GPX),
        (b"          <?xml version='1.0'?>" + TCX.encode(), Kind.TCX),
        (TCX.encode(), Kind.TCX),
        (b'<Activities><Activity Sport="Running"><Lap><Track><Trackpoint>', Kind.TCX),
        (b"<export><trk><trkseg><trkpt lat='1' lon='2'>", Kind.GPX),
    ],
)
def test_known_kinds(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (bytes(500), "only zeros"),
        (b" \n\t ", "blanks"),
        (b'{"a": 1}', "JSON"),
        (b"  [1, 2]", "JSON"),
        (b"<!DOCTYPE html><html><body>log in</body></html>", "web page"),
        (b"<HTML>", "web page"),
        (b'<?xml version="1.0"?><kml xmlns="x"/>', "<kml>"),
        (b"<!-- only this", "no root"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"BZh91AY", "bzip2"),
        (b"time,hr\n1,2\n", "text"),
        (b"\x00\x01\x02\x80\xff" * 10, "no file format known"),
    ],
)
def test_other_files_are_named_in_the_error(data: bytes, said: str) -> None:
    with pytest.raises(UnsupportedFileError, match=said) as caught:
        sniff(data, path="some/file.txt")
    assert "some/file.txt" in str(caught.value)
    assert "FIT, GPX and TCX" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a/run.fit", "named as FIT, but the file is empty; download or copy it again"),
        (b'{"error": 429}', "x.zip/Run.TCX.gz", "named as TCX, but this is a JSON file; download or copy it again"),
        (b"BZh91AY", "run.gpx", "named as GPX, but this is a bzip2 file; unpack it first"),
    ],
)
def test_what_its_name_says_it_is_and_is_not_was_a_download_that_failed(data: bytes, name: str, said: str) -> None:
    with pytest.raises(UnsupportedFileError) as caught:
        sniff(data, path=name)
    assert caught.value.message == said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "utf-32"])
def test_text_is_decoded_by_what_it_says(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><gpx>Säntis</gpx>'
    decoded = decode_text(text.encode(encoding))
    assert decoded.lstrip("\ufeff") == text


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-32", "ISO-10646-UCS-2"])
def test_a_declaration_that_can_be_read_byte_by_byte_is_wrong_about_wide_text(declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + GPX
    assert sniff(text.encode()) is Kind.GPX
    point = '<trkpt lat="50" lon="8"><time>2024-05-01T08:00:00Z</time></trkpt>'
    data = f'<?xml version="1.0" encoding="{declared}"?><gpx creator="Läufer"><trk><trkseg>{point}</trkseg></trk></gpx>'
    activity = read(data.encode())
    assert (len(activity), activity.device.product) == (1, "Läufer")
