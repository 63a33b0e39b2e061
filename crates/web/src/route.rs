//! The table of routes: for each one its method, path, access and, for the API, its description.
//!
//! The access of a route is not written beside its handler but read off the handler's type: every handler takes an
//! access extractor ([`crate::access`]) as its first argument, so none can run without it and the table cannot claim
//! another. A handler that writes takes a [`WriteBody`] last, which settles CSRF and idempotency; a handler that
//! replaces or changes a record takes [`At`] and [`IfMatch`] before that.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;
use touchstone_domain::access::Permission;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::schema::Schema;

use crate::access::AccessRule;
use crate::body::WriteBody;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Static content and probes: nobody is asked anything, nothing is counted.
    Open,
    /// Everybody; counted per address.
    Public,
    /// Everybody, to show who they are; counted strictly per address.
    Credential,
    /// The consumer who has shown that the ticket named by `{code}` is theirs.
    TrackSession,
    /// Every member of staff.
    SignedIn,
    /// Members of staff who hold the permission at some scope; the record decides the rest.
    Permission(Permission),
    /// Everybody, and only in a demonstration.
    Demo,
}

/// What a route does to records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Read,
    /// Creates, acts, or ends something that has no versions.
    Write,
    /// Changes a record of a stated version.
    Update,
}

/// The description of one API operation, as generated from its handler.
pub struct Description {
    pub operation: Operation,
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl Description {
    fn of<O: utoipa::Path + utoipa::__dev::SchemaReferences>() -> Self {
        let mut schemas = Vec::new();
        O::schemas(&mut schemas);
        Self {
            operation: O::operation(),
            schemas,
        }
    }
}

/// One line of the table.
pub struct Route {
    pub method: Method,
    pub path: String,
    pub access: Access,
    pub shape: Shape,
    /// Present exactly for routes of the API. Made when it is asked for: descriptions of all routes are larger than
    /// what serves them.
    pub describe: Option<fn() -> Description>,
    /// Whether the route carries files, which takes longer.
    pub carries_files: bool,
    handler: MethodRouter<WebState>,
}

/// What the arguments of a handler that only reads must look like: an access extractor first.
pub trait ReadShape {
    const ACCESS: Access;
}

/// What the arguments of a handler that writes must look like: an access extractor first, a body last.
pub trait WriteShape {
    const ACCESS: Access;
}

/// What the arguments of a handler that changes or replaces a record must look like: access, id, version, body.
pub trait UpdateShape {
    const ACCESS: Access;
}

impl<M, A: AccessRule, P, T, B: WriteBody> UpdateShape for (M, A, At<P>, IfMatch, T, B) {
    const ACCESS: Access = A::ACCESS;
}

/// What there is one of has no id.
pub trait ReplaceShape {
    const ACCESS: Access;
}

impl<M, A: AccessRule, T, B: WriteBody> ReplaceShape for (M, A, IfMatch, T, B) {
    const ACCESS: Access = A::ACCESS;
}

macro_rules! shapes {
    ($($middle:ident),*) => {
        impl<M, A: AccessRule, $($middle,)*> ReadShape for (M, A, $($middle,)*) {
            const ACCESS: Access = A::ACCESS;
        }
        impl<M, A: AccessRule, $($middle,)* B: WriteBody> WriteShape for (M, A, $($middle,)* B) {
            const ACCESS: Access = A::ACCESS;
        }
    };
}

shapes!();
shapes!(T1);
shapes!(T1, T2);
shapes!(T1, T2, T3);
shapes!(T1, T2, T3, T4);

impl Route {
    /// A page, or anything else that only reads.
    pub fn get<H, T>(path: &str, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: ReadShape + 'static,
    {
        Self::new(
            Method::GET,
            path.to_owned(),
            (T::ACCESS, Shape::Read),
            None,
            handler,
        )
    }

    /// A form, or anything else that writes.
    pub fn post<H, T>(path: &str, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: WriteShape + 'static,
    {
        Self::new(
            Method::POST,
            path.to_owned(),
            (T::ACCESS, Shape::Write),
            None,
            handler,
        )
    }

    /// An API operation that reads; `O` is the `__path_…` type that `#[utoipa::path]` makes beside the handler.
    pub fn api_read<O, H, T>(handler: H) -> Self
    where
        O: utoipa::Path + utoipa::__dev::SchemaReferences,
        H: Handler<T, WebState>,
        T: ReadShape + 'static,
    {
        Self::described::<O, H, T>((T::ACCESS, Shape::Read), handler)
    }

    /// An API operation that creates, acts, or ends something that has no versions.
    pub fn api_write<O, H, T>(handler: H) -> Self
    where
        O: utoipa::Path + utoipa::__dev::SchemaReferences,
        H: Handler<T, WebState>,
        T: WriteShape + 'static,
    {
        Self::described::<O, H, T>((T::ACCESS, Shape::Write), handler)
    }

    /// An API operation that changes, replaces or archives a record: it needs `If-Match`.
    pub fn api_update<O, H, T>(handler: H) -> Self
    where
        O: utoipa::Path + utoipa::__dev::SchemaReferences,
        H: Handler<T, WebState>,
        T: UpdateShape + 'static,
    {
        Self::described::<O, H, T>((T::ACCESS, Shape::Update), handler)
    }

    /// An API operation that changes what there is one of, such as a setting: it needs `If-Match`.
    pub fn api_replace<O, H, T>(handler: H) -> Self
    where
        O: utoipa::Path + utoipa::__dev::SchemaReferences,
        H: Handler<T, WebState>,
        T: ReplaceShape + 'static,
    {
        Self::described::<O, H, T>((T::ACCESS, Shape::Update), handler)
    }

    /// The same route with the time that files take.
    #[must_use]
    pub fn carrying_files(mut self) -> Self {
        self.carries_files = true;
        self
    }

    /// Whether programs, not people, are served here.
    pub fn is_api(&self) -> bool {
        self.describe.is_some()
    }

    pub(crate) fn into_handler(self) -> MethodRouter<WebState> {
        self.handler
    }

    fn described<O, H, T>(rule: (Access, Shape), handler: H) -> Self
    where
        O: utoipa::Path + utoipa::__dev::SchemaReferences,
        H: Handler<T, WebState>,
        T: 'static,
    {
        let method = O::methods().first().map_or(Method::GET, method_of);
        Self::new(method, O::path(), rule, Some(Description::of::<O>), handler)
    }

    fn new<H, T>(
        method: Method,
        path: String,
        (access, shape): (Access, Shape),
        describe: Option<fn() -> Description>,
        handler: H,
    ) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        let handler = on(filter_of(&method), handler);
        Self {
            method,
            path,
            access,
            shape,
            describe,
            carries_files: false,
            handler,
        }
    }
}

fn method_of(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Delete => Method::DELETE,
        _ => Method::GET,
    }
}

/// The method of a route is one of five; anything else would be answered as GET.
fn filter_of(method: &Method) -> MethodFilter {
    match *method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::PATCH => MethodFilter::PATCH,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}
