// Puts the chat on our own pages exactly as a site owner would: by the loader's script tag.

export function addChat(key: string, container: string | null): void {
  const script = document.createElement("script");
  script.async = true;
  script.src = "/w/v1/loader.js";
  script.dataset.key = key;
  if (container) script.dataset.container = container;
  document.head.append(script);
}
