import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import en from "~/features/deals/en.json";
import { told } from "~/features/deals/told";

beforeAll(() => i18next.init({ lng: "en", resources: { en: { deals: en } } }));

test("what scripts keep is told as people say it", () => {
  const say = (key: string, value: string) =>
    told(i18next.t, key, value, new Map([["son-kul", "Son-Kul on horseback"]]));
  expect(say("tour", "son-kul")).toBe("Son-Kul on horseback");
  expect(say("tour", "gone")).toBe("gone");
  expect(say("dates", "2027-07")).toBe("July 2027");
  expect(say("dates", "any")).toBe("any");
  expect(say("dates", "2027-08-21/2027-08-31")).toMatch(/21 .*2027 – 31 .*2027|August 21, 2027 – August 31, 2027/);
  expect(say("dates", "2027-08-11/")).toMatch(/^from .*2027/);
  expect(say("dates", "/2027-12-04")).toMatch(/^until .*2027/);
  expect(say("publish", "yes")).toBe("yes");
  expect(say("budget", "10000 KGS")).toBe("10000 KGS");
  expect(say("review", "5/5, отлично")).toBe("5/5, отлично");
});
