//! A passkey authenticator in software: one ES256 key that answers what a page asks, as browsers write it, and may be told to
//! answer wrongly. (W3C Web Authentication, level 3: sections 6.1 and 6.5 for the bytes.)
#![expect(
    clippy::unwrap_used,
    reason = "what this device cannot do fails the test that asks it"
)]

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// One passkey and the device it is on.
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    /// Whose passkey it is, as the page that asked for it said.
    pub user: String,
    rp: String,
    /// The address of the page it believes to be on.
    pub origin: String,
    /// Whether its owner has shown a finger or typed a PIN.
    pub verified: bool,
    /// Uses so far. Passkeys that live on several devices do not count and leave it at 0.
    pub counter: u32,
}

impl Authenticator {
    /// Makes a passkey as asked, and the answer for the page.
    pub fn create(options: &Value, origin: &str) -> (Self, Value) {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).unwrap();
        let authenticator = Self {
            key: SigningKey::from_slice(&seed).unwrap(),
            id: Sha256::digest(seed)[..16].to_vec(),
            user: options["user"]["id"].as_str().unwrap().to_owned(),
            rp: options["rp"]["id"].as_str().unwrap().to_owned(),
            origin: origin.to_owned(),
            verified: true,
            counter: 0,
        };
        let answer = authenticator.created(options);
        (authenticator, answer)
    }

    fn created(&self, options: &Value) -> Value {
        let mut data = self.head(ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key());
        let mut object = vec![0xa3];
        object.extend(text("fmt"));
        object.extend(text("none"));
        object.extend(text("attStmt"));
        object.push(0xa0);
        object.extend(text("authData"));
        object.extend(bytes(&data));
        self.answer(json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&self.client_data("webauthn.create", options)),
            "attestationObject": BASE64URL_NOPAD.encode(&object),
            "transports": ["internal"],
        }))
    }

    /// Signs what a page asks.
    pub fn sign(&mut self, options: &Value) -> Value {
        self.counter += u32::from(self.counter > 0);
        let data = self.head(0);
        let client = self.client_data("webauthn.get", options);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        self.answer(json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&client),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(signature.to_der().as_bytes()),
            "userHandle": self.user,
        }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}})
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verified { VERIFIED } else { 0 };
        let mut data = Sha256::digest(&self.rp).to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false});
        data.to_string().into_bytes()
    }

    /// COSE_Key of an ES256 key (RFC 9053, section 7.1).
    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut map = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21];
        map.extend(bytes(&point.as_bytes()[1..33]));
        map.push(0x22);
        map.extend(bytes(&point.as_bytes()[33..65]));
        map
    }
}

/// CBOR of a short text.
fn text(text: &str) -> Vec<u8> {
    let mut out = vec![0x60 | u8::try_from(text.len()).unwrap()];
    out.extend(text.as_bytes());
    out
}

/// CBOR of bytes, at most 64 KiB.
fn bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x59];
    out.extend(u16::try_from(bytes.len()).unwrap().to_be_bytes());
    out.extend(bytes);
    out
}
