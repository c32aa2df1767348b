//! Taking an address, with a sentence when it cannot be had.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::anyhow;
use tokio::net::TcpListener;

/// A listener on `address` for `whom` ("the console"), and the address with its real port.
pub async fn bind(
    whom: &str,
    flag: &str,
    address: SocketAddr,
) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "The address {address} of {whom} is taken by another program; stop it, or choose another with {flag}"
        ),
        ErrorKind::PermissionDenied => anyhow!(
            "The address {address} of {whom} may not be used by this user (ports below 1024 are reserved); choose another with {flag}"
        ),
        ErrorKind::AddrNotAvailable => anyhow!(
            "The address {address} of {whom} is not an address of this machine; choose another with {flag}"
        ),
        _ => anyhow!("The address {address} of {whom} cannot be used: {error}"),
    })?;
    let real = listener.local_addr()?;
    Ok((listener, real))
}

/// The address under which this machine itself reaches a listener: one that listens everywhere
/// (`0.0.0.0`) is reached over the loopback interface.
pub fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listens_everywhere_is_reached_over_loopback() {
        let reached = |address: &str| reachable(address.parse().expect("an address")).to_string();
        assert_eq!(reached("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(reached("[::]:80"), "[::1]:80");
        assert_eq!(reached("192.0.2.1:80"), "192.0.2.1:80");
    }
}
