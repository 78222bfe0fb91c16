"""Memory stays flat however long a file is: measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from tdpf.core.tabular import infer_types, read_file, write_parquet
(table,) = read_file(Path(sys.argv[1]))
typed = infer_types(table)
written = write_parquet(Path(sys.argv[2]), typed.batches())
assert written == table.row_count
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent before exec
print(written, int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""
HEADER = "番号,名称,住所,緯度,経度,電話番号,有無,人数,備考\r\n"


def _peak(source: Path) -> tuple[int, int]:
    command = [sys.executable, "-c", PROGRAM, str(source), str(source.with_suffix(".parquet"))]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows, megabytes = map(int, output.split())
    return rows, megabytes


def _write(path: Path, copies: int) -> None:
    lines = "".join(
        f'{n},"渋谷施設{n}, 別館",渋谷区神南{n % 9}-1,35.{n:06d},139.{n:06d},03-1234-56,有,{n},\r\n'
        for n in range(10_000)
    ).encode("cp932")
    with path.open("wb") as file:
        file.write(HEADER.encode("cp932"))
        for _ in range(copies):
            file.write(lines)


def test_a_file_ten_times_as_long_takes_hardly_more_memory(tmp_path: Path) -> None:
    _write(tmp_path / "short.csv", 3)
    _write(tmp_path / "long.csv", 30)
    assert (tmp_path / "long.csv").stat().st_size > 20_000_000
    rows, short = _peak(tmp_path / "short.csv")
    assert rows == 30_000
    rows, long = _peak(tmp_path / "long.csv")
    assert rows == 300_000
    assert long < short + 100
    assert long < 300


def test_one_quote_that_never_closes_does_not_take_the_whole_file_into_memory(
    tmp_path: Path,
) -> None:
    path = tmp_path / "quote.csv"
    _write(path, 10)
    with path.open("ab") as file:
        file.write(b'1,"open,x,35.0,139.0,,,,\r\n')
    rows, megabytes = _peak(path)
    assert rows == 100_001
    assert megabytes < 300
