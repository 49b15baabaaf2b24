// Files out and in: what the server gives as an object is saved under a name people recognise, and read back.

export function saveFile(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

export const saveJson = (name: string, value: unknown): void =>
  saveFile(`${fileName(name)}.json`, JSON.stringify(value, null, 2), "application/json");

/** Letters, digits and dashes of any language; never empty. */
export function fileName(name: string): string {
  const clean = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  return clean || "samovar";
}

/** The object of a file of ours; none when it is something else. */
export async function readJson<T extends { format: string }>(file: File, format: T["format"]): Promise<T | undefined> {
  try {
    const value: unknown = JSON.parse((await file.text()).replace(/^\uFEFF/, ""));
    const isOurs = typeof value === "object" && value !== null && (value as { format?: unknown }).format === format;
    return isOurs ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}
