// Tells the firm that a person, not a program that looks ahead, has the page before their eyes.
const tell = () => {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  fetch(location.pathname + "/seen", { method: "POST" }).catch(() => {});
};
document.addEventListener("visibilitychange", tell);
tell();
