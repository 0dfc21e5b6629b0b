"""What the words of a long list mean in the context of a dataset, or why they mean nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from data import catalogue
from data.catalogue import Indicator
from data.cell_faults import Fault
from data.list_keys import Answer
from data.reading_context import ReadingContext
from data.region_words import plain_name
from data.table_columns import IN_UNITS, share_unit_fits
from data.table_periods import PeriodProblem, period_code
from metrics.printed_periods import read_printed_period

IGNORED = Fault("", "已指定不读")
"""Answer for an indicator of which a user said that it is not to be read."""
ELSEWHERE = Fault("", "指标不明")
"""Answer where another column of the row is at fault already."""


@dataclass(frozen=True)
class ListWords:
    """Looks up the words of a list; every method returns a code, or a fault."""

    context: ReadingContext

    def indicator(self, text: str) -> Answer:
        """Return the id of an indicator given by id, name, alias, or as a user said once."""
        if text in self.context.indicators:
            return text
        found = self.context.indicator_of(text, "regions")
        if isinstance(found, Indicator):
            return found.id
        unknown = f"“{text}”不是登记的指标" if text else "没有填指标"
        return IGNORED if found == "ignored" else Fault("unknown_indicator", unknown)

    def period(self, indicator: str, text: str) -> Answer:
        """Return the code of a period in the kind that the indicator uses."""
        key = self.indicator(indicator)
        if not isinstance(key, str):
            return ELSEWHERE
        printed = read_printed_period(text)
        if printed is None:
            return Fault("period_unreadable", f"“{text}”不是期别" if text else "没有填期别")
        code = period_code(printed, self.context.indicators[key], self.context.years)
        return Fault(code.check, code.text) if isinstance(code, PeriodProblem) else code

    def region(self, code: str, name: str) -> Answer:
        """Return the code of a unit; where code and name are given they must agree."""
        bearers = self.context.units.get(plain_name(name), frozenset())
        if name and not bearers:
            return Fault("unknown_region", f"“{name}”不是本数据集登记的单位")
        if code and not self._is_code(code):
            return Fault("unknown_region", f"区划代码{code}不是本数据集登记的单位")
        if code and name and code not in bearers:
            return Fault("ambiguous_region", f"区划代码{code}与单位“{name}”不符")
        if code or len(bearers) == 1:
            return code or next(iter(bearers))
        if name:
            return Fault("ambiguous_region", f"有几个单位都叫“{name}”")
        return Fault("unknown_region", "没有填单位")

    def _is_code(self, code: str) -> bool:
        return any(code in bearers for bearers in self.context.units.values())

    def industry(self, code: str, name: str) -> Answer:
        """Return the code of an industrial division, empty for a figure of all of them."""
        by_code = _industry_code(code)
        by_name = self.context.industries.get(plain_name(name))
        if code and by_code is None:
            return Fault("unknown_industry", f"行业代码{code}不是登记的行业大类")
        if name and by_name is None:
            return Fault("unknown_industry", f"“{name}”不是登记的行业大类")
        if by_code and by_name and by_code != by_name:
            return Fault("unknown_industry", f"行业代码{code}与行业“{name}”不符")
        return by_code or by_name or ""

    def factor_in(self, measure: str, head_unit: str) -> Callable[[str, str], Answer]:
        """Return what gives, for indicator and unit, the factor of a measure as decimal text."""
        if measure in IN_UNITS:
            return lambda indicator, unit: self._factor_of_two(indicator, unit, head_unit)
        fits = share_unit_fits(measure, head_unit)
        answer = "1" if fits else Fault("unit_unknown", f"单位“{head_unit}”与这一列不符")
        return lambda _indicator, _unit: answer

    def _factor_of_two(self, indicator: str, unit: str, head_unit: str) -> Answer:
        """Return the factor of the unit that row and head give; they must not contradict."""
        if unit and head_unit and unit != head_unit:
            return Fault("unit_unknown", f"计量单位“{unit}”与表头的单位“{head_unit}”不符")
        return self._factor(indicator, unit or head_unit)

    def _factor(self, indicator: str, unit: str) -> Answer:
        key = self.indicator(indicator)
        if not isinstance(key, str):
            return ELSEWHERE
        known = self.context.indicators[key].unit_factors
        if unit in known:
            return str(known[unit])
        name = self.context.indicators[key].name
        text = f"{name}不能按“{unit}”换算，已登记：{'、'.join(known)}"
        return Fault("unit_unknown", text) if unit else Fault("unit_missing", "没有填计量单位")

    def standing(self, indicator: str, region_code: str, name: str) -> str:
        """Return ``whole`` or ``member`` for a unit that the indicator's sets rank, else empty."""
        key, code = self.indicator(indicator), self.region(region_code, name)
        sets = [each for each in self.context.dataset.ranked_sets if key in each.indicators]
        if any(code == each.whole for each in sets):
            return "whole"
        return "member" if any(code in each.members for each in sets) else ""


def _industry_code(text: str) -> str | None:
    """Return a registered code; a spreadsheet makes a number of 06."""
    known = catalogue.industries()
    by_number = {code[1:]: code for code in known}
    return text if text in known else by_number.get(text.zfill(2))
