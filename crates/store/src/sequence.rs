//! Numbers for people, leased in blocks: nobody waits for a counter, and a block that dies with its process leaves a
//! gap.

use std::collections::HashMap;
use std::ops::Range;

use tokio::sync::Mutex;

use crate::{Store, StoreError, Tx, sql};

/// How many numbers [`Store::number_next`] leases at once.
const BLOCK: u32 = 50;

sql!(
    SEQUENCE_TAKE = "INSERT INTO sequence (name, next) VALUES (?1, 1 + ?2)
     ON CONFLICT (name) DO UPDATE SET next = sequence.next + ?2 RETURNING next"
);

/// Blocks in use by this process, by sequence.
#[derive(Debug, Default)]
pub(crate) struct Numbers(Mutex<HashMap<&'static str, Range<i64>>>);

/// Takes `count` numbers of a sequence that starts at 1.
pub fn sequence_take(tx: &mut Tx<'_>, name: &str, count: u32) -> Result<Range<i64>, StoreError> {
    let next: Option<i64> =
        tx.query_one(&SEQUENCE_TAKE, &[&name, &i64::from(count)], |row| row.get("next"))?;
    let next = next.ok_or_else(|| StoreError::Sql("a sequence gave no number".into()))?;
    Ok(next - i64::from(count)..next)
}

impl Store {
    /// Leases a block of numbers.
    pub async fn number_block(&self, name: &'static str, count: u32) -> Result<Range<i64>, StoreError> {
        self.write(move |tx| sequence_take(tx, name, count)).await
    }

    /// The next number, from the block this process holds.
    pub async fn number_next(&self, name: &'static str) -> Result<i64, StoreError> {
        let mut blocks = self.numbers().0.lock().await;
        if let Some(number) = blocks.get_mut(name).and_then(Iterator::next) {
            return Ok(number);
        }
        let mut block = self.number_block(name, BLOCK).await?;
        let number = block.next().ok_or(StoreError::Busy)?;
        blocks.insert(name, block);
        Ok(number)
    }
}
