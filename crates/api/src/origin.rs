//! Where a request comes from: the client's address behind trusted proxies, the user agent.
//! A forwarded address is believed only from a proxy the configuration names.

use crate::ApiState;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

/// A block of addresses, `10.0.0.0/8` or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    net: IpAddr,
    bits: u8,
}

impl Cidr {
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.net, ip.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => same_lead(net.to_bits().into(), ip.to_bits().into(), 32, self.bits),
            (IpAddr::V6(net), IpAddr::V6(ip)) => same_lead(net.to_bits(), ip.to_bits(), 128, self.bits),
            _ => false,
        }
    }
}

fn same_lead(a: u128, b: u128, width: u32, bits: u8) -> bool {
    let shift = width.saturating_sub(u32::from(bits));
    a.checked_shr(shift).unwrap_or(0) == b.checked_shr(shift).unwrap_or(0)
}

impl FromStr for Cidr {
    type Err = domain::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || domain::Error::invalid("trusted_proxies", "expected an address or a block such as 10.0.0.0/8");
        let (ip, bits) = text.trim().split_once('/').map_or((text.trim(), None), |(ip, bits)| (ip, Some(bits)));
        let net: IpAddr = ip.parse().map_err(|_| bad())?;
        let most = if net.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| bad())?;
        if bits <= most { Ok(Cidr { net, bits }) } else { Err(bad()) }
    }
}

/// Who is on the other end, as far as the network tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    pub ip: IpAddr,
    pub user_agent: String,
}

impl FromRequestParts<ApiState> for Remote {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Ok(Remote { ip: client_ip(peer, &parts.headers, &state.config.trusted_proxies), user_agent: user_agent.chars().filter(|c| !c.is_control()).take(200).collect() })
    }
}

/// The last address in `X-Forwarded-For` that is not a trusted proxy; the peer itself when it is not one.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[Cidr]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|block| block.contains(ip));
    let peer = peer.to_canonical();
    if !is_trusted(peer) {
        return peer;
    }
    let chain: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).collect();
    let mut nearest = peer;
    for hop in chain.into_iter().rev() {
        // An unreadable hop ends the chain: nothing before it can be believed.
        let Ok(ip) = hop.trim().parse::<IpAddr>() else { break };
        nearest = ip.to_canonical();
        if !is_trusted(nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_are_believed_only_from_trusted_proxies() {
        for (peer, forwarded, trusted, expected) in [
            ("203.0.113.5", "1.2.3.4", "", "203.0.113.5"),
            ("10.0.0.2", "1.2.3.4", "10.0.0.0/8", "1.2.3.4"),
            ("10.0.0.2", "6.6.6.6, 1.2.3.4", "10.0.0.0/8", "1.2.3.4"),
            ("10.0.0.2", "1.2.3.4, 10.9.9.9", "10.0.0.0/8", "1.2.3.4"),
            ("10.0.0.2", "10.1.1.1", "10.0.0.0/8", "10.1.1.1"),
            ("10.0.0.2", "1.2.3.4, nonsense", "10.0.0.0/8", "10.0.0.2"),
            ("10.0.0.2", "", "10.0.0.0/8", "10.0.0.2"),
            ("::ffff:10.0.0.2", "1.2.3.4", "10.0.0.0/8", "1.2.3.4"),
            ("fd00::1", "2001:db8::7", "fd00::/8", "2001:db8::7"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            let trusted: Vec<Cidr> = trusted.split(' ').filter(|t| !t.is_empty()).map(|t| t.parse().unwrap()).collect();
            assert_eq!(client_ip(peer.parse().unwrap(), &headers, &trusted).to_string(), expected, "{peer} {forwarded}");
        }
    }

    #[test]
    fn blocks_parse() {
        for (text, ok) in [("10.0.0.0/8", true), ("127.0.0.1", true), ("::/0", true), ("0.0.0.0/0", true), ("10.0.0.0/33", false), ("x", false), ("", false), ("10.0.0.0/-1", false)] {
            assert_eq!(text.parse::<Cidr>().is_ok(), ok, "{text}");
        }
        assert!("0.0.0.0/0".parse::<Cidr>().unwrap().contains("8.8.8.8".parse().unwrap()));
    }
}
