// Where the focus goes when what lay over the screen is gone. A dialog that is closed gives it back by itself; one that is
// taken away with the state that had opened it does not, and the next Tab would begin at the top of the page.

/** So many places are remembered: a button, the menu it opened, the entry of the menu, a few fields of the dialog. */
const MOST = 40;
/** Where Mantine puts all that lies over the screen. */
const LAYER = "[data-portal], [data-mantine-shared-portal-node]";

const canTake = (element: HTMLElement): boolean =>
  element.isConnected &&
  !element.matches(":disabled") &&
  element.closest("[inert], [aria-hidden=true]") === null &&
  (element.checkVisibility?.() ?? true);

/** Watches the page from now on; the function ends it. */
export function keepFocusBack(page: Document = document): () => void {
  const places: HTMLElement[] = [];
  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    const before = places.indexOf(target);
    if (before >= 0) places.splice(before, 1);
    places.push(target);
    if (places.length > MOST) places.shift();
  };
  const giveBack = () => {
    if (page.activeElement && page.activeElement !== page.body) return;
    places.splice(0, places.length, ...places.filter((place) => place.isConnected));
    places.findLast(canTake)?.focus({ preventScroll: true });
  };
  const layers = new WeakSet<Node>();
  const observer = new MutationObserver((changes) => {
    watchLayers();
    const isGone = changes.some(({ removedNodes }) =>
      [...removedNodes].some((node) => node instanceof HTMLElement && !places.at(-1)?.isConnected),
    );
    if (isGone) giveBack();
  });
  function watchLayers(): void {
    for (const layer of page.querySelectorAll(LAYER)) {
      if (layers.has(layer)) continue;
      layers.add(layer);
      observer.observe(layer, { childList: true });
    }
  }
  page.addEventListener("focusin", remember);
  observer.observe(page.body, { childList: true });
  watchLayers();
  return () => {
    observer.disconnect();
    page.removeEventListener("focusin", remember);
  };
}
