use std::net::IpAddr;

/// Whether a list as `NO_PROXY` holds names a host: by its name, a domain around it, its address, a network around that
/// one (`10.0.0.0/8`), each with a port or without, or as `*`.
pub(crate) fn lists(list: &str, host: &str, port: u16) -> bool {
    list.split([',', ' ']).map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        let (entry, with_port) = split_port(entry);
        with_port.is_none_or(|with_port| with_port == port) && matches(entry, host)
    })
}

fn matches(entry: &str, host: &str) -> bool {
    if entry == "*" {
        return true;
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return holds(entry, address.to_canonical());
    }
    let (entry, host) = (entry.to_ascii_lowercase(), host.to_ascii_lowercase());
    let domain = entry.trim_start_matches('*').trim_start_matches('.');
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        && !domain.is_empty()
}

/// A port behind a name or address; an IPv6 address has colons of its own.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    let bare = |text: &'_ str| -> usize { text.matches(':').count() };
    match entry.rsplit_once(':') {
        Some((name, port)) if name.ends_with(']') || bare(entry) == 1 => match port.parse() {
            Ok(port) => (brackets(name), Some(port)),
            Err(_) => (entry, None),
        },
        _ => (brackets(entry), None),
    }
}

fn brackets(text: &str) -> &str {
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text)
}

/// Whether an address, or a network in CIDR notation, holds that address.
fn holds(entry: &str, address: IpAddr) -> bool {
    let (network, bits) = entry.split_once('/').unwrap_or((entry, "128"));
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else {
        return false;
    };
    let (found, wanted, width) = match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            (u128::from(a.to_bits()) << 96, u128::from(b.to_bits()) << 96, 32)
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
        _ => return false,
    };
    let common = (found ^ wanted).leading_zeros();
    common >= bits.min(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_hosts_domains_addresses_and_networks() {
        let list =
            "a.com, .b.com *.c.com,db:9000,10.0.0.0/8,192.168.1.1:8123,fd00::/8,[::2]:1,[::3]";
        for (host, port) in [
            ("a.com", 1),
            ("A.com", 1),
            ("x.a.com", 1),
            ("b.com", 1),
            ("x.b.com", 1),
            ("x.c.com", 1),
            ("db", 9000),
            ("10.1.2.3", 1),
            ("::ffff:10.1.2.3", 1),
            ("192.168.1.1", 8123),
            ("fd12::1", 1),
            ("::2", 1),
            ("::3", 7),
        ] {
            assert!(lists(list, host, port), "{host}:{port}");
        }
        for (host, port) in [
            ("aa.com", 1),
            ("a.com.de", 1),
            ("com", 1),
            ("db", 8123),
            ("11.1.2.3", 1),
            ("192.168.1.1", 1),
            ("192.168.1.11", 8123),
            ("fe00::1", 1),
            ("::2", 2),
        ] {
            assert!(!lists(list, host, port), "{host}:{port}");
        }
    }

    #[test]
    fn a_star_names_all_and_rubbish_nothing() {
        assert!(lists("x, *", "h", 1) && lists("*", "1.2.3.4", 1) && lists("*:7", "h", 7));
        for list in ["", " , ", ".", "*.", ":1", "[", "1.2.3.4/x", "1.2.3.4/", "/8", "::/"] {
            assert!(!lists(list, "h", 1) && !lists(list, "1.2.3.4", 1), "{list}");
        }
        assert!(lists("0.0.0.0/0", "1.2.3.4", 1) && !lists("0.0.0.0/0", "::5", 1));
        assert!(lists("1.2.3.4/99", "1.2.3.4", 1) && !lists("1.2.3.4/99", "1.2.3.5", 1));
    }
}
