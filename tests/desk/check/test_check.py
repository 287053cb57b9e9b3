"""R10: what the check points at, and, as important, what it leaves alone."""

import time

import pytest

from desk.check.checker import Standards, check
from desk.check.findings import CheckedText, Finding, FindingKind
from desk.check.hosts import DEFAULT_PATTERNS
from desk.check.tone import DEFAULT_BLAME
from desk.model.rich_text import Block, RichText, Span

STANDARDS = Standards(
    others=("Acme BV", "Globex International B.V.", "Next", "Support BV", "AB", "Gemeente Hilversum", "Café Zürich"),
    ours=("Initech Holding BV", "ISPnext", "Partner-NL"),
    hosts=(*DEFAULT_PATTERNS, "srv-*", "jira.partner.example"),
    blame=DEFAULT_BLAME,
)

POINTED_AT = [
    # secrets, in words
    ("the password is Welkom01!", FindingKind.SECRET, "Welkom01!"),
    ("wachtwoord: geheim123", FindingKind.SECRET, "geheim123"),
    ("pwd=geheim", FindingKind.SECRET, "geheim"),
    ("Het wachtwoord van admin is Zomer2024.", FindingKind.SECRET, "Zomer2024"),
    ("password for the test user: hunter2", FindingKind.SECRET, "hunter2"),
    ("wachtwoord is nu Herfst2026!", FindingKind.SECRET, "Herfst2026!"),
    ("password (acceptance): S3cret!!", FindingKind.SECRET, "S3cret!!"),
    ("password Welkom01!", FindingKind.SECRET, "Welkom01!"),
    ("ww: Test1234", FindingKind.SECRET, "Test1234"),
    ("pincode: 4821", FindingKind.SECRET, "4821"),
    ("Login: admin / Welkom01!", FindingKind.SECRET, "Welkom01!"),
    ('the password is "geheim"', FindingKind.SECRET, "geheim"),
    # secrets, in settings and code
    ('"password": "geheim"', FindingKind.SECRET, "geheim"),
    ("Server=db;User Id=sa;Password=Pa55w0rd;", FindingKind.SECRET, "Pa55w0rd"),
    ("DB_PASSWORD=s3cr3t", FindingKind.SECRET, "s3cr3t"),
    ("api_key = 9f8a7b6c5d4e3f2a1b0c", FindingKind.SECRET, "9f8a7b6c5d4e3f2a1b0c"),
    ("client_secret: 3kd9s0a8d7f6g5", FindingKind.SECRET, "3kd9s0a8d7f6g5"),
    ("?access_token=a1b2c3d4e5f6", FindingKind.SECRET, "a1b2c3d4e5f6"),
    # secrets, by their shape
    ("Authorization: Bearer abcdef0123456789abcdef", FindingKind.SECRET, "abcdef0123456789abcdef"),
    ("https://tom:hunter2@example.com/x", FindingKind.SECRET, "://tom:hunter2@"),
    ("AKIAIOSFODNN7EXAMPLE", FindingKind.SECRET, "AKIAIOSFODNN7EXAMPLE"),
    ("ghp_abcdefghijklmnopqrstuvwxyzABCDEF1234", FindingKind.SECRET, "ghp_abcdefghijklmnopqrstuvwxyzABCDEF1234"),
    ("-----BEGIN RSA PRIVATE KEY-----", FindingKind.SECRET, "-----BEGIN RSA PRIVATE KEY-----"),
    # other customers
    ("the same as at Acme last week", FindingKind.OTHER_ORGANISATION, "Acme"),
    ("ACME B.V. has it too", FindingKind.OTHER_ORGANISATION, "ACME"),
    ("see acme-export_3.xlsx", FindingKind.OTHER_ORGANISATION, "acme"),
    ("https://acme.ispnext.example/orders", FindingKind.OTHER_ORGANISATION, "acme"),
    ("Globex International saw this", FindingKind.OTHER_ORGANISATION, "Globex International"),
    ("as in gemeente  Hilversum", FindingKind.OTHER_ORGANISATION, "gemeente  Hilversum"),
    ("cafe Zurich has it", FindingKind.OTHER_ORGANISATION, "cafe Zurich"),
    ("Support BV has it", FindingKind.OTHER_ORGANISATION, "Support BV"),
    # internal hosts
    ("at 10.0.12.7 it fails", FindingKind.INTERNAL_HOST, "10.0.12.7"),
    ("172.31.255.1:5432", FindingKind.INTERNAL_HOST, "172.31.255.1"),
    ("ping 192.168.1.1, then 8.8.8.8", FindingKind.INTERNAL_HOST, "192.168.1.1"),
    ("[fe80::1ff:fe23:4567:890a]", FindingKind.INTERNAL_HOST, "fe80::1ff:fe23:4567:890a"),
    ("see http://wiki/pages/12", FindingKind.INTERNAL_HOST, "wiki"),
    ("http://localhost:8080/api", FindingKind.INTERNAL_HOST, "localhost"),
    ("print01.lan is down", FindingKind.INTERNAL_HOST, "print01.lan"),
    ("https://db01.corp.local/x", FindingKind.INTERNAL_HOST, "db01.corp.local"),
    (r"copy it from \\fileserver\export", FindingKind.INTERNAL_HOST, "fileserver"),
    ("log in on SRV-APP3 and", FindingKind.INTERNAL_HOST, "SRV-APP3"),
    ("see jira.partner.example/x", FindingKind.INTERNAL_HOST, "jira.partner.example"),
    # tone
    ("THIS IS THE THIRD TIME WE ASK YOU", FindingKind.SHOUTING, "THIS IS THE THIRD TIME WE ASK YOU"),
    ("WAAROM DOEN JULLIE DIT NIET", FindingKind.SHOUTING, "WAAROM DOEN JULLIE DIT NIET"),
    ("why is this not fixed!!!", FindingKind.SHOUTING, "!!!"),
    ("dit is Jullie schuld", FindingKind.BLAME, "Jullie schuld"),
    ("a stupid mapping", FindingKind.BLAME, "stupid"),
]

WELL = [
    "The password reset page shows an error.",
    "token expired after 3600 seconds",
    "token: expired",
    "API key settings screen: open Settings > API keys",
    "commit 3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a broke the export",
    "request id 550e8400-e29b-41d4-a716-446655440000, job 10000001:550e8400-e29b-41d4-a716-446655440000",
    "SELECT * FROM INVOICES WHERE STATUS IS NOT NULL AND THE_ID = 3 ORDER BY ID",
    "SELECT id FROM users WHERE password = @password AND secret = :secret",
    "at com.ispnext.internal.ApInvoiceService.export(ApInvoiceService.java:214)",
    "NullReferenceException at System.Internal, and this.local",
    "TypeError: Cannot read properties of undefined (reading 'password')",
    "The password is wrong. The password was not changed! Wrong password?",
    "password: required",
    "password: ******",
    "Password must be at least 8 characters, password policy: 12 characters",
    'password = request.getParameter("password")',
    "user.password = self.password",
    "const secret = process.env.SECRET; password=<password>&pwd=${PWD}",
    '{"token": null, "password": "string", "api_key": "placeholder"}',
    "wachtwoord is verlopen, het wachtwoord: zie de mail van gisteren",
    "Het wachtwoord van de gebruiker is gewijzigd op 2026-11-20",
    "grant_type=password&username=x",
    "The secret was rotated, the secretary: Anna2",
    "Bearer token authentication failed; Basic authentication works",
    "user/password combination, service account / role Admin",
    "access token lifetime: 3600",
    "password hash is SHA256, secret: base64",
    "Password reset link: https://portal.ispnext.example/reset?x=1",
    "APInvoiceLines1 and APDocumentLines fail in ACAccountingSchemes",
    "MyCompanyProcurementAdapters.invoke.someVeryLongMethodNameForExport",
    "HTTP 500 INTERNAL SERVER ERROR",
    "FATAL ERROR: OUT OF MEMORY IN POOL",
    "The XML export has NO UBL TAX TOTAL",
    "version 10.2.3.4 of the client, build 10.0.0.1; 10.000.000 rows; 1.2.3",
    "0x8007000E in kernel32.dll",
    "mail to tom@example.com, see https://helpcenter.ispnext.example/agent/tickets/48213",
    "appsettings.local.json and env.local",
    "std::vector<int> a; fd::x; dead:beef",
    "http://example.com:8080/x and http://HOST/path and https://1.1.1.1",
    'C:\\Users\\tom\\x.log "C:\\\\Users\\\\tom"',
    "the next support release, ab and AB",
    "Acmeology, macme",
    "Initech asked, Initech Holding too",
    "ISPnext changed it",
    "DOM element not found; wow! yes!!",
    "De eerste stap is om het token te vernieuwen",
]


def found(text: str, standards: Standards = STANDARDS) -> list[tuple[FindingKind, str]]:
    return [(each.kind, each.words) for each in check({"f": CheckedText.plain(text)}, standards)]


@pytest.mark.parametrize(("text", "kind", "words"), POINTED_AT, ids=[text for text, _, _ in POINTED_AT])
def test_is_pointed_at(text: str, kind: FindingKind, words: str) -> None:
    assert (kind, words) in found(text)
    assert {each for each, _ in found(text)} == {kind}


@pytest.mark.parametrize("text", WELL)
def test_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_text_of_all_that_is_well_is_well() -> None:
    assert found("\n".join(WELL)) == []


def test_a_private_key_is_one_finding_from_its_first_line_to_its_last() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----"
    assert found(f"The key:\n{key}\nis old.") == [(FindingKind.SECRET, key)]


def test_every_secret_is_found_not_only_the_first_of_a_line() -> None:
    assert found("pwd=geheim1 pwd=geheim2 and the password is Welkom01!") == [
        (FindingKind.SECRET, "geheim1"),
        (FindingKind.SECRET, "geheim2"),
        (FindingKind.SECRET, "Welkom01!"),
    ]


@pytest.mark.parametrize("at", range(1650, 2050, 13))
def test_no_token_is_cut_in_two(at: int) -> None:
    token = "ghp_abcdefghijklmnopqrstuvwxyzABCDEF1234"
    assert found("x " * (at // 2) + token + " y" * 1000) == [(FindingKind.SECRET, token)]


def test_links_code_and_file_names_are_looked_at_but_only_prose_has_a_tone() -> None:
    text = RichText(
        (
            Block("paragraph", (Span("See "), Span("the wiki", link="http://wiki/x"), Span("stupid", code=True))),
            Block("code", (Span("pwd=geheim1\nWHY IS THIS NOT STUPID !!!"),)),
        )
    )
    texts = {
        "findings": CheckedText.rich(text),
        "files": CheckedText.names(["pwd=geheim2.txt", "acme.log", "stupid.log"]),
    }
    assert [(each.field, each.kind, each.words) for each in check(texts, STANDARDS)] == [
        ("findings", FindingKind.SECRET, "geheim1"),
        ("findings", FindingKind.INTERNAL_HOST, "wiki"),
        ("files", FindingKind.SECRET, "geheim2.txt"),
        ("files", FindingKind.OTHER_ORGANISATION, "acme"),
    ]


def test_a_password_in_parts_of_another_style_is_found() -> None:
    text = RichText((Block("paragraph", (Span("password: "), Span("Wel", bold=True), Span("kom01!"))),))
    assert [each.words for each in check({"f": CheckedText.rich(text)}, STANDARDS)] == ["Welkom01!"]


def test_what_stands_around_is_shown_too() -> None:
    (finding,) = check({"f": CheckedText.plain(f"{'a' * 50} pwd=geheim1 {'b' * 50}")}, STANDARDS)
    assert (finding.before, finding.after) == ("a" * 35 + " pwd=", " " + "b" * 39)


def test_a_finding_tells_no_log_its_words() -> None:
    (finding,) = check({"f": CheckedText.plain("pwd=geheim1")}, STANDARDS)
    assert "geheim" not in repr(finding) + repr(CheckedText.plain("pwd=geheim1"))
    assert finding.identity == Finding("f", FindingKind.SECRET, "GEHEIM1").identity


LONGEST = [
    *("x", "a ", "password ", "secret", "token for a b c d ", "\n", "!", "THIS IS ", "10.0.0.1 ", "a.", "://", '"'),
    *("-----BEGIN PRIVATE KEY-----", "\\\\a", "api_key for x x ", "Acme ", "http://a:", "login a / ", "aws", "eyJ."),
]


@pytest.mark.parametrize("part", LONGEST)
def test_the_longest_texts_take_time_in_proportion(part: str) -> None:
    """No expression that goes back and forth: then five times the text would take 25 times as long, or for ever."""
    check({"f": CheckedText.plain("warm")}, STANDARDS)

    def seconds(length: int) -> float:
        text = (part * (length // len(part) + 1))[:length]
        begun = time.process_time()
        check({"f": CheckedText.plain(text)}, STANDARDS)
        return time.process_time() - begun

    assert seconds(100_000) < 15 * max(seconds(20_000), 0.02)
