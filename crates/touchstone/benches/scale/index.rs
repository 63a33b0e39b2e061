//! The index of search of a filled installation, written as the engine has it: the only rows that no loader carries.

use anyhow::{Context, Result};
use postgres::NoTls;

use crate::site::Site;

/// Says that the index was made here and is whole, as the product marks it.
const SIGNS: [i64; 2] = [-1, 0];

pub(crate) enum Index {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>, String),
}

impl Index {
    pub(crate) fn open(site: &Site) -> Result<Index> {
        let mut index = match site.database_url() {
            None => {
                let conn = rusqlite::Connection::open(site.data_dir().join("touchstone.db"))?;
                conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN")?;
                Index::Sqlite(conn)
            }
            Some(url) => Index::Postgres(Box::new(postgres::Client::connect(url, NoTls)?), String::new()),
        };
        for sign in SIGNS {
            index.put(sign, "")?;
        }
        Ok(index)
    }

    pub(crate) fn put(&mut self, id: i64, terms: &str) -> Result<()> {
        match self {
            Index::Sqlite(conn) => {
                let mut statement =
                    conn.prepare_cached("INSERT INTO search_fts (rowid, terms) VALUES (?1, ?2)")?;
                statement.execute((id, terms))?;
            }
            Index::Postgres(_, lines) => {
                // Terms are letters, digits and signs, as in the product: nothing in them needs escaping.
                lines.push_str(&format!("{id}\t{terms}\n"));
            }
        }
        Ok(())
    }

    pub(crate) fn keep(&mut self) -> Result<()> {
        match self {
            Index::Sqlite(conn) => conn.execute_batch("COMMIT; BEGIN")?,
            Index::Postgres(client, lines) => {
                let mut copy = client.copy_in("COPY search_fts (rowid, terms) FROM STDIN")?;
                std::io::Write::write_all(&mut copy, lines.as_bytes()).context("the index is not taken")?;
                copy.finish()?;
                lines.clear();
            }
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<()> {
        self.keep()?;
        match self {
            Index::Sqlite(conn) => {
                conn.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
            }
            // What follows so many new rows is over before anything is measured, as it is where they came one by one.
            Index::Postgres(mut client, _) => {
                client.batch_execute("VACUUM (ANALYZE)")?;
                client.batch_execute("CHECKPOINT")?;
            }
        }
        Ok(())
    }
}
