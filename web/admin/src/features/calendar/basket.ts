// What a visit adds up to: which services and employees go together, how long it takes and what it costs.

import type { EmployeeView, ServiceView } from "./queries";

export interface Sum {
  /** As the customer sees it: pauses between services count, the one after the last does not. */
  minutes: number;
  price: number;
  /** Upper end, when some price is a range. */
  most: number;
  currency: string;
}

export function canDo(employee: EmployeeView, services: string[]): boolean {
  return services.every((id) => employee.skills.some((skill) => skill.service_id === id));
}

export function sumUp(chosen: string[], services: ServiceView[], employee: EmployeeView | undefined): Sum {
  const sum: Sum = { minutes: 0, price: 0, most: 0, currency: services[0]?.price.currency ?? "RUB" };
  for (const [index, id] of chosen.entries()) {
    const service = services.find((one) => one.id === id);
    if (!service) continue;
    const skill = employee?.skills.find((one) => one.service_id === id);
    const price = skill?.price ?? service.price.minor;
    sum.currency = service.price.currency;
    sum.minutes += skill?.duration_minutes ?? service.duration_minutes;
    if (index < chosen.length - 1) sum.minutes += service.buffer_minutes;
    sum.price += price;
    sum.most += skill?.price === undefined ? Math.max(price, service.price_max ?? 0) : price;
  }
  return sum;
}

/** Services by category, in the order of the catalog. */
export function grouped(services: ServiceView[]): { group: string; items: ServiceView[] }[] {
  const groups = new Map<string, ServiceView[]>();
  for (const service of services) groups.set(service.category, [...(groups.get(service.category) ?? []), service]);
  return [...groups].map(([group, items]) => ({ group, items }));
}
