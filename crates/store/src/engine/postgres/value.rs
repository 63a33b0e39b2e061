//! Values on the wire: the server says which type it wants, the value fits or is refused.

use std::error::Error;

use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type};

use crate::engine::value::Value;

type Outcome = Result<IsNull, Box<dyn Error + Sync + Send>>;

impl Value<'_> {
    /// What the server is told a value is, where nobody asks it what it wants.
    pub(super) fn wire_type(&self) -> Type {
        match self {
            Self::Null => Type::UNKNOWN,
            Self::Int(_) => Type::INT8,
            Self::Bool(_) => Type::BOOL,
            Self::Real(_) => Type::FLOAT8,
            Self::Text(_) => Type::TEXT,
            Self::Bytes(_) => Type::BYTEA,
        }
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Outcome {
        match (*self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(n), &Type::INT8) => n.to_sql(kind, out),
            (Self::Int(n), &Type::INT4) => i32::try_from(n)?.to_sql(kind, out),
            (Self::Bool(b), &Type::BOOL) => b.to_sql(kind, out),
            (Self::Real(x), &Type::FLOAT8) => x.to_sql(kind, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => text.to_sql(kind, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            (value, kind) => Err(format!("{value:?} is not of type {kind}; CAST the parameter").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Outcome {
        self.to_sql(kind, out)
    }
}
