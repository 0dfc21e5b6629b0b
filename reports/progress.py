"""A progress bar on standard error, for what takes a while on the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], None]]:
    """Show progress on a terminal, nothing elsewhere.

    Yields
    ------
    callable
        Takes the share done (0 to 1) and what is being done.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(stderr=True)
    words = TextColumn("{task.description}", markup=False)
    hidden = not console.is_terminal
    with Progress(words, BarColumn(), TaskProgressColumn(), console=console, disable=hidden) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, text: bar.update(task, completed=share, description=text)


def ensured(key: str) -> bool:
    """Make a dataset, with a progress bar on a terminal, or bring its tables up to date.

    Returns
    -------
    bool
        Whether it was made now.
    """
    from data import creation, storage

    if storage.exists(key):
        return creation.ensure(key)
    with progress_bar() as report:
        return creation.ensure(key, report)
