"""Six kinds of damage to real FIT files: the share of undamaged records that each reader still gives.

Run as ``python benchmarks/damage_table.py`` with LEGCHECK_CORPUS set. The damage is the same for every reader and every run.
A reader that raises keeps what it gave before; records whose time was not in the original count as spurious.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from legcheck.core import LegcheckError, Source
from legcheck.parsers.fit import read_fit
from legcheck.parsers.fit.framing import find_frames
from legcheck.parsers.fit.reader import decode_frame

FIT_EPOCH_S = 631_065_600
FEWEST_RECORDS, LARGEST_BYTES = 200, 400_000
SOURCE = Source(name="damaged.fit", format="fit")


def with_legcheck(data: bytes) -> Iterator[int]:
    for activity in read_fit(data, source=SOURCE):
        start = activity.start_time.timestamp() - FIT_EPOCH_S
        yield from (round(start + elapsed) for elapsed in activity.elapsed_s)


def with_fitparse(data: bytes) -> Iterator[int]:
    import fitparse

    for message in fitparse.FitFile(io.BytesIO(data), check_crc=False).get_messages("record"):
        yield from (item.raw_value for item in message.fields if item.def_num == 253)


def with_fitdecode(data: bytes) -> Iterator[int]:
    import fitdecode

    with fitdecode.FitReader(io.BytesIO(data)) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record":
                yield from (item.raw_value for item in frame.fields if item.def_num == 253)


def with_sdk(data: bytes) -> Iterator[int]:
    from garmin_fit_sdk import Decoder, Stream

    decoder = Decoder(Stream.from_byte_array(bytearray(data)))
    messages, _ = decoder.read(convert_datetimes_to_dates=False, merge_heart_rates=False)
    yield from (record["timestamp"] for record in messages.get("record_mesgs", []) if "timestamp" in record)


READERS: dict[str, Callable[[bytes], Iterator[int]]] = {
    "legcheck": with_legcheck,
    "fitparse": with_fitparse,
    "fitdecode": with_fitdecode,
    "garmin-fit-sdk": with_sdk,
}


def given(read: Callable[[bytes], Iterator[int]], data: bytes) -> tuple[Counter[int], str]:
    """Record times a reader gave, and the error it ended with."""
    times: Counter[int] = Counter()
    try:
        for time in read(data):
            times[time] += 1
    except LegcheckError as error:
        return times, type(error).__name__
    except Exception as error:  # noqa: BLE001  other readers raise what they raise
        return times, type(error).__name__
    return times, ""


def whole_files(folder: Path, count: int) -> list[tuple[bytes, list[tuple[int, int, int]]]]:
    """Undamaged files, with start, end and time of each record."""
    found = []
    paths = sorted(path for path in folder.rglob("*") if path.name.lower().endswith((".fit", ".fit.gz")))
    for path in paths:
        data = path.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        frames = find_frames(data)
        if len(data) > LARGEST_BYTES or len(frames) != 1 or not frames[0].is_whole:
            continue
        records = decode_frame(data, frames[0], SOURCE, "salvage").records
        if len(records) < FEWEST_RECORDS or 253 not in records.columns:
            continue
        starts = records.offsets.tolist()
        found.append(
            (data, list(zip(starts, [*starts[1:], len(data)], records.columns[253].astype(int).tolist(), strict=True)))
        )
    return found[:: max(len(found) // count, 1)][:count]


def main() -> None:
    """Damage, read with each reader, print the table."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "parsers"))
    from fit_damage import KINDS, damaged

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--only-legcheck", action="store_true")
    options = parser.parse_args()
    files = whole_files(Path(os.environ["LEGCHECK_CORPUS"]), options.files)
    readers = {"legcheck": with_legcheck} if options.only_legcheck else READERS
    print(
        f"{len(files)} files, {sum(len(records) for _, records in files):,} records; share of undamaged records recovered (spurious; files that raised)"
    )
    for kind in KINDS:
        got: dict[str, Counter[str]] = {name: Counter() for name in readers}
        untouched_records = 0
        for number, (data, records) in enumerate(files):
            bad, lost = damaged(data, kind, number)
            kept = [time for start, end, time in records if not len(lost) or end <= lost.start or start >= lost.stop]
            untouched_records += len(kept)
            untouched, original = Counter(kept), Counter(time for _, _, time in records)
            for name, read in readers.items():
                times, error = given(read, bad)
                got[name]["recovered"] += (times & untouched).total()
                got[name]["spurious"] += (times - original).total()
                got[name]["raised"] += bool(error)
        cells = [
            f"{name} {100 * one['recovered'] / untouched_records:7.3f} % ({one['spurious']}; {one['raised']})"
            for name, one in got.items()
        ]
        print(f"{kind:18} {'   '.join(cells)}")


if __name__ == "__main__":
    main()
