-- The order of GET /clients.
CREATE INDEX clients_by_age ON clients (created_at, id);
