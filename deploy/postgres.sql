-- Makes the database of the provider and the user that its nodes are, once, as a superuser:
--   STEP_UP_PASSWORD=… psql --no-psqlrc --set=ON_ERROR_STOP=1 --file=deploy/postgres.sql
-- The user owns this database and nothing else, and makes its tables by itself when a node starts.
-- docs/operations.md has users with fewer rights.
\getenv password STEP_UP_PASSWORD
CREATE ROLE step_up LOGIN PASSWORD :'password';
CREATE DATABASE step_up OWNER step_up ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE step_up FROM PUBLIC;
