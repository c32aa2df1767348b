use http::StatusCode;

use super::checks::Seen;
use super::seat::Hands;
use super::steps::Proof;
use super::world::World;
use crate::browser::APPLICATION;
use crate::house::{PASSWORD, Reply};
use crate::second_factors::totp;

impl World {
    /// A proof begins for the person of a live session at its own client, and for nobody who acts as them.
    pub(super) async fn verify(
        &mut self,
        seat: usize,
        id: &str,
        known: &Seen,
        level: &str,
    ) -> Reply {
        let may = self.may_prove(seat, known);
        let path = format!("/v1/client/sessions/{id}/verify");
        let seat = &mut self.seats[seat];
        let reply = seat.post(&self.house, &path, &[("level", level)]).await;
        self.check_use(id, known, may, None, &reply);
        if may {
            let user = self.users.iter().find(|user| user.id == known.user_id);
            let has_app = user.is_some_and(|user| user.has_app);
            let level = if has_app { level } else { "first_factor" };
            assert_eq!(reply.body["response"]["level"], level);
        }
        reply
    }

    /// What is proven makes a factor of this session fresh, and opens nothing.
    pub(super) async fn reverify(
        &mut self,
        seat: usize,
        id: &str,
        known: &Seen,
        proof: Proof,
    ) -> Reply {
        let may = self.may_prove(seat, known);
        let code = totp(&self.house);
        let (factor, place, form) = match proof {
            Proof::App => ("second", 1, [("strategy", "totp"), ("code", &*code)]),
            _ => (
                "first",
                0,
                [("strategy", "password"), ("password", PASSWORD)],
            ),
        };
        let path = format!("/v1/client/sessions/{id}/verify/attempt_{factor}_factor");
        let reply = self.seats[seat].post(&self.house, &path, &form).await;
        if reply.status.is_success() {
            assert!(may, "{known:?}: {}", reply.body);
            let ages = &reply.body["response"]["session"]["factor_verification_age"];
            assert_eq!(ages[place], 0, "{}", reply.body);
        }
        reply
    }

    /// A browser comes back with the cookies that it had.
    pub(super) async fn touch_client(&mut self, seat: usize) {
        let Hands::Browser(browser) = &mut self.seats[seat].hands else {
            return;
        };
        let before = browser.cookies.get("__client").cloned();
        let path = format!("/v1/client/touch?redirect_url={APPLICATION}/");
        let (status, place, _) = browser.open(&self.house, &path).await;
        assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(place, Some(format!("{APPLICATION}/")));
        assert_eq!(browser.cookies.get("__client").cloned(), before);
    }

    fn may_prove(&self, seat: usize, known: &Seen) -> bool {
        let is_own = self.seats[seat].client_id() == Some(&*known.client_id);
        is_own && known.is_live() && known.actor.is_none()
    }
}
