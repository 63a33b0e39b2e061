//! A PostgreSQL database for one test: made from a template that holds the schema, dropped afterwards.
//!
//! The server is started by `cargo xtask test`, which tells its address in `TOUCHSTONE_TEST_POSTGRES`; without it the
//! tests that need it fail, they are never skipped. The template is made once per server and schema.
#![expect(clippy::panic, reason = "a fixture that cannot be had fails its test")]

use postgres::{Client, NoTls};

const VARIABLE: &str = "TOUCHSTONE_TEST_POSTGRES";
/// "Touchstone test template": one process makes the template, the others wait.
const LOCK: i64 = 0x544F_5554_4D50;

/// A database of one test.
#[derive(Debug)]
pub struct TestDatabase {
    server: String,
    name: String,
    url: String,
}

impl TestDatabase {
    /// A new database with the schema that `migrate` makes, given the address of an empty one. `schema` names it: equal
    /// names share a template.
    pub fn create(schema: &str, migrate: impl FnOnce(&str) + Send) -> Self {
        let server = server();
        let name = format!("test_{}", random_hex());
        let url = with_database(&server, &name);
        off_runtime(|| {
            let mut admin = connect(&server);
            let template = template(&mut admin, &server, schema, migrate);
            run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        });
        Self { server, name, url }
    }

    /// A new database without any schema, for tests of migrating.
    pub fn create_empty() -> Self {
        let server = server();
        let name = format!("test_{}", random_hex());
        let url = with_database(&server, &name);
        off_runtime(|| run(&mut connect(&server), &create_empty(&name)));
        Self { server, name, url }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, name) = (&self.server, &self.name);
        off_runtime(|| {
            // While a failed test unwinds, a second panic would hide the first.
            if let Ok(mut admin) = Client::connect(server, NoTls) {
                let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        });
    }
}

fn server() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("this test needs a PostgreSQL server ({VARIABLE} is not set): run `cargo xtask test`")
    })
}

/// The template of a schema, made by whoever comes first. It is built under another name, so that one whose maker died
/// is never taken for finished.
fn template(admin: &mut Client, server: &str, schema: &str, migrate: impl FnOnce(&str)) -> String {
    let key: String = schema
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(24)
        .collect();
    let (template, building) = (format!("template_{key}"), format!("building_{key}"));
    run(admin, &format!("SELECT pg_advisory_lock({LOCK})"));
    let there = admin.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&template]);
    if there
        .unwrap_or_else(|e| panic!("PostgreSQL cannot be asked: {e}"))
        .is_none()
    {
        run(admin, &format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)"));
        run(admin, &create_empty(&building));
        migrate(&with_database(server, &building));
        run(admin, &format!("ALTER DATABASE {building} RENAME TO {template}"));
        run(
            admin,
            &format!("ALTER DATABASE {template} ALLOW_CONNECTIONS false"),
        );
    }
    run(admin, &format!("SELECT pg_advisory_unlock({LOCK})"));
    template
}

fn create_empty(name: &str) -> String {
    format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
}

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|e| {
        panic!("the PostgreSQL server at {VARIABLE} cannot be reached ({e}): run `cargo xtask test`")
    })
}

fn run(client: &mut Client, text: &str) {
    client
        .batch_execute(text)
        .unwrap_or_else(|e| panic!("{text}: {}", cause(&e)));
}

fn cause(e: &postgres::Error) -> String {
    e.as_db_error()
        .map_or_else(|| e.to_string(), |said| said.message().to_owned())
}

/// The client blocks, and must not do so (nor be dropped) inside an async test.
fn off_runtime<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

fn random_hex() -> String {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes).unwrap_or_else(|e| panic!("no randomness: {e}"));
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The same server, another database: `postgres://user@host:port/this?options`.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url
        .split_once('?')
        .map_or((url, None), |(address, options)| (address, Some(options)));
    let Some((scheme, rest)) = address.split_once("://") else {
        panic!("{VARIABLE} must look like postgres://user@host:port/database");
    };
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{scheme}://{authority}/{name}{options}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_is_replaced() {
        for (url, expected) in [
            (
                "postgres://postgres@127.0.0.1:5432/postgres",
                "postgres://postgres@127.0.0.1:5432/x",
            ),
            ("postgres://u:p@h", "postgres://u:p@h/x"),
            (
                "postgresql:///postgres?host=/run/pg&port=5",
                "postgresql:///x?host=/run/pg&port=5",
            ),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }
}
