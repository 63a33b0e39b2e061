-- Finding repeated requests: by their order number, and what a sender had rejected as spam.

CREATE INDEX ticket_text_order ON ticket_text (order_no, ticket) WHERE order_no IS NOT NULL;
CREATE INDEX ticket_spam ON ticket (requester, id) WHERE close_reason = 'spam';
