use std::sync::Arc;

use url::Url;

use crate::{Secret, Ticket};

/// The parameter in which the sign-in page of an application takes a ticket.
const TICKET: &str = "__clerk_ticket";

/// An application of the customer's own, in which somebody can act as one of its users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Names it in forms and in the ledger; never changes.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where its users sign in.
    pub sign_in_url: Url,
    /// How it is given a ticket.
    pub ticket: TicketBy,
}

/// How an application is given a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketBy {
    /// By the address that the identity provider makes along with the ticket.
    Url,
    /// As a parameter of the application's own sign-in page.
    SignInUrl,
}

impl Application {
    /// The address that signs whoever opens it in with `ticket`. `None` when the provider made none that a
    /// browser may be sent to.
    pub(crate) fn link(&self, ticket: &Ticket) -> Option<Secret<String>> {
        let url = match self.ticket {
            TicketBy::Url => Url::parse(ticket.url.as_ref()?.expose()).ok()?,
            TicketBy::SignInUrl => {
                let mut url = self.sign_in_url.clone();
                url.query_pairs_mut()
                    .append_pair(TICKET, ticket.ticket.expose());
                url
            }
        };
        matches!(url.scheme(), "http" | "https").then(|| Secret::new(url.into()))
    }
}

/// Every application that is configured. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Applications(Arc<[Application]>);

impl Applications {
    /// All of them, in the order in which they are configured.
    pub fn iter(&self) -> impl Iterator<Item = &Application> {
        self.0.iter()
    }

    /// The one with this id.
    pub fn find(&self, id: &str) -> Option<&Application> {
        self.0.iter().find(|application| application.id == id)
    }
}

impl FromIterator<Application> for Applications {
    fn from_iter<T: IntoIterator<Item = Application>>(applications: T) -> Self {
        Self(applications.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(sign_in_url: &str, by: TicketBy, url: Option<&str>) -> Option<String> {
        let application = Application {
            id: "shop".to_owned(),
            name: "Shop".to_owned(),
            sign_in_url: Url::parse(sign_in_url).unwrap(),
            ticket: by,
        };
        let ticket = Ticket {
            actor_token_id: "act_1".to_owned(),
            ticket: Secret::new("a&b=c d".to_owned()),
            url: url.map(|url| Secret::new(url.to_owned())),
        };
        application.link(&ticket).map(Secret::into_inner)
    }

    #[test]
    fn a_ticket_becomes_a_parameter_of_the_sign_in_page_whatever_stands_in_either() {
        for (page, expected) in [
            (
                "https://shop.example/sign-in",
                "https://shop.example/sign-in?__clerk_ticket=a%26b%3Dc+d",
            ),
            (
                "https://shop.example/?lang=de#/sign-in",
                "https://shop.example/?lang=de&__clerk_ticket=a%26b%3Dc+d#/sign-in",
            ),
        ] {
            assert_eq!(
                link(page, TicketBy::SignInUrl, None).as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn the_address_that_the_provider_made_is_taken_if_a_browser_may_go_there() {
        let page = "https://shop.example/";
        let accept = "https://clerk.shop.example/v1/tickets/accept?ticket=x";
        assert_eq!(
            link(page, TicketBy::Url, Some(accept)).as_deref(),
            Some(accept)
        );
        for bad in [None, Some(""), Some("javascript:alert(1)"), Some("/v1")] {
            assert_eq!(link(page, TicketBy::Url, bad), None, "{bad:?}");
        }
    }
}
