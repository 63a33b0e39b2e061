-- What members of staff are told of, by ids and codes alone: made by a reader of the event log, once for an event and a person.
-- `author` is who did it, if a member of staff did.
CREATE TABLE staff_notice (
    id {i64} NOT NULL PRIMARY KEY,
    user_id {i64} NOT NULL REFERENCES user_account (id),
    event {i64} NOT NULL,
    kind {text} NOT NULL CHECK ({one_of kind 'assigned' 'handover_offered' 'handover_accepted' 'handover_declined' 'handover_lapsed' 'mentioned' 'requester_replied' 'objected' 'reopened' 'clock_warned' 'clock_breached' 'escalated' 'letter_bounced' 'rated' 'standard_in_force' 'standard_review'}),
    ticket {i64} REFERENCES ticket (id),
    message {i64},
    metric {text},
    author {i64},
    at {i64} NOT NULL,
    read_at {i64}
) {strict};
CREATE UNIQUE INDEX staff_notice_once ON staff_notice (event, user_id);
CREATE INDEX staff_notice_user ON staff_notice (user_id, id);
CREATE INDEX staff_notice_unread ON staff_notice (user_id, id) WHERE read_at IS NULL;
CREATE INDEX staff_notice_ticket ON staff_notice (ticket, user_id) WHERE ticket IS NOT NULL;
CREATE INDEX staff_notice_message ON staff_notice (message, user_id) WHERE message IS NOT NULL;
CREATE INDEX staff_notice_at ON staff_notice (at, id);

-- How many of them somebody has not read, kept with them; `version` goes up with every change, by which open pages learn of it.
CREATE TABLE staff_bell (
    user_id {i64} NOT NULL PRIMARY KEY REFERENCES user_account (id),
    unread {i64} NOT NULL,
    version {i64} NOT NULL,
    touched_at {i64} NOT NULL
) {strict};
CREATE INDEX staff_bell_touched ON staff_bell (touched_at, user_id);
