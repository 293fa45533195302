"""Why something cannot be exported."""


class CannotExportError(ValueError):
    """A stack has no such form; the text says why, for people."""
