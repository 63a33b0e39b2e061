-- Figures over periods, folded from the event log by a reader. They can be thrown away and made anew from it.

-- Sums per hour and day of the platform's zone, for each member of each dimension. `metric` is empty for what is not
-- about clocks, `member` for the dimension `all`.
CREATE TABLE figure (
    span {text} NOT NULL CHECK ({one_of span 'hour' 'day'}),
    dimension {text} NOT NULL CHECK ({one_of dimension 'all' 'team' 'category' 'channel' 'kind' 'tier'}),
    start_at {i64} NOT NULL,
    member {text} NOT NULL,
    measure {text} NOT NULL,
    metric {text} NOT NULL,
    n {i64} NOT NULL,
    sum {i64} NOT NULL,
    PRIMARY KEY (span, dimension, start_at, member, measure, metric)
) {clustered};

-- Histograms of durations per day, in the buckets of `insight`.
CREATE TABLE figure_bucket (
    dimension {text} NOT NULL CHECK ({one_of dimension 'all' 'team' 'category' 'channel' 'kind' 'tier'}),
    start_at {i64} NOT NULL,
    member {text} NOT NULL,
    measure {text} NOT NULL,
    bucket {i64} NOT NULL,
    n {i64} NOT NULL,
    PRIMARY KEY (dimension, start_at, member, measure, bucket)
) {clustered};

-- What the fold remembers of a request. No foreign key: figures outlive what was removed.
CREATE TABLE figure_ticket (
    ticket {i64} NOT NULL PRIMARY KEY,
    received_at {i64} NOT NULL,
    counts {bool} NOT NULL,
    kind {text} NOT NULL,
    category {text},
    channel {text} NOT NULL,
    tier {text} NOT NULL,
    team {i64},
    team_since {i64} NOT NULL,
    answered {bool} NOT NULL,
    resolved {bool} NOT NULL,
    undone {bool} NOT NULL,
    closed {bool} NOT NULL,
    rated {json}
) {strict};

-- One row: the zone in which hours and days begin, and, while figures are made anew, up to which place of the log.
CREATE TABLE figure_base (
    id {i64} NOT NULL PRIMARY KEY CHECK (id = 1),
    zone {text} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'clearing' 'building' 'current'}),
    goal {i64} NOT NULL,
    since {i64} NOT NULL
) {strict};
