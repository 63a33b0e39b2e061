-- The audit: who did what about what, found by each of them. A signed-in caller's session or token stands beside the
-- event, like the address.
ALTER TABLE event_origin ADD COLUMN session {i64};
ALTER TABLE event_origin ADD COLUMN token {i64};

CREATE INDEX event_actor ON event (actor, id);
CREATE INDEX event_kind ON event (kind, id);
CREATE INDEX event_origin_address ON event_origin (address, event_id) WHERE address IS NOT NULL;
CREATE INDEX event_origin_session ON event_origin (session, event_id) WHERE session IS NOT NULL;
CREATE INDEX event_origin_token ON event_origin (token, event_id) WHERE token IS NOT NULL;
