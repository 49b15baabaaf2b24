// The firm's own fields while they are edited.

export interface Own {
  key: number;
  name: string;
  value: string;
}

/** All the fields as they are to be, or undefined when nothing has changed. A declared one left blank is not kept. */
export function changedFields(
  before: Record<string, string>,
  edited: Own[],
  declared: Record<string, string> = {},
): Record<string, string> | undefined {
  const filled = Object.entries(declared).filter(([, value]) => value.trim() !== "");
  const after = Object.fromEntries([
    ...edited.map(({ name, value }) => [name.trim(), value.trim()]),
    ...filled.map(([key, value]) => [key, value.trim()]),
  ]);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].some((name) => before[name] !== after[name]) ? after : undefined;
}
