-- Backups of this installation: asked for or due, under way, made, failed. The files lie elsewhere.

-- `under_way` is 1 as long as it is queued or running, so there is one at a time; `beat_at` says that its process lives.
CREATE TABLE backup (
    id {i64} NOT NULL PRIMARY KEY,
    state {text} NOT NULL CHECK ({one_of state 'queued' 'running' 'completed' 'failed' 'removed'}),
    cause {text} NOT NULL CHECK ({one_of cause 'scheduled' 'asked'}),
    under_way {i64} CHECK (under_way = 1),
    created_at {i64} NOT NULL,
    started_at {i64},
    beat_at {i64},
    ended_at {i64},
    done {i64} NOT NULL,
    total {i64} NOT NULL,
    file {text},
    size {i64},
    row_count {i64},
    file_count {i64},
    problem {text}
) {strict};
CREATE UNIQUE INDEX backup_under_way ON backup (under_way);
CREATE INDEX backup_state ON backup (state, id);
