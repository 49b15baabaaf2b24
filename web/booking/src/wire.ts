// What the page and the server say to each other; the other side is crates/api/src/booking_page.

export interface Hours {
  /** 1 = Monday … 7 = Sunday. */
  weekday: number;
  /** Minutes from midnight. */
  opens: number;
  closes: number;
}

export interface Branch {
  id: string;
  name: string;
  address: string;
  directions: string;
  phone: string | null;
  phone_show: string | null;
  zone: string;
  hours: Hours[];
}

export interface Money {
  minor: number;
  currency: string;
}

export interface Service {
  id: string;
  name: string;
  name_en?: string;
  category: string;
  description: string;
  duration_minutes: number;
  price: Money;
  price_max?: number;
  is_bookable: boolean;
}

export interface Employee {
  id: string;
  name: string;
  title: string;
  about: string;
  branches: string[];
  skills: { service_id: string; price: number; duration_minutes: number }[];
}

export interface Firm {
  name: string;
  slug: string;
  lang: "ru" | "en";
  region: string;
  phone: string | null;
  phone_show: string | null;
  branches: Branch[];
  services: Service[];
  employees: Employee[];
  horizon_days: number;
  hold_minutes: number;
  change_until_minutes: number;
  has_chat: boolean;
  has_waitlist: boolean;
  policy_url: string | null;
}

export interface Days {
  branch_id: string;
  zone: string;
  days: { date: string; starts: string[] }[];
  next?: string;
}

export interface Hold {
  hold: string;
  expires_at: string;
  seconds_left: number;
  branch_id: string;
  employee_id: string;
  starts_at: string;
  ends_at: string;
  price?: Money;
}

export interface Visit {
  token: string;
  status: "booked" | "confirmed" | "arrived" | "completed" | "cancelled" | "no_show";
  starts_at: string;
  ends_at: string;
  zone: string;
  services: { id: string; name: string; name_en?: string; duration_minutes: number; price: number }[];
  employee: { id: string; name: string; title: string };
  branch: {
    id: string;
    name: string;
    address: string;
    directions: string;
    phone: string | null;
    phone_show: string | null;
  };
  price: Money;
  can_change: boolean;
  change_until: string;
  ics: string;
}

/** A refusal by the server, or no answer at all (`offline`). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly field: string | null,
  ) {
    super(code);
  }
}

export class Server {
  constructor(private readonly base: string) {}

  days(query: Record<string, string>): Promise<Days> {
    return this.ask("GET", `/days?${new URLSearchParams(query)}`);
  }
  hold(body: unknown): Promise<Hold> {
    return this.ask("POST", "/holds", body);
  }
  release(hold: string): Promise<void> {
    return this.ask("POST", "/holds/release", { hold });
  }
  book(body: unknown): Promise<Visit> {
    return this.ask("POST", "/bookings", body);
  }
  wait(body: unknown): Promise<void> {
    return this.ask("POST", "/waitlist", body);
  }
  visit(token: string): Promise<Visit> {
    return this.ask("GET", "/visit", undefined, token);
  }
  visitDays(token: string, query: Record<string, string>): Promise<Days> {
    return this.ask("GET", `/visit/days?${new URLSearchParams(query)}`, undefined, token);
  }
  move(token: string, starts_at: string): Promise<Visit> {
    return this.ask("POST", "/visit/move", { starts_at }, token);
  }
  cancel(token: string): Promise<Visit> {
    return this.ask("POST", "/visit/cancel", {}, token);
  }

  private async ask<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["content-type"] = "application/json";
    if (token) headers.authorization = `Bearer ${token}`;
    let reply: Response;
    try {
      reply = await fetch(this.base + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new Refusal(0, "offline", null);
    }
    if (reply.status === 204) return undefined as T;
    const said = await reply.json().catch(() => null);
    if (reply.ok && said) return said as T;
    throw new Refusal(reply.status, said?.code ?? "internal", said?.field ?? null);
  }
}
