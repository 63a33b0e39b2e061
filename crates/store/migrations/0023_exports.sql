-- The whole archive as a file: who wanted it, how far it is, where its bytes lie.

-- `under_way` is 1 from the wish to the end, so there is one at a time; `beat_at` says that its process lives. `of_at` is the
-- instant whose state it holds. The bytes lie in the blob named by `file`, sealed with `data_key`, which goes with them.
CREATE TABLE export_run (
    id {i64} NOT NULL PRIMARY KEY,
    state {text} NOT NULL CHECK ({one_of state 'queued' 'running' 'ready' 'failed' 'removed'}),
    under_way {i64} CHECK (under_way = 1),
    contacts {bool} NOT NULL,
    reason {text} NOT NULL,
    asked_by {i64},
    created_at {i64} NOT NULL,
    started_at {i64},
    beat_at {i64},
    holder {text},
    attempts {i64} NOT NULL,
    done {i64} NOT NULL,
    total {i64} NOT NULL,
    of_at {i64},
    file {i64},
    data_key {bytes},
    master_version {i64} NOT NULL,
    size {i64},
    sha256 {bytes},
    records {i64},
    ended_at {i64},
    expires_at {i64},
    downloads {i64} NOT NULL,
    problem {text}
) {strict};
CREATE UNIQUE INDEX export_run_under_way ON export_run (under_way);
CREATE INDEX export_run_expiry ON export_run (expires_at, id) WHERE state = 'ready';
CREATE INDEX export_run_key ON export_run (id) WHERE data_key IS NOT NULL;
