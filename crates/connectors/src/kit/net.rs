//! The guard of outgoing calls: an address typed by a tenant must not reach our own network.
//! Names are judged by the addresses they resolve to, at the moment of connecting, so a changed DNS answer cannot slip past.

use domain::{Error, Result, port::NetPolicy};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// Reads the base address of a vendor's API from the settings. Pure: a name is judged later, when it is resolved.
pub fn base_url(field: &str, text: &str, policy: NetPolicy) -> Result<Url> {
    let url = address(field, text, policy)?;
    match url.scheme() {
        "https" => {}
        // Plain HTTP would show the token to everybody on the way.
        "http" if policy != NetPolicy::Public => {}
        _ => return Err(Error::invalid(field, "the address begins with https://")),
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Error::invalid(field, "the address has no ? and no #"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::invalid(field, "the address holds no login and password"));
    }
    Ok(url)
}

/// Reads the address of a proxy: http, https, socks5 or socks5h, with or without a login.
pub fn proxy_url(field: &str, text: &str, policy: NetPolicy) -> Result<Url> {
    let url = address(field, text, policy)?;
    match url.scheme() {
        "http" | "https" | "socks5" | "socks5h" => Ok(url),
        _ => Err(Error::invalid(field, "a proxy is http://, https:// or socks5://")),
    }
}

/// Reads the address of a web page: http or https, without login and fragment.
pub fn page_url(field: &str, text: &str, policy: NetPolicy) -> Result<Url> {
    let mut url = address(field, text, policy)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::invalid(field, "the address begins with https:// or http://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::invalid(field, "the address holds no login and password"));
    }
    url.set_fragment(None);
    Ok(url)
}

fn address(field: &str, text: &str, policy: NetPolicy) -> Result<Url> {
    let url = Url::parse(text.trim()).map_err(|_| Error::invalid(field, "not a valid address"))?;
    let refused = || Error::invalid(field, "the address is inside a private network").code("address_not_allowed");
    match url.host() {
        None => Err(Error::invalid(field, "the address has no host")),
        Some(Host::Ipv4(ip)) if !is_allowed(ip.into(), policy) => Err(refused()),
        Some(Host::Ipv6(ip)) if !is_allowed(ip.into(), policy) => Err(refused()),
        Some(Host::Domain(name)) => {
            // Schemes like socks5 keep `127.0.0.1` as a plain name.
            let literal = name.trim_matches(['[', ']']).parse::<IpAddr>().ok();
            let local = name == "localhost" || name.ends_with(".localhost");
            if literal.is_some_and(|ip| !is_allowed(ip, policy)) || (local && policy == NetPolicy::Public) {
                return Err(refused());
            }
            Ok(url)
        }
        Some(_) => Ok(url),
    }
}

/// May we open a connection to this address?
pub fn is_allowed(ip: IpAddr, policy: NetPolicy) -> bool {
    let reach = match ip {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    };
    match policy {
        NetPolicy::Public => reach == Reach::Public,
        NetPolicy::Loopback => matches!(reach, Reach::Public | Reach::Loopback),
        NetPolicy::Private => reach != Reach::Never,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Public,
    Private,
    Loopback,
    /// Nobody's business under any policy: cloud metadata, multicast, reserved space.
    Never,
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (127, ..) => Reach::Loopback,
        (10, ..) | (192, 168, _) => Reach::Private,
        (172, 16..=31, _) | (100, 64..=127, _) => Reach::Private,
        (0, ..) | (169, 254, _) | (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => Reach::Never,
        (224..=255, ..) => Reach::Never,
        _ => Reach::Public,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    if ip.is_loopback() {
        return Reach::Loopback;
    }
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let embedded = |high: u16, low: u16| {
        let [w, x] = high.to_be_bytes();
        let [y, z] = low.to_be_bytes();
        reach_v4(Ipv4Addr::new(w, x, y, z))
    };
    match (a, b, c, d, e, f) {
        // IPv4 in its IPv6 clothes: mapped, compatible, NAT64, 6to4.
        (0, 0, 0, 0, 0, 0xffff | 0) => embedded(g, h),
        (0x64, 0xff9b, 0, 0, 0, 0) => embedded(g, h),
        (0x2002, ..) => embedded(b, c),
        (0xfc00..=0xfdff, ..) => Reach::Private,
        // Everything else that is routed on the internet today begins with 2 or 3; Teredo and documentation do too.
        (0x2001, 0 | 0xdb8, ..) => Reach::Never,
        (0x2000..=0x3fff, ..) => Reach::Public,
        _ => Reach::Never,
    }
}

/// The refusal, to be found again in the depth of an HTTP error.
#[derive(Debug)]
pub struct Blocked;

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name resolves to an address that may not be called")
    }
}
impl std::error::Error for Blocked {}

/// Resolves names and hands on only the addresses the policy allows; the connection is made to exactly these.
#[derive(Debug)]
pub struct Guard(pub NetPolicy);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|addr| is_allowed(addr.ip(), policy)).collect();
            if allowed.is_empty() {
                return Err(Blocked.into());
            }
            let addrs: Addrs = Box::new(allowed.into_iter());
            Ok(addrs)
        })
    }
}
