// The day on paper: a table for each employee, black on white. Only print sees it.

import { useTranslation } from "react-i18next";
import { phone, time } from "~/app/format";
import classes from "./print.module.css";
import type { BlockView, EmployeeView, Visit } from "./queries";

interface Props {
  title: string;
  zone: string;
  employees: EmployeeView[];
  visits: Visit[];
  blocks: BlockView[];
}

export function PrintDay({ title, zone, employees, visits, blocks }: Props) {
  const { t } = useTranslation("calendar");
  return (
    <div className={classes.sheet}>
      <h1>{title}</h1>
      {employees.map((employee) => {
        const own = visits.filter((visit) => visit.employee_id === employee.id && visit.status !== "cancelled");
        const closed = blocks.filter((block) => block.subject_id === employee.id);
        const rows = [
          ...own.map((visit) => ({
            id: visit.id,
            starts: visit.starts_at,
            ends: visit.ends_at,
            cells: [
              visit.contact.name ?? t("no_name"),
              visit.contact.phone ? phone(visit.contact.phone) : "",
              visit.services.join(", "),
              visit.note,
            ],
          })),
          ...closed.map((block) => ({
            id: block.id,
            starts: block.starts_at,
            ends: block.ends_at,
            cells: [t("block.closed"), "", block.reason, ""],
          })),
        ].sort((a, b) => Date.parse(a.starts) - Date.parse(b.starts));
        return (
          <section key={employee.id}>
            <h2>{employee.name}</h2>
            {rows.length === 0 ? (
              <p>{t("print.none")}</p>
            ) : (
              <table>
                <thead>
                  <tr>
                    {(["time", "client", "phone", "services", "note"] as const).map((head) => (
                      <th key={head}>{t(`print.${head}`)}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ id, starts, ends, cells }) => (
                    <tr key={id}>
                      <td className={classes.time}>
                        {time(starts, zone)}–{time(ends, zone)}
                      </td>
                      <td>{cells[0]}</td>
                      <td className={classes.time}>{cells[1]}</td>
                      <td>{cells[2]}</td>
                      <td>{cells[3]}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
        );
      })}
    </div>
  );
}
