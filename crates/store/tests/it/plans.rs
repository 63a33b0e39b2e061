//! Every list walks an index in its order: no table is read whole, nothing is sorted.

use touchstone_store::sql::registered;
use touchstone_store::{EngineKind, Sql};

use crate::statements::{postgres_with_schema, sqlite_with_schema};
use crate::support::{dollars, text_of};

fn lists(engine: EngineKind) -> Vec<(&'static Sql, &'static str)> {
    registered()
        .into_iter()
        .filter(|sql| sql.list)
        .filter_map(|sql| text_of(sql, engine).map(|text| (sql, text)))
        .collect()
}

/// What is wrong with one step of SQLite's plan.
fn sqlite_fault(step: &str, limited: bool) -> Option<&'static str> {
    if step.contains("TEMP B-TREE") {
        return Some("sorts");
    }
    if !step.starts_with("SCAN ") {
        return None;
    }
    // From the beginning of an index and no further than the limit is a walk too.
    let walks = step.contains("USING INDEX") || step.contains("USING COVERING INDEX");
    (!(walks && limited)).then_some("reads everything")
}

#[test]
fn on_sqlite() {
    let (_dir, conn) = sqlite_with_schema();
    let mut wrong = Vec::new();
    for (sql, text) in lists(EngineKind::Sqlite) {
        let mut statement = conn
            .prepare(&format!("EXPLAIN QUERY PLAN {text}"))
            .expect("prepared elsewhere");
        let unbound = vec![rusqlite::types::Null; statement.parameter_count()];
        let mut rows = statement
            .query(rusqlite::params_from_iter(unbound))
            .expect("explained");
        while let Some(row) = rows.next().expect("read") {
            let step: String = row.get("detail").expect("a step");
            if let Some(fault) = sqlite_fault(&step, text.contains("LIMIT")) {
                wrong.push(format!("{sql:?} {fault}: {step}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// An empty table is read whole and sorted for nothing; told that both cost a fortune, the planner does so only where
/// there is no other way.
const NO_CHEAP_WAY_OUT: &str = "SET enable_seqscan = off; SET enable_sort = off; SET enable_incremental_sort = off;
    SET enable_bitmapscan = off; SET enable_hashagg = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
    SET plan_cache_mode = force_generic_plan";

fn postgres_fault(plan: &str, filtered: bool) -> Option<&'static str> {
    if plan.contains("Sort") {
        return Some("sorts");
    }
    if plan.contains("Seq Scan") {
        return Some("reads everything");
    }
    (filtered && !plan.contains("Index Cond")).then_some("filters without an index")
}

#[test]
fn on_postgres() {
    let (_database, mut client) = postgres_with_schema();
    client.batch_execute(NO_CHEAP_WAY_OUT).expect("told");
    let mut wrong = Vec::new();
    for (sql, text) in lists(EngineKind::Postgres) {
        let parameters = client
            .prepare(&dollars(text))
            .expect("prepared elsewhere")
            .params()
            .len();
        let given = if parameters == 0 {
            String::new()
        } else {
            format!("({})", vec!["NULL"; parameters].join(", "))
        };
        client
            .batch_execute(&format!("PREPARE list AS {}", dollars(text)))
            .expect("prepared");
        let rows = client
            .simple_query(&format!("EXPLAIN (COSTS OFF) EXECUTE list{given}"))
            .expect("explained");
        let plan: Vec<_> = rows
            .iter()
            .filter_map(|message| match message {
                postgres::SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            })
            .collect();
        let plan = plan.join("\n");
        // A partial index may stand for the whole condition.
        let filtered = text.contains('?') && text.contains("WHERE") && parameters > 1;
        if let Some(fault) = postgres_fault(&plan, filtered) {
            wrong.push(format!("{sql:?} {fault}:\n{plan}"));
        }
        client.batch_execute("DEALLOCATE list").expect("forgotten");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
