"""What the program has to say of a series, as words that a query may ask for."""

from dicomtree.model import Patient, Series, Study
from dicomtree.query import ANY_FINDING

GAPS = "gaps"
NAMES = frozenset(
    {
        ANY_FINDING,
        GAPS,
        "approximate_order",
        "birth_date_variants",
        "damaged",
        "dose_offsets",
        "frame_of_reference_ignored",
        "images_in_acquisition",
        "in_plane_shift",
        "in_stack_position_disagrees",
        "incomplete_volumes",
        "instance_number_holes",
        "issuer_variants",
        "missing_patient_id",
        "missing_series_uid",
        "missing_slices",
        "missing_sop_instance_uid",
        "missing_study_uid",
        "missing_temporal_positions",
        "mixed_frame_of_reference",
        "mixed_pixel_spacing",
        "mixed_sizes",
        "not_on_a_line",
        "not_yet_checked",
        "number_of_frames",
        "orientation_drift",
        "patient_id_shared",
        "patient_name_variants",
        "re_encoded_copies",
        "repeated_positions",
        "scout_like",
        "series_uid_conflict",
        "sop_instance_uid_conflict",
        "spacing_differs_from_header",
        "spacing_zones",
        "study_uid_conflict",
        "tilt",
        "uneven_spacing",
        "unplaced",
        "volumes_inferred",
    }
)
"""Gaps, any finding at all, and the kinds of the warnings that `tree` gives."""


def findings_of(patient: Patient, study: Study, series: Series) -> str | None:
    """Return the findings of a series, joined by a backslash; builds its stacks, may block."""
    warnings = patient.warnings + study.warnings + series.warnings
    has_gaps = False
    for stack in series.stacks:
        warnings += stack.warnings
        has_gaps |= stack.geometry is not None and bool(stack.geometry.missing)
    kinds = {warning.kind for warning in warnings} | ({GAPS} if has_gaps else set())
    return "\\".join(sorted(kinds)) or None
