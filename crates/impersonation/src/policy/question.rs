use crate::Person;

/// What a policy is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The verified person at the keyboard.
    pub actor: &'a Person,
    /// What they want to do.
    pub action: Action,
    /// To whom. `None` asks in general: whether there is anybody they might do it to.
    pub subject: Option<&'a Person>,
    /// What the server knows besides.
    pub context: &'a Context<'a>,
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Act as a user.
    Impersonate,
    /// Search users and look at one.
    ReadUsers,
    /// See the running and past impersonations of everybody.
    ReadImpersonations,
    /// End impersonations of others, and keep new ones from being started.
    Kill,
}

/// The circumstances of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context<'a> {
    /// For how many minutes, when the action lasts.
    pub minutes: Option<u32>,
    /// In which application, by its id; `None` for here.
    pub destination: Option<&'a str>,
    /// Whether the request was made from inside an impersonation.
    pub inside: bool,
    /// What those who would start one are told while nobody may.
    pub stopped: Option<&'a str>,
}
