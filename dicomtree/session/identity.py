"""Who the patient is: in the right script, or hidden."""

from dicomtree.model import Patient, Tree
from dicomtree.session.lookup import index_of, patient_number
from dicomtree.session.state import Session
from dicomtree.text import person_name, redecoded

HIDDEN = "hidden"


def spoken(session: Session, value: str | None, character_set: str | None) -> str:
    """Return a text as the user should read it, with a mark where the script was guessed.

    A text whose file declares no character set has been read as Latin-1; the user may choose
    another one for such texts, for display alone.
    """
    return in_script(value, character_set, session.settings.fallback_character_set)


def in_script(value: str | None, character_set: str | None, fallback: str | None) -> str:
    """Return a text as `spoken` does, with `fallback` as the character set that was chosen."""
    if value is None:
        return ""
    if character_set is not None or value.isascii():
        return value
    return f"{redecoded(value, fallback)} (?)"


def spoken_name(session: Session, value: str | None, character_set: str | None) -> str:
    """Return a Person Name as people write it: "DOE, Jane"."""
    return person_name(spoken(session, value, character_set))


def hidden_patient_label(tree: Tree, patient: Patient) -> str:
    """Return a label that tells patients apart and says nothing of them."""
    return f"Patient {index_of(tree).places[patient_number(patient)]}"
