//! robots.txt (RFC 9309): which pages of a host a reader may fetch, and how fast. Pure; the fetching is `web.rs`.

use std::time::Duration;

/// How we call ourselves there.
pub const AGENT: &str = "samovar";
/// A longer wish is shortened: a job must end some day.
const LONGEST_DELAY: Duration = Duration::from_secs(10);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    rules: Vec<Rule>,
    pub delay: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allows: bool,
    pattern: String,
}

#[derive(Default)]
struct Group {
    agents: Vec<String>,
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

impl Robots {
    /// Reads the rules for us: those that name us, else those for everybody.
    pub fn parse(text: &str) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut names_agents = false;
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            let is_agent = name == "user-agent";
            if is_agent && !names_agents {
                groups.push(Group::default());
            }
            let Some(group) = groups.last_mut() else { continue };
            match name.as_str() {
                "user-agent" => group.agents.push(value.to_ascii_lowercase()),
                // An empty Disallow allows everything.
                "allow" | "disallow" if value.is_empty() => {}
                "allow" | "disallow" => group.rules.push(Rule { allows: name == "allow", pattern: value.to_owned() }),
                "crawl-delay" => group.delay = value.parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0).map(|s| Duration::from_secs_f64(s.min(LONGEST_DELAY.as_secs_f64()))),
                _ => continue,
            }
            names_agents = is_agent;
        }
        let of = |agent: &str| {
            let found = groups.iter().filter(|g| g.agents.iter().any(|a| a == agent)).collect::<Vec<_>>();
            (!found.is_empty()).then(|| Robots { rules: found.iter().flat_map(|g| g.rules.clone()).collect(), delay: found.iter().find_map(|g| g.delay) })
        };
        of(AGENT).or_else(|| of("*")).unwrap_or_default()
    }

    /// May the page be fetched? `path` begins with a slash and holds the query. The longest rule that fits decides; of equals the kind one.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|rule| fits(&rule.pattern, path));
        fitting.max_by_key(|rule| (rule.pattern.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }
}

/// `*` stands for anything, `$` for the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = pattern.strip_suffix('$').map_or((pattern, false), |head| (head, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if to_the_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some((_, tail)) = rest.split_once(part) else { return false };
        rest = tail;
    }
    !to_the_end || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("/", "/any", true), ("/a", "/ab", true), ("/a/", "/a", false), ("/*.pdf", "/x/y.pdf?z", true), ("/*.pdf$", "/x/y.pdf", true), ("/*.pdf$", "/x/y.pdf?z", false),
            ("/a$", "/a", true), ("/a$", "/ab", false), ("*", "/", true), ("/*/b/*/d", "/a/b/c/d", true), ("/*/b/*/d", "/a/b/d", false), ("/*$", "/x", true), ("", "/x", true),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn our_own_group_wins_and_the_longest_rule_decides() {
        let text = "User-agent: *\nDisallow: /\n\nuser-agent: other\nUser-Agent: Samovar # ours\nDisallow: /admin\nAllow: /admin/help\nCrawl-delay: 2.5\nDisallow:\n\nUser-agent: third\nDisallow: /shop";
        let robots = Robots::parse(text);
        for (path, expected) in [("/", true), ("/shop", true), ("/admin", false), ("/admin/x", false), ("/admin/help/1", true)] {
            assert_eq!(robots.allows(path), expected, "{path}");
        }
        assert_eq!(robots.delay, Some(Duration::from_millis(2500)));
        let all = Robots::parse("User-agent: *\nDisallow: /private\nCrawl-delay: 900");
        assert!(all.allows("/") && !all.allows("/private/x"));
        assert_eq!(all.delay, Some(LONGEST_DELAY));
        for odd in ["", "Disallow: /", "<html>no</html>", "User-agent: *\nCrawl-delay: NaN\nDisallow", "User-agent: *\nDisallow:"] {
            assert!(Robots::parse(odd).allows("/x"), "{odd}");
        }
    }
}
