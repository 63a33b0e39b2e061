//! Why a clock ran out and who answers for it, as a person judges it afterwards. Causes are the leaves of a tree that is the
//! same everywhere, so that periods and teams can be compared.

use crate::id::{TeamId, UserId};
use crate::stage::Stage;
use std::fmt;

/// Characters of the name of a partner or merchant.
pub const CHARGED_NAME: usize = 100;

codes! {
    /// Why a clock was breached; `unset` until somebody has said so.
    pub enum BreachCause ("breach cause") {
        Unset = "unset",
        /// More at once than the people on duty could do.
        Workload = "workload",
        /// Nobody was on duty.
        Absence = "absence",
        Knowledge = "knowledge",
        Oversight = "oversight",
        Misrouted = "misrouted",
        Misclassified = "misclassified",
        Handover = "handover",
        Approval = "approval",
        Complexity = "complexity",
        /// The request came without what is needed.
        Incomplete = "incomplete",
        /// The merchant answered late or not at all.
        Merchant = "merchant",
        MerchantStock = "merchant_stock",
        MerchantRefused = "merchant_refused",
        Carrier = "carrier",
        Payment = "payment",
        Supplier = "supplier",
        WaitingThirdParty = "waiting_third_party",
        System = "system",
        Interface = "interface",
        ForceMajeure = "force_majeure",
        Other = "other",
    }
}

codes! {
    /// A branch of the tree of causes.
    pub enum CauseBranch ("branch of causes") {
        Staff = "staff",
        Process = "process",
        Request = "request",
        Merchant = "merchant",
        Partner = "partner",
        System = "system",
        Outside = "outside",
    }
}

codes! {
    /// What kind of party answers for a breach.
    pub enum ChargedTo ("charged party") {
        Stage = "stage",
        Team = "team",
        Person = "person",
        Partner = "partner",
        Merchant = "merchant",
    }
}

/// Who answers for a breach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charge {
    /// How a stage of the process is arranged.
    Stage(Stage),
    Team(TeamId),
    Person(UserId),
    /// A carrier, a payment provider, a supplier, by name.
    Partner(String),
    Merchant(String),
}

/// What is wrong with a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChargeError {
    #[error("whom it is charged to is missing")]
    Missing,
    #[error("a name has at most {CHARGED_NAME} characters")]
    TooLong,
    #[error("there is no such party")]
    Unknown,
}

impl BreachCause {
    /// The branch it grows on; none while it is unset.
    pub const fn branch(self) -> Option<CauseBranch> {
        Some(match self {
            Self::Unset => return None,
            Self::Workload | Self::Absence | Self::Knowledge | Self::Oversight => CauseBranch::Staff,
            Self::Misrouted | Self::Misclassified | Self::Handover | Self::Approval => CauseBranch::Process,
            Self::Complexity | Self::Incomplete => CauseBranch::Request,
            Self::Merchant | Self::MerchantStock | Self::MerchantRefused => CauseBranch::Merchant,
            Self::Carrier | Self::Payment | Self::Supplier | Self::WaitingThirdParty => CauseBranch::Partner,
            Self::System | Self::Interface => CauseBranch::System,
            Self::ForceMajeure | Self::Other => CauseBranch::Outside,
        })
    }
}

impl CauseBranch {
    /// The causes on it, in their order.
    pub fn causes(self) -> impl Iterator<Item = BreachCause> {
        let all = BreachCause::ALL.iter().copied();
        all.filter(move |cause| cause.branch() == Some(self))
    }
}

impl Charge {
    /// A charge from its kind and what refers to the party: a stage's code, an id, a name.
    pub fn read(to: ChargedTo, reference: &str) -> Result<Self, ChargeError> {
        let reference = reference.trim();
        if reference.is_empty() {
            return Err(ChargeError::Missing);
        }
        if reference.chars().count() > CHARGED_NAME {
            return Err(ChargeError::TooLong);
        }
        Ok(match to {
            ChargedTo::Stage => Self::Stage(reference.parse().map_err(|_| ChargeError::Unknown)?),
            ChargedTo::Team => Self::Team(reference.parse().map_err(|_| ChargeError::Unknown)?),
            ChargedTo::Person => Self::Person(reference.parse().map_err(|_| ChargeError::Unknown)?),
            ChargedTo::Partner => Self::Partner(reference.to_owned()),
            ChargedTo::Merchant => Self::Merchant(reference.to_owned()),
        })
    }

    pub const fn to(&self) -> ChargedTo {
        match self {
            Self::Stage(_) => ChargedTo::Stage,
            Self::Team(_) => ChargedTo::Team,
            Self::Person(_) => ChargedTo::Person,
            Self::Partner(_) => ChargedTo::Partner,
            Self::Merchant(_) => ChargedTo::Merchant,
        }
    }

    /// The user who answers for it, if it is one.
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::Person(user) => Some(*user),
            _ => None,
        }
    }

    /// The team that answers for it, if it is one.
    pub const fn team(&self) -> Option<TeamId> {
        match self {
            Self::Team(team) => Some(*team),
            _ => None,
        }
    }

    /// What refers to the party, as [`Charge::read`] takes it.
    pub fn reference(&self) -> String {
        match self {
            Self::Stage(stage) => stage.as_str().to_owned(),
            Self::Team(team) => team.to_string(),
            Self::Person(user) => user.to_string(),
            Self::Partner(name) | Self::Merchant(name) => name.clone(),
        }
    }

    /// The same, where the log may carry it: names stay out of the log.
    pub fn logged(&self) -> Option<String> {
        match self {
            Self::Partner(_) | Self::Merchant(_) => None,
            _ => Some(self.reference()),
        }
    }
}

impl fmt::Display for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.to(), self.reference())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_grows_on_one_branch() {
        let grown: usize = CauseBranch::ALL
            .iter()
            .map(|branch| branch.causes().count())
            .sum();
        assert_eq!(
            grown,
            BreachCause::ALL.len() - 1,
            "all but the one that is none yet"
        );
    }

    #[test]
    fn a_charge_is_read_as_it_is_written() {
        for (to, party) in [
            (ChargedTo::Stage, "assigned"),
            (ChargedTo::Team, "tem_0000000000001"),
            (ChargedTo::Person, "usr_0000000000001"),
            (ChargedTo::Partner, "迅达快递"),
            (ChargedTo::Merchant, " a shop "),
        ] {
            let charge = Charge::read(to, party).unwrap();
            assert_eq!((charge.to(), charge.reference().as_str()), (to, party.trim()));
        }
        assert_eq!(Charge::read(ChargedTo::Partner, "  "), Err(ChargeError::Missing));
        assert_eq!(
            Charge::read(ChargedTo::Team, "usr_0000000000001"),
            Err(ChargeError::Unknown)
        );
        let long = "长".repeat(CHARGED_NAME + 1);
        assert_eq!(
            Charge::read(ChargedTo::Merchant, &long),
            Err(ChargeError::TooLong)
        );
    }
}
