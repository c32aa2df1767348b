use leptos::html::Textarea;
use leptos::prelude::*;

use super::escape::escape;
use super::field::{FieldHelp, FieldHint, FieldProblem, described_by};

/// Several lines of text with their label.
///
/// Leptos 0.8.23 writes the children of `<textarea>` unescaped, so this is the one place that has one, and it
/// escapes them itself.
#[component]
pub fn TextArea(
    /// The field's name, and its id.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it is for.
    help: &'static str,
    /// What stands in it at first.
    value: String,
    /// The element, for who has to read or write it.
    area: NodeRef<Textarea>,
    /// Called with each new text.
    typed: impl Fn(String) + 'static,
    /// What is said of the text while one types; empty for nothing.
    hint: RwSignal<String>,
    /// What is wrong with it; empty when nothing is.
    error: String,
) -> impl IntoView {
    // A parser takes away the first line end in there.
    let initial = format!("\n{}", escape(value));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <FieldHelp name words=help />
            <textarea
                id=name
                name=name
                rows="3"
                dir="auto"
                aria-invalid=(!error.is_empty()).then_some("true")
                aria-describedby=described_by(name, help, true, &error)
                autofocus=!error.is_empty()
                node_ref=area
                on:input=move |event| typed(event_target_value(&event))
                inner_html=initial
            ></textarea>
            <FieldProblem name words=error />
            <FieldHint name words=hint />
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos::reactive::owner::Owner;

    use super::*;

    #[test]
    fn invariant_14_what_is_typed_into_a_text_area_cannot_leave_it() {
        let hostile = "</textarea><script>alert(1)</script>&\"";
        let html = Owner::new().with(|| {
            view! { <TextArea name="reason" label="Reason" help="" value=hostile.to_owned() area=NodeRef::new() typed=|_| () hint=RwSignal::default() error=String::new() /> }.to_html()
        });
        assert!(
            html.contains(
                "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;</textarea>"
            ),
            "{html}"
        );
        assert!(!html.contains("<script>"), "{html}");
    }
}
