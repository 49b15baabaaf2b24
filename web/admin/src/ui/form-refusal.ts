// Puts what the server refused where it belongs in a form: under the field it names, else into a notice.

import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { refusalText } from "./error-state";
import { showProblem } from "./notice";

/** `names` maps the API's field names to the form's where they differ. */
export function useFormRefusal<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values, never> | UseFormReturnType<Values>,
  names: Record<string, string> = {},
): (error: unknown) => void {
  const { t } = useTranslation("app");
  return (error) => {
    if (!(error instanceof Refusal)) return showProblem(error);
    const fields =
      error.errors.length > 0
        ? error.errors
        : error.field
          ? [{ field: error.field, code: error.code, detail: error.message }]
          : [];
    let placed = 0;
    for (const { field, code, detail } of fields) {
      const name = names[field] ?? field;
      if (!(name in form.getValues())) continue;
      form.setFieldError(
        name,
        t([`problem.${field}_${code}`, `problem.${code}`, "problem.invalid"], {
          detail,
          seconds: error.retryAfter ?? 1,
        }),
      );
      placed += 1;
    }
    if (placed === 0) showProblem(refusalText(t, error));
  };
}
