"""The addresses of the public site. None holds a name; `access.OPEN` says who may call which, and how."""

from __future__ import annotations

from django.urls import path

from wayhome.public import appeals, failures, pages
from wayhome.public.receipts import receipt
from wayhome.public.reporting import CarerReport, ProfessionalReport
from wayhome.public.sightings import SightingReport

urlpatterns = [
    path("", pages.home, name="home"),
    path("child/", pages.words, {"page": "child"}, name="child"),
    path("parents/", pages.words, {"page": "parents"}, name="parents"),
    path("professionals/", pages.words, {"page": "professionals"}, name="professionals"),
    path("police/", pages.words, {"page": "police"}, name="police"),
    path("report/", CarerReport.as_view(), name="report"),
    path("report/professional/", ProfessionalReport.as_view(), name="professional_report"),
    path("report/received/<str:veiled>/", receipt, {"name": "report_received"}, name="report_received"),
    path("appeals/", appeals.file, name="appeals"),
    path("appeals/find/", appeals.find, name="find_appeal"),
    path("appeals/<str:reference>/", appeals.misspelt, name="appeal"),
    path("appeals/<str:reference>/photo.jpg", appeals.misspelt, name="appeal_photo"),
    path("appeals/<str:reference>/poster.pdf", appeals.misspelt, name="appeal_poster"),
    path("appeals/<str:reference>/sighting/", SightingReport.as_view(), {"folder": "appeals"}, name="sighting"),
    path("alerts/<str:reference>/sighting/", SightingReport.as_view(), {"folder": "alerts"}, name="alert_sighting"),
    path("drills/<str:reference>/sighting/", SightingReport.as_view(), {"folder": "drills"}, name="drill_sighting"),
    path("sighting/received/<str:veiled>/", receipt, {"name": "sighting_received"}, name="sighting_received"),
    path("feed.atom", appeals.file, name="feed_atom"),
    path("feed.json", appeals.file, name="feed_json"),
    path("robots.txt", pages.robots, name="robots"),
]

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.failed
