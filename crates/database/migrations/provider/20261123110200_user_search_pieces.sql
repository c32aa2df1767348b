-- How many users have ever had each trigram. A statistic: nothing is taken off again. It says by which trigram of a
-- needle a search is led, and a trigram that is not here is nobody's.
CREATE TABLE user_search_pieces (
    piece TEXT PRIMARY KEY,
    users BIGINT NOT NULL
);
INSERT INTO user_search_pieces (piece, users)
SELECT CASE WHEN substr(search_key, 1, 1) <> '^' THEN search_key
            WHEN length(search_key) = 2 THEN char(1, 1) || substr(search_key, 2)
            ELSE char(1) || substr(search_key, 2) END AS piece,
       COUNT(*)
FROM user_search_keys
WHERE substr(search_key, 1, 1) <> '#'
GROUP BY piece;
