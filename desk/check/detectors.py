"""The detectors of detect-secrets, for tokens that are known by their shape. Only this module imports that library."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from desk.check.findings import TextRange

_CHUNK = 2000
_OVERLAP = 300
"""Longer than any token whose whole shape is checked, so that no token is cut in two."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_SHORTEST_ARTIFACTORY = 30
"""Its shape also fits `APInvoiceLines`; real tokens are longer than any word."""


def tokens_in(text: str) -> Iterator[TextRange]:
    """Works in chunks: the time of some expressions grows with the square of the length."""
    for start, chunk in _chunks(text):
        for detector in detectors():
            for shape in detector.denylist:
                for found in shape.finditer(chunk):
                    if _is_meant(detector, found):
                        yield TextRange(start + found.start(), start + found.end())


@cache
def detectors() -> tuple[Any, ...]:
    """Loading them takes half a second, so this is called away from the event loop, before the first check.

    Left out: high entropy, which ids and hashes have too; public addresses, which are not secret; and keywords, of
    which that detector finds only the first in a line (`desk.check.passwords` finds those).
    """
    from detect_secrets.plugins import (  # noqa: PLC0415 - it brings an HTTP client along, which is slow to load
        artifactory,
        aws,
        azure_storage_key,
        basic_auth,
        cloudant,
        discord,
        github_token,
        gitlab_token,
        ibm_cloud_iam,
        ibm_cos_hmac,
        jwt,
        mailchimp,
        npm,
        openai,
        private_key,
        pypi_token,
        sendgrid,
        slack,
        softlayer,
        square_oauth,
        stripe,
        telegram_token,
        twilio,
    )

    return (
        artifactory.ArtifactoryDetector(),
        aws.AWSKeyDetector(),
        azure_storage_key.AzureStorageKeyDetector(),
        basic_auth.BasicAuthDetector(),
        cloudant.CloudantDetector(),
        discord.DiscordBotTokenDetector(),
        github_token.GitHubTokenDetector(),
        gitlab_token.GitLabTokenDetector(),
        ibm_cloud_iam.IbmCloudIamDetector(),
        ibm_cos_hmac.IbmCosHmacDetector(),
        jwt.JwtTokenDetector(),
        mailchimp.MailchimpDetector(),
        npm.NpmDetector(),
        openai.OpenAIDetector(),
        private_key.PrivateKeyDetector(),
        pypi_token.PypiTokenDetector(),
        sendgrid.SendGridDetector(),
        slack.SlackDetector(),
        softlayer.SoftlayerDetector(),
        square_oauth.SquareOAuthDetector(),
        stripe.StripeDetector(),
        telegram_token.TelegramBotTokenDetector(),
        twilio.TwilioKeyDetector(),
    )


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    step = _CHUNK - _OVERLAP
    for start in range(0, max(len(text) - _OVERLAP, 1), step):
        yield start, text[start : start + _CHUNK]


def _is_meant(detector: Any, found: re.Match[str]) -> bool:
    """False for a text that has the shape by chance: names in programs have no digits, and ids hold no secret."""
    token = found.group().strip("\"'= \n\t:")
    match detector.secret_type:
        case "Artifactory Credentials":
            return len(token) >= _SHORTEST_ARTIFACTORY
        case "Private Key" | "Basic Auth Credentials":
            return True
        case "JSON Web Token":
            return bool(detector.is_formally_valid(token))
        case "Telegram Bot Token" if _UUID.search(token):
            return False
    return any(char.isdigit() for char in token)
