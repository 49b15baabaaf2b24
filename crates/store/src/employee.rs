//! Employees and their skills: rows and statements. Their hours are `schedule.rs`.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::employee::{Employee, Skill};
use domain::id::{BranchId, EmployeeId};
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO employee (org_id, id, name, title, about, synonyms, is_active, position, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE employee SET name = $3, title = $4, about = $5, synonyms = $6, is_active = $7, position = $8 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM employee WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM employee WHERE org_id = $1 ORDER BY position, id";
    DELETE = "DELETE FROM employee WHERE org_id = $1 AND id = $2";
    IS_USED = "SELECT 1 AS used FROM org WHERE id = $1 AND (EXISTS (SELECT 1 FROM booking WHERE org_id = $1 AND employee_id = $2) OR EXISTS (SELECT 1 FROM group_event WHERE org_id = $1 AND employee_id = $2) OR EXISTS (SELECT 1 FROM occupancy WHERE org_id = $1 AND subject_id = $2) OR EXISTS (SELECT 1 FROM departure WHERE org_id = $1 AND guide_id = $2))";
    SKILLS = "SELECT k.* FROM skill k JOIN service s ON s.org_id = k.org_id AND s.id = k.service_id WHERE k.org_id = $1 ORDER BY k.employee_id, s.position, k.service_id";
    SKILLS_OF = "SELECT k.* FROM skill k JOIN service s ON s.org_id = k.org_id AND s.id = k.service_id WHERE k.org_id = $1 AND k.employee_id = $2 ORDER BY s.position, k.service_id";
    ADD_SKILL = "INSERT INTO skill (org_id, employee_id, service_id, price, duration_minutes) VALUES ($1, $2, $3, $4, $5)";
    CLEAR_SKILLS = "DELETE FROM skill WHERE org_id = $1 AND employee_id = $2";
    /// Where they work, by the weekly rules and the exceptions.
    PLACES = "SELECT employee_id, branch_id FROM shift WHERE org_id = $1 UNION SELECT employee_id, branch_id FROM schedule_exception WHERE org_id = $1 AND branch_id IS NOT NULL ORDER BY 1, 2";
    PLACES_OF = "SELECT employee_id, branch_id FROM shift WHERE org_id = $1 AND employee_id = $2
                 UNION SELECT employee_id, branch_id FROM schedule_exception WHERE org_id = $1 AND employee_id = $2 AND branch_id IS NOT NULL ORDER BY 2";
}

impl FromRow for Employee {
    /// Without skills and branches, which are rows of their own.
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Employee {
            id: row.id("id")?,
            name: row.get("name")?,
            title: row.get("title")?,
            about: row.get("about")?,
            synonyms: row.json("synonyms")?,
            branches: Vec::new(),
            skills: Vec::new(),
            is_active: row.get("is_active")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
        })
    }
}

struct SkillRow(EmployeeId, Skill);

impl FromRow for SkillRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(SkillRow(row.id("employee_id")?, Skill { service_id: row.id("service_id")?, price: row.get("price")?, duration_minutes: row.maybe_num("duration_minutes")? }))
    }
}

struct Place(EmployeeId, BranchId);

impl FromRow for Place {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Place(row.id("employee_id")?, row.id("branch_id")?))
    }
}

pub async fn insert(unit: &mut Unit, e: &Employee) -> Result<()> {
    unit.exec(INSERT, vals![e.id, &e.name, &e.title, &e.about, json(&e.synonyms), e.is_active, e.position, e.created_at]).await?;
    add_skills(unit, e).await
}

/// The row and the skills; branches follow from the schedule.
pub async fn update(unit: &mut Unit, e: &Employee) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![e.id, &e.name, &e.title, &e.about, json(&e.synonyms), e.is_active, e.position]).await?;
    if touched == 0 {
        return Err(Error::not_found("employee"));
    }
    unit.exec(CLEAR_SKILLS, vals![e.id]).await?;
    add_skills(unit, e).await
}

async fn add_skills(unit: &mut Unit, e: &Employee) -> Result<()> {
    for k in &e.skills {
        unit.exec(ADD_SKILL, vals![e.id, k.service_id, k.price, k.duration_minutes]).await?;
    }
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: EmployeeId) -> Result<Employee> {
    let mut employee: Employee = reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("employee"))?;
    employee.skills = reads.list::<SkillRow>(SKILLS_OF, vals![id]).await?.into_iter().map(|k| k.1).collect();
    employee.branches = reads.list::<Place>(PLACES_OF, vals![id]).await?.into_iter().map(|p| p.1).collect();
    Ok(employee)
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Employee>> {
    let mut employees: Vec<Employee> = reads.list(LIST, vec![]).await?;
    for skill in reads.list::<SkillRow>(SKILLS, vec![]).await? {
        if let Some(employee) = employees.iter_mut().find(|e| e.id == skill.0) {
            employee.skills.push(skill.1);
        }
    }
    for place in reads.list::<Place>(PLACES, vec![]).await? {
        if let Some(employee) = employees.iter_mut().find(|e| e.id == place.0) {
            employee.branches.push(place.1);
        }
    }
    Ok(employees)
}

/// Skills and schedule go with the row.
pub async fn remove(unit: &mut Unit, id: EmployeeId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("employee")) } else { Ok(()) }
}

/// Did they ever have a visit, or is their time taken by anything?
pub async fn is_used(reads: &mut impl Reads, id: EmployeeId) -> Result<bool> {
    Ok(reads.find::<()>(IS_USED, vals![id]).await?.is_some())
}
