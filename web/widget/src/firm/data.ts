// What the server puts into the page of a firm; the same JSON as `/w/v1/firm/{slug}`.

export interface Hours {
  /** 1 = Monday … 7 = Sunday. */
  weekday: number;
  /** Minutes from midnight. */
  opens: number;
  closes: number;
}

export interface Branch {
  name: string;
  address: string;
  directions: string;
  phone: string | null;
  zone: string;
  hours: Hours[];
}

export interface Service {
  name: string;
  category: string;
  description: string;
  duration_minutes: number;
  /** Minor units. */
  price: number;
  price_max: number | null;
  currency: string;
}

export interface Employee {
  name: string;
  title: string;
  about: string;
}

export interface Firm {
  name: string;
  slug: string;
  locale: "ru" | "en";
  color: string;
  widget_key: string | null;
  phone: string | null;
  branches: Branch[];
  services: Service[];
  employees: Employee[];
}

export interface Demo {
  firms: { name: string; slug: string; widget_key: string | null; locale: "ru" | "en" }[];
  base_url: string;
}

export function data<T>(): T | null {
  try {
    return JSON.parse(document.getElementById("data")?.textContent ?? "") as T;
  } catch {
    return null;
  }
}
