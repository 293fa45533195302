"""What can become of a request to a worker."""


class WorkerError(Exception):
    """A request that got no answer."""


class WorkerTimedOut(WorkerError):  # noqa: N818 - says what happened
    """No answer in time; the worker has been killed."""


class WorkerDied(WorkerError):  # noqa: N818
    """The process ended while it had work; `reason` holds its status and last words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WorkerFailed(WorkerError):  # noqa: N818
    """The handler raised; the worker lives on. `reason` is the exception in one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
