"""Why the order is as it is."""

from dicomtree.model import HeaderRow
from dicomtree.tree import StackTrace, Trial, Verdict, explain_content
from tests.phantoms import CORONAL, row, slices


def traces(rows: list[HeaderRow]) -> tuple[StackTrace, ...]:
    return explain_content(rows, {})


def test_a_volume_is_explained_by_its_offsets() -> None:
    (trace,) = traces(slices([0, 2.5, 5]))
    assert (trace.kind, trace.ordered_by) == ("3D", "position")
    assert trace.key_values == ((0.0, 2.5, 5.0),)
    assert trace.normal == (0.0, 0.0, 1.0)
    assert trace.tolerance_mm == 0.01
    assert (trace.trials, trace.ranked, trace.apart) == ((), False, ())
    assert (trace.image_number_tau, trace.display_reversed) == (1.0, False)


def test_numbers_that_fall_along_the_normal_turn_the_display_round() -> None:
    (upwards,) = traces(slices([0, 1, 3, 2, 4]))
    (downwards,) = traces(slices([4, 3, 2, 1]))
    assert (upwards.display_reversed, downwards.display_reversed) == (False, True)


def test_every_candidate_says_what_became_of_it() -> None:
    rows = [
        row(
            f"{z}{echo}",
            instance_number=4 * z + echo,
            image_position_patient=(0, 0, z),
            echo_numbers=echo,
            echo_time=5 * echo,
            trigger_time=z,
            kvp=120,
        )
        for z in range(3)
        for echo in (1, 2)
    ]
    (trace,) = traces(rows)
    assert trace.trials[-1] == Trial("echo", Verdict.ALONE)
    unhelpful = [each._replace(echo_numbers=None, echo_time=None) for each in rows]
    (trace,) = traces(unhelpful)
    assert trace.ranked
    assert Trial("kvp", Verdict.SAME) in trace.trials
    assert Trial("trigger_time", Verdict.VARIES_BY_POSITION) in trace.trials


def test_what_tells_some_volumes_apart_is_said_where_another_tells_them_all() -> None:
    rows = [
        row(
            f"{z}{number}",
            image_position_patient=(0, 0, z),
            flip_angle=number,
            trigger_time=number // 2,
        )
        for z in range(3)
        for number in range(4)
    ]
    (trace,) = traces(rows)
    told = [trial for trial in trace.trials if trial.verdict is not Verdict.ABSENT]
    assert Trial("trigger_time", Verdict.SOME) in told
    assert told[-1] == Trial("flip_angle", Verdict.ALONE)


def test_what_joins_and_what_adds_nothing_is_said() -> None:
    rows = [
        row(
            f"{z}{c}{t}",
            image_position_patient=(0, 0, z),
            image_type=f"ORIGINAL\\PRIMARY\\{c}",
            temporal_position_identifier=t,
        )
        for z in range(2)
        for c in "MP"
        for t in (1, 2)
    ]
    (trace,) = traces(rows)
    told = (Verdict.PART, Verdict.REDUNDANT, Verdict.ALONE, Verdict.VARIES_BY_POSITION)
    verdicts = {trial.name: trial.verdict for trial in trace.trials if trial.verdict in told}
    assert verdicts == {
        "component": Verdict.PART,
        "image_type": Verdict.REDUNDANT,
        "temporal_position": Verdict.PART,
    }


def test_what_is_set_apart_says_why() -> None:
    scout = row(
        "scout",
        image_position_patient=(0, 0, 0),
        image_orientation_patient=CORONAL,
        rows=99,
        image_type="ORIGINAL\\PRIMARY\\LOCALIZER",
    )
    broken = row("broken", image_position_patient="0\\0\\nan")
    found = {trace.kind: trace.apart for trace in traces([*slices([1, 2, 3]), scout, broken])}
    assert found["3D"] == ()
    assert found["localizer"] == (
        "Image Type says it is a localizer",
        "16 x 99 pixels, not 16 x 16",
        "its slices lie at 90.0 degrees to the first stack's",
    )
    assert found["2D/no geometry"] == ("its position or orientation is not valid",)


def test_a_stack_without_geometry_shows_the_key_that_decided() -> None:
    rows = [
        row(name, image_orientation_patient=None, instance_number=1, slice_location=place)
        for name, place in (("a", 9), ("b", -2.5))
    ]
    (trace,) = traces(rows)
    assert (trace.ordered_by, trace.key_values) == ("slice_location", ((-2.5, 9.0),))
    assert (trace.normal, trace.tolerance_mm) == (None, None)
