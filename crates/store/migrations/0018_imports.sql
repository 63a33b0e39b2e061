-- Records brought along from another tool: the runs, what became of each row, and by which id of the source a record is
-- known.

-- `under_way` is 1 while rows are read or taken back, so there is one at a time; `beat_at` says that its process lives.
-- The cursor is where the next row begins: it moves in the transaction of the rows' effects.
CREATE TABLE import_run (
    id {i64} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL CHECK ({one_of kind 'teams' 'users' 'requesters' 'tickets'}),
    state {text} NOT NULL CHECK ({one_of state 'draft' 'checking' 'running' 'finished' 'cancelled' 'failed' 'undoing' 'undone'}),
    under_way {i64} CHECK (under_way = 1),
    preset {text} NOT NULL CHECK ({one_of preset 'plain' 'zendesk' 'zammad'}),
    file_name {text} NOT NULL,
    size {i64} NOT NULL,
    stored {bool} NOT NULL,
    format {text} NOT NULL CHECK ({one_of format 'csv' 'ndjson' 'json'}),
    encoding {text} NOT NULL CHECK ({one_of encoding 'utf-8' 'gb18030' 'shift_jis' 'euc-kr' 'windows-1252'}),
    delimiter {i64} NOT NULL,
    headings {json} NOT NULL,
    columns {json} NOT NULL,
    mapping {json} NOT NULL,
    begin_byte {i64} NOT NULL,
    begin_line {i64} NOT NULL,
    cursor_byte {i64} NOT NULL,
    cursor_line {i64} NOT NULL,
    cursor_row {i64} NOT NULL,
    created {i64} NOT NULL,
    linked {i64} NOT NULL,
    skipped {i64} NOT NULL,
    failed {i64} NOT NULL,
    undone {i64} NOT NULL,
    kept {i64} NOT NULL,
    checked {json},
    asked_by {i64},
    created_at {i64} NOT NULL,
    started_at {i64},
    beat_at {i64},
    holder {text},
    ended_at {i64},
    problem {text},
    problem_line {i64},
    problem_column {i64},
    version {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX import_run_under_way ON import_run (under_way);
CREATE INDEX import_run_stored ON import_run (created_at, id) WHERE stored;

-- `raw` is the row as it came, sealed: kept for failed ones until they were mended or their time is over. `person` is a
-- requester that was made together with a ticket.
CREATE TABLE import_row (
    run {i64} NOT NULL REFERENCES import_run (id),
    row {i64} NOT NULL,
    line {i64} NOT NULL,
    outcome {text} NOT NULL CHECK ({one_of outcome 'created' 'linked' 'skipped' 'failed' 'undone' 'kept'}),
    record {i64},
    person {i64},
    field {text},
    code {text},
    raw {bytes},
    key_version {i64} NOT NULL DEFAULT 1,
    PRIMARY KEY (run, row)
) {clustered};
CREATE INDEX import_row_outcome ON import_row (run, outcome, row);
CREATE INDEX import_row_raw ON import_row (run, row) WHERE raw IS NOT NULL;
CREATE INDEX import_row_key ON import_row (key_version, run, row) WHERE raw IS NOT NULL;

-- `key` is a keyed hash of the source and its id, since such an id may be somebody's address. `shown` is a ticket's former
-- number, by which people look for it.
CREATE TABLE external_ref (
    kind {text} NOT NULL CHECK ({one_of kind 'teams' 'users' 'requesters' 'tickets'}),
    key {bytes} NOT NULL,
    record {i64} NOT NULL,
    run {i64} NOT NULL REFERENCES import_run (id),
    shown {text},
    PRIMARY KEY (kind, key)
) {clustered};
CREATE INDEX external_ref_record ON external_ref (kind, record);
CREATE INDEX external_ref_shown ON external_ref (shown, kind, record) WHERE shown IS NOT NULL;

-- What an import made by mistake is removed: no reference to it may have to be looked for row by row.
CREATE INDEX ticket_merged_into ON ticket (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ticket_tag_ticket ON ticket_tag (ticket);
CREATE INDEX file_of_message ON file (message) WHERE message IS NOT NULL;
CREATE INDEX otp_person ON otp (person);
CREATE INDEX track_session_person ON track_session (person);
