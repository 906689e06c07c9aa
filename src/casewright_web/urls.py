"""The addresses of the desk."""

from django.urls import path

from casewright_web.pages import (
    case,
    errors,
    exhibits,
    health,
    imports,
    look_ups,
    mapping,
    packets,
    paste,
    policy,
    policy_compare,
    pulse,
    retention,
    session,
    sources,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("pulse/", pulse.pulse, name="pulse"),
    path("cases/<int:case_id>/", case.case_page, name="case"),
    path("cases/<int:case_id>/status/", case.case_move, name="case_move"),
    path("cases/<int:case_id>/answer/", case.case_answer, name="case_answer"),
    path("cases/<int:case_id>/undo/", case.case_undo, name="case_undo"),
    path("cases/<int:case_id>/look-up/", look_ups.case_look_up, name="case_look_up"),
    path("cases/<int:case_id>/look-up/state/", look_ups.case_look_up_state, name="case_look_up_state"),
    path("cases/<int:case_id>/board/", case.case_board, name="case_board"),
    path("cases/<int:case_id>/exhibits/", exhibits.exhibit_add_files, name="exhibit_add_files"),
    path("cases/<int:case_id>/exhibits/<int:number>/", exhibits.exhibit_download, name="exhibit_download"),
    path("cases/<int:case_id>/exhibits/<int:number>/cut/", exhibits.exhibit_cut_picture, name="exhibit_cut"),
    path("cases/<int:case_id>/exhibits/<int:number>/kind/", exhibits.exhibit_kind, name="exhibit_kind"),
    path("cases/<int:case_id>/exhibits/<int:number>/call/", exhibits.exhibit_call, name="exhibit_call"),
    path("cases/<int:case_id>/exhibits/<int:number>/leave/", exhibits.exhibit_leave, name="exhibit_leave"),
    path("cases/<int:case_id>/packets/", packets.case_packets, name="case_packets"),
    path("cases/<int:case_id>/packets/make/", packets.packet_make, name="packet_make"),
    path("cases/<int:case_id>/packets/<slug:profile>/", packets.packet_download, name="packet_download"),
    path("cases/<int:case_id>/packets/<slug:profile>/<int:page>/", packets.packet_page, name="packet_page"),
    path("imports/", imports.import_files, name="import_files"),
    path("imports/waiting/", imports.imports_waiting, name="imports_waiting"),
    path("imports/waiting/<int:number>/cancel/", imports.import_cancel, name="import_cancel"),
    path("mapping/", mapping.mapping, name="mapping"),
    path("mapping/columns/", mapping.mapping_columns, name="mapping_columns"),
    path("mapping/<slug:key>/delete/", mapping.mapping_remove, name="mapping_delete"),
    path("paste/", paste.paste, name="paste"),
    path("paste/confirm/", paste.paste_confirm, name="paste_confirm"),
    path("sources/", sources.sources, name="sources"),
    path("sources/connected/", sources.connected, name="connected"),
    path("files/<str:digest>/", sources.download, name="download"),
    path("retention/", retention.retention, name="retention"),
    path("policy/", policy.policy_index, name="policy_index"),
    path("policy/table/<str:name>/", policy.policy_table, name="policy_table"),
    path("policy/diff/", policy_compare.policy_diff, name="policy_diff"),
    path("policy/replay/", policy_compare.policy_replay, name="policy_replay"),
    path("policy/<str:code>/", policy.policy_row, name="policy_row"),
    path("log-in/", session.LogIn.as_view(), name="log_in"),
    path("log-out/", session.LogOut.as_view(), name="log_out"),
    path("language/", session.language, name="language"),
    path("health", health.health, name="health"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
