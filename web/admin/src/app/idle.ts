// Work that can wait until the first screen stands and the browser has nothing else to do.

/** Gives back how to call it off. Safari has no idle callbacks; a second is as good. */
export function whenIdle(then: () => void): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(then, 1_000);
    return () => clearTimeout(timer);
  }
  const call = requestIdleCallback(then, { timeout: 4_000 });
  return () => cancelIdleCallback(call);
}
