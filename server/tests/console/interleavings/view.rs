use serde_json::Value;

use crate::support::Answer;

/// What a page says of who one is: the snapshot that its islands are given.
#[derive(Clone, Debug, Default)]
pub struct View {
    snapshot: Value,
}

impl View {
    /// `None` when the answer is no page of somebody who is signed in.
    pub fn read(answer: &Answer) -> Option<Self> {
        if answer.status != 200 {
            return None;
        }
        let props = answer.body.split("data-props=\"").skip(1);
        let mut snapshots = props.filter_map(|rest| {
            let (json, _) = rest.split_once('"')?;
            let json = json.replace("&quot;", "\"").replace("&amp;", "&");
            let mut props: Value = serde_json::from_str(&json).ok()?;
            Some(props.get_mut("snapshot")?.take())
        });
        let snapshot = snapshots.next().expect("every page has a snapshot");
        Some(Self { snapshot })
    }

    fn text(&self, pointer: &str) -> &str {
        let found = self.snapshot.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_default()
    }

    /// The session that its forms are for.
    pub fn session(&self) -> &str {
        self.text("/session_id")
    }

    /// Who one is.
    pub fn email(&self) -> &str {
        self.text("/user/email")
    }

    /// Who is behind it.
    pub fn actor(&self) -> &str {
        self.text("/actor/email")
    }

    /// The open impersonation: the subject, and whether pages act under it.
    pub fn open(&self) -> Option<(String, bool)> {
        let state = self.snapshot.get("impersonation")?;
        let inside = state.get("inside")?.as_bool()?;
        let (email, _) = self.row(true)?;
        Some((email, inside))
    }

    /// The id of one's own session, or of the impersonated one.
    pub fn target(&self, acted: bool) -> String {
        self.row(acted).map(|(_, id)| id).unwrap_or_default()
    }

    /// A field of the form that starts the open impersonation again.
    pub fn resume(&self, field: &str) -> &str {
        self.text(&format!("/impersonation/resume/{field}"))
    }

    fn row(&self, acted: bool) -> Option<(String, String)> {
        let rows = self.snapshot.get("sessions")?.as_array()?;
        let row = rows.iter().find(|row| row["actor"].is_null() != acted)?;
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        Some((text("email"), text("id")))
    }
}
