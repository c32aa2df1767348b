use super::steps::Proof;
use super::world::World;
use crate::house::{PASSWORD, Reply};
use crate::second_factors::totp;

impl World {
    /// By a password, an app besides, or a code by e-mail: exactly who may sign in gets in, where there is room.
    pub(super) async fn sign_in(&mut self, seat: usize, user: usize) -> Reply {
        let user_id = self.users[user].id.clone();
        let room = self.has_room(&self.live_of_seat(seat), &user_id);
        let may = room && self.may_sign_in(&user_id, false);
        let has_app = self.users[user].has_app;
        let letter = (user == 2).then_some(Proof::Letter);
        let proofs = letter.into_iter().chain(has_app.then_some(Proof::App));
        let mut reply = if user < 2 {
            self.password(seat, user).await
        } else {
            self.begin(seat, user).await
        };
        if reply.status.is_success() && user == 2 {
            reply = self.prepare(seat).await.expect("a code is offered");
        }
        for proof in proofs {
            if reply.status.is_success() {
                reply = self.prove(seat, proof).await.expect("it is under way");
            }
        }
        let complete = reply.status.is_success() && reply.body["response"]["status"] == "complete";
        // A code of the app lets in once, and time may have stood still since the last.
        let is_spent = has_app && !complete;
        assert!(complete == may || is_spent && may, "{user}: {}", reply.body);
        if complete {
            self.expect_new(&reply.created_session(), &user_id, None);
        }
        reply
    }

    pub(super) async fn password(&mut self, seat: usize, user: usize) -> Reply {
        let form = [
            ("strategy", "password"),
            ("identifier", &*self.users[user].email),
            ("password", PASSWORD),
        ];
        self.seats[seat].sign_in(&self.house, "", &form).await
    }

    pub(super) async fn begin(&mut self, seat: usize, user: usize) -> Reply {
        let form = [("identifier", &*self.users[user].email)];
        self.seats[seat].sign_in(&self.house, "", &form).await
    }

    pub(super) async fn prepare(&mut self, seat: usize) -> Option<Reply> {
        let seat = &mut self.seats[seat];
        let (id, factor) = seat.under_way()?;
        let offered = &seat.sign_in[format!("supported_{factor}_factors")];
        let offered = offered.as_array().into_iter().flatten();
        let by_letter = offered
            .into_iter()
            .find(|factor| factor["strategy"] == "email_code")?;
        let address = by_letter["email_address_id"].as_str()?.to_owned();
        let form = [
            ("strategy", "email_code"),
            ("email_address_id", address.as_str()),
        ];
        let rest = format!("/{id}/prepare_{factor}_factor");
        let reply = seat.sign_in(&self.house, &rest, &form).await;
        if let Some(letter) = self.letters.take().pop() {
            seat.code = Some(letter.code);
        }
        Some(reply)
    }

    pub(super) async fn prove(&mut self, seat: usize, proof: Proof) -> Option<Reply> {
        let seat = &mut self.seats[seat];
        let (id, factor) = seat.under_way()?;
        let code = seat.code.clone().unwrap_or_else(|| "000000".to_owned());
        let app = totp(&self.house);
        let form = match proof {
            Proof::Password => [("strategy", "password"), ("password", PASSWORD)],
            Proof::App => [("strategy", "totp"), ("code", &*app)],
            Proof::Letter => [("strategy", "email_code"), ("code", &*code)],
            Proof::Wrong => [("strategy", "email_code"), ("code", "not it")],
        };
        let rest = format!("/{id}/attempt_{factor}_factor");
        Some(seat.sign_in(&self.house, &rest, &form).await)
    }
}
