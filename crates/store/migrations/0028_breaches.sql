-- Who answers for a breach: a stage, a team, a person, a partner or a merchant, and which.
ALTER TABLE clock ADD COLUMN charged_to {text};
ALTER TABLE clock ADD COLUMN charged {text};
-- Breaches, newest first.
CREATE INDEX clock_breached ON clock (breached_at, ticket, metric, instance) WHERE breached_at IS NOT NULL;
