"""The process that decodes: `python -m dicomtree.pixels`, started by `PictureLoader`."""

from collections.abc import Iterator
from typing import Any

from dicomtree.pixels.decoders import load_plugins
from dicomtree.pixels.no_picture import NoPicture
from dicomtree.pixels.picture import load_picture
from dicomtree.pixels.picture_messages import NO_PICTURE, PICTURE, to_message
from dicomtree.workers import serve


def answer(request: Any) -> Iterator[object]:
    """Yield one picture, or the reason why there is none; nothing for None, which only warms up."""
    if request is None:
        load_plugins()
        return
    path, frame, reduced = request
    try:
        picture = load_picture(path, frame, reduced=reduced)
    except NoPicture as error:
        yield (NO_PICTURE, error.reason)
    else:
        yield (PICTURE, to_message(picture))


if __name__ == "__main__":
    serve(answer)
