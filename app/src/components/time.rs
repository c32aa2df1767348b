use leptos::prelude::*;

use crate::view::Moment;

/// A moment: how far away, with the exact time on hover, on a tap and, by the style sheet, for whoever comes
/// by keyboard: in a row that has a link or button when that has the focus, else when the moment itself has.
#[component]
pub fn Time(
    /// The moment, worded by the server.
    moment: Moment,
    /// Whether the Tab key stops here, because nothing around it can have the focus.
    #[prop(optional)]
    stop: bool,
) -> impl IntoView {
    let tabindex = if stop { "0" } else { "-1" };
    view! { <time datetime=moment.iso title=moment.exact tabindex=tabindex>{moment.words}</time> }
}
