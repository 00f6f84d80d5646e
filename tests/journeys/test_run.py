"""`wayhome run`, as a newcomer meets it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.journeys.conftest import Service, bare_env, free_ports, run_words, start, stop


def still_running(home: Path) -> list[str]:
    """Processes whose words name the folder."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if str(home) in line and "ps -eo" not in line]


def test_every_address_answers_and_is_a_localhost_address(service: Service) -> None:
    for address in (service.desk, service.push, service.public):
        assert address in service.said
        with urllib.request.urlopen(address + "/") as answer:
            assert answer.status == 200


def test_a_partner_hands_in_a_report_at_a_door_of_its_own_and_the_desk_has_none(service: Service) -> None:
    assert f"{service.api}/api/v1/reports" in service.said
    words = json.dumps({"given_name": "Tamsin", "last_seen_place": "Saltby Quay"}).encode()
    headers = {"Authorization": f"Bearer {service.key}", "Idempotency-Key": "one", "Content-Type": "application/json"}
    said = []
    for _ in range(2):
        with urllib.request.urlopen(urllib.request.Request(f"{service.api}/api/v1/reports", words, headers)) as answer:
            said.append((answer.status, answer.read()))
    assert said[0][0] == 201
    assert said[0] == said[1]
    with urllib.request.urlopen(urllib.request.Request(f"{service.desk}/api/v1/reports", words, headers)) as answer:
        assert answer.url.startswith(f"{service.desk}/sign-in")  # as any address that is none


def test_a_second_run_keeps_the_data_and_ctrl_c_leaves_nothing(open_folder: Path) -> None:
    first = start(open_folder / "var")
    stop(first)
    assert still_running(open_folder) == []
    second = start(open_folder / "var")
    stop(second)
    assert (second.password, second.key) == (first.password, first.key)
    assert still_running(open_folder) == []


def test_a_busy_port_gets_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    ports = free_ports(4)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[0]))
        taken.listen()
        answer = subprocess.run(
            run_words(tmp_path / "var", ports), env=bare_env(), capture_output=True, text=True, check=False
        )
    assert answer.returncode == 2
    assert answer.stderr.strip() == f"Port {ports[0]} is busy. Choose another with --desk-port."


def test_a_folder_that_is_a_file_gets_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    answer = subprocess.run(
        run_words(tmp_path / "var", free_ports(4)), env=bare_env(), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert answer.stderr.strip() == f"{tmp_path / 'var'} is not a folder. Name another one with --data."


def test_a_killed_program_is_started_again(service: Service) -> None:
    listed = subprocess.run(
        ["ps", "--ppid", str(service.process.pid), "-o", "pid,args"], capture_output=True, text=True, check=True
    )
    worker = next(line.split()[0] for line in listed.stdout.splitlines() if line.rstrip().endswith("worker"))
    subprocess.run(["kill", "-9", worker], check=True)
    assert service.process.poll() is None


def test_the_ledger_of_a_running_service_is_sealed_by_a_process_of_its_own_and_verifies(service: Service) -> None:
    listed = subprocess.run(
        ["ps", "--ppid", str(service.process.pid), "-o", "args"], capture_output=True, text=True, check=True
    )
    assert sum(line.endswith("wayhome.console seal") for line in listed.stdout.split("\n")) == 1
    words = [sys.executable, "-m", "wayhome.console", "audit", "verify", "--data", str(service.home)]
    verified = subprocess.run(words, env=bare_env(), capture_output=True, text=True, check=False)
    found = json.loads(verified.stdout)
    assert (verified.returncode, found["faults"]) == (0, [])
    assert found["entries"] > 0


def test_two_programs_never_share_a_port(open_folder: Path) -> None:
    (port,) = free_ports(1)
    answer = subprocess.run(
        run_words(open_folder / "var", [port] * 4), env=bare_env(), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert answer.stderr.startswith("Desk, push, public site and partners' door need a port each.")
