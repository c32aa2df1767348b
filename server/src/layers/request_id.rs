use ambient::Random;
use http::{HeaderValue, Request};
use tower_http::request_id::{MakeRequestId, RequestId};

/// Names each request, so that what a person saw can be found in the log.
#[derive(Clone)]
pub struct Ids(pub Random);

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&self.0.id("req"))
            .ok()
            .map(RequestId::new)
    }
}
