-- Templates of replies: named texts by language (`texts`, a JSON object by language). `languages` repeats which there are, so that a
-- list need not read the texts.
CREATE TABLE reply_template (
    id {i64} NOT NULL PRIMARY KEY,
    owner {i64} NOT NULL REFERENCES user_account (id),
    share {text} NOT NULL CHECK ({one_of share 'own' 'team' 'all'}),
    team {i64} REFERENCES team (id),
    name {text} NOT NULL,
    code {text},
    category {text},
    languages {text} NOT NULL,
    texts {json} NOT NULL,
    archived {bool} NOT NULL,
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};
CREATE INDEX reply_template_owner ON reply_template (owner, archived, id);
CREATE INDEX reply_template_team ON reply_template (team, archived, id);
CREATE INDEX reply_template_share ON reply_template (share, archived, id);

-- What a template was, version by version, and who made it so.
CREATE TABLE reply_template_version (
    template {i64} NOT NULL REFERENCES reply_template (id),
    version {i64} NOT NULL,
    author {i64} NOT NULL REFERENCES user_account (id),
    at {i64} NOT NULL,
    name {text} NOT NULL,
    texts {json} NOT NULL,
    PRIMARY KEY (template, version)
) {clustered};

-- How often a template was put into a reply, apart from what it says, so that using one is no change of it.
CREATE TABLE reply_template_use (
    template {i64} NOT NULL PRIMARY KEY REFERENCES reply_template (id),
    uses {i64} NOT NULL,
    last_used_at {i64} NOT NULL
) {strict};
