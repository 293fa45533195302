"""An invented chest, computed: what a CT of nobody shows."""

import math

import numpy as np
from numpy.typing import NDArray

from dicomtree.demo.canvas import Canvas, Point, noise

SHAPE = SLICES, ROWS, COLUMNS = 80, 320, 320
VOXEL_MM: Point = (4.0, 1.2, 1.2)
"""Distance between slices, rows and columns."""

AIR, LUNG, FAT, MUSCLE, ORGAN, LIVER, BLOOD, MARROW, BONE = (
    *(-1000.0, -860.0, -95.0, 55.0, 90.0, 110.0, 320.0, 260.0, 850.0),
)
NOISE_HU = 14.0
BRANCHES = 64
"""Vessels in each lung."""
HALF_LENGTH_MM = SLICES * VOXEL_MM[0] / 2


def chest() -> NDArray[np.int16]:
    """Return a chest in Hounsfield units, shape (slices, rows, columns).

    Slices run from the feet to the head, rows from front to back, columns from the patient's
    right to the left.  It is the same at every call.
    """
    body = Canvas(SHAPE, VOXEL_MM, AIR)
    _trunk(body)
    _lungs(body)
    _heart_and_vessels(body)
    _abdomen(body)
    _skeleton(body)
    values = body.values + noise(SHAPE, NOISE_HU, seed=1)
    return values.clip(-1024, 3071).round().astype(np.int16)


def _trunk(body: Canvas) -> None:
    """Draw skin, fat and muscle around an inside of fat, on a table."""
    z, y, x = body.axes
    shoulders = 1 / (1 + np.exp(-(z - 100) / 14))
    width = 150 + 12 * np.cos(z / 60) + 22 * shoulders
    depth = 104 + 6 * np.cos(z / 45) - 14 * shoulders
    neck = np.clip((z - 118) / 40, 0, 1)
    width, depth = width * (1 - 0.55 * neck), depth * (1 - 0.3 * neck)
    # A superellipse of degree 2.6: a trunk is squarer than an ellipse.
    radius = (np.abs(x / width) ** 2.6 + np.abs(y / depth) ** 2.6) ** (1 / 2.6)
    for outside, tissue in ((1.0, MUSCLE), (0.985, FAT), (0.9, MUSCLE), (0.8, FAT)):
        body.fill((outside - radius) * 110 / VOXEL_MM[2], tissue)
    table = np.abs(np.hypot(x / 3.2, y - 20) - 112) < 2.5
    table = table & (y > 60) & (np.abs(x) < 165)
    body.values[np.broadcast_to(table, SHAPE) & (body.values < -900)] = 60


def _lungs(body: Canvas) -> None:
    for side, level, height in ((-1, 22, 124), (1, 36, 112)):
        body.ellipsoid((level, -2, side * 72), (height, 76, 52), LUNG)
        for number in range(BRANCHES):
            _branch(body, side, number)
    body.ellipsoid((62, 24, -84), (9, 9, 9), 40)  # a nodule, for those who look
    body.ellipsoid((92, -6, 0), (60, 40, 26), FAT)  # the mediastinum
    body.tube(((60 + 10 * step, 8, 0) for step in range(10)), 9, AIR)  # the trachea
    for side in (-1, 1):
        body.tube(((60 - 4 * step, 8 + step, side * 6 * step) for step in range(8)), 6, AIR)


def _branch(body: Canvas, side: int, number: int) -> None:
    """Draw one vessel from the hilum outwards, thinner and thinner."""
    turn = number * 2.399963  # the golden angle spreads them evenly
    rise = 1.7 * (number / BRANCHES) - 0.8
    points = []
    for step in range(24):
        reach = step / 23
        bend = turn + 0.9 * reach
        points.append(
            (
                30 + 95 * rise * reach,
                10 + 62 * reach * math.sin(bend),
                side * (30 + 44 * reach * (1 + 0.55 * math.cos(bend))),
            )
        )
    body.tube(points, 4.2 if number % 3 == 0 else 2.4, 60, thins_to=0.8)


def _heart_and_vessels(body: Canvas) -> None:
    body.ellipsoid((-8, -24, 24), (52, 46, 56), MUSCLE)
    body.ellipsoid((-12, -28, 40), (34, 26, 30), BLOOD)
    body.ellipsoid((-4, -36, 2), (36, 24, 26), 180)
    body.ellipsoid((22, -4, 14), (20, 18, 28), BLOOD - 40)
    ascending = [(20 + 6 * step, -24 + step / 3, -6) for step in range(10)]
    arch = [
        (74 + 22 * math.sin(turn), 2 - 24 * math.cos(turn), 4 + 8 * turn)
        for turn in np.linspace(0, math.pi, 24)
    ]
    descending = [(74 - 6 * step, 27 + 0.3 * step, 28 - 0.7 * step) for step in range(40)]
    body.tube([*ascending, *arch, *descending], 13, BLOOD)
    # A helix, as a catheter: it turns clockwise or not, which shows the direction of paging.
    body.tube(
        (
            (-156 + step * 0.9, 27 + 17 * math.sin(step / 16), 4 + 17 * math.cos(step / 16))
            for step in range(340)
        ),
        2.6,
        1400,
    )


def _abdomen(body: Canvas) -> None:
    body.ellipsoid((-112, -8, -62), (62, 72, 78), LIVER)
    for number in range(5):
        points = [
            (-112 + 9 * (number - 2), 6 - 9 * step * math.cos(number), -30 - 8 * step)
            for step in range(8)
        ]
        body.tube(points, 5, 190, thins_to=2)
    body.ellipsoid((-96, -34, 62), (46, 34, 46), 35)  # the stomach
    body.ellipsoid((-88, -50, 64), (36, 18, 36), AIR + 40)  # with its air in front
    body.ellipsoid((-86, 42, 98), (42, 30, 24), ORGAN + 30)  # the spleen
    for side in (-1, 1):
        body.ellipsoid((-142, 48, side * 58), (46, 26, 24), 200)
        body.ellipsoid((-142, 46, side * 50), (30, 14, 12), 60)


def _skeleton(body: Canvas) -> None:
    for number in range(13):
        level = -156 + 26 * number
        back = _spine(level)
        size = 1 - 0.3 * max(0.0, level / HALF_LENGTH_MM)
        body.ellipsoid((level, back, 0), (11, 17 * size, 22 * size), BONE * 0.75)
        body.ellipsoid((level, back, 0), (9, 14 * size, 19 * size), MARROW)
        body.tube(((level - 2 * s, back + 20 + 3 * s, 0) for s in range(7)), 4, BONE * 0.8)
        for side in (-1, 1):
            process = ((level, back + 16, side * 5 * size * s) for s in range(1, 7))
            body.tube(process, 4, BONE * 0.8)
            if 1 <= number <= 11:
                _rib(body, level, side)
    canal = ((level, _spine(level) + 18, 0) for level in range(-160, 161, 4))
    body.tube(canal, 8, 25)
    body.tube(((0 + 4 * s, -82 + 0.1 * s, 0) for s in range(26)), 7, BONE * 0.6)
    for side in (-1, 1):  # collar bones and shoulder blades
        body.tube(((112 + s, -62 + 3 * s, side * (10 + 8 * s)) for s in range(15)), 6, BONE)
        body.tube(((132 - 5 * s, 66 + s, side * (70 + 2 * s)) for s in range(18)), 5, BONE)


def _spine(level: float) -> float:
    """Return how far behind the middle the spine runs, in mm."""
    return 58.0 - 26.0 * math.pow(max(0.0, (level - 60) / 100), 1.5)


def _rib(body: Canvas, level: float, side: int) -> None:
    """Draw one rib from the spine around the side to the front, falling on the way."""
    points = []
    for step in range(90):
        turn = math.pi * step / 89
        bow = abs(math.sin(turn)) ** 0.75
        points.append(
            (
                level + 14 - 52 * step / 89,
                (_spine(level) + 16) * math.cos(turn),
                side * (16 + 112 * bow),
            )
        )
    body.tube(points, 4.6, BONE)
    body.tube(points, 2.4, MARROW)
