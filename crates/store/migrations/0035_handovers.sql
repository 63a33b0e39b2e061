-- Hand-overs that wait for the receiver's word: of one ticket at most one. Until then whoever has the ticket stays responsible.
CREATE TABLE ticket_handover (
    ticket {i64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
    giver {i64} NOT NULL REFERENCES user_account (id),
    -- Who may accept; NULL for any member of the team.
    receiver {i64} REFERENCES user_account (id),
    -- Where the ticket stands once accepted; NULL where it stands now.
    team {i64} REFERENCES team (id),
    -- What was said with it.
    note {i64} NOT NULL REFERENCES message (id),
    offered_at {i64} NOT NULL,
    expires_at {i64} NOT NULL
) {strict};
CREATE INDEX ticket_handover_giver ON ticket_handover (giver, offered_at, ticket);
CREATE INDEX ticket_handover_receiver ON ticket_handover (receiver, offered_at, ticket);
CREATE INDEX ticket_handover_team ON ticket_handover (team, offered_at, ticket);
CREATE INDEX ticket_handover_expiry ON ticket_handover (expires_at, ticket);
CREATE INDEX ticket_handover_note ON ticket_handover (note);
