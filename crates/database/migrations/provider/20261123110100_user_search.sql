-- SQLite's own: every trigram of what a user is found by, and the users who have it, by their position. The text is
-- not kept; users.search_* are what a find is compared with. Two marks (U+0001) stand before each word of a name,
-- so that the trigrams of one or two letters that a name begins with are there too.
-- On PostgreSQL an index with pg_trgm takes its place.
CREATE VIRTUAL TABLE user_search USING fts5 (
    text, content = '', contentless_delete = 1, detail = 'none', tokenize = 'trigram case_sensitive 1'
);
INSERT INTO user_search (rowid, text)
SELECT position, search_name || char(10) || search_username || char(10) || search_email
    || replace(' ' || search_name || ' ' || search_username, ' ', char(1, 1))
FROM users;
