// Which months, or which days of the week: buttons that are pressed or not.

import { Input, UnstyledButton } from "@mantine/core";
import { useId } from "react";
import { weekdayName, weekdayShort } from "~/ui";
import { MONTHS, monthName, monthShort } from "./season";
import classes from "./tours.module.css";

interface Props {
  label: string;
  description?: string;
  error?: string | undefined;
  value?: readonly number[];
  onChange?: (value: number[]) => void;
}

interface ChoiceProps extends Props {
  all: readonly number[];
  className: string | undefined;
  short: (one: number) => string;
  name: (one: number) => string;
}

function Choice({ label, description, error, value = [], onChange, all, className, short, name }: ChoiceProps) {
  const id = useId();
  const flip = (one: number) =>
    onChange?.(value.includes(one) ? value.filter((other) => other !== one) : [...value, one].sort((a, b) => a - b));
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id }}
      description={description}
      error={error}
      required
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame of its own */}
      <div role="group" aria-labelledby={id} className={className}>
        {all.map((one) => (
          <UnstyledButton
            key={one}
            className={classes.toggle}
            aria-pressed={value.includes(one)}
            onClick={() => flip(one)}
          >
            <span aria-hidden>{short(one)}</span>
            <span className="visually-hidden">{name(one)}</span>
          </UnstyledButton>
        ))}
      </div>
    </Input.Wrapper>
  );
}

export const MonthsField = (props: Props) => (
  <Choice {...props} all={MONTHS} className={classes.months} short={monthShort} name={monthName} />
);

export const WeekdaysField = (props: Props) => (
  <Choice {...props} all={[1, 2, 3, 4, 5, 6, 7]} className={classes.weekdays} short={weekdayShort} name={weekdayName} />
);
