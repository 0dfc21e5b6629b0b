"""Reading knowledge files: strict records out of YAML and CSV, errors in Chinese."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

FOLDER = Path(__file__).parent

Model = TypeVar("Model", bound=BaseModel)


class CatalogueError(ValueError):
    """A knowledge file is not as it must be; the text says where, what, what to do."""


class Record(BaseModel):
    """A frozen record that refuses unknown keys, so that a misspelt key is never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_FASTEST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader of libyaml, some five times as fast, where PyYAML was built with it."""


class _StrictLoader(_FASTEST):  # type: ignore[misc, valid-type]
    """A safe loader that refuses a key that stands twice: the first would be lost unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for number, key in enumerate(keys) if key in keys[:number]]
        if twice:
            msg = f"键“{twice[0]}”重复（第{node.start_mark.line + 1}行起的一段）"
            raise yaml.YAMLError(msg)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML holds anything
    """Return the content of a YAML file.

    Raises
    ------
    CatalogueError
        If the file is missing or is not YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)  # noqa: S506 - is safe
    except (OSError, yaml.YAMLError) as error:
        msg = f"{path.name}：读不出来（{error}）；请检查文件是否存在、缩进是否正确"
        raise CatalogueError(msg) from error


def read_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a UTF-8 CSV file with a head line; the head is line 1."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            yield reader.line_num, row


def parse(model: type[Model], content: object, where: str) -> Model:
    """Return `content` as a `model`, or say in Chinese which key of which entry is wrong.

    Raises
    ------
    CatalogueError
        For unknown, missing or ill-typed keys; the text names file, entry and key.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "（整条）"
        what = _REASONS.get(first["type"], first["msg"])
        msg = f"{where}：{key}：{what}；请对照 docs/ 中的字段说明修改"
        raise CatalogueError(msg) from error


_REASONS = {
    "extra_forbidden": "没有这个字段，可能拼写有误",
    "missing": "缺少必填字段",
}
