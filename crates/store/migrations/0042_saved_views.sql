-- Saved lists: which tickets, in which order, with which columns. `filter` holds the parts of a list's address that narrow it.
CREATE TABLE saved_view (
    id {i64} NOT NULL PRIMARY KEY,
    owner {i64} NOT NULL REFERENCES user_account (id),
    share {text} NOT NULL CHECK ({one_of share 'own' 'team' 'all'}),
    team {i64} REFERENCES team (id),
    name {text} NOT NULL,
    filter {json} NOT NULL,
    sort {text} NOT NULL,
    columns {text} NOT NULL,
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};
CREATE INDEX saved_view_owner ON saved_view (owner, id);
CREATE INDEX saved_view_team ON saved_view (team, id);
CREATE INDEX saved_view_share ON saved_view (share, id);

-- In which order somebody has them on their desk; what is not named comes behind.
CREATE TABLE saved_view_place (
    user_id {i64} NOT NULL REFERENCES user_account (id),
    view {i64} NOT NULL REFERENCES saved_view (id),
    place {i64} NOT NULL,
    PRIMARY KEY (user_id, view)
) {clustered};
CREATE INDEX saved_view_place_view ON saved_view_place (view);

-- Who was mentioned in a note, and whether they have seen it.
CREATE TABLE mention (
    user_id {i64} NOT NULL REFERENCES user_account (id),
    message {i64} NOT NULL REFERENCES message (id),
    ticket {i64} NOT NULL REFERENCES ticket (id),
    read_at {i64},
    PRIMARY KEY (user_id, message)
) {clustered};
CREATE INDEX mention_unread ON mention (user_id, message) WHERE read_at IS NULL;
CREATE INDEX mention_message ON mention (message);
CREATE INDEX mention_ticket ON mention (ticket);
