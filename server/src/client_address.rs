use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;

/// Where every proxy on the way adds whom it was asked by.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies whose word is taken for where a request came from; by default nobody's is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// The proxies in these networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whom a request comes from (invariant 10): the peer, or, if that is a trusted proxy, the last address in
    /// `X-Forwarded-For` that is none. What stands before that one was written by whoever it names.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
        let hops = lines.iter().rev().flat_map(|line| {
            // What is no text is no address either.
            let line = line.to_str().unwrap_or_default();
            line.rsplit(',').map(address)
        });
        for hop in hops {
            match hop {
                Some(hop) if self.are(client) => client = hop,
                _ => break,
            }
        }
        client
    }

    fn are(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text
        .parse()
        .or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, lines: &[&str]) -> String {
        let networks = trusted.iter().map(|net| net.parse().expect("a network"));
        let lines = lines.iter().map(|line| {
            let name = http::HeaderName::from_static(FORWARDED_FOR);
            (name, line.parse().expect("a header"))
        });
        let proxies = TrustedProxies::new(networks.collect());
        let peer = peer.parse().expect("an address");
        proxies.client(peer, &lines.collect()).to_string()
    }

    #[test]
    fn invariant_10_nobody_says_whom_they_come_from_but_a_trusted_proxy() {
        let forged = ["10.0.0.1, 127.0.0.1"];
        assert_eq!(client(&[], "192.0.2.7", &forged), "192.0.2.7");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.7", &forged), "192.0.2.7");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(
            client(&["10.0.0.0/8"], "::ffff:10.1.2.3", &["192.0.2.7"]),
            "192.0.2.7"
        );
    }

    #[test]
    fn invariant_10_what_the_client_wrote_before_the_proxies_is_not_believed() {
        let trusted = ["10.0.0.0/8", "2001:db8::/32"];
        for (lines, wanted) in [
            (&["203.0.113.9, 192.0.2.7"][..], "192.0.2.7"),
            (&["203.0.113.9, 192.0.2.7, 10.0.0.2"], "192.0.2.7"),
            (&["203.0.113.9", "192.0.2.7,10.0.0.2"], "192.0.2.7"),
            (&["192.0.2.7:4711, [2001:db8::1]:80"], "192.0.2.7"),
            (&["10.0.0.3"], "10.0.0.3"),
            // Whoever wrote that is not taken at their word, whatever stands before it.
            (&["192.0.2.7, unknown"], "10.0.0.1"),
            (&["192.0.2.7, , 10.0.0.2"], "10.0.0.2"),
            (&[""], "10.0.0.1"),
        ] {
            assert_eq!(client(&trusted, "10.0.0.1", lines), wanted, "{lines:?}");
        }
    }
}
