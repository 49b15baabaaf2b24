//! The firm's colour as a style sheet: fills with ink that reads on them, and an accent for lines and words that reads on
//! paper, light and dark. Whatever the owner picked, contrast is at least 4.5 : 1.

type Rgb = [u8; 3];

const WHITE: Rgb = [255; 3];
const BLACK: Rgb = [0; 3];
/// The least favourable grounds of the page: `--fill` of web/booking/src/page.css, light and dark.
const LIGHT: Rgb = [0xf4, 0xf0, 0xea];
const DARK: Rgb = [0x2b, 0x27, 0x23];
const READABLE: f64 = 4.5;

pub fn sheet(color: &str) -> String {
    let brand = parse(color).unwrap_or([0x8f, 0x4a, 0x2b]);
    let ink = if contrast(brand, WHITE) >= READABLE { WHITE } else { [0x1d, 0x1a, 0x17] };
    // A middling colour reads with neither: it gives way.
    let fill = readable(brand, ink, if ink == WHITE { BLACK } else { WHITE });
    let (light, dark) = (hex(readable(brand, LIGHT, BLACK)), hex(readable(brand, DARK, WHITE)));
    format!(":root{{--brand:{};--on-brand:{};--accent:{light}}}@media(prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}", hex(fill), hex(ink))
}

/// The colour itself, or as little nearer to `towards` as makes it read on `ground`.
fn readable(color: Rgb, ground: Rgb, towards: Rgb) -> Rgb {
    let step = |k: u16| color_between(color, towards, k);
    (0..=20).map(step).find(|one| contrast(*one, ground) >= READABLE).unwrap_or(towards)
}

fn color_between(a: Rgb, b: Rgb, twentieths: u16) -> Rgb {
    let mut out = a;
    for (one, (from, to)) in out.iter_mut().zip(a.into_iter().zip(b)) {
        let mixed = (u16::from(from) * (20 - twentieths) + u16::from(to) * twentieths) / 20;
        *one = u8::try_from(mixed).unwrap_or(u8::MAX);
    }
    out
}

fn parse(color: &str) -> Option<Rgb> {
    let digits = color.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([r, g, b])
}

fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance([r, g, b]: Rgb) -> f64 {
    let linear = |value: u8| {
        let part = f64::from(value) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_reads() {
        for color in ["#8f4a2b", "#000000", "#ffffff", "#ffee00", "#777777", "#ff5a5f", "#1e88e5", "#0b0b30", "red", "#12"] {
            let sheet = sheet(color);
            let values: Vec<Rgb> = sheet.match_indices('#').filter_map(|(at, _)| sheet.get(at..at + 7).and_then(parse)).collect();
            let [fill, ink, light, dark] = values[..] else { panic!("{sheet}") };
            assert!(contrast(fill, ink) >= READABLE && contrast(light, LIGHT) >= READABLE && contrast(dark, DARK) >= READABLE, "{color}: {sheet}");
        }
    }
}
