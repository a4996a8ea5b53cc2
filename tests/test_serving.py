"""The page is served from here, and only the page knows Streamlit."""

import subprocess
import sys

import pytest

from quotewise.ui.serving import is_loopback, serve, settings


def test_the_other_commands_do_not_wait_for_streamlit() -> None:
    check = "import sys, quotewise.ui.cli; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_no_usage_statistics_leave_and_errors_show_no_code() -> None:
    options = settings("127.0.0.1", 8501, browser=False)
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "type"
    assert options["server.address"] == "127.0.0.1"


def test_nobody_waits_for_a_collection_of_garbage_after_each_run_of_the_page() -> None:
    assert settings("127.0.0.1", 8501, browser=False)["runner.postScriptGC"] is False


def test_streamlit_knows_every_option_it_is_given() -> None:
    from streamlit import config

    assert set(settings("127.0.0.1", 8501, browser=True)) <= set(config.get_config_options())


def test_only_this_machine_is_loopback() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "192.168.1.5", "example.org", ""))


def test_a_run_of_the_page_leaves_the_import_path_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit
    from streamlit.runtime.scriptrunner.exec_code import modified_sys_path

    paths = []

    def run(app: streamlit.App, config: object) -> None:
        before = list(sys.path)
        with modified_sys_path(str(app.script_path)):
            paths.extend([before, list(sys.path)])

    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(streamlit.App, "run", run)
    serve("127.0.0.1", 8501, None, browser=False)
    before, within = paths
    assert before == within
