"""The shipped samples: every figure of the real tables, and the simulated city."""

import csv
import hashlib
import io
from collections import Counter, defaultdict
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import select

from data import batches, catalogue, datasets, schema, simulate, storage, store
from data.records import FOLDER
from metrics.rounding import to_decimal
from tests.data.small_city import LATEST
from tests.servers import ROOT

SHIPPED = FOLDER / "samples" / "shaoyang"
REFERENCE = ROOT.parent / "shared" / "data" / "shaoyang"
INDICATOR_OF = {
    "county_value_added.csv": "value_added",
    "prefecture_value_added.csv": "value_added",
    "industry_value_added.csv": "value_added",
}
MEASURE_OF = {
    "level": "level",
    "growth_pct": "growth",
    "published_place": "published_place",
    "change_since_year_start": "change_since_year_start",
}
YI = {"亿元": Decimal(1), "万元": Decimal("0.0001")}
BALANCES = {"loan_balance", "deposit_balance"}


def csv_rows(text):
    """The rows of a table by their line in the file."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    return dict((reader.line_num, row) for row in reader)  # noqa: C402 - the number changes


def figures_of(file, line, row):
    """The figures of one line, keyed by where they stand."""
    for column, measure in MEASURE_OF.items():
        if row.get(column):
            in_units = measure in ("level", "change_since_year_start")
            factor = YI[row["unit"]] if in_units else 1
            about = (
                row.get("indicator") or INDICATOR_OF[file],
                row["region_code"],
                row.get("industry_code") or "",
                row["period"],
            )
            yield (file, line, measure), (*about, Decimal(row[column]) * factor)


def shipped_figures():
    return dict(
        figure
        for path in SHIPPED.glob("*.csv")
        for line, row in csv_rows(path.read_text(encoding="utf-8-sig")).items()
        for figure in figures_of(path.name, line, row)
    )


def stored_rows(key):
    query = (
        select(schema.batch, schema.series, schema.observation)
        .join(schema.series, schema.series.c.id == schema.observation.c.series)
        .join(schema.batch, schema.batch.c.sequence == schema.observation.c.batch)
    )
    with storage.reading(key) as connection:
        return connection.execute(query).all()


def year_month(code):
    """The month at which a stored period ends, as the tables write it."""
    return code.replace("-Y", "-")


@pytest.mark.usefixtures("samples")
def test_every_figure_of_the_shipped_tables_is_stored_exactly():
    rows = stored_rows("shaoyang")
    stored = {
        (row.file_name, row.row, row.measure): (
            row.indicator,
            row.region,
            row.industry,
            year_month(row.period),
            to_decimal(row.value),
        )
        for row in rows
    }
    expected = shipped_figures()
    assert len(rows) == len(stored) == len(expected) > 4000
    assert stored == expected


@pytest.mark.usefixtures("samples")
def test_row_and_batch_lead_back_to_the_line_of_the_received_file():
    rows = stored_rows("shaoyang")
    received = {
        sha256: csv_rows(batches.inbox_path(sha256).read_text(encoding="utf-8-sig"))
        for sha256 in {row.sha256 for row in rows}
    }
    assert len(received) == 5
    for row in rows:
        line = received[row.sha256][row.row]
        found = dict(figures_of(row.file_name, row.row, line))
        about = (row.indicator, row.region, row.industry, year_month(row.period))
        assert found[row.file_name, row.row, row.measure] == (*about, to_decimal(row.value))
        year, month = line["card"].split("-")
        assert row.source == f"邵阳市统计月报卡（{year}年{int(month)}月）"


@pytest.mark.usefixtures("samples")
def test_ledger_counts_the_figures_of_each_batch():
    counted = Counter(row.batch for row in stored_rows("shaoyang"))
    listed = store.batches(store.Question("shaoyang", LATEST, store.newest_vintage("shaoyang")))
    assert dict(zip(listed["sequence"], listed["rows"], strict=True)) == counted


@pytest.mark.usefixtures("sqlite_samples")
def test_every_figure_is_published_and_known_on_the_business_date():
    question = known_question("shaoyang", datasets.dataset("shaoyang").today)
    known = pd.concat(store.known(question, industry=industry) for industry in ("", None))
    places = {(row.series, row.period) for row in stored_rows("shaoyang")}
    assert set(zip(known["series"], known["period"], strict=True)) == places
    assert len(known) == len(places)


@pytest.mark.usefixtures("sqlite_samples")
def test_figure_that_stands_in_two_tables_is_the_same_in_both():
    versions = defaultdict(list)
    for row in stored_rows("shaoyang"):
        about = (row.region, row.indicator, row.measure, row.industry)
        versions[*about, row.period].append(row.value)
    twice = {about: values for about, values in versions.items() if len(values) > 1}
    assert {about[:4] for about in twice} == {("430500", "value_added", "growth", "")}
    assert len(twice) == 51
    assert all(len(set(values)) == 1 for values in twice.values())


def known_question(key, as_of=LATEST):
    return store.Question(key, as_of, store.newest_vintage(key))


@pytest.mark.usefixtures("sqlite_samples")
def test_nothing_is_stored_for_what_the_city_does_not_publish():
    dataset = datasets.dataset("shaoyang")
    assert len(dataset.not_published) >= 5
    for entry in dataset.not_published:
        measures = ["level", "growth"] if entry.measure == "all" else [entry.measure]
        found = store.known(
            known_question("shaoyang"), indicators=[entry.indicator], measures=measures
        )
        assert found.empty, entry
        assert all(dataset.why_absent(entry.indicator, measure) for measure in measures)


@pytest.mark.usefixtures("sqlite_samples")
def test_what_is_published_is_never_called_absent():
    dataset = datasets.dataset("shaoyang")
    counties = set(dataset.ranked_set("counties").members)
    found = store.known(known_question("shaoyang"), measures=["level", "growth"])
    pairs = found[found["region_code"].isin(counties)][["indicator", "measure"]].drop_duplicates()
    assert len(pairs) >= 8
    assert [pair for pair in pairs.to_numpy().tolist() if dataset.why_absent(*pair)] == []


DIGESTS = {
    "county_levels.csv": (
        1189,
        "d088d8fcd3442c376ecb042c0455d4a7ef1ff0f704fa36d982bb214a4a443d13",
    ),
    "county_loans_deposits.csv": (
        352,
        "aa0f8ae03d5de9f510809124a3a131edfa84b1f2e6e8fbfc5f5651011414193a",
    ),
    "county_value_added.csv": (
        2153,
        "a703d5971704890754b0b2d7cfc173c377e3ff16680a8d3edafecf204c61e299",
    ),
    "industry_value_added.csv": (
        280,
        "60550f4e46cf04d03f0d159f26398531fe96ba0b8f32f05e63e16733c991ec0a",
    ),
    "prefecture_value_added.csv": (
        780,
        "50c5cf0eaeec74ddd1377eaef3b5693014d45679944c21a336f3dc86758c46a5",
    ),
}
RANKED_TITLE = "县区主要指标月报"
SIMULATED_DIGEST = "ef9d00515cf54c706c2516accf09691d258d39f434e0005436d8ac6004bf1fcd"


def digest(figures):
    """One hash of figures, whatever their order."""
    return hashlib.sha256("\n".join(sorted(figures)).encode()).hexdigest()


@pytest.mark.usefixtures("sqlite_samples")
def test_no_shipped_figure_has_changed():
    """A figure that is corrected on purpose changes the hash of its table here too."""
    figures = defaultdict(list)
    for row in stored_rows("shaoyang"):
        value = format(to_decimal(row.value).normalize(), "f")
        about = (row.indicator, row.measure, row.region, row.industry, row.period)
        figures[row.file_name].append(" ".join((*about, str(row.published_at), value)))
    assert {file: (len(lines), digest(lines)) for file, lines in figures.items()} == DIGESTS


def test_no_simulated_figure_has_changed():
    """Whoever changes the generator on purpose writes the new hash here; parts add nothing."""
    dataset = datasets.dataset("luohe-2015")
    submissions = [s for s in simulate.submissions(dataset) if s.title == RANKED_TITLE]
    assert digest(s.content.decode() for s in submissions) == SIMULATED_DIGEST


# The tables from which the sample was made, where they lie beside the project.


def reference(name):
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"没有参考数据 ../shared/data/shaoyang/{name}")
    return csv_rows(path.read_text(encoding="utf-8-sig")).values()


def code_of(name):
    names = catalogue.region_names() | {"全市": "430500", "经开区": "430500K", "市辖区": "430501"}
    return names[name]


def reference_value_added():
    for row in reference("county_iva_growth_rank.csv"):
        about = ("value_added", row["adcode"], "", f"{row['year']}-Y{int(row['month']):02d}")
        assert row["adcode"] == code_of(row["region"])
        yield ("growth", *about), row["ytd_growth_pct"], 1
        yield ("published_place", *about), row["published_rank"], 1


def reference_levels():
    names = {
        "规模工业营业收入": "revenue",
        "规模工业利润总额": "profit",
        "地区生产总值": "gdp",
        "工业投资": "industrial_investment",
        "地方一般公共预算收入": "budget_revenue",
    }
    for row in reference("county_levels_2024_2025.csv"):
        period = f"{row['year']}-Y{int(row['month']):02d}"
        about = (names[row["indicator"]], row["adcode"], "", period)
        factor = YI[row["unit"] or "万元"]  # 21 city figures of budget revenue name no unit
        yield ("level", *about), row["ytd_value"], factor
        yield ("growth", *about), row["ytd_growth_pct"], 1
        yield ("published_place", *about), row["published_rank"], 1


def reference_balances():
    names = {"贷款余额": "loan_balance", "存款余额": "deposit_balance"}
    for row in reference("county_loans_deposits_2025.csv"):
        period = f"{row['year']}-{int(row['month']):02d}"
        about = (names[row["kind"]], code_of(row["area"]), "", period)
        yield ("level", *about), row["balance_yi"], 1
        yield ("change_since_year_start", *about), row["change_since_year_start_yi"], 1


def reference_prefectures():
    for row in reference("hunan_prefecture_iva_growth.csv"):
        period = f"{row['year']}-Y{int(row['month']):02d}"
        about = ("value_added", code_of(row["region"]), "", period)
        yield ("growth", *about), row["ytd_growth_pct"], 1


def reference_industries():
    codes = {name: code for code, name in catalogue.industries().items()}
    for row in reference("industry_iva_growth_2025.csv"):
        month = int(row["period"].removeprefix("2025年1-").removesuffix("月"))
        about = ("value_added", "430500", codes[row["industry"]], f"2025-Y{month:02d}")
        yield ("growth", *about), row["ytd_growth_pct"], 1


REFERENCES = {
    "county_value_added.csv": reference_value_added,
    "county_levels.csv": reference_levels,
    "county_loans_deposits.csv": reference_balances,
    "prefecture_value_added.csv": reference_prefectures,
    "industry_value_added.csv": reference_industries,
}


@pytest.mark.usefixtures("sqlite_samples")
@pytest.mark.parametrize("file", REFERENCES)
def test_tables_hold_exactly_the_figures_of_the_reference(file):
    expected = {
        about: Decimal(value) * factor for about, value, factor in REFERENCES[file]() if value
    }
    stored = {
        (row.measure, row.indicator, row.region, row.industry, row.period): to_decimal(row.value)
        for row in stored_rows("shaoyang")
        if row.file_name == file
    }
    assert len(expected) >= 280
    assert stored == expected


# 漯河, simulated.


@pytest.fixture
def luohe(sqlite_samples):
    ranked = datasets.dataset("luohe-2015").ranked_sets[0].indicators
    return store.known(known_question("luohe-2015"), indicators=ranked)


def test_simulation_gives_the_same_figures_every_time():
    dataset = datasets.dataset("luohe-2015")
    assert simulate.submissions(dataset) == simulate.submissions(dataset)
    other = dataset.model_copy(update={"simulate": dataset.simulate | {"seed": 1}})
    assert simulate.submissions(other) != simulate.submissions(dataset)


@pytest.mark.usefixtures("samples")
def test_simulated_city_stands_in_the_tables_as_its_declaration_gives_it():
    submissions = simulate.submissions(datasets.dataset("luohe-2015"))
    stored = {(row.file_name, row.row): row for row in stored_rows("luohe-2015")}
    entries = {(s.file_name, e.row, e.key.measure): e for s in submissions for e in s.entries}
    assert len(stored) == len(entries)
    for (file, line, measure), entry in entries.items():
        row = stored[file, line]
        assert (row.measure, row.region, row.indicator) == (
            measure,
            entry.key.region,
            entry.key.indicator,
        )
        assert (row.period, row.value) == (entry.period.code, entry.value)


def test_simulated_city_has_24_periods_of_four_indicators_with_level_and_growth(luohe):
    assert luohe["period"].nunique() == 24
    boards = luohe.groupby(["indicator", "measure"])["period"].nunique()
    assert len(boards) == 8
    assert set(boards) == {24}
    assert luohe["region_code"].nunique() == 9
    assert len(luohe) == 24 * 8 * 9


@pytest.mark.usefixtures("samples")
def test_every_batch_of_the_simulated_city_is_called_simulated():
    rows = store.batches(known_question("luohe-2015"))
    assert len(rows[rows["title"] == RANKED_TITLE]) == 24
    assert set(rows["kind"]) == {"simulated"}
    assert all("模拟" in source for source in rows["source"])


def test_simulated_city_is_the_sum_of_its_units_where_all_reported(luohe):
    levels = luohe[luohe["measure"] == "level"]
    wide = levels.pivot_table(
        index=["indicator", "period"], columns="region_code", values="value", dropna=False
    )
    units = wide.drop(columns="411100")
    whole = wide["411100"].map(to_decimal)
    complete = units.notna().all(axis=1)
    assert (len(wide), int((~complete).sum())) == (96, 1)
    for place in wide.index[complete]:
        assert sum(map(to_decimal, units.loc[place])) == whole[place]


def test_planted_cases_of_the_demo_are_there(luohe):
    def value(indicator, region, period, measure):
        rows = luohe[
            (luohe["indicator"] == indicator)
            & (luohe["region_code"] == region)
            & (luohe["period"] == period)
            & (luohe["measure"] == measure)
        ]
        return rows["value"].item()

    assert pd.isna(value("industrial_tax", "411121", "2016-Y02", "level"))
    assert pd.isna(value("industrial_tax", "411121", "2016-Y02", "growth"))
    tied = [value("value_added", code, "2016-Y03", "growth") for code in ("411102", "411103")]
    assert tied[0] == tied[1]
    assert value("profit", "411100X", "2015-Y06", "level") < 0
    assert pd.isna(value("profit", "411100X", "2015-Y06", "growth"))
