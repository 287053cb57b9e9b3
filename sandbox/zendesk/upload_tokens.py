"""Upload tokens: files that were uploaded and are not yet in a comment."""

from dataclasses import dataclass, field

from sandbox.zendesk.records import File

UPLOAD_LIVES = 60 * 60


@dataclass
class Upload:
    token: str
    expires_at: float
    files: list[File] = field(default_factory=list)


@dataclass
class Uploads:
    waiting: dict[str, Upload] = field(default_factory=dict)

    def live(self, token: str, now: float) -> Upload | None:
        found = self.waiting.get(token)
        return found if found and found.expires_at > now else None

    def spend(self, upload: Upload) -> tuple[File, ...]:
        del self.waiting[upload.token]
        return tuple(upload.files)
