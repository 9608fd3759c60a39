"""The API: routes of all apps in one place, and its page."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import DefaultRouter

from departments.access.api.views import AccessChangeViewSet
from departments.api.views import DepartmentViewSet, GroupViewSet
from departments.daysoff.api.views import DaysOffView
from departments.inside.api.views import SectionViewSet, SubstitutionViewSet
from departments.record.api import SealView, UseRecordsFileView, UseRecordsView
from departments.register.api import ImportPeopleView, ImportUnitsView, PeopleSheetView, UnitsSheetView
from departments.signon.api.views import TokenView
from desks.api.views import OverviewView
from desks.daily.api import DailyChoiceView, DailyFileView, DailyView
from desks.finding.api import SearchView
from policies.alignment.api import AlignmentDecideView, AlignmentDetailView, AlignmentsView, AlignmentXlsxView
from policies.api.views import DocumentViewSet, MeasureViewSet, TaskViewSet
from policies.checking.api.images import ImageView
from policies.checking.api.items import CheckItemViewSet
from policies.checking.api.marks import MarksView, RereadView
from policies.checking.api.views import CheckingView, EditsView, UndoView, UnitSearchView
from policies.imports.api import ImportViewSet
from policies.readers.api import CircleView, LiftCircleView
from tracker.ledger.api.views import ExportViewSet, LedgerViewSet, SavedViewViewSet, StepViewSet
from tracker.matters.api.views import (
    FormView,
    MatterFilesView,
    MatterFileView,
    MatterViewSet,
    ReadView,
    SupplementView,
    UnitsView,
)
from tracker.papers.api.drafts import BulletinDraftViewSet
from tracker.papers.api.views import BulletinViewSet, NoticeViewSet
from tracker.proposals.api.views import ProposalPaperView, ProposalViewSet
from tracker.reforms.api.views import ReformViewSet
from tracker.reminders.api.views import InboxViewSet
from tracker.scorecard.api.views import (
    DocumentWeightsView,
    HandPointsView,
    ScorecardView,
    ScoreFormulaView,
    TakeBackPointsView,
)
from tracker.work.api.views.assignments import AssignmentViewSet, OverdueViewSet
from tracker.work.api.views.documents import (
    ChangeDeadlineView,
    DispatchView,
    EvidenceView,
    InstructDocumentView,
    InstructMeasureView,
    InstructTaskView,
    PaperInstructionView,
    RecallView,
)
from tracker.work.api.views.requests import DeclineViewSet, EventViewSet, ExtensionViewSet, MilestoneViewSet
from tracker.work.api.views.settings import OfficeSettingsView
from tracker.work.filing.api.reports import AttachmentView, ReportViewSet
from tracker.work.filing.api.sheets import (
    ReportManyView,
    SheetDownloadView,
    SheetFileView,
    SheetUploadView,
    SheetView,
)
from tracker.work.inside.api.views import AssignManyView, HandOverView, LoadsView
from tracker.work.instructions.api import InstructionItemViewSet, InstructionViewSet
from tracker.work.merging.api import AnswerSuggestionView, DismissView, MergedWorksView, PartView, SimilarView

# In the order in which they are asked for most: Django tries the addresses in turn.
router = DefaultRouter()
router.include_format_suffixes = False  # there is one format
router.register("overdue", OverdueViewSet, basename="overdue")
router.register("ledger", LedgerViewSet, basename="ledger")
router.register("reports", ReportViewSet, basename="report")
router.register("assignments", AssignmentViewSet, basename="assignment")
router.register("documents", DocumentViewSet, basename="document")
router.register("matters", MatterViewSet, basename="matter")
router.register("measures", MeasureViewSet, basename="measure")
router.register("tasks", TaskViewSet, basename="task")
router.register("imports", ImportViewSet, basename="import")
router.register("check-items", CheckItemViewSet, basename="check-item")
router.register("milestones", MilestoneViewSet, basename="milestone")
router.register("extensions", ExtensionViewSet, basename="extension")
router.register("declines", DeclineViewSet, basename="decline")
router.register("instructions", InstructionViewSet, basename="instruction")
router.register("instruction-items", InstructionItemViewSet, basename="instruction-item")
router.register("events", EventViewSet, basename="event")
router.register("inbox", InboxViewSet, basename="inbox")
router.register("bulletins", BulletinViewSet, basename="bulletin")
router.register("bulletin-drafts", BulletinDraftViewSet, basename="bulletin-draft")
router.register("notices", NoticeViewSet, basename="notice")
router.register("proposals", ProposalViewSet, basename="proposal")
router.register("reforms", ReformViewSet, basename="reform")
router.register("departments", DepartmentViewSet, basename="department")
router.register("groups", GroupViewSet, basename="group")
router.register("sections", SectionViewSet, basename="section")
router.register("substitutions", SubstitutionViewSet, basename="substitution")
router.register("ledger-steps", StepViewSet, basename="ledger-step")
router.register("ledger-exports", ExportViewSet, basename="ledger-export")
router.register("ledger-views", SavedViewViewSet, basename="ledger-view")
router.register("access-changes", AccessChangeViewSet, basename="access-change")

_schema = SpectacularAPIView.as_view(permission_classes=[IsAuthenticated])
# The page is for people: who is not logged in is led to the login page.
_page = login_required(SpectacularSwaggerSplitView.as_view(url_name="schema"))

urlpatterns = [
    path("assignments/report-many/", ReportManyView.as_view(), name="assignment-report-many"),
    path("assignments/assign-many/", AssignManyView.as_view(), name="assignment-assign-many"),
    # The lists stand before the rest: addresses are tried one after the other, at each call.
    path("", include(router.urls)),
    path("schema/", _schema, name="schema"),
    path("docs/", _page, name="docs"),
    path("token/", TokenView.as_view(), name="token"),
    # Handing out and what follows is the tracker's, though its address is the document's.
    path("documents/<int:pk>/dispatch/", DispatchView.as_view(), name="document-dispatch"),
    path("documents/<int:pk>/supplement/", SupplementView.as_view(), name="document-supplement"),
    path("matters/read/", ReadView.as_view(), name="matter-read"),
    path("matters/form/", FormView.as_view(), name="matter-form"),
    path("matters/units/", UnitsView.as_view(), name="matter-units"),
    path("matters/<int:pk>/files/", MatterFilesView.as_view(), name="matter-files"),
    path("matter-files/<int:pk>/", MatterFileView.as_view(), name="matter-file"),
    path("documents/<int:pk>/recall/", RecallView.as_view(), name="document-recall"),
    path("documents/<int:pk>/change-deadline/", ChangeDeadlineView.as_view(), name="document-deadline"),
    path("documents/<int:pk>/evidence/", EvidenceView.as_view(), name="document-evidence"),
    path("documents/<int:pk>/instructions/", InstructDocumentView.as_view(), name="document-instruct"),
    path("measures/<int:pk>/instructions/", InstructMeasureView.as_view(), name="measure-instruct"),
    path(
        "measures/<int:pk>/paper-instructions/", PaperInstructionView.as_view(), name="measure-paper-instruct"
    ),
    path("tasks/<int:pk>/instructions/", InstructTaskView.as_view(), name="task-instruct"),
    path("search/", SearchView.as_view(), name="search"),
    path("overview/", OverviewView.as_view(), name="overview"),
    path("daily/", DailyView.as_view(), name="daily"),
    path("daily/file/", DailyFileView.as_view(), name="daily-file"),
    path("daily/choice/", DailyChoiceView.as_view(), name="daily-choice"),
    path("proposal-answers/<int:pk>/file/", ProposalPaperView.as_view(), name="proposal-paper"),
    path("attachments/<int:pk>/", AttachmentView.as_view(), name="attachment"),
    path("office-settings/", OfficeSettingsView.as_view(), name="office-settings"),
    path("units/sheet/", UnitsSheetView.as_view(), name="units-sheet"),
    path("units/import/", ImportUnitsView.as_view(), name="units-import"),
    path("people/sheet/", PeopleSheetView.as_view(), name="people-sheet"),
    path("people/import/", ImportPeopleView.as_view(), name="people-import"),
    path("use-records/", UseRecordsView.as_view(), name="use-records"),
    path("use-records/file/", UseRecordsFileView.as_view(), name="use-records-file"),
    path("record-seal/", SealView.as_view(), name="record-seal"),
    path("days-off/", DaysOffView.as_view(), name="days-off"),
    path("scorecard/", ScorecardView.as_view(), name="scorecard"),
    path("score-points/", HandPointsView.as_view(), name="score-points"),
    path("score-points/<int:pk>/take-back/", TakeBackPointsView.as_view(), name="score-points-take-back"),
    path("document-weights/", DocumentWeightsView.as_view(), name="document-weights"),
    path("score-formula/", ScoreFormulaView.as_view(), name="score-formula"),
    path("documents/<int:pk>/checking/", CheckingView.as_view(), name="checking"),
    path("documents/<int:pk>/checking/edits/", EditsView.as_view(), name="checking-edits"),
    path("documents/<int:pk>/checking/undo/", UndoView.as_view(), name="checking-undo"),
    path("documents/<int:pk>/checking/marks/", MarksView.as_view(), name="checking-marks"),
    path("documents/<int:pk>/checking/reread/", RereadView.as_view(), name="checking-reread"),
    path("documents/<int:pk>/checking/images/<int:id>/", ImageView.as_view(), name="checking-image"),
    path("documents/<int:pk>/checking/units/", UnitSearchView.as_view(), name="checking-units"),
    path("loads/", LoadsView.as_view(), name="loads"),
    path("hand-over/", HandOverView.as_view(), name="hand-over"),
    path("filing-sheets/", SheetUploadView.as_view(), name="sheet-upload"),
    path("filing-sheets/download/", SheetDownloadView.as_view(), name="sheet-download"),
    path("filing-sheets/<int:pk>/", SheetView.as_view(), name="sheet"),
    path("filing-sheets/<int:pk>/file/", SheetFileView.as_view(), name="sheet-file"),
    path("documents/<int:pk>/circle/", CircleView.as_view(), name="document-circle"),
    path("documents/<int:pk>/circle/lift/", LiftCircleView.as_view(), name="document-circle-lift"),
    path("alignments/", AlignmentsView.as_view(), name="alignments"),
    path("alignments/<int:pk>/", AlignmentDetailView.as_view(), name="alignment"),
    path("alignments/<int:pk>/decide/", AlignmentDecideView.as_view(), name="alignment-decide"),
    path("alignments/<int:pk>/xlsx/", AlignmentXlsxView.as_view(), name="alignment-xlsx"),
    path("merged-works/", MergedWorksView.as_view(), name="merged-works"),
    path("merged-works/found/", SimilarView.as_view(), name="merged-found"),
    path("merged-works/dismiss/", DismissView.as_view(), name="merged-dismiss"),
    path("merged-works/<int:pk>/answer/", AnswerSuggestionView.as_view(), name="merged-answer"),
    path("merged-works/<int:pk>/part/", PartView.as_view(), name="merged-part"),
]
