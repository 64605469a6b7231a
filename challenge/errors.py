"""Every refusal of the product: one class each, its docstring says when, its code is the catalogue key."""

import re
from datetime import datetime


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


class SecondStepMissingError(NotSignedInError):
    """The address was proved, the authenticator not yet."""


class NotFoundError(ChallengeError):
    """The thing does not exist, or the actor is an outsider to it."""


class NotAllowedError(ChallengeError):
    """An insider without the right to do this."""


class ForgedRequestError(ChallengeError):
    """A form that no page of this site gave to this browser."""


class DemoClosedError(ChallengeError):
    """Demo entries are closed because a real organiser exists or the demo is switched off."""


class AccountUnknownError(ChallengeError):
    """The address is proved, but nobody has joined or registered with it."""


class TooManyAttemptsError(ChallengeError):
    """Too many attempts from one place in a short time."""


class CodesTooOftenError(ChallengeError):
    """An address was sent several codes within the hour."""


class CodeExpiredError(ChallengeError):
    """The code is older than ten minutes, was used, or was asked for in another browser."""


class CodeTriedTooOftenError(ChallengeError):
    """The code, or the address, was tried too often."""


class CodeWrongError(ChallengeError):
    """Not the digits that were sent."""


class SlipUnknownError(ChallengeError):
    """No slip has this code, or the PIN is wrong: which of both is not said."""


class SlipLockedError(ChallengeError):
    """Too many wrong PINs; the slip waits."""


class TooManySlipsError(ChallengeError):
    """More slips than a company of that size needs."""


class PinTooSimpleError(ChallengeError):
    """A PIN of fewer than six digits, or one that everybody would try first."""


class PinsDifferError(ChallengeError):
    """The PIN was not typed the same way twice."""


class AuthenticatorCodeWrongError(ChallengeError):
    """Not the digits that the authenticator app shows, or digits that were used before."""


class AuthenticatorLockedError(ChallengeError):
    """Too many wrong codes; the second step waits."""


# What was entered


class BeforeEditionError(ChallengeError):
    """The activity lies before the edition's first day."""


class AfterEditionError(ChallengeError):
    """The activity lies after the edition's last day."""


class InFutureError(ChallengeError):
    """The activity has not happened yet."""


class EditionLockedError(ChallengeError):
    """The lock date has passed; nothing can be recorded, edited or deleted."""


class EditionNotRunningError(ChallengeError):
    """The edition has not been started yet; nothing is logged."""


class EditionNotOpenError(ChallengeError):
    """No edition takes companies at this moment."""


class CompanyWithdrawnError(ChallengeError):
    """The company has withdrawn: what was earned stays, nothing is added."""


class UnknownSportError(ChallengeError):
    """No sport, or a name that is not in the sport list."""


class ImplausibleFigureError(ChallengeError):
    """A figure is negative, not a number, or beyond what can be entered."""


class NotTheSameOutingError(ChallengeError):
    """The activity stands behind no other one: there is nothing to keep apart."""


class NotAskedError(ChallengeError):
    """Nobody asked whether this activity counts already."""


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


# Joining and teams


class LinkUnknownError(ChallengeError):
    """No join link has this address."""


class LinkRenewedError(ChallengeError):
    """The join link was replaced by a new one."""


class RegistrationOverError(ChallengeError):
    """Nobody joins any more; or nobody did in time."""


class ConsentMissingError(ChallengeError):
    """The words of the first screen, as they stand now, were not agreed to."""


class AlreadyJoinedError(ChallengeError):
    """The person takes part in this edition already."""


class TeamFullError(ChallengeError):
    """Somebody else took the last seat of the team; others are free."""


class EveryTeamFullError(ChallengeError):
    """The team is full, and so is every other team of the company."""


class CompanyFullError(ChallengeError):
    """As many people have joined as the company has employees."""


class DomainNotAllowedError(ChallengeError):
    """The company lets only addresses of its own domains in."""


class SlipMissingError(ChallengeError):
    """An account without an address that did not come by a slip of this company."""


class TeamNameTakenError(ChallengeError):
    """Another team of the company has this name."""


class TeamNameMissingError(ChallengeError):
    """A team needs a name."""


class TeamSizeError(ChallengeError):
    """Fewer or more seats than the edition allows."""


class NewTeamNotNeededError(ChallengeError):
    """The company's teams have a seat for everybody already; another would stay half empty."""


class NameTooLongError(ChallengeError):
    """A name with more signs than can be shown."""


class WelcomeTooLongError(ChallengeError):
    """A captain's words with more signs than can be shown."""


class CaptainStaysError(ChallengeError):
    """A captain hands the team over before leaving it."""


class NotAMemberError(ChallengeError):
    """A team is handed over only to somebody in it who is visible in it."""


# What was uploaded


class FileRefusedError(ChallengeError):
    """A file was refused whole; the other files are read all the same."""


class UnknownFormatError(FileRefusedError):
    """Neither GPX, FIT, TCX nor a zip of them, by its content."""


class FileTooLargeError(FileRefusedError):
    """The file is larger than 25 MB."""


class ArchiveTooLargeError(FileRefusedError):
    """The zip is larger than 50 MB, or than 500 MB unpacked."""


class LargeUploadTooLargeError(FileRefusedError):
    """An upload that waits on disk is larger than 4 GB, or than 10 GB unpacked."""


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


# Companies


class RegistrationClosedError(ChallengeError):
    """Companies no longer register in this edition, or do not yet."""


class RegistrationSentError(ChallengeError):
    """The registration is with the organisers; it is changed only if they ask for it."""


class RegistrationIncompleteError(ChallengeError):
    """A figure or name is missing or wrong; the form says which."""


class TermsNotAcceptedError(ChallengeError):
    """A pledge needs somebody who accepts the terms by name."""


class RegistrationDecidedError(ChallengeError):
    """Another organiser has answered meanwhile, or the registration is no longer what was read."""


class CompanyAlreadyEnteredError(ChallengeError):
    """A company with this SIREN takes part in the edition already."""


class ContactGoneError(ChallengeError):
    """The contact has erased the account; nobody could run the company."""


class LogoRefusedError(ChallengeError):
    """A logo that cannot be used; the one before stays."""


class LogoTooHeavyError(LogoRefusedError):
    """The file is larger than 1 MB."""


class LogoFormatError(LogoRefusedError):
    """Neither PNG, JPEG nor WebP by its content, or damaged."""


class LogoTooLargeError(LogoRefusedError):
    """More pixels than any logo needs."""


class CapOnlyRisesError(ChallengeError):
    """A promised cap may rise, never fall."""


class AmountInvalidError(ChallengeError):
    """Not an amount of money within what can be promised."""


class LastManagerError(ChallengeError):
    """The last HR manager leaves only by handing the company over."""


class TooManyInvitationsError(ChallengeError):
    """More invitations are open than any company needs."""


class DomainInvalidError(ChallengeError):
    """Not the domain of an e-mail address."""


# The organisers' office


class AddressInvalidError(ChallengeError):
    """What was typed is no e-mail address."""


class EditionNameMissingError(ChallengeError):
    """An edition needs a name."""


class DatesOutOfOrderError(ChallengeError):
    """Two dates of an edition are not in their order."""


class DatePassedError(ChallengeError):
    """A date of a running edition that has passed, or that would be set into the past."""


class RulesInForceError(ChallengeError):
    """The edition runs: the rules under which people earn their points stay."""


class ChangeReasonMissingError(ChallengeError):
    """A running edition is changed with a reason only, because everybody may ask for it."""


class EditionChangedMeanwhileError(ChallengeError):
    """Another organiser has changed the edition since it was read."""


class ProjectSharesError(ChallengeError):
    """The percents of the projects do not add up to 100."""


class ProjectNameError(ChallengeError):
    """A project without a name or an association, or two of the same name."""


class ChecklistOpenError(ChallengeError):
    """Something on the checklist is missing; the edition stays where it is."""


class NoSuchStepError(ChallengeError):
    """An edition only moves on; back only while no company is approved."""


class LastOrganiserError(ChallengeError):
    """The last organiser of an edition cannot leave it."""


class LookReasonMissingError(ChallengeError):
    """A person is looked up with a reason only, because the person will read it."""


class PersonUnknownError(NotFoundError):
    """Nobody of the edition has this address."""


# The evening


class AlreadyFrozenError(ChallengeError):
    """The boards are frozen already."""


class NotFrozenError(ChallengeError):
    """The boards are not frozen, so there is nothing to uncover or to end."""


class FreezePassedError(ChallengeError):
    """A freeze is planned for a moment that has passed."""


class CountdownPassedError(ChallengeError):
    """A countdown would lead to a moment that has passed."""


class MessageTooLongError(ChallengeError):
    """A message from the stage has more signs than a hall can read."""


class CueIncompleteError(ChallengeError):
    """A step of the running order does not say what it shows: a speech without words, a scene that cannot be held."""


class TooManyCuesError(ChallengeError):
    """A running order has more steps than an evening."""


class MilestoneSumError(ChallengeError):
    """A milestone stands at no sum, at an implausible one, or where another one stands."""


class MilestoneTitleError(ChallengeError):
    """A milestone has no title, or one too long for the screen."""


class TooManyMilestonesError(ChallengeError):
    """There are more milestones than a screen can show."""


class SponsorNameMissingError(ChallengeError):
    """A sponsor has no name."""


class SponsorNameTooLongError(ChallengeError):
    """A sponsor's name has more signs than fit the screen."""


class SponsorLineTooLongError(ChallengeError):
    """What a sponsor gives or says has more signs than fit the screen."""


class TooManySponsorsError(ChallengeError):
    """An edition shows no more sponsors than a hall can tell apart."""


# Strava


class StravaError(ChallengeError):
    """Strava did not give what was asked."""

    @property
    def retry_after(self) -> datetime | None:
        """When asking again may help, as Strava said it; None where it did not say."""
        moment = self.facts.get("retry_after")
        return moment if isinstance(moment, datetime) else None


class StravaOffError(StravaError):
    """No keys are set, Strava does not know them, or it has put the application to sleep."""


class StravaRefusedError(StravaError):
    """The consent has ended, or the code was used before: the person connects again."""


class StravaScopeMissingError(StravaError):
    """The consent does not reach as far as the activities."""


class StravaFullError(StravaError):
    """The application serves as many athletes as Strava lets it."""


class StravaGoneError(StravaError):
    """The activity was deleted, or is hidden from us."""


class StravaCallbackError(StravaError):
    """Strava takes no subscription: it could not reach the webhook, or there is one already."""


class StravaBusyError(StravaError):
    """The requests of the quarter of an hour, or of the day, are used up; it says until when."""


class StravaDownError(StravaError):
    """Strava did not answer in time, or with something that is no answer."""


# Review and appeal


class ReviewEndedError(ChallengeError):
    """Nothing is decided or said any more: the review has ended."""


class NothingCorrectedError(ChallengeError):
    """A correction names no figure, the same figures as before, or steps of a day."""


class FiguresUnseenError(ChallengeError):
    """A verdict needs figures that are seen by their owner only, or that are gone."""


class NothingToAppealError(ChallengeError):
    """Nothing of this activity is doubted, and nobody has decided about it."""


class AppealedBeforeError(ChallengeError):
    """One answers once for each activity."""


class AppealWordsMissingError(ChallengeError):
    """An answer says nothing."""


class AppealFileError(ChallengeError):
    """A file that cannot be taken along with an answer."""


class AppealFileTooHeavyError(AppealFileError):
    """The file is larger than it may be."""


class AppealFileFormatError(AppealFileError):
    """Neither PNG, JPEG nor PDF by its content, or damaged."""


class StravaDeclinedError(ChallengeError):
    """The person said no at Strava, or turned back."""


class StravaWayBackError(ChallengeError):
    """Who comes back from Strava did not begin in this session, came back before, or took too long."""


class StravaElsewhereError(ChallengeError):
    """The athlete is connected to another account here."""


# Large uploads


class UploadSizeError(ChallengeError):
    """The file is empty, or larger than one file may be."""


class UploadOpenError(ChallengeError):
    """Another large file of the same person is on its way or waits to be confirmed."""


class UploadsSpentError(ChallengeError):
    """Somebody has sent as much today as anybody may."""


class NoRoomError(ChallengeError):
    """The server's disk has no room for the file."""


class UploadOffsetError(ChallengeError):
    """A piece does not follow what has come so far, or another piece is coming in; it says how far the file is."""


class UploadEndedError(ChallengeError):
    """The upload was cancelled, read or given up in the meantime."""


class UploadCancelledError(ChallengeError):
    """The owner gave the upload up while it was being read."""


class NothingInsideError(FileRefusedError):
    """No activity of the file lies inside the edition."""


class ReadingGivenUpError(FileRefusedError):
    """Every reader that began on the file died of it."""


# What a phone sends


class UploadKeyUnknownError(ChallengeError):
    """No upload key came along, or one that is not in force."""


class UnreadableMessageError(ChallengeError):
    """What a phone sent is neither a file nor the JSON that was agreed."""


class TooManyItemsError(ChallengeError):
    """One message holds more days and workouts than it may."""


class TooManyADayError(ChallengeError):
    """Files and phones bring more activities of one day than anybody does."""


class DeletedByOwnerError(ChallengeError):
    """The owner deleted the activity; sending it again does not bring it back."""


# What the machine found at start


class DatabaseNewerError(ChallengeError):
    """The database was written by a newer release; it is left untouched."""


class BackupFailedError(ChallengeError):
    """The database could not be copied; nothing was migrated."""


class OptionsNotInForceError(ChallengeError):
    """The server was started without the options its protection relies on."""
