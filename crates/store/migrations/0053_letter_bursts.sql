-- Answers to a requester that follow one another closely go together. A letter that stands for itself has no burst; the first
-- answer and those that open the next letter say how long the burst lasts and whether others may still join; what joined says
-- which letter carries it. The message that a letter tells of.
ALTER TABLE notification ADD COLUMN message {i64};
ALTER TABLE notification ADD COLUMN burst_until {i64};
ALTER TABLE notification ADD COLUMN gathers {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE notification ADD COLUMN part_of {i64};
CREATE INDEX notification_burst ON notification (ticket, burst_until) WHERE burst_until IS NOT NULL;
CREATE INDEX notification_part_of ON notification (part_of, id) WHERE part_of IS NOT NULL;
CREATE INDEX notification_message ON notification (ticket, message) WHERE message IS NOT NULL;
