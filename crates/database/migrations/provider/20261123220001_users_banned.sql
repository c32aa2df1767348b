-- Few are banned: a list of them reads no others.
CREATE INDEX users_banned ON users (position) WHERE banned = 1;
