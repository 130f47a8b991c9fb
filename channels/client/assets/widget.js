// One script tag on another site: a button that opens the page to ask on in a frame beside the text.
//   <script src="https://…/widget.js" data-label="问政策" defer></script>
// Everything lives in a shadow root, so that neither page styles the other; nothing of the site is read.
"use strict";
(() => {
  const script = document.currentScript, home = new URL(script.src).origin;
  const label = script.dataset.label || "问政策", close = script.dataset.close || "关闭";
  const host = document.createElement("div"), root = host.attachShadow({ mode: "open" });
  const style = `
    :host { all: initial; }
    button { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; min-height: 48px; padding: 0 1.2rem; border: 0;
      border-radius: 24px; background: #0b5394; color: #fff; font: bold 18px/1 sans-serif; box-shadow: 0 2px 8px #0006; cursor: pointer; }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0b5394; }
    iframe { position: fixed; right: 1rem; bottom: 5rem; z-index: 2147483000; width: min(26rem, calc(100vw - 2rem));
      height: min(44rem, calc(100vh - 7rem)); border: 1px solid #888; border-radius: 12px; background: #fff; box-shadow: 0 4px 24px #0005; }
    @media (max-width: 30rem) { iframe { inset: 0 0 auto; width: 100vw; height: calc(100vh - 5rem); border-radius: 0; } }
    @media print { button, iframe { display: none; } }`;
  // The first is free of the host's rules about inline styles; browsers of before 2023 may know only the second.
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(Object.assign(document.createElement("style"), { textContent: style }));
  }
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  button.setAttribute("aria-expanded", "false");
  let frame = null;

  const show = (open) => {
    if (open && !frame) {
      frame = Object.assign(document.createElement("iframe"), { src: home + "/widget", title: label });
      root.prepend(frame);
    }
    if (frame) frame.hidden = !open;
    if (frame) frame.style.display = open ? "" : "none";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? close : label;
    (open ? frame : button).focus();
  };
  const isOpen = () => button.getAttribute("aria-expanded") === "true";

  button.addEventListener("click", () => show(!isOpen()));
  addEventListener("keydown", (event) => { if (event.key === "Escape" && isOpen()) show(false); });
  addEventListener("message", (event) => {
    if (event.origin === home && event.source === frame?.contentWindow && event.data === "jiedu-shut") show(false);
  });
  root.append(button);
  document.body.append(host);
})();
