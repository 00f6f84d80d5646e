"""Routes of the desk. Every name stands in `access.WHO_MAY_SEE`."""

from __future__ import annotations

from django.urls import include, path

from wayhome.desk.views import (
    appeals,
    episode,
    episodes,
    facts,
    figures,
    handing,
    keys,
    moves,
    outcomes,
    photos,
    purposes,
    reports,
    risk,
    search,
    sign_in,
    unidentified,
)

handler400 = "wayhome.desk.views.not_found.bad_request"
handler403 = "wayhome.desk.views.not_found.forbidden"
handler404 = "wayhome.desk.views.not_found.not_found"
handler500 = "wayhome.desk.views.not_found.failed"

CASE = "cases/<uuid:episode>"

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in", sign_in.sign_in, name="account_login"),  # as the library calls it
    path("sign-in/passkey", sign_in.passkey, name="passkey"),
    path("sign-in/second-step", sign_in.second_factor, name="mfa_authenticate"),
    path("sign-in/again", sign_in.confirm, name="confirm"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("you/keys", keys.keys, name="keys"),
    path("you/keys/passkey", keys.add_passkey, name="add_passkey"),
    path("you/keys/app", keys.add_app, name="add_app"),
    path("you/keys/remove", keys.remove_key, name="remove_key"),
    path("you/password", keys.password, name="password"),
    path("you/sign-ins", keys.sign_ins, name="sign_ins"),
    path("you/sign-ins/end", keys.end_sign_in, name="end_sign_in"),
    path("", episodes.episodes, name="episodes"),
    path("rows", episodes.episodes_rows, name="episodes_rows"),
    path("search", search.search, name="search"),
    path("reports/new", reports.new_report, name="new_report"),
    path("reports/<uuid:report>", reports.report, name="report"),
    path("reports/<uuid:report>/open", reports.open_episode, name="open_episode"),
    path("reports/<uuid:report>/route", handing.route_report, name="route_report"),
    path("photos/<uuid:photo>", photos.photo, name="photo"),
    path("records/<uuid:misper>/why", purposes.why, name="why"),
    path(CASE, episode.episode, name="episode"),
    path(f"{CASE}/live", episode.episode_live, name="episode_live"),
    path(f"{CASE}/risk", risk.risk, name="risk"),
    path(f"{CASE}/facts", episode.facts, name="facts"),
    path(f"{CASE}/facts/new", facts.add_fact, name="add_fact"),
    path(f"{CASE}/facts/<uuid:fact>", facts.replace_fact, name="replace_fact"),
    path(f"{CASE}/photos/new", photos.add_photo, name="add_photo"),
    path(f"{CASE}/told/<slug:clock>", handing.told, name="told"),
    path(f"{CASE}/owner", moves.take_over, name="take_over"),
    path(f"{CASE}/located", moves.locate, name="locate"),
    path(f"{CASE}/missing", moves.reopen, name="reopen"),
    path(f"{CASE}/found", outcomes.found, name="found"),
    path(f"{CASE}/close", moves.close, name="close"),
    path(f"{CASE}/same-child", moves.join, name="join"),
    path("interviews/<uuid:interview>", outcomes.interview, name="interview"),
    path(f"{CASE}/appeals/new", appeals.appeal_draft, name="appeal_draft"),
    path("appeals", appeals.approvals, name="approvals"),
    path("appeals/<uuid:appeal>", appeals.appeal, name="appeal"),
    path("appeals/<uuid:appeal>/draft", appeals.appeal_draft, name="appeal_draft"),
    path("appeals/<uuid:appeal>/submit", appeals.appeal_submit, name="appeal_submit"),
    path("appeals/<uuid:appeal>/approve", appeals.appeal_approve, name="appeal_approve"),
    path("appeals/<uuid:appeal>/refuse", appeals.appeal_refuse, name="appeal_refuse"),
    path("appeals/<uuid:appeal>/renew", appeals.appeal_renew, name="appeal_renew"),
    path("appeals/<uuid:appeal>/withdraw", appeals.appeal_withdraw, name="appeal_withdraw"),
    path("unidentified", unidentified.unidentified_list, name="unidentified_list"),
    path("unidentified/new", unidentified.new_unidentified, name="new_unidentified"),
    path("unidentified/<uuid:unidentified>", unidentified.unidentified, name="unidentified"),
    path("unidentified/<uuid:unidentified>/judge/<uuid:missing>", unidentified.judge, name="judge"),
    path("figures", figures.figures, name="figures"),
    path("api/v1/", include("wayhome.api.urls")),
]
