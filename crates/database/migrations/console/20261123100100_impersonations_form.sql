-- The same form sent twice by one browser session is one attempt.
CREATE UNIQUE INDEX impersonations_form ON impersonations (browser_session, form);
