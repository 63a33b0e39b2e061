//! A whole schema as text, to compare two databases of the same engine with.

use std::path::Path;

/// Every table, index and the like with the text that makes it.
pub fn schema_of_sqlite(dir: &Path) -> Vec<(String, String)> {
    let conn = rusqlite::Connection::open(dir.join("touchstone.db")).expect("it opens");
    let whole: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("checked");
    assert_eq!(whole, "ok");
    let torn: i64 = conn
        .query_row("SELECT COUNT(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })
        .expect("checked");
    assert_eq!(torn, 0);
    let text =
        "SELECT type || ' ' || name || ' on ' || tbl_name, COALESCE(sql, '') FROM sqlite_schema ORDER BY 1";
    let mut statement = conn.prepare(text).expect("prepared");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("asked");
    rows.map(|row| row.expect("a row")).collect()
}

/// Columns, constraints and indexes, as PostgreSQL spells them.
pub fn schema_of_postgres(url: &str) -> Vec<(String, String)> {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("it connects");
    let text = "
        SELECT 'column ' || table_name || ' ' || ordinal_position || ' ' || column_name,
            data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') || ' ' || is_identity
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL
        SELECT 'constraint ' || conrelid::regclass::text || ' ' || conname,
            convalidated::text || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        ORDER BY 1";
    let rows = client.query(text, &[]).expect("asked");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}
