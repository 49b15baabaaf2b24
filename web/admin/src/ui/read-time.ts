// Times of day as people type them.

const two = (number: number) => String(number).padStart(2, "0");

/** `9` → 09:00, `930` → 09:30, `9.30` and `9 30` too; undefined when it is no time. */
export function readTime(text: string): string | undefined {
  const parted = /^\s*(\d{1,2})\s*[:., -]\s*(\d{2})\s*$/.exec(text);
  const digits = /^\s*(\d{1,4})\s*$/.exec(text)?.[1];
  let hours: number;
  let minutes = 0;
  if (parted) {
    hours = Number(parted[1]);
    minutes = Number(parted[2]);
  } else if (digits && digits.length <= 2) hours = Number(digits);
  else if (digits) {
    hours = Number(digits.slice(0, -2));
    minutes = Number(digits.slice(-2));
  } else return undefined;
  return hours < 24 && minutes < 60 ? `${two(hours)}:${two(minutes)}` : undefined;
}

/** So many minutes later, round the clock, on the next full step. */
export function shiftTime(time: string, minutes: number): string {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  const now = hours * 60 + rest;
  const step = Math.abs(minutes);
  const next = minutes > 0 ? Math.floor(now / step) * step + step : Math.ceil(now / step) * step - step;
  const within = (next + 1440) % 1440;
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}
