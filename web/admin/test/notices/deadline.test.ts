import { describe, expect, it } from "vitest";
import { deadline, keptShare } from "~/features/sla/deadline";

const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);
const due = (now: string) => deadline("2026-11-23T10:20:00Z", "2026-11-23T10:15:00Z", at(now));

describe("the time to answer", () => {
  it("is calm, then short, then over", () => {
    expect(due("10:00:00")).toEqual({ minutes: 20, isLate: false, tone: "calm" });
    expect(due("10:15:00")).toEqual({ minutes: 5, isLate: false, tone: "warm" });
    expect(due("10:19:30")).toEqual({ minutes: 1, isLate: false, tone: "warm" });
    expect(due("10:20:00")).toEqual({ minutes: 0, isLate: true, tone: "hot" });
    expect(due("10:31:59")).toEqual({ minutes: 11, isLate: true, tone: "hot" });
  });
  it("is kept in a share that is whole only when all is kept", () => {
    expect([keptShare([]), keptShare([{ kept: 3, broken: 0 }]), keptShare([{ kept: 999, broken: 1 }])]).toEqual([
      undefined,
      100,
      99,
    ]);
    expect(
      keptShare([
        { kept: 1, broken: 1 },
        { kept: 0, broken: 2 },
      ]),
    ).toBe(25);
  });
});
