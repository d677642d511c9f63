"""The file itself: what it says about itself, and the same bytes for the same deck."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import datetime
from typing import Any

from pptx.opc.packuri import PackURI

from immunodata.citation import DISCLAIMER
from immunodata.dataset import Dataset

# Fixed parts of the two headers every file in an archive has: where its time and date stand, and where its name ends.
LOCAL_TIME, CENTRAL_TIME = 10, 12
CENTRAL_HEAD = struct.Struct("<4s24x3H12x")
FIRST_DAY = struct.pack("<HH", 0, (1 << 5) | 1)  # midnight of 1980-01-01, the first that archives know


def count_parts(deck: Any) -> None:
    """Let the package number its new parts by counting: to look at all parts for each new one is slow."""
    package = deck.part.package
    taken: dict[str, int] = {}

    def next_partname(template: str) -> PackURI:
        if template not in taken:
            number = re.compile(re.escape(template).replace("%d", "([0-9]+)") + "$")
            found = [number.match(str(part.partname)) for part in package.iter_parts()]
            taken[template] = max((int(match[1]) for match in found if match), default=0)
        taken[template] += 1
        return PackURI(template % taken[template])

    package.next_partname = next_partname


def deck_bytes(deck: Any, *, title: str, data: Dataset) -> bytes:
    """Return the file of a presentation; nothing in it tells when it was written."""
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = title, "immunodata contributors", "immunodata"
    about.subject = f"immunodata {data.version}, data as of {data.as_of}"
    about.comments, about.keywords, about.revision = DISCLAIMER, "cancer immunotherapy", 1
    about.created = about.modified = datetime.fromisoformat(str(data.as_of))
    buffer = io.BytesIO()
    deck.save(buffer)
    return without_times(buffer.getvalue())


def without_times(archive: bytes) -> bytes:
    """The same archive, every file in it dated 1980-01-01."""
    out = bytearray(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        place = opened.start_dir
        for entry in opened.infolist():
            start = entry.header_offset + LOCAL_TIME
            out[start : start + 4] = FIRST_DAY
            start = place + CENTRAL_TIME
            out[start : start + 4] = FIRST_DAY
            place += CENTRAL_HEAD.size + sum(CENTRAL_HEAD.unpack_from(archive, place)[1:])
    return bytes(out)
