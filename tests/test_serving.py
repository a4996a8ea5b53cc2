"""The page is served from here, and only the page knows Streamlit."""

import subprocess
import sys

from quotewise.ui.serving import is_loopback, settings


def test_the_other_commands_do_not_wait_for_streamlit() -> None:
    check = "import sys, quotewise.ui.cli; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_no_usage_statistics_leave_and_errors_show_no_code() -> None:
    options = settings("127.0.0.1", 8501, browser=False)
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "type"
    assert options["server.address"] == "127.0.0.1"


def test_streamlit_knows_every_option_it_is_given() -> None:
    from streamlit import config

    assert set(settings("127.0.0.1", 8501, browser=True)) <= set(config.get_config_options())


def test_only_this_machine_is_loopback() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "192.168.1.5", "example.org", ""))
