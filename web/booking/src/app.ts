// What every step shares: the firm, the language, the place, the way to another place, and the voice for screen readers.

import { el } from "./dom";
import { Keep } from "./draft";
import { type Lang, moment, type Words, words } from "./format";
import { mend, type Place, read, write } from "./place";
import { type Branch, type Firm, Refusal, Server, type Service, type Visit } from "./wire";

/** A step on the screen. */
export interface Screen {
  title: string;
  body: Node[];
  /** Shown under the title. */
  lead?: string;
  /** Where the button above the title leads; none where there is no way back. */
  back?: () => void;
  /** Number of the step, for people who want to know how long it takes. */
  step?: number;
  /** Called when the step is left. */
  leave?: () => void;
}

export class App {
  readonly server: Server;
  readonly keep: Keep;
  lang: Lang;
  place: Place;
  /** The link had something the firm does not have. */
  isBroken = false;
  /** What must be done before free times are read: a time let go is free again only then. */
  settled: Promise<void> = Promise.resolve();
  /** The visit made a moment ago, which needs no reading. */
  made: Visit | null = null;
  readonly live = el("div", { class: "sr", role: "status", "aria-live": "polite" });
  draw: (isMove: boolean) => void = () => {};

  constructor(readonly firm: Firm) {
    const base = `/p/v1/${encodeURIComponent(firm.slug)}`;
    this.server = new Server(base);
    this.keep = new Keep(`booking:${firm.slug}`);
    this.lang = document.documentElement.lang === "en" ? "en" : "ru";
    this.place = this.read();
    addEventListener("popstate", () => {
      this.place = this.read();
      this.draw(true);
    });
  }

  get w(): Words {
    return words(this.lang);
  }
  get branch(): Branch | null {
    return this.firm.branches.find((one) => one.id === this.place.branch) ?? null;
  }
  get chosen(): Service[] {
    return this.place.services.flatMap((id) => this.firm.services.find((service) => service.id === id) ?? []);
  }

  private read(): Place {
    const { place, isBroken } = mend(this.firm, read(location));
    this.isBroken = isBroken;
    return place;
  }

  /** To another place; `replace` where going back to this one would make no sense. */
  go(change: Partial<Place>, replace = false): void {
    this.place = { ...this.place, ...change };
    this.isBroken = false;
    history[replace ? "replaceState" : "pushState"](null, "", location.pathname + write(this.place));
    this.draw(true);
  }

  /** Notes something in the address without a new step. */
  note(change: Partial<Place>): void {
    this.place = { ...this.place, ...change };
    history.replaceState(null, "", location.pathname + write(this.place));
  }

  speak(lang: Lang): void {
    this.lang = lang;
    this.note({ lang });
    document.documentElement.lang = lang;
    document.title = `${this.firm.name}: ${this.w.book.toLowerCase()}`;
    this.draw(false);
  }

  say(text: string): void {
    this.live.textContent = "";
    // A screen reader hears a change, not a repetition.
    requestAnimationFrame(() => {
      this.live.textContent = text;
    });
  }

  service(service: { name: string; name_en?: string }): string {
    return this.lang === "en" ? (service.name_en ?? service.name) : service.name;
  }
  when(at: string, zone = this.branch?.zone ?? "UTC"): string {
    return moment(this.lang, zone, new Date(at));
  }

  /** What to tell about a refusal that no field is to blame for. */
  trouble(fault: unknown): string {
    const { w } = this;
    if (!(fault instanceof Refusal)) return w.failed;
    if (fault.code === "offline") return w.offline;
    if (fault.status === 429) return w.rateLimited;
    if (fault.code === "looks_automatic") return w.automatic;
    if (fault.code === "too_late") return w.tooLate;
    if (fault.status === 409 || fault.code === "slot_taken") return w.tooSoonTaken;
    if (fault.status === 401 || fault.status === 404) return w.visitMissing;
    return w.failed;
  }
}
