//! The identity provider: what it says of itself, and what it answers.

use std::collections::HashMap;
use std::pin::Pin;

use chrono::DateTime;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthorizationCode, Client, ClientId, ClientSecret,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl,
    StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims,
};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use touchstone_channels::{Outbound, OutboundError};
use touchstone_domain::sign_on::claim_values;
use touchstone_domain::time::{Span, Timestamp};

use super::SignOnSettings;
use crate::core::AppError;

/// What the provider says of itself is asked again after this long, or when a signature does not fit its keys.
const METADATA_LIFE: Span = Span::hours(1);
/// By how much its clock may be ahead of or behind ours.
const LEEWAY: Span = Span::minutes(1);

/// Every claim the library does not know by itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct OtherClaims(HashMap<String, Value>);

impl AdditionalClaims for OtherClaims {}

type Fields = IdTokenFields<
    OtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

pub(super) type Party = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Whom the provider vouches for.
#[derive(Debug, Clone)]
pub(super) struct Vouched {
    /// The provider's own name for them, which never changes hands.
    pub(super) subject: String,
    /// Only when the provider has made sure that it is theirs.
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    /// BCP 47.
    pub(super) locale: Option<String>,
    /// Values of the role claim.
    pub(super) groups: Vec<String>,
}

/// Calls of the OpenID library go out like all others.
struct Http(Outbound);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = OutboundError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.call(request))
    }
}

/// An identity provider and how it is reached.
pub struct SignOn {
    pub settings: SignOnSettings,
    http: Http,
    metadata: Mutex<Option<(Timestamp, CoreProviderMetadata)>>,
}

/// The provider is away, or what it says cannot be used: worth another try, and for the log.
fn away(what: &str, error: &dyn std::fmt::Display) -> AppError {
    tracing::warn!(%error, "identity provider: {what}");
    AppError::Unavailable
}

/// The provider's answer does not prove anything.
fn unproven(what: &str, error: &dyn std::fmt::Display) -> AppError {
    tracing::warn!(%error, "identity provider: {what}");
    AppError::Conflict {
        code: "sign_on_unproven",
    }
}

impl SignOn {
    pub fn new(settings: SignOnSettings, http: Outbound) -> Self {
        Self {
            settings,
            http: Http(http),
            metadata: Mutex::new(None),
        }
    }

    /// The provider as a party to talk to, which sends browsers back to `redirect`.
    pub(super) async fn party(&self, redirect: &str, now: Timestamp) -> Result<Party, AppError> {
        let known = self.metadata.lock().clone();
        let metadata = match known {
            Some((read_at, metadata)) if now - read_at < METADATA_LIFE => metadata,
            _ => self.discover(now).await?,
        };
        let settings = &self.settings;
        let secret = settings
            .client_secret
            .as_ref()
            .map(|secret| ClientSecret::new(secret.to_string()));
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|error| {
            AppError::Internal(format!("the public address cannot be returned to: {error}"))
        })?;
        let id = ClientId::new(settings.client_id.clone());
        Ok(Party::from_provider_metadata(metadata, id, secret).set_redirect_uri(redirect))
    }

    async fn discover(&self, now: Timestamp) -> Result<CoreProviderMetadata, AppError> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone())
            .map_err(|error| AppError::Internal(format!("the issuer is no address: {error}")))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.http)
            .await
            .map_err(|error| away("its configuration cannot be read", &told(&error)))?;
        *self.metadata.lock() = Some((now, metadata.clone()));
        Ok(metadata)
    }

    /// Exchanges a code for what the provider vouches for: signed by it, for us, for this question, and not run out.
    pub(super) async fn redeem(
        &self,
        redirect: &str,
        (code, verifier, nonce): (&str, &str, &str),
        now: Timestamp,
    ) -> Result<Vouched, AppError> {
        let party = self.party(redirect, now).await?;
        let answer = party
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| away("it names no token endpoint", &error))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&self.http)
            .await
            .map_err(|error| refused_or_away(&error))?;
        let token = answer
            .id_token()
            .ok_or_else(|| unproven("no ID token", &"the answer has none"))?;
        let nonce = Nonce::new(nonce.to_owned());
        let judged = |party: &Party| {
            token
                .claims(
                    &party.id_token_verifier().set_time_fn(move || utc(now - LEEWAY)),
                    &nonce,
                )
                .cloned()
        };
        let claims = match judged(&party) {
            // Its keys may have been changed since they were read.
            Err(openidconnect::ClaimsVerificationError::SignatureVerification(_)) => {
                self.metadata.lock().take();
                judged(&self.party(redirect, now).await?)
            }
            other => other,
        };
        let claims = claims.map_err(|error| unproven("an ID token does not hold", &told(&error)))?;
        let subject = claims.subject().clone();
        let mut known = json!(claims);
        if self.wants_more(&known)
            && let Ok(asked) = party.user_info(answer.access_token().clone(), Some(subject.clone()))
        {
            let more: UserInfoClaims<OtherClaims, CoreGenderClaim> = asked
                .request_async(&self.http)
                .await
                .map_err(|error| away("its user information cannot be read", &told(&error)))?;
            add(&mut known, json!(more));
        }
        Ok(self.vouched(subject.as_str(), &known))
    }

    /// Whether the ID token leaves something open that the provider may tell when asked.
    fn wants_more(&self, claims: &Value) -> bool {
        let settings = &self.settings;
        claims.get("email").is_none()
            || (!settings.roles.is_empty() && claim_values(claims, &settings.role_claim).is_empty())
    }

    fn vouched(&self, subject: &str, claims: &Value) -> Vouched {
        let text = |name: &str| claim_values(claims, name).into_iter().next();
        Vouched {
            subject: subject.to_owned(),
            email: text("email").filter(|_| claims.get("email_verified") == Some(&json!(true))),
            name: text("name").or_else(|| text("preferred_username")),
            locale: text("locale"),
            groups: claim_values(claims, &self.settings.role_claim),
        }
    }
}

/// Adds what is not known yet.
fn add(known: &mut Value, more: Value) {
    let (Value::Object(known), Value::Object(more)) = (known, more) else {
        return;
    };
    for (name, value) in more {
        known.entry(name).or_insert(value);
    }
}

/// An error with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// A code that the provider does not accept (used, too old, made up) is the browser's affair; anything else is its own.
fn refused_or_away<E: std::error::Error + 'static>(
    error: &openidconnect::RequestTokenError<E, StandardErrorResponse<CoreErrorResponseType>>,
) -> AppError {
    match error {
        openidconnect::RequestTokenError::ServerResponse(answer)
            if *answer.error() == CoreErrorResponseType::InvalidGrant =>
        {
            unproven("a code is not accepted", &told(error))
        }
        _ => away("no token", &told(error)),
    }
}

fn utc(at: Timestamp) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_micros(at.as_micros()).unwrap_or_default()
}
