use crate::wire;

/// As much of a browser as a form needs: it keeps cookies and says where it comes from.
pub struct Browser {
    origin: String,
    cookies: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
}

impl Browser {
    pub fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            cookies: Vec::new(),
        }
    }

    #[track_caller]
    pub fn open(&mut self, path: &str) -> Page {
        self.ask("GET", path, "")
    }

    /// Posts a form to a server function.
    #[track_caller]
    pub fn submit(&mut self, function: &str, fields: &[(&str, &str)]) -> Page {
        self.ask("POST", &format!("/api/{function}"), &wire::form(fields))
    }

    #[track_caller]
    fn ask(&mut self, verb: &str, path: &str, form: &str) -> Page {
        let (host, length) = (self.origin.replace("http://", ""), form.len());
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let request = format!(
            "{verb} {path} HTTP/1.0\r\nHost: {host}\r\nOrigin: {}\r\nAccept: text/html\r\nCookie: {cookies}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}",
            self.origin
        );
        let (head, body) = wire::ask(&host, &request);
        for cookie in wire::values(&head, "set-cookie") {
            let pair = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='));
            let (name, value) = pair.expect("a cookie has a name");
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        Page {
            status: wire::status(&head),
            location: wire::values(&head, "location").next().map(str::to_owned),
            body,
        }
    }
}

impl Page {
    /// The value of a hidden field.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> &str {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .body
            .split_once(&start)
            .unwrap_or_else(|| panic!("no {name} in {}", self.body));
        rest.split('"').next().expect("a value ends")
    }
}
