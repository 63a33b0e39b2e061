# Exports of the whole archive: the administrators' page, its codes, events and refusals.

whole-text = Everything in one ZIP archive of JSON lines: requests with their clocks, messages, files, ratings, history, requesters, users, teams, roles and standards, all of one instant. A file can be fetched for { $kept } and is destroyed then.
whole-new = Export everything
whole-contacts-ask = Contacts of requesters and staff in clear
whole-reason-hint = Needed when contacts are in clear. It stays with the export.
whole-go = Start the export
whole-asked = Asked for
whole-result = State
whole-holds = Holds
whole-until = until
whole-downloads = { $n ->
    [one] downloaded once
   *[other] downloaded { $n } times
}
whole-records = { $n ->
    [one] one record
   *[other] { $n } records
}
whole-of = as of
whole-get = Download
whole-remove = Destroy
whole-cancel = Cancel
whole-remove-ask = The file will be destroyed and cannot be brought back. Go on?
whole-none = No export yet
whole-none-text = Start one above. You can leave this page meanwhile.
whole-contacts-clear = contacts in clear
whole-contacts-masked = contacts masked
whole-state-queued = Waiting
whole-state-running = Under way
whole-state-ready = Ready
whole-state-failed = Failed
whole-state-removed = Destroyed
whole-problem-storage_full = Too little space was left. Free some and start again.
whole-problem-files_missing = Files of requests are missing. Bring them back from a backup.
whole-problem-interrupted = It was interrupted too often. Start again.
whole-problem-internal = Something went wrong inside; the log says what.
permission-export-manage = Export the whole archive
admin-exports = Exports
event-export-asked = asked for an export of everything
event-export-made = made an export of everything
event-export-failed = failed to make an export of everything
event-export-downloaded = downloaded an export of everything
event-export-removed = destroyed an export of everything
audit-family-export = Exports of everything
detail-contacts = Contacts
notice-export_asked = The export is being made
notice-export_removed = The export was destroyed
error-export_under_way = Another export is under way
