use std::sync::Arc;

use clerk::{FrontendClient, SignInRequest};
use impersonation::{Application, Applications, TicketBy};
use url::Url;

use super::line::Line;
use super::{Answer, House, PROVIDER, Plan};

/// Two applications, one for each way of giving it a ticket.
pub fn applications() -> Applications {
    let application = |id: &str, name: &str, ticket| Application {
        id: id.to_owned(),
        name: name.to_owned(),
        sign_in_url: Url::parse(&format!("https://{id}.example/sign-in")).unwrap(),
        ticket,
    };
    [
        application("shop", "The Shop", TicketBy::SignInUrl),
        application("forum", "The Forum", TicketBy::Url),
    ]
    .into_iter()
    .collect()
}

impl House {
    /// A house with applications around it.
    pub async fn with_applications() -> Self {
        let applications = applications();
        Self::with(Plan {
            applications,
            ..Plan::default()
        })
        .await
    }

    /// Opens a link as an application does: on a fresh client, by a line that is never cut. The session, if the
    /// ticket was good for one.
    pub async fn open_link(&self, link: &str) -> Option<String> {
        let url = Url::parse(link).unwrap();
        let is_ticket = |name: &str| ["__clerk_ticket", "ticket"].contains(&name);
        let (_, ticket) = url.query_pairs().find(|(name, _)| is_ticket(name))?;
        let provider = Url::parse(&format!("http://{PROVIDER}")).unwrap();
        let transport = Arc::new(Line::new(self.provider.router()));
        let client = FrontendClient::new(transport, provider);
        let ticket = ticket.as_ref().into();
        let request = SignInRequest::Ticket { ticket };
        let answer = client.create_sign_in(None, &request).await.ok()?;
        answer.value.created_session_id
    }
}

impl Answer {
    /// The links that leave the console.
    pub fn links_out(&self) -> Vec<String> {
        let mut links = self.attributes("a[href]", "href");
        links.retain(|link| !link.starts_with('/') && !link.starts_with('#'));
        links
    }
}
