-- Letters that came back, and the addresses that are written to no more.

-- A letter may now have come back, or not have been sent because its address rests. No engine can widen a CHECK in place on
-- both; a column takes the place of the former one, and only what was not sent is written again.
ALTER TABLE notification RENAME COLUMN state TO former_state;
ALTER TABLE notification ADD COLUMN state {text} NOT NULL DEFAULT 'sent'
    CHECK ({one_of state 'queued' 'sent' 'failed' 'held' 'bounced' 'suppressed'});
UPDATE notification SET state = former_state WHERE former_state <> 'sent';
DROP INDEX notification_state;
ALTER TABLE notification DROP COLUMN former_state;
CREATE INDEX notification_state ON notification (state, id);
-- `sent_to` is the keyed hash of the address it was written to: what comes back is about that one, whatever the address is by then.
-- `status` is the code of a mail server (RFC 3463).
ALTER TABLE notification ADD COLUMN sent_to {bytes};
ALTER TABLE notification ADD COLUMN status {text};

-- `address` is a keyed hash. `recipient` and `person` are who was written to there, by whom it goes when they are erased. Without
-- `suppressed_at` it is only counted; `ends_at` is when it is written to again, nothing meaning not by itself. `letter` is the last that came back.
CREATE TABLE suppression (
    id {i64} NOT NULL PRIMARY KEY,
    address {bytes} NOT NULL,
    recipient {text} NOT NULL CHECK ({one_of recipient 'person' 'user'}),
    person {i64} NOT NULL,
    cause {text} NOT NULL CHECK ({one_of cause 'unknown_address' 'unknown_domain' 'mailbox_closed' 'mailbox_full' 'no_answer' 'too_large' 'policy' 'refused'}),
    status {text},
    letter {i64} NOT NULL,
    strikes {i64} NOT NULL,
    struck_at {i64} NOT NULL,
    suppressed_at {i64},
    ends_at {i64}
) {strict};
CREATE UNIQUE INDEX suppression_address ON suppression (address);
CREATE INDEX suppression_list ON suppression (id) WHERE suppressed_at IS NOT NULL;
CREATE INDEX suppression_person ON suppression (person, recipient);
CREATE INDEX suppression_struck ON suppression (struck_at) WHERE suppressed_at IS NULL;
CREATE INDEX suppression_ends ON suppression (ends_at) WHERE ends_at IS NOT NULL;

-- The letter that a report of a mail server is about.
ALTER TABLE mail ADD COLUMN letter {i64};
