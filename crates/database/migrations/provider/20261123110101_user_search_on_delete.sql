CREATE TRIGGER user_search_on_delete AFTER DELETE ON users BEGIN
    DELETE FROM user_search WHERE rowid = old.position;
END;
