"""Errors that users read: each message is French and names the thing, the cause and the next step."""


class KbError(Exception):
    """Base of all errors this program raises on purpose."""


class BaseUnavailable(KbError):
    """The base cannot be read, or written, until the machine is seen to: what was kept before still is."""


class DiskFull(BaseUnavailable):
    """No room is left on the disk: what is read stays readable, nothing more is kept."""


class BaseBusy(BaseUnavailable):
    """Another program holds a file of the base for longer than one may wait."""


class BaseUnreachable(BaseUnavailable):
    """The server that keeps the base does not answer."""


class BaseReadOnly(BaseUnavailable):
    """A file of the base, its folder or its disk takes no writing."""


class DiskFailing(BaseUnavailable):
    """The disk refuses to read or to write, and says neither that it is full nor that it is protected."""


class DiskRefusing(DiskFailing):
    """The disk takes no writing and does not say why: what stands on it may be sound."""


class BaseDamaged(BaseUnavailable):
    """A file of the base is not what was written to it any more."""


class BaseVanished(BaseUnavailable):
    """A file that a base cannot be without is gone, or empty: it is not replaced by a new one."""


class BaseTooNew(BaseUnavailable):
    """A newer version of this program changed the base."""


class HomeMissing(KbError):
    """No knowledge base stands in the folder that was named."""


class SettingRefused(KbError):
    """A setting that cannot be had here: nothing was begun."""


class IndexMissing(KbError):
    """The index was never built, or was deleted."""


class IndexOfAnother(IndexMissing):
    """The index that stands there follows another register: nothing of it may be shown."""


class IndexBroken(KbError):
    """The index cannot be read."""


class EncoderMissing(KbError):
    """The prepared encoder is not where it should be."""


class EncoderMismatch(KbError):
    """The index was built with another encoder."""


class UnknownFilter(KbError):
    """A `where` key, or its value, is not one that search knows."""


class RecordNotFound(KbError):
    """No record has that identifier, or the reader may not read it."""


class StoreConflict(KbError):
    """Somebody else changed the record since it was read."""


class Refused(KbError):
    """This person may not do that."""


class ExportFailed(KbError):
    """A file could not be made from what was asked."""


class ReferencesUnread(KbError):
    """A file of references is not what its format says."""
