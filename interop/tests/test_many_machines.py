"""The manifests and the script that run parts on several machines."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from contract import REPOSITORY

EXAMPLES = REPOSITORY / "examples" / "many-machines"
SCRIPT = EXAMPLES / "array.sh"
SMALL = ["--seed", "7", "--scale", "0.001", "--days", "2"]


def job(name: str) -> dict:
    """The one document of a manifest, which is a job."""
    (document,) = yaml.safe_load_all((EXAMPLES / name).read_text("utf-8"))
    assert (document["apiVersion"], document["kind"]) == ("batch/v1", "Job")
    return document["spec"]


def container(spec: dict) -> dict:
    (only,) = spec["template"]["spec"]["containers"]
    return only


def test_the_indexed_job_has_as_many_parts_as_completions() -> None:
    spec = job("indexed-job.yaml")
    assert spec["completionMode"] == "Indexed"
    arguments = container(spec)["args"]
    assert arguments[arguments.index("--parts") + 1] == str(spec["completions"])
    assert "--part" not in arguments


def test_what_was_refused_is_not_tried_again() -> None:
    for name, action in [("indexed-job.yaml", "FailIndex"), ("merge-job.yaml", "FailJob")]:
        spec = job(name)
        (rule,) = spec["podFailurePolicy"]["rules"]
        assert (rule["action"], rule["onExitCodes"]["values"]) == (action, [2])
        assert rule["onExitCodes"]["containerName"] == container(spec)["name"]
        # Without this, Kubernetes takes no podFailurePolicy.
        assert spec["template"]["spec"]["restartPolicy"] == "Never"


def test_the_merge_reads_the_folder_that_the_parts_write() -> None:
    parts, merge = container(job("indexed-job.yaml")), container(job("merge-job.yaml"))
    assert merge["args"] == ["merge", parts["args"][parts["args"].index("--out") + 1]]
    assert (merge["image"], merge["volumeMounts"]) == (parts["image"], parts["volumeMounts"])


def test_the_script_is_sound() -> None:
    subprocess.run(["bash", "-n", SCRIPT], check=True)


def test_the_tasks_of_an_array_write_the_run(binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{binary.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PARTS", "3")
    for task in ("2", "0", "1"):
        monkeypatch.setenv("SLURM_ARRAY_TASK_ID", task)
        subprocess.run([SCRIPT, *SMALL, "-q"], cwd=tmp_path, check=True)
    subprocess.run([binary, "merge", "-q"], cwd=tmp_path, check=True)
    subprocess.run([binary, *SMALL, "-q", "--out", "whole"], cwd=tmp_path, check=True)
    for parts, whole in [("data_raw", "whole"), ("data_raw.truth", "whole.truth")]:
        subprocess.run(["diff", "-r", parts, whole], cwd=tmp_path, check=True)
