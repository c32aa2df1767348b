-- Sealed: the Clerk client and the state of a sign-in that is not complete. Only where nobody is signed in.
ALTER TABLE browser_sessions ADD COLUMN sign_in TEXT;
