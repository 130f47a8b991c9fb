// Large text: one button, remembered on this device.
"use strict";
(() => {
  const key = "jiedu-large-text";
  const remembered = () => { try { return localStorage.getItem(key) === "1"; } catch { return false; } };
  const apply = (large) => {
    document.documentElement.classList.toggle("large", large);
    const button = document.getElementById("size");
    if (button) {
      button.setAttribute("aria-pressed", String(large));
      button.textContent = large ? "标准字" : "大字";
    }
  };
  apply(remembered());
  document.addEventListener("DOMContentLoaded", () => {
    apply(remembered());
    document.getElementById("size")?.addEventListener("click", () => {
      const large = !document.documentElement.classList.contains("large");
      try { localStorage.setItem(key, large ? "1" : "0"); } catch { /* private mode: holds for this page */ }
      apply(large);
    });
    document.getElementById("quote")?.scrollIntoView({ block: "center" });
  });
})();
