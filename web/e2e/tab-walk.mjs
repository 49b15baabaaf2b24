// A walk through a screen with Tab: `install` runs in the page before anything else; `walk` presses the keys.

/** Gives the page `samovarWalk`: what there is to reach, and what is seen at each stop. */
export function install() {
  const CAN =
    "a[href],button,input:not([type=hidden]),select,textarea,summary,audio[controls],video[controls],[contenteditable=true],[tabindex],[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],[role=tab],[role=menuitem],[role=slider],[role=combobox]";
  const NATIVE = "a,button,input,select,textarea,summary,audio,video";
  const GROUP =
    "[role=listbox],[role=tablist],[role=menu],[role=radiogroup],[role=grid],[role=tree],[role=toolbar],main";

  const isHidden = (el) =>
    !el.checkVisibility({ visibilityProperty: true }) || el.closest("[inert],[aria-hidden=true]") !== null;
  const isEmpty = (el) => {
    const { width, height } = el.getBoundingClientRect();
    return (width < 1 || height < 1) && el.tagName !== "INPUT";
  };
  const isOff = (el) => el.matches(":disabled,[data-disabled]") || el.closest("fieldset:disabled") !== null;
  const nameOf = (el) => {
    const text = el.getAttribute("aria-label") ?? el.labels?.[0]?.textContent ?? el.placeholder ?? el.textContent ?? "";
    return `${el.tagName.toLowerCase()} «${text.trim().replace(/\s+/g, " ").slice(0, 50)}»`;
  };

  /** Whose look tells that somebody stands here: a switch is a box with a track beside it. */
  const hood = (el) =>
    [
      el,
      el.previousElementSibling,
      el.nextElementSibling,
      el.parentElement,
      el.parentElement?.parentElement,
      el.parentElement?.parentElement?.parentElement,
    ].filter(Boolean);
  const ring = (style) => (style.outlineStyle === "none" ? "" : `${style.outlineWidth} ${style.outlineColor}`);
  const look = (el) =>
    hood(el)
      .map((one) => {
        const [own, after] = [getComputedStyle(one), getComputedStyle(one, "::after")];
        return [ring(own), ring(after), own.boxShadow, own.borderColor, own.backgroundColor].join();
      })
      .join(";");
  const isOutlined = (el) =>
    hood(el).some((one) =>
      [getComputedStyle(one), getComputedStyle(one, "::after")].some(
        (style) => (ring(style) && style.outlineWidth !== "0px") || style.boxShadow !== "none",
      ),
    );

  /** In a group one member is a stop of Tab, the others are come to with arrows. */
  function hasMate(el) {
    if (el.type === "radio") return [...document.getElementsByName(el.name)].some((one) => one.tabIndex >= 0);
    const like = `${el.tagName}${el.classList[0] ? `.${CSS.escape(el.classList[0])}` : ""}`;
    const group = el.closest(GROUP);
    return group !== null && [...group.querySelectorAll(like)].some((one) => one.tabIndex >= 0);
  }
  /** The cross in a field: the field is emptied with keys as well. */
  const isCross = (el) => el.matches(".mantine-InputClearButton-root") || el.matches(".mantine-Pill-remove");
  /** One radio of a group is a stop. */
  const isOtherRadio = (el) =>
    el.type === "radio" &&
    !el.checked &&
    [...document.getElementsByName(el.name)].some(
      (one) => one !== el && (one.checked || one.compareDocumentPosition(el) & 4),
    );

  /** Scrolled out of a box that scrolls by itself: where it will be when it comes into sight, its place now does not tell. */
  const isScrolledOut = (el) => {
    const { top, bottom } = el.getBoundingClientRect();
    for (let box = el.parentElement; box && box !== document.body; box = box.parentElement) {
      if (!/auto|scroll/.test(getComputedStyle(box).overflowY)) continue;
      const seen = box.getBoundingClientRect();
      if (bottom <= seen.top + 1 || top >= seen.bottom - 1) return true;
    }
    return false;
  };
  /** What floats over the screen has a place of its own in no order. */
  const isFixed = (el) => {
    for (let one = el; one; one = one.parentElement)
      if (["fixed", "sticky"].includes(getComputedStyle(one).position)) return true;
    return false;
  };

  const onClick = (el) => {
    const key = Object.keys(el).find((one) => one.startsWith("__reactProps$"));
    return key ? el[key].onClick : undefined;
  };
  function onlyByMouse(root) {
    const found = [];
    for (const el of root.querySelectorAll("*")) {
      if (!onClick(el) || isHidden(el) || el.closest(`${CAN},label`)) continue;
      if (el.matches(".mantine-Overlay-root") || [...el.querySelectorAll(CAN)].some((one) => !isHidden(one))) continue;
      found.push(`only a mouse can press ${nameOf(el)} .${el.className}`);
    }
    return found;
  }

  const walk = { items: new Map(), log: [], faults: [], start: undefined, isDone: false };
  globalThis.samovarWalk = walk;

  /** `start`: where the walk begins and ends. */
  walk.begin = (start) => {
    walk.items = new Map();
    walk.log = [];
    walk.isDone = false;
    walk.start = start;
    document.activeElement?.blur?.();
    walk.faults = onlyByMouse(document.body);
    for (const el of document.querySelectorAll(CAN)) {
      if (isHidden(el) || isEmpty(el) || isOff(el)) continue;
      if (el.tabIndex > 0) walk.faults.push(`out of order: ${nameOf(el)}`);
      if (el.tabIndex < 0) {
        if (
          (el.matches(NATIVE) || el.role) &&
          !el.matches("[role=option],[role=dialog],main") &&
          !isCross(el) &&
          !hasMate(el)
        )
          walk.faults.push(`keys cannot reach ${nameOf(el)}`);
        continue;
      }
      if (isOtherRadio(el)) continue;
      walk.items.set(el, {
        look: look(el),
        box: el.getBoundingClientRect(),
        isFixed: isFixed(el) || isScrolledOut(el),
      });
    }
    start.focus();
    return walk.items.size;
  };

  const part = (box) => ({
    left: Math.max(0, box.left),
    top: Math.max(0, box.top),
    right: Math.min(innerWidth, box.right),
    bottom: Math.min(innerHeight, box.bottom),
  });
  function seenAt(el) {
    const target = hood(el).find((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width > 3 && height > 3 && getComputedStyle(one).opacity !== "0";
    });
    if (!target) return "has no size";
    const box = target.getBoundingClientRect();
    const seen = part(box);
    if (
      seen.right - seen.left < Math.min(box.width, 24) / 2 ||
      seen.bottom - seen.top < Math.min(box.height, innerHeight) / 2
    )
      return `is outside: ${Math.round(box.left)},${Math.round(box.top)} ${Math.round(box.width)}×${Math.round(box.height)}`;
    const hit = document.elementFromPoint((seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2);
    // A notice goes by itself, and when the server sends one is nobody's choice.
    if (
      hit &&
      !hit.closest(".mantine-Notification-root") &&
      !hood(el).some((one) => one === hit || one.contains(hit) || hit.contains(el)) &&
      !hit.closest("label")?.contains(el)
    )
      return `is under ${nameOf(hit)} .${hit.className}`;
    return undefined;
  }

  walk.note = () => {
    const el = document.activeElement;
    if (!el || el === document.body) return;
    if (el === walk.start && walk.log.length > 1) walk.isDone = true;
    if (walk.log.includes(el)) return;
    walk.log.push(el);
    // What is inside of a frame is a page of its own.
    if (el.tagName === "IFRAME") return;
    const known = walk.items.get(el);
    if (known ? look(el) === known.look : !isOutlined(el))
      walk.faults.push(`nothing tells that ${nameOf(el)} has the focus`);
    const where = seenAt(el);
    if (where) walk.faults.push(`${nameOf(el)} ${where}`);
  };
  // What the last press has come to is looked at before the next one leaves it.
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Tab" || !walk.start) return;
      walk.note();
      if (walk.isDone) event.preventDefault();
    },
    true,
  );

  walk.end = () => {
    walk.note();
    for (const [el] of walk.items) {
      if (walk.log.includes(el) || !el.isConnected || isHidden(el) || isOff(el) || el.tabIndex < 0 || isOtherRadio(el))
        continue;
      walk.faults.push(`Tab never comes to ${nameOf(el)}`);
    }
    // Up and not to the right is back.
    const stops = walk.log.filter((el) => el.closest("main") && walk.items.get(el)?.isFixed === false);
    for (const [at, el] of stops.slice(1).entries()) {
      const [from, to] = [walk.items.get(stops[at]).box, walk.items.get(el).box];
      if (to.bottom < from.top - 4 && to.left < from.right - 4)
        walk.faults.push(`from ${nameOf(stops[at])} back up to ${nameOf(el)}`);
    }
    if (!walk.isDone) walk.faults.push(`${walk.log.length} stops and never back at the beginning`);
    walk.start = undefined;
    return walk.faults;
  };
}

const TAB = { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 };

/** Presses Tab from `start` (a selector) until it comes round again; what is wrong. */
export async function walk(page, line, start) {
  const count = await page.evaluate((selector) => {
    const found = [...document.querySelectorAll(selector)].find((el) => el.checkVisibility());
    return globalThis.samovarWalk.begin(found);
  }, start);
  for (let left = count * 2 + 60; left > 0; left -= 30) {
    // In a row without waiting for each: a walk is forty presses, and there are a hundred walks.
    const presses = Array.from({ length: 30 }, () => [
      line.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...TAB }),
      line.send("Input.dispatchKeyEvent", { type: "keyUp", ...TAB }),
    ]);
    await Promise.all(presses.flat());
    if (await page.evaluate(() => globalThis.samovarWalk.isDone)) break;
  }
  return { count, faults: await page.evaluate(() => globalThis.samovarWalk.end()) };
}
