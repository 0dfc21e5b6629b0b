"""Opening a Parquet file with distrust: its description is looked at before any column is read."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from data.file_safety import damaged, refusal
from data.intake_rules import FileLimits
from metrics.wording import join_names

_ENCRYPTED = b"PARE"
_SAVE_PLAIN = "请另存为不加密的 Parquet，或存为 .csv 再上传"
_MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class ParquetTable:
    """A Parquet file whose description was found in order; columns are read when asked for."""

    file: pq.ParquetFile
    file_name: str
    names: Sequence[str]
    rows: int

    def column(self, place: int) -> pa.Array:
        """Return one column as an array of one type.

        Raises
        ------
        UnreadableFileError
            If it is nested, of a type that is no text, number, day or truth, or damaged.
        """
        field = self.file.schema_arrow.field(place)
        if not _is_plain(field.type):
            text = f"列“{field.name}”的类型是 {field.type}，不是文字、数字或日期；请展开后再上传"
            raise refusal(self.file_name, text)
        try:
            found = self.file.read(columns=[field.name]).column(0)
        except (pa.ArrowException, OSError) as error:
            raise damaged(self.file_name) from error
        plain = found.cast(field.type.value_type) if _is_coded(field.type) else found
        made: pa.Array = plain.combine_chunks()
        return made


def _is_coded(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind))


def _is_plain(kind: pa.DataType) -> bool:
    plain = kind.value_type if _is_coded(kind) else kind
    tests = (
        *(pa.types.is_string, pa.types.is_large_string, pa.types.is_integer),
        *(pa.types.is_floating, pa.types.is_decimal, pa.types.is_date, pa.types.is_timestamp),
        *(pa.types.is_boolean, pa.types.is_null),
    )
    return any(test(plain) for test in tests)


def read(content: bytes, file_name: str, limits: FileLimits) -> ParquetTable:
    """Open a Parquet file; no column is read yet.

    Raises
    ------
    UnreadableFileError
        If it is encrypted, damaged, too large, or two columns have one name.
    """
    if content[:4] == _ENCRYPTED or content[-4:] == _ENCRYPTED:
        raise refusal(file_name, f"Parquet 文件是加密的，读不出来；{_SAVE_PLAIN}")
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        _check_size(file.metadata, file_name, limits)
        names = file.schema_arrow.names
    except (pa.ArrowException, OSError) as error:
        if "encrypt" in str(error).lower():
            raise refusal(file_name, f"Parquet 文件是加密的，读不出来；{_SAVE_PLAIN}") from error
        raise damaged(file_name) from error
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        text = f"列名 {join_names(doubled[:_MOST_NAMED])} 不止一列；请只保留一列再上传"
        raise refusal(file_name, text)
    return ParquetTable(file, file_name, names, file.metadata.num_rows)


def _check_size(about: pq.FileMetaData, file_name: str, limits: FileLimits) -> None:
    if about.num_columns > limits.most_columns:
        text = (
            f"有 {about.num_columns} 列，超过 {limits.most_columns} 列的上限；"
            "请只保留要报送的列，再上传"
        )
        raise refusal(file_name, text)
    if about.num_rows * about.num_columns > limits.most_parquet_cells:
        most = limits.most_parquet_cells // 10_000
        raise refusal(file_name, f"表格超过 {most} 万格的上限；请按月份分成几个文件上传")
    size = sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups))
    if size > limits.most_unpacked_bytes:
        most = limits.most_unpacked_bytes // 1_000_000
        raise refusal(file_name, f"解压后超过 {most} MB 的上限；请按月份分成几个文件上传")
