-- A past period replayed against a version of the standard: what was asked, how far it is, what was found.

-- `pack` is the text replayed against, since a draft may be changed afterwards; `calendars_at` is the instant whose calendars
-- its clocks count by. Only events up to `pos` are looked at, and clocks are judged as they stood at `as_of`. `place_at` and
-- `place_id` are how far it is in the walk over tickets by receipt; `under_way` is 1 as long as it runs; `beat_at` says that
-- its process lives. `findings` is JSON of counts, without a name or a text of anybody.
CREATE TABLE backtest (
    id {i64} NOT NULL PRIMARY KEY,
    standard {i64} NOT NULL REFERENCES standard_document (id),
    standard_version {i64} NOT NULL,
    pack {text} NOT NULL,
    period_from {i64} NOT NULL,
    period_to {i64} NOT NULL,
    zone {text} NOT NULL,
    pos {i64} NOT NULL,
    as_of {i64} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'running' 'completed' 'cancelled' 'failed' 'removed'}),
    under_way {i64} CHECK (under_way = 1),
    holder {text},
    beat_at {i64},
    place_at {i64} NOT NULL,
    place_id {i64} NOT NULL,
    done {i64} NOT NULL,
    findings {json} NOT NULL,
    asked_by {i64} NOT NULL REFERENCES user_account (id),
    created_at {i64} NOT NULL,
    ended_at {i64},
    problem {text},
    version {i64} NOT NULL
) {strict};
CREATE INDEX backtest_under_way ON backtest (id) WHERE under_way = 1;
CREATE INDEX backtest_kept ON backtest (id) WHERE state <> 'removed';
CREATE INDEX backtest_standard ON backtest (standard, id) WHERE state <> 'removed';

-- Promises that are late on one side only. Tickets are named, not held: what becomes of them is not this table's affair.
CREATE TABLE backtest_change (
    backtest {i64} NOT NULL REFERENCES backtest (id),
    change {text} NOT NULL CHECK ({one_of change 'newly_late' 'no_longer_late'}),
    ticket {i64} NOT NULL,
    metric {text} NOT NULL,
    instance {i64} NOT NULL,
    due_before {i64},
    due_after {i64},
    met_at {i64},
    PRIMARY KEY (backtest, change, ticket, metric, instance)
) {clustered};
