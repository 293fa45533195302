"""The one exception of this package: a file or frame of which there is no picture."""


class NoPicture(ValueError):  # noqa: N818 - says what there is, as design and scripts name it
    """There is no picture, and `reason` says why in a sentence meant for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
