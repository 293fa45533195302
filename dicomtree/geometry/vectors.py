"""Three-dimensional vectors as plain tuples: for single vectors faster than arrays."""

import math

Vector = tuple[float, float, float]


def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def subtract(a: Vector, b: Vector) -> Vector:
    """Return a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scaled(a: Vector, factor: float) -> Vector:
    """Return a, each component times `factor`."""
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def moved(a: Vector, direction: Vector, distance: float) -> Vector:
    """Return the point `distance` away from a along the unit vector `direction`."""
    return (
        a[0] + direction[0] * distance,
        a[1] + direction[1] * distance,
        a[2] + direction[2] * distance,
    )


def length(a: Vector) -> float:
    """Return the Euclidean length."""
    return math.hypot(*a)


def angle_between(a: Vector, b: Vector) -> float:
    """Return the angle of two vectors in radians, 0 to pi, exact also for tiny angles."""
    return math.atan2(length(cross(a, b)), dot(a, b))
