from pathlib import Path

import pytest

from tdpf.settings import SettingsError, read_settings


def test_settings_have_defaults_that_work_on_a_laptop() -> None:
    ours = read_settings({})
    assert (ours.home, ours.port, ours.database) == (Path("var"), 8000, "")


def test_a_misspelt_setting_stops_the_start_and_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"TDPF_PROT is not a setting.*TDPF_PORT"):
        read_settings({"TDPF_PROT": "1"})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "db"
    secret.write_text("postgresql://u@h/d\n", encoding="utf-8")
    assert read_settings({"TDPF_DATABASE_FILE": str(secret)}).database == "postgresql://u@h/d"


def test_a_number_that_is_none_is_refused_with_its_name() -> None:
    with pytest.raises(SettingsError, match="TDPF_PORT=eighty"):
        read_settings({"TDPF_PORT": "eighty"})
