DROP INDEX users_by_age;
