"""What can happen around instances without a picture."""

from dataclasses import dataclass

from dicomtree.documents import Document, Reference


@dataclass(frozen=True, slots=True)
class DocumentLoaded:
    """What an instance without a picture holds; None where nothing of it can be read."""

    root: int
    path: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class ReferenceChosen:
    """The user wants to see what a line refers to."""

    reference: Reference


DocumentMessage = DocumentLoaded | ReferenceChosen
