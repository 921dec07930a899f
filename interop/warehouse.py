"""All tables of a dataset as relations of one DuckDB, in which SQL can ask about keys.

Every column is text there, as the files have it, so that no fault can keep a row out. Each relation has the column
`file` with the path as the labels name it. Of events there are the keys of the envelope and the payload.
"""

import duckdb

from contract import TABLES, contract, definition
from dataset import Dataset
from readers import duckdb_reader


def load(dataset: Dataset) -> duckdb.DuckDBPyConnection:
    """A database with all tables of the dataset."""
    connection = duckdb_reader.connect()
    for table in TABLES:
        select = _SELECTS[contract(table).format](table)
        files = [str(file) for file in dataset.files(table)]
        connection.execute(f"create table {table} as {select}", {"files": files, "folder": f"{dataset.folder}/"})
    return connection


def payload_keys() -> list[tuple[str, str, str]]:
    """The keys of event payloads that name rows: event type, key, and `table.column`."""
    return [
        (event["name"], key["name"], key["references"])
        for event in definition("events")["event_type"]
        for key in event["payload"]
        if "references" in key
    ]


def _csv(_table: str) -> str:
    return """
        select columns(* exclude filename), replace(filename, $folder, '') as file
        from read_csv($files, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', nullstr = '',
                      hive_partitioning = false, filename = true)
    """


def _jsonl(table: str) -> str:
    keys = ", ".join(f"line->>'{key['name']}' as {key['name']}" for key in definition(table)["envelope"])
    return f"""
        select {keys}, line->'payload' as payload, replace(filename, $folder, '') as file
        from read_csv($files, columns = {{'line': 'varchar'}}, header = false, delim = '\x01', quote = '', escape = '',
                      auto_detect = false, hive_partitioning = false, filename = true)
        where json_valid(line)
    """


def _xlsx(table: str) -> str:
    return f"""
        select columns(*)::varchar, replace($files[1], $folder, '') as file from read_xlsx($files[1], sheet = '{table}')
    """


def _parquet(_table: str) -> str:
    return """
        select columns(* exclude filename)::varchar, replace(filename, $folder, '') as file
        from read_parquet($files, filename = true)
    """


def _delta(table: str) -> str:
    return f"""
        select columns(* exclude filename)::varchar, replace(filename, $folder, '') as file
        from delta_scan($folder || '{table}', filename = true) where len($files) > 0
    """


_SELECTS = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx, "parquet": _parquet, "delta": _delta}
