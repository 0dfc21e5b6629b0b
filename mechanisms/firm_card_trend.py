"""The course of one column of a firm: three years of months with the adjusted trend."""

from dataclasses import dataclass

from data import panel_columns
from data.panel_columns import PanelColumn
from mechanisms.firm_card_figures import Figure, FirmMonths, months_up_to
from metrics.periods import Period
from metrics.seasonal import Adjusted, adjusted

MONTHS = 36


@dataclass(frozen=True, eq=False)
class Trend:
    """A column over three years, the newest month last.

    Attributes
    ----------
    values
        None is 未报: a gap stays a gap.
    made
        The same series adjusted for season and festival, with its method in words; what could
        not be adjusted says why.
    """

    column: PanelColumn
    months: tuple[Period, ...]
    values: tuple[Figure, ...]
    made: Adjusted

    @property
    def words(self) -> str:
        """How it was adjusted, what was done about the festival, and what to mind."""
        if not self.made.is_adjusted:
            return self.made.method
        below = ("算得低于合法最小值处按该值画",) if self.drawn != self.made.trend else ()
        return "；".join((self.made.method, self.made.festival_words, *self.made.quality, *below))

    @property
    def drawn(self) -> tuple[Figure, ...]:
        """The trend as it is drawn: not below what the column can lawfully be."""
        least = self.column.least
        if least is None:
            return self.made.trend
        low = float(least)
        return tuple(None if value is None else max(value, low) for value in self.made.trend)

    @property
    def gaps(self) -> tuple[Period, ...]:
        """Months without a figure between the first and the last with one."""
        known = [at for at, value in enumerate(self.values) if value is not None]
        if not known:
            return ()
        span = range(known[0], known[-1] + 1)
        return tuple(self.months[at] for at in span if self.values[at] is None)


def trend(months: FirmMonths, key: str, at: Period) -> Trend:
    """Return the course of a column up to a month."""
    span = months_up_to(at, MONTHS)
    values = tuple(months.values(key, span))
    column = panel_columns.columns()[key]
    made = adjusted(values, span[0].code, flow=column.kind == "flow")
    return Trend(column, tuple(span), values, made)
