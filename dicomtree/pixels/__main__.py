"""The process that decodes: `python -m dicomtree.pixels`, started by `DecodingProcess`."""

import warnings
from collections.abc import Iterator
from typing import Any

from dicomtree.pixels.decoders import load_plugins
from dicomtree.pixels.no_picture import NoPicture, refusal
from dicomtree.pixels.picture import load_picture, stored_values
from dicomtree.pixels.picture_messages import (
    NO_FRAME,
    NO_PICTURE,
    PICTURE,
    THUMBNAIL,
    VALUES,
    to_message,
)
from dicomtree.pixels.thumbnails import load_thumbnail
from dicomtree.workers import serve


def answer(request: Any) -> Iterator[object]:
    """Yield a picture or stored values, or why there are none; nothing for None: it only starts."""
    if request is None:
        load_plugins()
        return
    kind, path, frame, reduced = request
    try:
        if kind == PICTURE:
            yield (PICTURE, to_message(load_picture(path, frame, reduced=reduced)), ())
        elif kind == THUMBNAIL:
            yield (THUMBNAIL, to_message(load_thumbnail(path, frame)), ())
        else:
            with warnings.catch_warnings(record=True) as found:
                warnings.simplefilter("always")
                values = stored_values(path, frame)
            yield (VALUES, to_message(values), [str(each.message) for each in found])
    except IndexError as error:
        yield (NO_FRAME, str(error), ())
    except (NoPicture, OSError, MemoryError) as error:
        yield (NO_PICTURE, refusal(error).reason, ())


if __name__ == "__main__":
    serve(answer)
