// Where short notices appear. Its code comes after the first screen; what is said before waits for it.

import { lazy, Suspense, useEffect, useState } from "react";
import { whenIdle } from "./idle";

const Notifications = lazy(async () => ({ default: (await import("./corner-view")).Notifications }));

export function Corner() {
  const [isHere, setIsHere] = useState(false);
  useEffect(() => whenIdle(() => setIsHere(true)), []);
  return <Suspense fallback={null}>{isHere && <Notifications position="bottom-right" />}</Suspense>;
}
