"""The addresses of the ledger's pages, open to everybody who may enter the admin."""

from django.contrib import admin
from django.urls import path

from tracker.ledger.admin import exports, printing, steps
from tracker.ledger.admin import page as ledger

_open = admin.site.admin_view

urlpatterns = [
    path("", _open(ledger.ledger), name="ledger"),
    path("units/<int:measure>/", _open(ledger.units), name="ledger_units"),
    path("outline/", _open(ledger.outline), name="ledger_outline"),
    path("print/", _open(printing.on_paper), name="ledger_print"),
    path("step/", _open(steps.choose), name="ledger_step"),
    path("steps/", _open(steps.steps), name="ledger_steps"),
    path("steps/<int:pk>/", _open(steps.progress), name="ledger_step_page"),
    path("steps/<int:pk>/take-back/", _open(steps.take_back), name="ledger_step_back"),
    path("export/", _open(exports.ask), name="ledger_export"),
    path("exports/", _open(exports.exports), name="ledger_exports"),
    path("exports/<int:pk>/file/", _open(exports.download), name="ledger_export_file"),
    path("exports/<int:pk>/retry/", _open(exports.retry), name="ledger_export_retry"),
    path("columns/", _open(ledger.columns), name="ledger_columns"),
    path("views/", _open(ledger.keep_view), name="ledger_keep_view"),
    path("views/<str:token>/", _open(ledger.shared_view), name="ledger_view"),
    path("views/<str:token>/delete/", _open(ledger.drop_view), name="ledger_drop_view"),
]
