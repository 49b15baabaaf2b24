// The preview's page: takes settings from the admin app that frames it, dresses the real launcher in them, and holds them
// for the sample chat in the frame. The words are in docs/dev/widget.md.

import "./preview.css";
import { Dock } from "../loader/dock";
import { type Draft, launcher, type Told } from "./dress";

let told: Told | null = null;
let dock: Dock | null = null;
/** The sample chat of the frame as it is loaded now. */
let listener: (() => void) | null = null;

/** For the sample chat, which is of the same origin. */
export interface Preview {
  told(): Told | null;
  listen(heard: () => void): void;
}
declare global {
  interface Window {
    samovarPreview?: Preview;
  }
}
window.samovarPreview = {
  told: () => told,
  listen: (heard) => {
    listener = heard;
  },
};

function hear(draft: Draft): void {
  const before = told;
  told = {
    settings: draft.settings ?? {},
    locale: draft.locale === "en" ? "en" : "ru",
    firm: { name: draft.firm?.name ?? "", agent_name: draft.firm?.agent_name ?? "" },
    picture: draft.picture ?? null,
  };
  const config = launcher(told);
  if (before && before.locale !== told.locale) dock?.setLocale(told.locale);
  dock ??= new Dock({
    base: location.origin,
    key: "preview",
    container: null,
    locale: told.locale,
    theme: null,
    side: null,
    offset: { x: null, y: null },
    layer: 1,
    nonce: "",
    context: {},
    emit: (name) => {
      if (name === "open" || name === "close")
        window.parent.postMessage({ t: "samovar:preview-open", is_open: name === "open" }, location.origin);
    },
    app: "/w/v1/preview/chat",
    config,
  });
  dock.dress(config);
  listener?.();
  const isOpen = draft.is_open ?? (before ? null : true);
  // Whoever types in the form beside goes on typing there.
  if (isOpen === true) dock.open(false);
  else if (isOpen === false) dock.close();
}

addEventListener("message", (event: MessageEvent<Draft>) => {
  if (event.origin !== location.origin || event.source !== window.parent || event.data?.t !== "samovar:preview") return;
  hear(event.data);
});
if (window.parent !== window) window.parent.postMessage({ t: "samovar:preview-ready" }, location.origin);
// Opened by itself it shows the usual look.
else hear({ t: "samovar:preview" });
