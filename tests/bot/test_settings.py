"""Settings: what is accepted, what stops the start, and that `.env.example` tells the truth."""

import base64
import os
import re
from pathlib import Path

import pytest

from bot.settings import Settings, WrongSettings, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
KEY, OTHER_KEY = (base64.urlsafe_b64encode(bytes([number] * 32)).decode() for number in (1, 2))
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-1-2-abcdefgh",
    "SLACK_APP_TOKEN": "xapp-1-A1-abcdefgh",
    "ZENDESK_URL": "https://ispnext.zendesk.com",
    "ZENDESK_CLIENT_ID": "partnerdesk",
}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {name.upper() for name in Settings.model_fields} | {n for n in os.environ if n.startswith("SLACK_")}:
        monkeypatch.delenv(name, raising=False)


class Environment:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def load(self, *, without: str | None = None, **changes: str) -> Settings:
        for name, value in {**ENOUGH, **changes}.items():
            if name != without:
                self._monkeypatch.setenv(name, value)
        return load_settings(None)

    def refuse(self, *, without: str | None = None, **changes: str) -> str:
        with pytest.raises(WrongSettings) as wrong:
            self.load(without=without, **changes)
        return str(wrong.value)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Environment:
    return Environment(monkeypatch)


def test_four_settings_are_enough(environment: Environment) -> None:
    settings = environment.load()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-2-abcdefgh"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.zendesk_agent_url == "https://ispnext.zendesk.com/agent"
    assert settings.vendor_name == settings.account == "ispnext"
    assert settings.redirect_url == "http://127.0.0.1:19780/zendesk/callback"
    assert (settings.host, settings.port, settings.poll_seconds) == ("127.0.0.1", 8080, 60)
    assert (settings.secret_keys, settings.partner_admins) == ((), ())


def test_the_files_lie_beside_each_other(environment: Environment, tmp_path: Path) -> None:
    settings = environment.load(DATABASE_URL=f"sqlite:///{tmp_path}/desk.v1.db")
    assert settings.database_path == tmp_path / "desk.v1.db"
    assert settings.engine_path == tmp_path / "desk.v1.engine.db"
    assert settings.lock_path == tmp_path / "desk.v1.lock.pid"
    assert settings.key_path == tmp_path / "desk.v1.key"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("tag:Change_Request", "tag:change_request"),
        ("type: Task", "type:task"),
        ("form:900001234569", "form:900001234569"),
    ],
)
def test_a_kind_is_a_tag_a_type_or_a_form(environment: Environment, written: str, read: str) -> None:
    settings = environment.load(CHANGE_REQUEST_KIND=written, MAINTENANCE_KIND=written)
    assert (settings.change_request_kind, settings.maintenance_kind) == (read, read)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("change_request", "tag:NAME, type:TYPE or form:ID"),
        ("field:7", "tag:NAME, type:TYPE or form:ID"),
        ("tag:", "does not name a tag"),
        ("tag:two words", "does not name a tag"),
        ("type:bug", "problem, incident, question, task"),
        ("form:Change", "does not name a ticket form"),
    ],
)
def test_a_kind_that_is_told_by_nothing_is_refused(environment: Environment, written: str, reason: str) -> None:
    text = environment.refuse(MAINTENANCE_KIND=written)
    assert "MAINTENANCE_KIND" in text
    assert reason in text
    assert "MAINTENANCE_KIND=tag:maintenance" in text


def test_http_mode_needs_no_app_token(environment: Environment) -> None:
    settings = environment.load(without="SLACK_APP_TOKEN", SLACK_SIGNING_SECRET="0123456789abcdef")
    assert settings.slack_app_token is None


def test_one_way_of_delivery_is_needed(environment: Environment) -> None:
    text = environment.refuse(without="SLACK_APP_TOKEN")
    assert "Socket Mode" in text
    assert "HTTP mode" in text


def test_a_wrong_app_token_is_the_only_problem(environment: Environment) -> None:
    text = environment.refuse(SLACK_APP_TOKEN="xoxb-1-2-abcdefgh")
    assert text.startswith("1 setting is wrong.")
    assert "SLACK_APP_TOKEN does not begin with xapp-" in text


def test_the_secret_that_the_vendor_publishes_is_refused(environment: Environment) -> None:
    text = environment.refuse(ZENDESK_WEBHOOK_SECRET="dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==")
    assert "ZENDESK_WEBHOOK_SECRET is the one that Zendesk publishes for tests" in text
    assert "dGhpc19z" not in text


def test_an_empty_value_is_no_value(environment: Environment) -> None:
    assert environment.load(PUBLIC_URL="", VENDOR_NAME="").vendor_name == "ispnext"


def test_addresses_lose_the_slash_at_the_end(environment: Environment) -> None:
    settings = environment.load(
        ZENDESK_URL="https://ISPnext.zendesk.com/",
        ZENDESK_AGENT_URL="https://helpcenter.ispnext.com/agent/",
        PUBLIC_URL="https://desk.partner.nl/bot/",
        SLACK_API_URL="https://slack.com/api",
    )
    assert settings.zendesk_url == "https://ispnext.zendesk.com"
    assert settings.zendesk_agent_url == "https://helpcenter.ispnext.com/agent"
    assert settings.redirect_url == "https://desk.partner.nl/bot/zendesk/callback"
    assert settings.slack_api_url == "https://slack.com/api/"


def test_a_zendesk_on_this_machine_serves_for_trying_things_out(environment: Environment) -> None:
    settings = environment.load(
        ZENDESK_URL="http://127.0.0.1:8999", SLACK_API_URL="http://localhost:1/api/", POLL_SECONDS="0.2"
    )
    assert settings.account == "127.0.0.1:8999"
    assert settings.poll_seconds == 0.2


@pytest.mark.parametrize(
    "address",
    [
        "http://ispnext.zendesk.com",
        "https://helpcenter.ispnext.com",
        "https://ispnext.zendesk.com.evil.example",
        "https://evil.example/ispnext.zendesk.com",
        "https://a.b.zendesk.com",
        "https://-a.zendesk.com",
        "https://user:password@ispnext.zendesk.com",
        "https://ispnext.zendesk.com:8443",
        "https://ispnext.zendesk.com/agent",
        "https://ispnext.zendesk.com?x=1",
        "http://127.0.0.1",
        "http://10.0.0.1:80",
        "https://SUBDOMAIN.zendesk.com",
        "https://your-subdomain.zendesk.com",
        "ispnext",
        "https://[",
        "https://ispnext.zendesk.com:0",
    ],
)
def test_only_a_zendesk_under_its_own_name_is_accepted(environment: Environment, address: str) -> None:
    text = environment.refuse(ZENDESK_URL=address)
    assert text.startswith("1 setting is wrong."), text
    assert "ZENDESK_URL" in text
    assert "Example: ZENDESK_URL=https://ispnext.zendesk.com" in text


@pytest.mark.parametrize("name", ["PUBLIC_URL", "SLACK_API_URL", "ZENDESK_AGENT_URL"])
@pytest.mark.parametrize("address", ["http://partner.nl", "ftp://partner.nl", "https://", "partner.nl", "https://a b"])
def test_other_addresses_are_https(environment: Environment, name: str, address: str) -> None:
    assert f"\n{name} " in environment.refuse(**{name: address})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-…"),
        ("SLACK_BOT_TOKEN", "xoxb-..."),
        ("SLACK_BOT_TOKEN", "xoxb-your-token"),
        ("SLACK_APP_TOKEN", "xapp-xxxxxxxx"),
        ("SLACK_SIGNING_SECRET", "changeme"),
        ("SLACK_SIGNING_SECRET", "change_me_please"),
        ("ZENDESK_CLIENT_ID", "your-client-id"),
        ("ZENDESK_CLIENT_SECRET", "<secret>"),
        ("SECRET_KEYS", "your-key"),
    ],
)
def test_placeholders_are_refused(environment: Environment, name: str, value: str) -> None:
    assert f"{name} is still a placeholder" in environment.refuse(**{name: value})


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-A1-abcdefgh", "does not begin with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "is cut off"),
        ("SLACK_BOT_TOKEN", "xoxb-1-2-abc defgh", "is cut off, or holds characters"),
        ("DATABASE_URL", "postgresql://localhost/desk", "is not supported yet"),
        ("DATABASE_URL", "partnerdesk.db", "is not the sqlite:/// address"),
        ("DATABASE_URL", "sqlite:///", "is not the sqlite:/// address"),
        ("DATABASE_URL", "sqlite:///:memory:", "is not the sqlite:/// address"),
        ("DATABASE_URL", "sqlite:////no/such/folder/desk.db", "/no/such/folder, which does not exist"),
        ("DATABASE_URL", "sqlite:///desk.key", "end it in .db"),
        ("SECRET_KEYS", f"{KEY},short", "not a Fernet key"),
        ("PORT", "0", "is too small"),
        ("PORT", "65536", "is too large"),
        ("PORT", "http", "is not a whole number"),
        ("POLL_SECONDS", "14", "between 15 and 3600"),
        ("POLL_SECONDS", "3601", "between 15 and 3600"),
        ("POLL_SECONDS", "nan", "between 15 and 3600"),
        ("POLL_SECONDS", "often", "is not a number"),
        ("PARTNER_ADMINS", "U012ABCDEF,tom", "'tom', which is not a Slack member id"),
        ("LOG_LEVEL", "chatty", "must be one of DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "xml", "must be one of console or json"),
        ("VENDOR_NAME", "n" * 41, "is too long"),
    ],
)
def test_a_wrong_value_stops_the_start_with_reason_and_example(
    environment: Environment, name: str, value: str, reason: str
) -> None:
    text = environment.refuse(**{name: value})
    assert text.startswith("1 setting is wrong."), text
    assert f"\n{name} " in text
    assert reason in text
    assert f"Example: {name}=" in text


def test_a_faster_poll_is_for_this_machine_only(environment: Environment) -> None:
    assert "POLL_SECONDS" in environment.refuse(POLL_SECONDS="0.2")
    assert "0.2 and 3600" in environment.refuse(POLL_SECONDS="0.1", ZENDESK_URL="http://127.0.0.1:8999")


def test_lists_are_separated_by_commas(environment: Environment) -> None:
    settings = environment.load(SECRET_KEYS=f"{KEY}, {OTHER_KEY}", PARTNER_ADMINS="U012ABCDEF, W034GHIJKL,")
    assert [key.get_secret_value() for key in settings.secret_keys] == [KEY, OTHER_KEY]
    assert settings.partner_admins == ("U012ABCDEF", "W034GHIJKL")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(WrongSettings) as wrong:
        load_settings(None)
    names = [problem.name for problem in wrong.value.problems]
    assert names == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "ZENDESK_URL", "ZENDESK_CLIENT_ID"]


def test_no_secret_is_ever_told(environment: Environment) -> None:
    secrets = {
        "SLACK_BOT_TOKEN": "xoxp-Hidden-1",
        "SLACK_APP_TOKEN": "xapp-Hidden 2",
        "SLACK_SIGNING_SECRET": "Hidden3",
        "ZENDESK_CLIENT_SECRET": "Hidden4",
        "ZENDESK_WEBHOOK_SECRET": "Hidden5",
        "SECRET_KEYS": "Hidden6",
    }
    text = environment.refuse(**secrets)
    assert text.startswith("6 settings are wrong.")
    assert "Hidden" not in text
    assert "abcdefgh" not in repr(environment.load(**dict.fromkeys(secrets, "") | ENOUGH))


def test_the_file_is_read_and_the_environment_goes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("\ufeff" + "\n".join(f"{name}={value}" for name, value in ENOUGH.items()) + "\nPORT=1\n", "utf-8")
    monkeypatch.setenv("PORT", "2")
    assert load_settings(file).port == 2


def test_a_misspelt_name_in_the_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    lines = [*(f"{name}={value}" for name, value in ENOUGH.items()), "POLL_SECOND=60", "COLOUR=red"]
    file.write_text("\n".join(lines), "utf-8")
    with pytest.raises(WrongSettings) as wrong:
        load_settings(file)
    assert [str(problem) for problem in wrong.value.problems] == [
        "POLL_SECOND is not a setting; POLL_SECONDS is.",
        "COLOUR is not a setting of partnerdesk.",
    ]


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    with pytest.raises(WrongSettings, match="it is not UTF-8 text"):
        load_settings(file)


def documented() -> dict[str, str]:
    lines = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert len(lines) == len(dict(lines)), "a setting stands there twice"
    return dict(lines)


def test_the_example_file_has_every_setting_and_no_other() -> None:
    assert set(documented()) == {name.upper() for name in Settings.model_fields}


def test_the_example_file_tells_the_defaults() -> None:
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items() if field.default}
    told = {name: value for name, value in documented().items() if value}
    plain = {name: str(default) for name, default in defaults.items() if isinstance(default, str | int | float)}
    assert told == plain


def test_the_example_file_asks_for_what_has_no_default(environment: Environment) -> None:
    text = EXAMPLE.read_text("utf-8")
    asked = set(re.findall(r"^([A-Z_]+)=$", text, re.MULTILINE))
    assert asked == set(ENOUGH)
    assert environment.load().slack_app_token is not None
