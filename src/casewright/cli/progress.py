"""How fast it goes, beside a bar of things that are counted one by one."""

from rich.progress import ProgressColumn, Task
from rich.text import Text

__all__ = ["RateColumn"]


class RateColumn(ProgressColumn):
    """Things per second; nothing until that is known."""

    def render(self, task: Task) -> Text:
        """Return the rate of the last seconds, of the whole when it is done."""
        rate = task.finished_speed or task.speed
        return Text(f"{rate:,.1f}/s" if rate else "")
