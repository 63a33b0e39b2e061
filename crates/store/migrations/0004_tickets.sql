-- Service requests: facts in `ticket`, every text about people apart from them so that it can be erased.

-- Versions of the standards pack. A row never changes; a ticket is judged by the one it names, for ever.
CREATE TABLE standard (
    id {i64} NOT NULL PRIMARY KEY,
    pack {text} NOT NULL,
    effective_from {i64} NOT NULL,
    created_at {i64} NOT NULL
) {strict};
CREATE INDEX standard_effective ON standard (effective_from, id);

-- `due_at` and `work_order` are keys of lists: the nearest instant at which a running clock breaches (the largest
-- number when none runs), and the order of work (open before closed, then priority, then age).
-- `standard` is no foreign key: every new ticket would lock that one row on PostgreSQL.
CREATE TABLE ticket (
    id {i64} NOT NULL PRIMARY KEY,
    number {i64} NOT NULL,
    requester {i64} NOT NULL REFERENCES person (id),
    language {text} NOT NULL,
    claimed_urgency {text} CHECK ({one_of claimed_urgency 'low' 'normal' 'high' 'urgent'}),
    claimed_impact {text} CHECK ({one_of claimed_impact 'one_item' 'one_order' 'one_person' 'many' 'platform'}),
    standard {i64} NOT NULL,
    follows {i64} REFERENCES ticket (id),
    channel {text} NOT NULL,
    kind {text} NOT NULL CHECK ({one_of kind 'general' 'complaint' 'after-sales' 'feedback' 'major-failure'}),
    category {text},
    urgency {text} NOT NULL CHECK ({one_of urgency 'low' 'normal' 'high' 'urgent'}),
    impact {text} NOT NULL CHECK ({one_of impact 'one_item' 'one_order' 'one_person' 'many' 'platform'}),
    class {text} NOT NULL CHECK ({one_of class 'general' 'major' 'complex' 'urgent'}),
    tier {text} NOT NULL CHECK ({one_of tier 'general' 'enterprise' 'premium'}),
    priority {i64} NOT NULL CHECK (priority BETWEEN 1 AND 5),
    tags {json} NOT NULL,
    stage {text} NOT NULL CHECK ({one_of stage 'received' 'classified' 'assigned' 'in_progress' 'waiting_requester'
        'waiting_third_party' 'resolved' 'confirmed' 'archived'}),
    status {text} NOT NULL CHECK ({one_of status 'new' 'open' 'waiting' 'resolved' 'closed'}),
    stage_since {i64} NOT NULL,
    owner {i64} REFERENCES user_account (id),
    assignee {i64} REFERENCES user_account (id),
    team {i64} REFERENCES team (id),
    created_at {i64} NOT NULL,
    accepted_at {i64},
    assessed_at {i64},
    started_at {i64},
    first_reply_at {i64},
    replies {i64} NOT NULL,
    unanswered_since {i64},
    resolved_at {i64},
    confirmed_at {i64},
    confirmed_by {text} CHECK ({one_of confirmed_by 'requester' 'silence'}),
    archived_at {i64},
    close_reason {text} CHECK ({one_of close_reason 'completed' 'spam' 'merged' 'withdrawn' 'closed' 'no_answer'}),
    merged_into {i64} REFERENCES ticket (id),
    objections {i64} NOT NULL,
    reopened {i64} NOT NULL,
    held_requester {i64} NOT NULL,
    held_third_party {i64} NOT NULL,
    wait_until {i64},
    reminders {i64} NOT NULL,
    reminded_at {i64},
    escalated_at {i64},
    due_at {i64} NOT NULL,
    work_order {i64} NOT NULL,
    public_version {i64} NOT NULL,
    version {i64} NOT NULL,
    updated_at {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX ticket_number ON ticket (number);
CREATE INDEX ticket_created ON ticket (created_at, id);
CREATE INDEX ticket_updated ON ticket (updated_at, id);
CREATE INDEX ticket_due ON ticket (due_at, id);
CREATE INDEX ticket_work ON ticket (work_order, id);
CREATE INDEX ticket_status_created ON ticket (status, created_at, id);
CREATE INDEX ticket_status_updated ON ticket (status, updated_at, id);
CREATE INDEX ticket_assignee_created ON ticket (assignee, created_at, id);
CREATE INDEX ticket_assignee_updated ON ticket (assignee, updated_at, id);
CREATE INDEX ticket_assignee_due ON ticket (assignee, due_at, id);
CREATE INDEX ticket_assignee_work ON ticket (assignee, work_order, id);
CREATE INDEX ticket_team_created ON ticket (team, created_at, id);
CREATE INDEX ticket_team_updated ON ticket (team, updated_at, id);
CREATE INDEX ticket_team_due ON ticket (team, due_at, id);
CREATE INDEX ticket_team_work ON ticket (team, work_order, id);
CREATE INDEX ticket_requester_created ON ticket (requester, created_at, id);
CREATE INDEX ticket_follows ON ticket (follows, id) WHERE follows IS NOT NULL;

-- Erasable. The tracking code is found by a key made from it and then compared whole.
CREATE TABLE ticket_text (
    ticket {i64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
    subject {text} NOT NULL,
    demand {text},
    order_no {text},
    class_reason {text},
    tracking_code {text} NOT NULL,
    tracking_key {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX ticket_text_tracking ON ticket_text (tracking_key);

CREATE TABLE ticket_tag (
    tag {text} NOT NULL,
    received_at {i64} NOT NULL,
    ticket {i64} NOT NULL REFERENCES ticket (id),
    PRIMARY KEY (tag, received_at, ticket)
) {clustered};

CREATE TABLE clock (
    ticket {i64} NOT NULL REFERENCES ticket (id),
    metric {text} NOT NULL,
    instance {i64} NOT NULL,
    basis {text} NOT NULL CHECK ({one_of basis 'sla' 'procedure' 'stage'}),
    target {i64} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'running' 'paused' 'met' 'breached' 'cancelled'}),
    started_at {i64} NOT NULL,
    due_at {i64} NOT NULL,
    held {i64} NOT NULL,
    paused_at {i64},
    met_at {i64},
    breached_at {i64},
    breached_in {text},
    cause {text},
    warned {i64} NOT NULL,
    PRIMARY KEY (ticket, metric, instance)
) {clustered};

-- `at_version` is the version its ticket had after the message: a reply based on an earlier one has crossed it.
CREATE TABLE message (
    id {i64} NOT NULL PRIMARY KEY,
    ticket {i64} NOT NULL REFERENCES ticket (id),
    author_kind {text} NOT NULL CHECK ({one_of author_kind 'requester' 'agent' 'system'}),
    author {i64},
    visibility {text} NOT NULL CHECK ({one_of visibility 'public' 'internal'}),
    format {text} NOT NULL CHECK ({one_of format 'text' 'markdown'}),
    crossed {bool} NOT NULL,
    at_version {i64} NOT NULL,
    files {i64} NOT NULL,
    created_at {i64} NOT NULL
) {strict};
CREATE INDEX message_ticket ON message (ticket, id);

-- Erasable.
CREATE TABLE message_text (
    message {i64} NOT NULL PRIMARY KEY REFERENCES message (id),
    body {text} NOT NULL
) {strict};

-- Uploads, erasable as whole rows together with their blobs. A row stands before its blob is written, so that no blob is
-- ever without one; `stored_at` says the blob is complete. Unclaimed until a message names it. The address is kept a
-- day, for quotas.
CREATE TABLE file (
    id {i64} NOT NULL PRIMARY KEY,
    ticket {i64} REFERENCES ticket (id),
    message {i64} REFERENCES message (id),
    name {text} NOT NULL,
    size {i64} NOT NULL,
    sha256 {bytes},
    media_type {text},
    uploader_kind {text} NOT NULL CHECK ({one_of uploader_kind 'requester' 'agent' 'system'}),
    uploader {i64},
    address {text},
    created_at {i64} NOT NULL,
    stored_at {i64},
    claimed_at {i64}
) {strict};
CREATE INDEX file_message ON file (ticket, message, created_at, id);
CREATE INDEX file_unclaimed ON file (created_at, id) WHERE claimed_at IS NULL;
CREATE INDEX file_address ON file (address, created_at) WHERE address IS NOT NULL;
CREATE INDEX file_addressed ON file (created_at) WHERE address IS NOT NULL;

-- One per ticket, changeable for a while. `agent` and `team` are those responsible when it was first given.
CREATE TABLE rating (
    ticket {i64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
    score {i64} NOT NULL CHECK (score BETWEEN 1 AND 5),
    speed {i64},
    expertise {i64},
    attitude {i64},
    efficiency {i64},
    completeness {i64},
    agent {i64},
    team {i64},
    first_at {i64} NOT NULL,
    updated_at {i64} NOT NULL
) {strict};

-- Erasable.
CREATE TABLE rating_text (
    ticket {i64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
    comment {text} NOT NULL
) {strict};

-- The outbox. Parameters of the wording are sealed; the address is read from the person at the moment of sending.
CREATE TABLE notification (
    id {i64} NOT NULL PRIMARY KEY,
    event {i64},
    ticket {i64} REFERENCES ticket (id),
    person {i64} NOT NULL,
    channel {text} NOT NULL CHECK ({one_of channel 'email' 'sms'}),
    template {text} NOT NULL,
    language {text} NOT NULL,
    params {bytes} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'queued' 'sent' 'failed' 'held'}),
    attempts {i64} NOT NULL,
    problem {text},
    created_at {i64} NOT NULL,
    settled_at {i64}
) {strict};
CREATE UNIQUE INDEX notification_event ON notification (event, template, channel) WHERE event IS NOT NULL;
CREATE INDEX notification_state ON notification (state, id);
CREATE INDEX notification_ticket ON notification (ticket, id) WHERE ticket IS NOT NULL;
