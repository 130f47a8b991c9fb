// How this device shows the pages: large text and high contrast, remembered here and nowhere else.
// In the head and not a module: the choice must hold before anything is drawn.
"use strict";
(() => {
  const root = document.documentElement;
  const remembered = (key) => { try { return localStorage.getItem(key) === "1"; } catch { return false; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value ? "1" : "0"); } catch { /* private mode: holds for this page */ } };
  const modes = [
    { name: "large", key: "jiedu-large", on: "standard", off: "large" },
    { name: "contrast", key: "jiedu-contrast", on: "colours", off: "contrast" },
  ];
  modes.forEach((mode) => root.classList.toggle(mode.name, remembered(mode.key)));

  document.addEventListener("DOMContentLoaded", () => {
    const words = JSON.parse(document.getElementById("words").textContent);
    modes.forEach((mode) => {
      const button = document.getElementById(mode.name);
      const show = () => button.setAttribute("aria-pressed", String(root.classList.contains(mode.name)));
      button.textContent = words[mode.off];
      show();
      button.hidden = false;
      button.addEventListener("click", () => {
        remember(mode.key, root.classList.toggle(mode.name));
        show();
      });
    });
    if (location.hash === "#quote") document.getElementById("quote")?.scrollIntoView({ block: "center" });
  });
})();
