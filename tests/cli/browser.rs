use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

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
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let form = fields.iter().map(pair).collect::<Vec<_>>().join("&");
        self.ask("POST", &format!("/api/{function}"), &form)
    }

    #[track_caller]
    fn ask(&mut self, verb: &str, path: &str, form: &str) -> Page {
        let (host, length) = (self.origin.replace("http://", ""), form.len());
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let mut stream = TcpStream::connect(&host).expect("somebody listens");
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .expect("a time limit");
        write!(
            stream,
            "{verb} {path} HTTP/1.0\r\nHost: {host}\r\nOrigin: {}\r\nAccept: text/html\r\nCookie: {cookies}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}",
            self.origin
        )
        .expect("is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let headers = || head.lines().filter_map(|line| line.split_once(": "));
        for (_, cookie) in headers().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
            let pair = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='));
            let (name, value) = pair.expect("a cookie has a name");
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let location = headers().find(|(name, _)| name.eq_ignore_ascii_case("location"));
        Page {
            status: status.expect("a status"),
            location: location.map(|(_, location)| location.to_owned()),
            body: body.to_owned(),
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

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
