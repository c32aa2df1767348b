use leptos::prelude::*;

use crate::view::Moment;

/// A moment: how long ago, with the exact time on hover.
#[component]
pub fn Time(
    /// The moment, worded by the server.
    moment: Moment,
) -> impl IntoView {
    view! { <time datetime=moment.iso title=moment.exact>{moment.words}</time> }
}
