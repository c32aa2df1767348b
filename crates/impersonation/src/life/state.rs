use super::EndCause;

/// Where an impersonation stands in its life. It only ever moves downwards in this list, and the
/// last three are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The attempt is recorded; nothing has been asked of the provider.
    Attempted,
    /// A ticket exists and has not been spent, as far as is known.
    TicketMinted,
    /// The session is open.
    Running,
    /// The session was open and is over.
    Ended(EndCause),
    /// The rules did not allow it.
    Refused,
    /// It was allowed and did not come to a session.
    Failed,
}

impl State {
    /// Whether it stands in the way of another start by the same browser session.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Attempted | Self::TicketMinted | Self::Running)
    }

    /// As it stands in the store; the cause of an end has a column of its own.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attempted => "attempted",
            Self::TicketMinted => "ticket_minted",
            Self::Running => "running",
            Self::Ended(_) => "ended",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// Reads what the store holds.
    pub(crate) fn parse(state: &str, cause: Option<&str>) -> Option<Self> {
        match state {
            "attempted" => Some(Self::Attempted),
            "ticket_minted" => Some(Self::TicketMinted),
            "running" => Some(Self::Running),
            "ended" => EndCause::parse(cause?).map(Self::Ended),
            "refused" => Some(Self::Refused),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_every_cause_is_read_back_as_it_was_stored() {
        let ended = EndCause::ALL.map(State::Ended);
        let others = [
            State::Attempted,
            State::TicketMinted,
            State::Running,
            State::Refused,
            State::Failed,
        ];
        for state in ended.into_iter().chain(others) {
            let cause = if let State::Ended(cause) = state {
                Some(cause.as_str())
            } else {
                None
            };
            assert_eq!(State::parse(state.as_str(), cause), Some(state));
        }
        assert_eq!(
            State::parse("ended", None),
            None,
            "an end without a cause is unreadable"
        );
        assert_eq!(State::parse("ended", Some("boredom")), None);
        assert_eq!(State::parse("", None), None);
    }
}
