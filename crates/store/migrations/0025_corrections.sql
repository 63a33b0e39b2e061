-- Corrections that reach running work in bulk: a version of the standard for what the one before it judged, or facts of every
-- ticket that a condition holds for.

-- `standard` takes the place of `replaced`; neither is a foreign key, for the same reason as in `ticket`. `condition` and `change`
-- are those of facts; `place` is the number of the ticket that the walk goes on with. `reason` is free text.
CREATE TABLE correction (
    id {i64} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL CHECK ({one_of kind 'policy' 'facts'}),
    state {text} NOT NULL CHECK ({one_of state 'under_way' 'done' 'cancelled'}),
    standard {i64},
    replaced {i64},
    condition {json},
    change {json},
    reason {text} NOT NULL,
    author {i64} NOT NULL REFERENCES user_account (id),
    place {i64} NOT NULL,
    total {i64} NOT NULL,
    reached {i64} NOT NULL,
    changed {i64} NOT NULL,
    created_at {i64} NOT NULL,
    ended_at {i64}
) {strict};
CREATE UNIQUE INDEX correction_standard ON correction (standard) WHERE standard IS NOT NULL AND state <> 'cancelled';
CREATE INDEX correction_under_way ON correction (id) WHERE state = 'under_way';

-- What became of each ticket whose facts were to be corrected.
CREATE TABLE correction_ticket (
    correction {i64} NOT NULL REFERENCES correction (id),
    ticket {i64} NOT NULL REFERENCES ticket (id),
    outcome {text} NOT NULL CHECK ({one_of outcome 'changed' 'unchanged' 'unmatched' 'archived' 'category'}),
    PRIMARY KEY (correction, ticket)
) {clustered};
CREATE INDEX correction_ticket_ticket ON correction_ticket (ticket);

-- Open tickets by the version that judges them: those a correction of the standard reaches.
CREATE INDEX ticket_standard_open ON ticket (standard, id) WHERE status <> 'closed';
