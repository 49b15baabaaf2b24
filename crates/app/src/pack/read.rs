//! Reads a pack from the files built into the binary. An error names the file and, where there is one, the key.

use super::check::check;
use super::entry::{BranchEntry, DemoEntry, EmployeeEntry, FaqEntry, Head, Pack, ResourceEntry, ServiceEntry};
use super::product::{self, ProductEntry};
use super::tour::{self, TourEntry};
use domain::org::OrgSettings;
use domain::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// The folder `packs/`; a debug build reads it from disk, so data can be edited without a rebuild.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../packs/"]
struct Files;

/// Names of all packs, sorted.
pub fn names() -> Vec<String> {
    let names: BTreeSet<String> = Files::iter()
        .filter_map(|path| path.strip_suffix("/pack.toml").map(str::to_owned))
        .collect();
    names.into_iter().collect()
}

/// The text of one golden dialogue of a pack.
pub fn dialogue(pack: &str, name: &str) -> Option<String> {
    let path = format!("{pack}/dialogues/{name}.txt");
    String::from_utf8(Files::get(&path)?.data.into_owned()).ok()
}

/// All golden dialogues of a pack by name.
pub fn dialogues(pack: &str) -> Vec<(String, String)> {
    let folder = format!("{pack}/dialogues/");
    let names = Files::iter().filter_map(|path| path.strip_prefix(&folder)?.strip_suffix(".txt").map(str::to_owned));
    let mut found: Vec<_> = names.filter_map(|name| dialogue(pack, &name).map(|text| (name, text))).collect();
    found.sort_unstable();
    found
}

/// The texts of a folder of a pack by name, without the ending.
pub(super) fn texts(pack: &str, folder: &str, ending: &str) -> Result<Vec<(String, String)>> {
    let lead = format!("{pack}/{folder}/");
    let mut found = Vec::new();
    for path in Files::iter() {
        let Some(name) = path.strip_prefix(&lead).and_then(|rest| rest.strip_suffix(ending)) else { continue };
        let Some(file) = Files::get(&path) else { continue };
        found.push((name.to_owned(), String::from_utf8(file.data.into_owned()).map_err(|_| Error::invalid(path.to_string(), "the file is not UTF-8"))?));
    }
    found.sort_unstable();
    Ok(found)
}

/// One whole file of a pack; its default where the pack has none.
pub(super) fn whole<T: DeserializeOwned + Default>(pack: &str, file: &str) -> Result<T> {
    let Some(found) = Files::get(&format!("{pack}/{file}")) else { return Ok(T::default()) };
    table(pack, file, &String::from_utf8(found.data.into_owned()).map_err(|_| Error::invalid(format!("{pack}/{file}"), "the file is not UTF-8"))?)
}

/// A file of the library all packs share, `packs/library`.
pub fn library(file: &str) -> Option<String> {
    String::from_utf8(Files::get(&format!("library/{file}"))?.data.into_owned()).ok()
}

/// The pack of that name, checked; `NotFound` when there is none.
pub fn read(name: &str) -> Result<Pack> {
    if !names().iter().any(|known| known == name) {
        return Err(Error::not_found("pack").code("pack_unknown").op("pack.read"));
    }
    parse(name, |file| {
        let path = format!("{name}/{file}");
        let Some(found) = Files::get(&path) else { return Ok(None) };
        String::from_utf8(found.data.into_owned()).map(Some).map_err(|_| Error::invalid(path, "the file is not UTF-8"))
    })
    .map_err(|error| error.op("pack.read"))
}

/// Reads and checks a pack from any source of files; `file` gives the text of `pack.toml` and its neighbours, if there.
pub fn parse(name: &str, file: impl Fn(&str) -> Result<Option<String>>) -> Result<Pack> {
    let text = |path: &str| -> Result<String> { Ok(file(path)?.unwrap_or_default()) };
    let head: Head = table(name, "pack.toml", &text("pack.toml")?)?;
    let pack = Pack {
        settings: settings(name, &head)?,
        head,
        branches: table::<Branches>(name, "branches.toml", &text("branches.toml")?)?.branch,
        resources: table::<Resources>(name, "resources.toml", &text("resources.toml")?)?.resource,
        services: table::<Services>(name, "services.toml", &text("services.toml")?)?.service,
        employees: table::<Employees>(name, "employees.toml", &text("employees.toml")?)?.employee,
        faq: table::<FaqFile>(name, "faq.toml", &text("faq.toml")?)?.faq,
        tours: table::<Tours>(name, "tours.toml", &text("tours.toml")?)?.tour,
        products: table::<Products>(name, "products.toml", &text("products.toml")?)?.product,
        demo: file("demo.toml")?.map(|text| table::<DemoEntry>(name, "demo.toml", &text)).transpose()?,
    };
    check(name, &pack)?;
    tour::check(name, &pack)?;
    product::check(name, &pack)?;
    Ok(pack)
}

fn table<T: DeserializeOwned>(pack: &str, file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1);
        Error::invalid(format!("{pack}/{file}"), format!("line {line}: {}", error.message()))
    })
}

/// Settings with defaults for what is missing and an error for what does not exist.
fn settings(pack: &str, head: &Head) -> Result<OrgSettings> {
    let at = |key: &str| format!("{pack}/pack.toml settings.{key}");
    let known = serde_json::to_value(OrgSettings::default()).map_err(|error| Error::internal("settings cannot be listed").source(error))?;
    if let Some(key) = head.settings.keys().find(|key| known.get(key.as_str()).is_none()) {
        return Err(Error::invalid(at(key), "no such setting"));
    }
    head.settings.clone().try_into().map_err(|error: toml::de::Error| Error::invalid(at("*"), error.message()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Branches {
    #[serde(default)]
    branch: Vec<BranchEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resources {
    #[serde(default)]
    resource: Vec<ResourceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Services {
    #[serde(default)]
    service: Vec<ServiceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Employees {
    #[serde(default)]
    employee: Vec<EmployeeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaqFile {
    #[serde(default)]
    faq: Vec<FaqEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tours {
    #[serde(default)]
    tour: Vec<TourEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Products {
    #[serde(default)]
    product: Vec<ProductEntry>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The salon with one piece of text replaced in one file.
    fn salon_with(file: &str, from: &str, to: &str) -> Result<Pack> {
        let mut files: BTreeMap<String, String> = ["pack", "branches", "resources", "services", "employees", "faq", "demo"]
            .iter()
            .filter_map(|stem| {
                let path = format!("{stem}.toml");
                let data = Files::get(&format!("salon/{path}"))?.data.into_owned();
                Some((path, String::from_utf8(data).unwrap()))
            })
            .collect();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        *text = text.replacen(from, to, 1);
        parse("salon", |path| Ok(files.get(path).cloned()))
    }

    #[test]
    fn every_pack_reads() {
        assert_eq!(names(), ["blank", "salon", "tours"]);
        for name in names() {
            let pack = read(&name).unwrap();
            assert_eq!(pack.head.key, name);
        }
    }

    #[test]
    fn the_salon_is_a_whole_firm() {
        let pack = read("salon").unwrap();
        assert_eq!((pack.branches.len(), pack.services.len(), pack.employees.len()), (2, 12, 6));
        assert!(pack.faq.len() >= 25 && pack.faq.iter().all(|faq| faq.ru.is_some() && faq.en.is_some()));
        assert!(pack.services.iter().all(|s| pack.employees.iter().any(|e| e.skills.iter().any(|k| k.service == s.key))), "somebody does every service");
        assert_eq!(pack.settings.change_until_minutes, 120);
    }

    #[test]
    fn an_unknown_pack_is_not_found() {
        for name in ["", "nope", "../salon", "salon/pack.toml"] {
            assert_eq!(read(name).unwrap_err().public_code(), "pack_unknown", "{name}");
        }
    }

    #[test]
    fn errors_name_file_and_key() {
        for (file, from, to, field, detail) in [
            ("pack.toml", "zone = \"Europe/Moscow\"", "zone = \"Europe/Moskva\"", "salon/pack.toml zone", "IANA"),
            ("pack.toml", "currency = \"RUB\"", "currency = \"rub\"", "salon/pack.toml currency", "ISO 4217"),
            ("pack.toml", "lead_minutes", "leed_minutes", "salon/pack.toml settings.leed_minutes", "no such setting"),
            ("pack.toml", "key = \"salon\"", "key = \"saloon\"", "salon/pack.toml key", "folder"),
            ("branches.toml", "opens = \"09:00\"", "opens = \"9:00\"", "salon/branches.toml", "not a time of day"),
            ("branches.toml", "opens = \"09:00\"", "opens = \"21:00\"", "salon/branches.toml pokrovka", "ends before"),
            ("branches.toml", "key = \"sokol\"", "key = \"pokrovka\"", "salon/branches.toml pokrovka", "twice"),
            ("branches.toml", "+79000001002", "12", "salon/branches.toml sokol", "phone"),
            ("resources.toml", "branch = \"sokol\"", "branch = \"arbat\"", "salon/resources.toml pedicure-sokol", "arbat"),
            ("services.toml", "\"pedicure-sokol\"]", "\"sauna\"]", "salon/services.toml pedicure", "sauna"),
            ("services.toml", "price = 320000\nprice_max = 420000", "price = 320000\nprice_max = 1", "salon/services.toml haircut-women", "price_max"),
            ("services.toml", "duration_minutes = 60", "duration_minutes = 0", "salon/services.toml haircut-women", "duration"),
            ("services.toml", "duration_minutes = 60", "duration = 60", "salon/services.toml", "unknown field"),
            ("employees.toml", "service = \"beard\"", "service = \"tattoo\"", "salon/employees.toml timur", "tattoo"),
            ("employees.toml", "weekdays = [4], starts = \"12:00\"", "weekdays = [8], starts = \"12:00\"", "salon/employees.toml marina", "weekday"),
            ("employees.toml", "weekdays = [2, 3], starts = \"10:00\"", "weekdays = [1, 3], starts = \"10:00\"", "salon/employees.toml marina", "closed"),
            ("employees.toml", "starts = \"14:00\", ends = \"14:30\"", "starts = \"08:00\", ends = \"08:30\"", "salon/employees.toml anna", "break"),
            ("employees.toml", "weekdays = [6], starts", "weekdays = [5], starts", "salon/employees.toml anna", "overlap"),
            ("faq.toml", "\"Можно картой?\"", "\" \"", "salon/faq.toml payment", "empty"),
            ("demo.toml", "services = [\"manicure\"]", "services = [\"manicures\"]", "salon/demo.toml", "manicures"),
        ] {
            let error = salon_with(file, from, to).expect_err(to);
            assert!(error.field.as_deref().is_some_and(|f| f.starts_with(field)), "{to}: {error}");
            assert!(error.detail.contains(detail), "{to}: {error}");
        }
    }
}
