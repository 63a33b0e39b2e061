-- Roles of an installation's own. Whoever is given one keeps `role` of the built-in role it was copied from, which decides
-- what permissions do not say; what they may do is in `grants` here: a JSON object of permission and scope.
CREATE TABLE custom_role (
    id {i64} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    description {text} NOT NULL,
    base {text} NOT NULL CHECK ({one_of base 'administrator' 'team_lead' 'agent' 'quality_manager' 'executive'}),
    grants {json} NOT NULL,
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    archived_at {i64},
    version {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX custom_role_name ON custom_role (name) WHERE archived_at IS NULL;
CREATE INDEX custom_role_by_name ON custom_role (name, id);

ALTER TABLE user_account ADD COLUMN custom_role {i64} REFERENCES custom_role (id);
CREATE INDEX user_account_custom_role ON user_account (custom_role) WHERE archived_at IS NULL;
