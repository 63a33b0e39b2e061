-- Other systems that are told of events: who they are, what is on its way to them, and what is sent again.

-- `secrets` are what calls are signed with, sealed; empty when the system is told no more for good. `pos` is how far it has
-- read the log, `last_n` the number of its last delivery. `failures`, `failing_since` and `rest_until` are how calls went
-- lately; `succeeded_at` and what begins with `failed` are for people. `version` counts changes of what people set.
CREATE TABLE webhook (
    id {i64} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    url {text} NOT NULL,
    subscribed {json} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'active' 'paused' 'failing' 'gone'}),
    secrets {bytes} NOT NULL,
    key_version {i64} NOT NULL,
    pos {i64} NOT NULL,
    last_n {i64} NOT NULL,
    failures {i64} NOT NULL,
    failing_since {i64},
    rest_until {i64} NOT NULL,
    succeeded_at {i64},
    failed_at {i64},
    failed_status {i64},
    failed_problem {text} CHECK ({one_of failed_problem 'address_refused' 'unresolved' 'unreachable' 'tls' 'timeout' 'broken' 'redirect' 'refused' 'unable'}),
    created_by {i64} NOT NULL REFERENCES user_account (id),
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    stopped_at {i64},
    archived_at {i64},
    version {i64} NOT NULL
) {strict};
CREATE INDEX webhook_name ON webhook (name, id) WHERE archived_at IS NULL;
CREATE INDEX webhook_key ON webhook (key_version) WHERE archived_at IS NULL;

-- Past events that are sent again: from `from_pos` up to `to_pos`, now at `pos`.
CREATE TABLE webhook_replay (
    id {i64} NOT NULL PRIMARY KEY,
    webhook {i64} NOT NULL REFERENCES webhook (id),
    state {text} NOT NULL CHECK ({one_of state 'running' 'done' 'cancelled'}),
    from_at {i64} NOT NULL,
    from_pos {i64} NOT NULL,
    pos {i64} NOT NULL,
    to_pos {i64} NOT NULL,
    queued {i64} NOT NULL,
    asked_by {i64} NOT NULL REFERENCES user_account (id),
    created_at {i64} NOT NULL,
    ended_at {i64}
) {strict};
CREATE INDEX webhook_replay_list ON webhook_replay (webhook, id);
CREATE UNIQUE INDEX webhook_replay_one ON webhook_replay (webhook) WHERE state = 'running';

-- One event on its way to one system. `n` orders them; of one subject only the first that waits may go. `run_at` is when it
-- is due, `leased_until` when the process that carries it counts as dead, `claim` which try has it.
CREATE TABLE webhook_delivery (
    id {i64} NOT NULL PRIMARY KEY,
    webhook {i64} NOT NULL REFERENCES webhook (id),
    n {i64} NOT NULL,
    event {i64} NOT NULL REFERENCES event (id),
    pos {i64} NOT NULL,
    kind {text} NOT NULL,
    subject_kind {text} NOT NULL,
    subject {i64} NOT NULL,
    replay {i64} REFERENCES webhook_replay (id),
    state {text} NOT NULL CHECK ({one_of state 'waiting' 'delivered' 'dead' 'dropped'}),
    attempts {i64} NOT NULL,
    claim {i64} NOT NULL,
    first_at {i64},
    last_at {i64},
    run_at {i64} NOT NULL,
    leased_until {i64} NOT NULL,
    status {i64},
    problem {text} CHECK ({one_of problem 'address_refused' 'unresolved' 'unreachable' 'tls' 'timeout' 'broken' 'redirect' 'refused' 'unable'}),
    took_ms {i64},
    queued_at {i64} NOT NULL,
    settled_at {i64}
) {strict};
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook, run_at, n) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_lane ON webhook_delivery (webhook, subject_kind, subject, n) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_turn ON webhook_delivery (webhook, n) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook, id);
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook, state, id);
CREATE INDEX webhook_delivery_over ON webhook_delivery (state, settled_at, id);
