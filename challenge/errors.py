"""Every refusal of the product: one class each, its docstring says when, its code is the catalogue key."""

import re


class ChallengeError(Exception):
    """Something was refused; nothing was changed."""

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts
        """What the sentence names: figures, names, limits."""

    @property
    def code(self) -> str:
        """Catalogue key of the sentence that says what was wrong and what was kept."""
        return "error." + re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


# Who may do what


class NotSignedInError(ChallengeError):
    """Nobody is signed in, or the session ended."""


class NotFoundError(ChallengeError):
    """The thing does not exist, or the actor is an outsider to it."""


class NotAllowedError(ChallengeError):
    """An insider without the right to do this."""


class DemoClosedError(ChallengeError):
    """Demo entries are closed because a real organiser exists or the demo is switched off."""


# What was entered


class BeforeEditionError(ChallengeError):
    """The activity lies before the edition's first day."""


class AfterEditionError(ChallengeError):
    """The activity lies after the edition's last day."""


class InFutureError(ChallengeError):
    """The activity has not happened yet."""


class EditionLockedError(ChallengeError):
    """The lock date has passed; nothing can be recorded, edited or deleted."""


class UnknownSportError(ChallengeError):
    """No sport, or a name that is not in the sport list."""


class ImplausibleFigureError(ChallengeError):
    """A figure is negative, not a number, or beyond what can be entered."""


class NothingToUndoError(ChallengeError):
    """The activity was not deleted, or the time to undo has passed."""


class AlreadyDecidedError(ChallengeError):
    """Somebody else has released or refused this activity meanwhile."""


class ReasonMissingError(ChallengeError):
    """A refusal needs a reason, because its owner will read it."""


class NicknameMissingError(ChallengeError):
    """A name is needed to appear under, even if it is not shown."""


class RuleSetInvalidError(ChallengeError):
    """A rule set with a value outside its bounds."""


# What was uploaded


class FileRefusedError(ChallengeError):
    """A file was refused whole; the other files are read all the same."""


class UnknownFormatError(FileRefusedError):
    """Neither GPX, FIT, TCX nor a zip of them, by its content."""


class FileTooLargeError(FileRefusedError):
    """The file is larger than 25 MB."""


class ArchiveTooLargeError(FileRefusedError):
    """The zip is larger than 50 MB, or than 500 MB unpacked."""


class TooManyFilesError(FileRefusedError):
    """The zip holds more than 500 files."""


class NestedArchiveError(FileRefusedError):
    """A zip inside the zip."""


class UnsafeNameError(FileRefusedError):
    """A name in the zip points outside of it."""


class EncryptedArchiveError(FileRefusedError):
    """The zip asks for a password."""


class DamagedFileError(FileRefusedError):
    """The file ends early or its structure is broken."""


class TooManyPointsError(FileRefusedError):
    """More points than any real recording holds."""


class ForbiddenXmlError(FileRefusedError):
    """The XML declares entities or a document type of its own."""


class NoActivityError(FileRefusedError):
    """The file is sound but holds no activity."""


class NoTimesError(FileRefusedError):
    """The track has almost no times, so no duration can be trusted."""


class TooShortError(FileRefusedError):
    """Less than half a minute of recording."""


class ImpossibleDateError(FileRefusedError):
    """The recording lies before 1990 or after tomorrow."""


class MonitoringFileError(FileRefusedError):
    """Daily monitoring of a watch without the steps of a day; never an outing."""


class RowRefusedError(FileRefusedError):
    """A row of a table lacks a figure or holds one that cannot be read."""


class TooManyRowsError(FileRefusedError):
    """The table holds more than 10,000 rows."""


# What the machine found at start


class DatabaseNewerError(ChallengeError):
    """The database was written by a newer release; it is left untouched."""


class OptionsNotInForceError(ChallengeError):
    """The server was started without the options its protection relies on."""
