//! Both engines have the same tables, columns, types and indexes.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_store::sql::registered;

use crate::statements::{postgres_with_schema, sqlite_with_schema};

/// Tables one engine alone has; docs/sql.md says why.
const POSTGRES_ONLY: &[&str] = &["event_inbox"];
/// What is in the name of an engine's own index of search, and of the tables below it.
const OWN_INDEX: &str = "_fts";

/// By table: its columns in order, as (name, type, may be null).
type Schema = BTreeMap<String, Vec<(String, String, bool)>>;

fn sqlite_schema(conn: &rusqlite::Connection) -> Schema {
    let text = "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND instr(t.name, '_fts') = 0 ORDER BY t.name, c.cid";
    let mut statement = conn.prepare(text).expect("prepared");
    let mut rows = statement.query([]).expect("asked");
    let mut schema = Schema::new();
    while let Some(row) = rows.next().expect("read") {
        let table = schema.entry(row.get(0).expect("a table")).or_default();
        table.push((
            row.get(1).expect("a name"),
            row.get(2).expect("a type"),
            row.get(3).expect("a flag"),
        ));
    }
    schema
}

fn postgres_schema(client: &mut postgres::Client) -> Schema {
    let text = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES'
        FROM information_schema.columns WHERE table_schema = 'public' AND strpos(table_name, '_fts') = 0 ORDER BY table_name, ordinal_position";
    let mut schema = Schema::new();
    for row in client.query(text, &[]).expect("asked") {
        let kind = match row.get::<_, &str>(2) {
            "bigint" | "boolean" => "INTEGER",
            "text" => "TEXT",
            "bytea" => "BLOB",
            "double precision" => "REAL",
            other => panic!("{other} is no type of ours"),
        };
        let table = schema.entry(row.get(0)).or_default();
        table.push((row.get(1), kind.to_owned(), row.get(3)));
    }
    schema
}

#[test]
fn tables_and_columns_are_the_same() {
    let (_dir, conn) = sqlite_with_schema();
    let (_database, mut client) = postgres_with_schema();
    let sqlite = sqlite_schema(&conn);
    let mut postgres = postgres_schema(&mut client);
    postgres.retain(|table, _| !POSTGRES_ONLY.contains(&table.as_str()));
    assert_eq!(
        sqlite.keys().collect::<Vec<_>>(),
        postgres.keys().collect::<Vec<_>>()
    );
    for (table, columns) in &sqlite {
        assert_eq!(Some(columns), postgres.get(table), "table {table}");
    }
}

#[test]
fn indexes_are_the_same() {
    let (_dir, conn) = sqlite_with_schema();
    let (_database, mut client) = postgres_with_schema();
    let mut statement = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .expect("prepared");
    let sqlite: BTreeSet<String> = statement
        .query_map([], |row| row.get(0))
        .expect("asked")
        .map(|name| name.expect("a name"))
        .collect();
    let text = "SELECT indexname::text FROM pg_indexes i WHERE schemaname = 'public' AND NOT EXISTS (
        SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)";
    let postgres: BTreeSet<String> = client
        .query(text, &[])
        .expect("asked")
        .iter()
        .map(|row| row.get(0))
        .collect();
    let shared = |names: BTreeSet<String>| -> BTreeSet<String> {
        names
            .into_iter()
            .filter(|name| !name.contains(OWN_INDEX))
            .collect()
    };
    assert_eq!(shared(sqlite), shared(postgres));
}

#[test]
fn every_table_of_sqlite_is_strict() {
    let (_dir, conn) = sqlite_with_schema();
    let mut statement = conn
        .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'")
        .expect("prepared");
    let loose: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .expect("asked")
        .map(|name| name.expect("a name"))
        .collect();
    assert!(loose.is_empty(), "{loose:?}");
}

#[test]
fn foreign_keys_to_rows_that_are_deleted_are_led_by_an_index() {
    let (_dir, conn) = sqlite_with_schema();
    // Deleting a parent looks its children up; without an index that reads the whole table, on both engines.
    let text =
        "SELECT t.name, f.\"from\", f.\"table\" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f
        WHERE t.type = 'table' AND NOT EXISTS (
            SELECT 1 FROM pragma_index_list(t.name) l JOIN pragma_index_info(l.name) i
            WHERE i.seqno = 0 AND i.name = f.\"from\")
        AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = f.\"from\" AND c.pk = 1)";
    let mut statement = conn.prepare(text).expect("prepared");
    let bare: Vec<[String; 3]> = statement
        .query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))
        .expect("asked")
        .map(|row| row.expect("a key"))
        .collect();
    let deleted = |table: &str| {
        let start = format!("DELETE FROM {table} ");
        registered()
            .iter()
            .any(|sql| sql.sqlite.is_some_and(|text| text.contains(&start)))
    };
    let wanting: Vec<_> = bare.iter().filter(|[_, _, parent]| deleted(parent)).collect();
    assert!(wanting.is_empty(), "{wanting:?}");
}

#[test]
fn every_column_has_a_grade_and_an_owner() {
    let (_dir, conn) = sqlite_with_schema();
    let schema = sqlite_schema(&conn);
    let columns = |columns: &[(String, String, bool)]| -> BTreeSet<String> {
        columns.iter().map(|(name, ..)| name.clone()).collect()
    };
    let actual: BTreeMap<String, BTreeSet<String>> = schema
        .keys()
        .map(|table| (table.clone(), columns(&schema[table])))
        .collect();
    let classes = touchstone_domain::data_class::data_classes().expect("data/privacy/classes/");
    let graded: BTreeMap<String, BTreeSet<String>> = classes
        .into_iter()
        .map(|class| (class.table, class.columns.into_values().flatten().collect()))
        .collect();
    let missing: Vec<String> = actual
        .iter()
        .flat_map(|(table, columns)| {
            let known = graded.get(table).cloned().unwrap_or_default();
            columns
                .difference(&known)
                .map(|column| format!("{table}.{column}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(
        missing.is_empty(),
        "without a grade in data/privacy/classes/: {missing:#?}"
    );
    let stale: Vec<String> = graded
        .iter()
        .flat_map(|(table, columns)| {
            let known = actual.get(table).cloned().unwrap_or_default();
            columns
                .difference(&known)
                .map(|column| format!("{table}.{column}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(stale.is_empty(), "graded, but not in the schema: {stale:#?}");
}
