//! The addresses that mail is taken for.

use crate::contact::email_normalise;
use crate::ticket::Kind;
use std::str::FromStr;

/// An address that mail is taken for, and what a request that comes there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxRule {
    /// In its normal form.
    pub address: String,
    pub kind: Kind,
}

impl FromStr for MailboxRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || {
            format!(
                "`{text}` is not of the form address or address=kind, such as care@shop.example=complaint"
            )
        };
        let (address, kind) = match text.split_once('=') {
            Some((address, kind)) => (address, kind.trim().parse().map_err(|_| wanted())?),
            None => (text, Kind::default()),
        };
        let address = email_normalise(address).map_err(|_| wanted())?;
        if address.contains('+') {
            return Err(format!("`{text}` has a +, which is where a request's token goes"));
        }
        Ok(Self { address, kind })
    }
}

/// The mailbox that an address leads to, whatever stands behind a `+` in it; and what stands there.
pub fn mailbox_of<'a, 'b>(
    mailboxes: &'a [MailboxRule],
    address: &'b str,
) -> Option<(&'a MailboxRule, Option<&'b str>)> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let (base, detail) = match local.split_once('+') {
        Some((base, detail)) => (base, Some(detail)),
        None => (local, None),
    };
    let plain = format!("{base}@{domain}").to_lowercase();
    let mailbox = mailboxes.iter().find(|mailbox| mailbox.address == plain)?;
    Some((mailbox, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_mailbox_with_or_without_a_detail() {
        let care: MailboxRule = "Care@Shop.example=complaint".parse().unwrap();
        assert_eq!(care.address, "care@shop.example");
        assert_eq!(care.kind, Kind::Complaint);
        let all = [care.clone()];
        assert_eq!(mailbox_of(&all, "CARE@shop.example"), Some((&care, None)));
        let (found, detail) = mailbox_of(&all, "care+12-ab@shop.example").unwrap();
        assert_eq!((found, detail), (&care, Some("12-ab")));
        assert_eq!(mailbox_of(&all, "other@shop.example"), None);
        assert_eq!(mailbox_of(&all, "nobody"), None);
    }

    #[test]
    fn what_is_no_mailbox_is_refused() {
        for text in ["", "care", "care@shop.example=party", "care+x@shop.example"] {
            assert!(text.parse::<MailboxRule>().is_err(), "{text}");
        }
    }
}
