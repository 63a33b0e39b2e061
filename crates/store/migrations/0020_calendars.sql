-- Working time: calendars in versions that never change, and clocks that count by one of them.

-- `document` is the calendar as it is written down (zone, shifts of the week, holidays, exceptions). Clocks that start
-- from `effective_from` on count by the version; `carry` says whether it is for clocks that run already as well, and
-- `reached` to how many tickets it was carried.
CREATE TABLE calendar (
    id {i64} NOT NULL PRIMARY KEY,
    code {text} NOT NULL,
    number {i64} NOT NULL,
    name {text} NOT NULL,
    document {json} NOT NULL,
    note {text} NOT NULL,
    author {i64} REFERENCES user_account (id),
    effective_from {i64} NOT NULL,
    carry {text} NOT NULL CHECK ({one_of carry 'none' 'under_way' 'done'}),
    reached {i64} NOT NULL,
    created_at {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX calendar_number ON calendar (code, number);
CREATE INDEX calendar_carry ON calendar (id) WHERE carry = 'under_way';

-- The finished stays of a ticket in stages in which clocks rest: [[stage, from, to], …] in order. Of tickets older than
-- this column only the sums are known; the stays are put at the beginning.
ALTER TABLE ticket ADD COLUMN rests {json} NOT NULL DEFAULT '[]';
UPDATE ticket SET rests = '[["waiting_requester",' || created_at || ',' || (created_at + held_requester) || ']]'
    WHERE held_requester > 0 AND held_third_party = 0;
UPDATE ticket SET rests = '[["waiting_third_party",' || created_at || ',' || (created_at + held_third_party) || ']]'
    WHERE held_requester = 0 AND held_third_party > 0;
UPDATE ticket SET rests = '[["waiting_requester",' || created_at || ',' || (created_at + held_requester)
        || '],["waiting_third_party",' || (created_at + held_requester) || ','
        || (created_at + held_requester + held_third_party) || ']]'
    WHERE held_requester > 0 AND held_third_party > 0;

-- `counted` is the time that counted before `counts_from`; without a calendar every minute counts. `calendar` is no
-- foreign key: every new clock would lock that one row on PostgreSQL.
ALTER TABLE clock ADD COLUMN calendar {i64};
ALTER TABLE clock ADD COLUMN extended {i64} NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN counted {i64} NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN counts_from {i64} NOT NULL DEFAULT 0;
UPDATE clock SET counts_from = started_at + held;
-- Clocks that a corrected calendar is carried to.
CREATE INDEX clock_calendar ON clock (calendar, ticket)
    WHERE calendar IS NOT NULL AND (state = 'running' OR state = 'paused');
