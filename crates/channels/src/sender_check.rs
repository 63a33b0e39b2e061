//! Finding out by ourselves whether a sender is who they say they are: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 9989), for
//! mail that servers of the world hand over here directly.
//!
//! The domains that are asked are chosen by whoever wrote the mail, so everything is bounded: look-ups, signatures, the header, and
//! the time. What could not be found out in time is an error and never a verdict. What follows from a verdict is decided elsewhere.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use mail_auth::hickory_resolver::system_conf::read_system_conf;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, MessageAuthenticator, SpfOutput,
    SpfResult,
};
use tokio::time::timeout;
use touchstone_domain::mail::{CheckResult, CheckedBy, SenderChecks};

/// Signatures of one mail that are looked at; one with more is not.
const SIGNATURES: usize = 10;
/// Bytes of a header that is looked at.
const HEADER: usize = 64 << 10;
/// How long one question may go without an answer before it is asked once more.
const QUESTION: Duration = Duration::from_millis(1_500);
/// What we are called towards those who ask for it in their records (RFC 7208, 7.3).
const RECEIVER: &str = "unknown";

/// Who handed a mail over, by the connection alone: nothing that a header could claim.
#[derive(Debug, Clone, Copy)]
pub struct HandedBy<'a> {
    pub address: IpAddr,
    /// The name it gave itself.
    pub helo: &'a str,
    /// Whom reports go to; empty for a report.
    pub from: &'a str,
}

/// A server of the domain name system that is asked: `192.0.2.53`, `192.0.2.53:5353` or `[2001:db8::53]:53`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolver(pub SocketAddr);

impl FromStr for Resolver {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(SocketAddr::new(address, 53)));
        }
        let address = text
            .parse()
            .map_err(|_| "no address of a name server, as 192.0.2.53")?;
        Ok(Self(address))
    }
}

/// Checks senders over the domain name system.
#[derive(Clone)]
pub struct SenderChecker {
    dns: MessageAuthenticator,
    patience: Duration,
}

impl fmt::Debug for SenderChecker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SenderChecker({:?})", self.patience)
    }
}

impl SenderChecker {
    /// Asks these servers, or those of the system when there are none. SPF and DKIM together take at most `patience`, and DMARC
    /// after them as long again.
    pub fn new(resolvers: &[Resolver], patience: Duration) -> Result<Self, String> {
        let (config, mut options) = if resolvers.is_empty() {
            read_system_conf().map_err(|error| error.to_string())?
        } else {
            let servers = resolvers.iter().map(|Resolver(at)| server(*at)).collect();
            (
                ResolverConfig::from_name_servers(servers),
                ResolverOpts::default(),
            )
        };
        options.timeout = QUESTION;
        options.attempts = 1;
        // What this machine calls its neighbours is nobody's business.
        options.use_hosts_file = ResolveHosts::Never;
        let dns = MessageAuthenticator::new(config, options).map_err(|error| error.to_string())?;
        Ok(Self { dns, patience })
    }

    /// Checks a mail, its bytes as they were handed over. `author` is the address that people are shown: DMARC speaks of it, or of
    /// nothing.
    pub async fn check(&self, by: HandedBy<'_>, bytes: &[u8], author: Option<&str>) -> SenderChecks {
        let message = bounded(bytes)
            .then(|| AuthenticatedMessage::parse(bytes))
            .flatten()
            .filter(|message| message.dkim_headers.len() + message.errors.len() <= SIGNATURES);
        let spf = self.spf(by);
        let Some(message) = message else {
            return SenderChecks {
                spf: Some(spf_found(spf.await.result())),
                dkim: Some(CheckResult::Error),
                dmarc: Some(CheckResult::Error),
                by: Some(CheckedBy::Here),
            };
        };
        let author = author.and_then(domain_of);
        // Signatures of other domains cannot vouch for the author; the time they take must not hide what the author's own say.
        let (mut own, mut others) = (message.clone(), message.clone());
        own.dkim_headers.retain(|header| {
            author
                .as_deref()
                .is_some_and(|author| may_align(&header.header.d, author))
        });
        own.errors.clear();
        others.dkim_headers.retain(|header| {
            !author
                .as_deref()
                .is_some_and(|author| may_align(&header.header.d, author))
        });
        let (spf, own, others) = tokio::join!(spf, self.dkim(&own), self.dkim(&others));
        let signed = [own.as_deref(), others.as_deref()].map(|found| found.map(dkim_found));
        let dkim = best(signed.map(|found| found.unwrap_or(CheckResult::Error)));
        let dmarc = self
            .dmarc(&message, author.as_deref(), &spf, own.as_deref())
            .await;
        SenderChecks {
            spf: Some(spf_found(spf.result())),
            dkim: Some(dkim),
            dmarc: Some(dmarc),
            by: Some(CheckedBy::Here),
        }
    }

    /// Of the name the caller gave itself, and of the address on the envelope where there is one.
    async fn spf(&self, by: HandedBy<'_>) -> SpfOutput {
        let parameters = SpfParameters::verify(by.address, by.helo, RECEIVER, by.from);
        let asked = timeout(self.patience, self.dns.verify_spf(parameters)).await;
        asked.unwrap_or_else(|_| {
            let domain = by.from.rsplit_once('@').map_or(by.helo, |(_, domain)| domain);
            SpfOutput::new(domain.to_owned()).with_result(SpfResult::TempError)
        })
    }

    /// Nothing when it took too long.
    async fn dkim<'a>(&self, message: &'a AuthenticatedMessage<'a>) -> Option<Vec<DkimOutput<'a>>> {
        timeout(self.patience, self.dns.verify_dkim(message)).await.ok()
    }

    async fn dmarc(
        &self,
        message: &AuthenticatedMessage<'_>,
        author: Option<&str>,
        spf: &SpfOutput,
        own: Option<&[DkimOutput<'_>]>,
    ) -> CheckResult {
        // The envelope of another organisation vouches for nothing, and its servers are not asked what they belong to.
        let aside = SpfOutput::new(spf.domain().to_owned());
        let aligns = author.is_some_and(|author| may_align(spf.domain(), author));
        let spf = if aligns { spf } else { &aside };
        let parameters = DmarcParameters::new(message, own.unwrap_or_default(), spf.domain(), spf);
        let Ok(found) = timeout(self.patience, self.dns.verify_dmarc(parameters)).await else {
            return CheckResult::Error;
        };
        match dmarc_found(&found) {
            // Two readers of one header may see two authors; a verdict about the one says nothing of the other.
            CheckResult::Pass | CheckResult::Fail if author != domain(found.domain()).as_deref() => {
                CheckResult::Error
            }
            // Perhaps a signature that could not be looked at vouches for it.
            CheckResult::Fail if own.is_none() => CheckResult::Error,
            result => result,
        }
    }
}

fn server(at: SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
    let connections = connections.map(|mut connection| {
        connection.port = at.port();
        connection
    });
    NameServerConfig::new(at.ip(), true, connections.into())
}

/// Whether a header is short enough to be looked at.
fn bounded(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEADER).unwrap_or(bytes);
    bytes.len() <= HEADER || head.windows(4).any(|end| end == b"\r\n\r\n")
}

/// The domain of an address, as it is asked for.
fn domain_of(address: &str) -> Option<String> {
    domain(address.rsplit_once('@')?.1)
}

fn domain(name: &str) -> Option<String> {
    match url::Host::parse(name.trim_end_matches('.')).ok()? {
        url::Host::Domain(domain) => Some(domain),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
    }
}

/// Whether two domains may belong to one organisation: that has at least the last two labels of both.
fn may_align(signer: &str, author: &str) -> bool {
    let ending = |name: &str| -> Vec<String> {
        let labels = name.trim_end_matches('.').rsplit('.').take(2);
        labels.map(str::to_ascii_lowercase).collect()
    };
    match domain(signer) {
        Some(signer) => ending(&signer) == ending(author),
        None => false,
    }
}

fn spf_found(result: SpfResult) -> CheckResult {
    match result {
        SpfResult::Pass => CheckResult::Pass,
        SpfResult::Fail => CheckResult::Fail,
        SpfResult::SoftFail => CheckResult::SoftFail,
        SpfResult::Neutral | SpfResult::None => CheckResult::None,
        SpfResult::TempError | SpfResult::PermError => CheckResult::Error,
    }
}

/// One good signature is enough; one that could not be looked at may have been one.
fn dkim_found(outputs: &[DkimOutput<'_>]) -> CheckResult {
    let found = outputs.iter().map(|output| match output.result() {
        DkimResult::Pass => CheckResult::Pass,
        DkimResult::TempError(_) => CheckResult::Error,
        DkimResult::Fail(_) | DkimResult::Neutral(_) | DkimResult::PermError(_) => CheckResult::Fail,
        DkimResult::None => CheckResult::None,
    });
    best(found)
}

fn best(found: impl IntoIterator<Item = CheckResult>) -> CheckResult {
    let found: Vec<CheckResult> = found.into_iter().collect();
    let order = [CheckResult::Pass, CheckResult::Error, CheckResult::Fail];
    let best = order.into_iter().find(|one| found.contains(one));
    best.unwrap_or(CheckResult::None)
}

fn dmarc_found(output: &DmarcOutput) -> CheckResult {
    match output.result() {
        DmarcResult::Pass => CheckResult::Pass,
        DmarcResult::Fail(_) => CheckResult::Fail,
        DmarcResult::TempError(_) | DmarcResult::PermError(_) => CheckResult::Error,
        DmarcResult::None => CheckResult::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_server_is_an_address_with_or_without_a_port() {
        let read = |text: &str| text.parse::<Resolver>().map(|Resolver(at)| at.to_string());
        assert_eq!(read("192.0.2.53").unwrap(), "192.0.2.53:53");
        assert_eq!(read("127.0.0.1:5353").unwrap(), "127.0.0.1:5353");
        assert_eq!(read("2001:db8::53").unwrap(), "[2001:db8::53]:53");
        assert!(read("dns.example").is_err());
    }

    #[test]
    fn only_domains_of_one_organisation_vouch_for_one_another() {
        assert!(may_align("mail.Bank.example", "bank.example"));
        assert!(may_align("bank.example", "news.bank.example"));
        assert!(!may_align("bank.example.evil.example", "bank.example"));
        assert!(!may_align("", "bank.example"));
        assert_eq!(domain_of("a@BÜCHER.example").unwrap(), "xn--bcher-kva.example");
    }

    #[test]
    fn what_was_not_seen_is_no_verdict() {
        use CheckResult::{Error, Fail, None, Pass};
        assert_eq!(best([Fail, Error]), Error);
        assert_eq!(best([Fail, Error, Pass]), Pass);
        assert_eq!(best([None, Fail]), Fail);
        assert_eq!(best([]), None);
    }

    #[test]
    fn a_header_without_an_end_is_not_looked_at() {
        let mut long = b"DKIM-Signature: v=1\r\n".repeat(HEADER / 20);
        assert!(!bounded(&long));
        long.splice(..0, *b"From: a@b.example\r\n\r\n");
        assert!(bounded(&long));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(
            head in proptest::collection::vec("(DKIM-Signature: |From: |)[ -~]{0,40}(;|=|@|b\\.example)?", 0..6),
            body in ".{0,40}",
        ) {
            // Nobody answers there.
            let nobody = Resolver("127.0.0.1:9".parse().unwrap());
            let checker = SenderChecker::new(&[nobody], Duration::from_millis(1)).unwrap();
            let bytes = format!("{}\r\n\r\n{body}", head.join("\r\n"));
            let by = HandedBy { address: IpAddr::from([192, 0, 2, 1]), helo: "x", from: "" };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let found = runtime.block_on(checker.check(by, bytes.as_bytes(), Some("a@b.example")));
            prop_assert_ne!(found.dmarc, Some(CheckResult::Pass));
        }
    }
}
