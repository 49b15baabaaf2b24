// Phones while they are typed.

/** Groups what has been typed so far; `8 916…` and a bare `916…` are Russian. */
export function maskPhone(text: string): string {
  const digits = text.replace(/\D/g, "");
  if (digits === "") return text.trim() === "+" ? "+" : "";
  const isForeign = text.trim().startsWith("+") && !digits.startsWith("7");
  if (isForeign) return `+${digits.slice(0, 15)}`;
  const national = (/^[78]/.test(digits) ? digits.slice(1) : digits).slice(0, 10);
  const [area, first, second, third] = [
    [0, 3],
    [3, 6],
    [6, 8],
    [8, 10],
  ].map(([from, to]) => national.slice(from, to));
  return `+7${area ? ` ${area}` : ""}${first ? ` ${first}` : ""}${second ? `-${second}` : ""}${third ? `-${third}` : ""}`;
}

/** `+79161234567`, or undefined while digits are missing. */
export function e164(masked: string): string | undefined {
  const digits = masked.replace(/\D/g, "");
  const enough = digits.startsWith("7") ? digits.length === 11 : digits.length >= 8 && digits.length <= 15;
  return enough ? `+${digits}` : undefined;
}

export function looksLikePhone(text: string): boolean {
  return /^[+\d][\d\s()-]{2,}$/.test(text.trim());
}
