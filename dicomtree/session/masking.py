"""The attribute list while identity is hidden."""

from collections.abc import Iterable, Mapping

from dicomtree.header import named_attribute
from dicomtree.header.attribute_row import AttributeRow
from dicomtree.header.parts import Place
from dicomtree.library.finding import vocabulary
from dicomtree.query import WORD_ATTRIBUTES, Attribute, Kind, QueryError, matcher, parse
from dicomtree.session.identity import HIDDEN
from dicomtree.session.state import Session

PATIENT_GROUP = "0010"
HARMLESS_OF_PATIENT = frozenset(
    {
        "PatientSex",
        "PatientAge",
        "PatientSize",
        "PatientWeight",
        "PatientSexNeutered",
        "PatientSpeciesDescription",
        "PatientBreedDescription",
        "PregnancyStatus",
        "SmokingStatus",
        "QualityControlSubject",
    }
)
"""What the patient group (0010,xxxx) holds that says nothing of who it is; all else is hidden."""

IDENTIFYING = frozenset(
    {
        "AccessionNumber",
        "AdmissionID",
        "DeviceSerialNumber",
        "FillerOrderNumberImagingServiceRequest",
        "InstitutionAddress",
        "InstitutionName",
        "InstitutionalDepartmentName",
        "IssuerOfAdmissionID",
        "OrderCallbackPhoneNumber",
        "OrderEntererLocation",
        "PersonAddress",
        "PersonTelephoneNumbers",
        "PlacerOrderNumberImagingServiceRequest",
        "ReferringPhysicianAddress",
        "ReferringPhysicianTelephoneNumbers",
        "RequestedProcedureID",
        "ScheduledProcedureStepID",
        "StationName",
        "StudyID",
    }
)
TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UN", "UT"})


def shown_attributes(session: Session) -> tuple[AttributeRow, ...]:
    """Return the attribute lines as they may be shown: the very same ones unless hidden."""
    if not session.identity_hidden:
        return session.attributes
    return _hidden(session.attributes)


def shown_items(session: Session) -> Mapping[tuple[Place, int], tuple[AttributeRow, ...]]:
    """Return the items that were read later as they may be shown."""
    if not session.identity_hidden:
        return session.more_attributes
    return {place: _hidden(lines) for place, lines in session.more_attributes.items()}


def _hidden(lines: Iterable[AttributeRow]) -> tuple[AttributeRow, ...]:
    return tuple(
        line._replace(value=HIDDEN) if line.value and is_identifying(line) else line
        for line in lines
    )


def is_identifying(line: AttributeRow) -> bool:
    """Whether a line's value may say who the patient is.

    Every person's name, most of the patient group, places and numbers that lead back, and the
    texts of private elements, of which nobody but their maker knows what they hold.
    """
    group = line.tag.strip(" (")[:4].upper()
    if group == PATIENT_GROUP:
        return line.keyword not in HARMLESS_OF_PATIENT
    return line.vr == "PN" or line.keyword in IDENTIFYING or (_is_odd(group) and line.vr in TEXTS)


def filter_may_name(session: Session) -> bool:
    """Tell whether what the filter of the attributes looks for was found in what is to be hidden."""
    hits = session.attribute_filter.hits or {}
    by_value = {place[-1] for place, is_by_value in hits.items() if is_by_value}
    lines = (line for line in session.attributes if line.tag and line.value)
    return any(
        int(line.tag.replace(",", ""), 16) in by_value and is_identifying(line) for line in lines
    )


def askable(name: str) -> Attribute | None:
    """Return what a name in a query means while identity is hidden: a guess is not confirmed."""
    meant, known = vocabulary(name), named_attribute(name)
    if meant is None or known is None:
        return meant
    tag = f"{known.tag >> 16:04X},{known.tag & 0xFFFF:04X}"
    line = AttributeRow(0, tag, known.name, "", known.vr or "UN", "")
    return meant._replace(kind=Kind.HIDDEN) if is_identifying(line) else meant


def may_name(query: str) -> bool:
    """Tell whether a query may say who the patient is: by a word, or by an identifying value."""
    try:
        matcher(parse(query), askable)
        return WORD_ATTRIBUTES[0] in matcher(parse(query), vocabulary).attributes
    except QueryError:
        return True


def _is_odd(group: str) -> bool:
    return group[-1:] in tuple("13579BDF")
