-- Where an event came from: addresses and programs are personal data, so they stand beside the event, erasable.
CREATE TABLE event_origin (
    event_id {i64} NOT NULL PRIMARY KEY,
    address {text},
    agent {text}
) {strict};
