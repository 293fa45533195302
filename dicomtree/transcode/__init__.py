"""Copies of files, as they are or with their pixel data stored in another form."""

from dicomtree.transcode.copying import bytes_task, copy_task, run_copies, why_it_must_stay
from dicomtree.transcode.encoding import Encoding
from dicomtree.transcode.refusal import CannotTranscodeError
from dicomtree.transcode.transcoder import Transcoder

__all__ = [
    "CannotTranscodeError",
    "Encoding",
    "Transcoder",
    "bytes_task",
    "copy_task",
    "run_copies",
    "why_it_must_stay",
]
