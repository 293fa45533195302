"""Why a file is copied as it is."""


class CannotTranscodeError(Exception):
    """The file cannot be stored in another form without doubt; the text says why."""
