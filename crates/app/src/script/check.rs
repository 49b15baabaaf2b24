//! The limits of a script, each with the field named in the error, and the rule of variables: nothing is said that may stay unknown.

use crate::agent::check::{POSITION, most, stages};
use crate::catalog::check;
use domain::script::{AnswerKind, Script, VARIABLES, variables};
use domain::{Error, Result};
use std::collections::BTreeSet;

pub const NAME: usize = 200;
pub const TRIGGERS: usize = 100;
pub const STEPS: usize = 60;
pub const SAY: usize = 2_000;
pub const VARIABLE: usize = 40;
pub const CHOICES: usize = 10;
pub const CHOICE: usize = 100;
pub const OBJECTIONS: usize = 200;
pub const SAYS: usize = 30;
pub const ANSWER: usize = 2_000;

/// Every limit; texts come out trimmed.
pub fn row(s: &mut Script) -> Result<()> {
    check::name("name", &mut s.name, NAME)?;
    check::range("position", s.position, -POSITION, POSITION)?;
    stages(&mut s.stages)?;
    most("triggers", s.triggers.len(), TRIGGERS)?;
    check::words("triggers", &mut s.triggers, TRIGGERS)?;
    most("steps", s.steps.len(), STEPS)?;
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for (i, step) in s.steps.iter_mut().enumerate() {
        let at = |field: &str| format!("steps[{i}].{field}");
        check::name(&at("say"), &mut step.say, SAY)?;
        check::maybe(&at("asks"), &mut step.asks, VARIABLE)?;
        check::maybe(&at("again"), &mut step.again, SAY)?;
        most(&at("choices"), step.choices.len(), CHOICES)?;
        for (n, choice) in step.choices.iter_mut().enumerate() {
            check::name(&at(&format!("choices[{n}]")), choice, CHOICE)?;
        }
        check::words(&at("choices"), &mut step.choices, CHOICES)?;
        if step.kind == AnswerKind::Choice && step.choices.len() < 2 {
            return Err(Error::invalid(at("choices"), "a choice has at least two answers"));
        }
        known(&at("say"), &step.say, &asked)?;
        known(&at("again"), step.again.as_deref().unwrap_or_default(), &asked)?;
        if let Some(name) = &step.asks {
            variable(&at("asks"), name)?;
            if !asked.insert(name.clone()) {
                return Err(Error::invalid(at("asks"), "an earlier step asks for it"));
            }
        }
    }
    most("objections", s.objections.len(), OBJECTIONS)?;
    for (i, objection) in s.objections.iter_mut().enumerate() {
        let at = |field: &str| format!("objections[{i}].{field}");
        check::words(&at("says"), &mut objection.says, SAYS)?;
        if objection.says.is_empty() {
            return Err(Error::invalid(at("says"), "at least one wording"));
        }
        check::name(&at("answer"), &mut objection.answer, ANSWER)?;
        // An objection comes at any time: what an answer says must be known from the start, or be what the script finds out.
        known(&at("answer"), &objection.answer, &asked)?;
    }
    if s.steps.is_empty() && s.objections.is_empty() {
        return Err(Error::invalid("steps", "a script says something: a step or an objection"));
    }
    Ok(())
}

/// Every variable of a text is known from the start or was asked for before.
fn known(field: &str, text: &str, asked: &BTreeSet<String>) -> Result<()> {
    let all = variables(text);
    let end = all.last().map_or(0, |(range, _)| range.end);
    if text.get(end..).is_some_and(|rest| rest.contains("{{")) {
        return Err(Error::invalid(field, "a variable is opened with {{ and never closed").code("variable_unclosed"));
    }
    match all.iter().find(|(_, name)| !VARIABLES.contains(name) && !asked.contains(*name)) {
        Some((_, name)) => {
            let name: String = name.chars().take(VARIABLE).collect();
            Err(Error::invalid(field, format!("nobody has asked for {{{{{name}}}}} before")).code("variable_unknown"))
        }
        None => Ok(()),
    }
}

fn variable(field: &str, name: &str) -> Result<()> {
    let is_fine = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if is_fine { Ok(()) } else { Err(Error::invalid(field, "a variable is made of a-z, 0-9 and underscores and begins with a letter")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ScriptId;
    use domain::script::{Objection, ScriptStep};
    use domain::{Lang, Ts};

    fn refused(change: impl FnOnce(&mut Script)) -> String {
        let step = |say: &str, asks: Option<&str>| ScriptStep { say: say.into(), asks: asks.map(str::to_owned), ..ScriptStep::default() };
        let at = Ts::from_micros(0);
        let mut script = Script {
            id: ScriptId::nil(), name: " Подбор ".into(), lang: Lang::Ru, role: None, stages: vec!["new-lead".into()], triggers: vec!["хочу в тур".into()],
            steps: vec![step("{{name}}, какой бюджет?", Some("budget")), step("Бюджет {{budget}}, хорошо.", None)], objections: vec![Objection { says: vec!["дорого".into()], answer: "Есть и дешевле, {{name}}.".into() }], is_active: true,
            position: 0, created_at: at, updated_at: at,
        };
        change(&mut script);
        match row(&mut script) {
            Ok(()) => format!("ok {}", script.name),
            Err(e) => format!("{} {}", e.field.clone().unwrap_or_default(), e.public_code()),
        }
    }

    #[test]
    fn limits_and_variables() {
        assert_eq!(refused(|_| {}), "ok Подбор");
        assert_eq!(refused(|s| s.name = " ".into()), "name invalid");
        assert_eq!(refused(|s| s.stages = vec!["Новый".into()]), "stages[0] invalid");
        assert_eq!(refused(|s| s.steps[0].say = "Ваш {{budget}}?".into()), "steps[0].say variable_unknown");
        assert_eq!(refused(|s| s.steps[1].again = Some("{{days}}".into())), "steps[1].again variable_unknown");
        assert_eq!(refused(|s| s.steps[0].say = "{{name".into()), "steps[0].say variable_unclosed");
        assert_eq!(refused(|s| s.steps[0].asks = Some("Бюджет".into())), "steps[0].asks invalid");
        assert_eq!(refused(|s| s.steps[1].asks = Some("budget".into())), "steps[1].asks invalid");
        assert_eq!(refused(|s| s.steps[1].kind = AnswerKind::Choice), "steps[1].choices invalid");
        assert_eq!(refused(|s| s.steps[1].choices = vec!["да".into(); 11]), "steps[1].choices invalid");
        assert_eq!(refused(|s| s.objections[0].says.clear()), "objections[0].says invalid");
        assert_eq!(refused(|s| s.objections[0].answer = "{{days}} дней".into()), "objections[0].answer variable_unknown");
        assert_eq!(refused(|s| s.objections[0].answer = "{{budget}} хватит".into()), "ok Подбор");
        assert_eq!(refused(|s| (s.steps, s.objections) = (vec![], vec![])), "steps invalid");
        assert_eq!(refused(|s| s.steps = vec![ScriptStep { say: "a".into(), ..ScriptStep::default() }; 61]), "steps invalid");
    }
}
