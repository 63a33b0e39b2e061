-- Public pledges that were broken on a request, and what became of their remedies. How often each is kept is counted.
CREATE TABLE pledge_breach (
    ticket {i64} NOT NULL REFERENCES ticket (id),
    pledge {text} NOT NULL,
    metric {text} NOT NULL,
    broken_at {i64} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'owed' 'given' 'waived'}),
    decided_by {i64} REFERENCES user_account (id),
    decided_at {i64},
    PRIMARY KEY (ticket, pledge)
) {clustered};
CREATE INDEX pledge_breach_state ON pledge_breach (state, broken_at, ticket, pledge);
