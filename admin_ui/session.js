// A sign-in that ended is told by 401. The page stays as it is, for what was typed and not stored would be lost with it:
// a bar says so, and the way back in opens a window of its own.
(() => {
  const ask = window.fetch;
  const words = document.currentScript.dataset;
  const pause = 5 * 60 * 1000;
  let seen = Date.now();
  let bar = null;

  const tell = () => {
    if (bar) return;
    bar = document.createElement("div");
    bar.className = "signed-out";
    bar.setAttribute("role", "alert");
    const way = document.createElement("a");
    way.href = "/login?next=/admin/";
    way.target = "_blank";
    way.textContent = words.way;
    bar.append(words.ended + " ", way);
    document.body.prepend(bar);
  };

  const forget = () => {
    bar?.remove();
    bar = null;
  };

  window.fetch = async (...asked) => {
    const answer = await ask(...asked);
    if (answer.status === 401) tell();
    else if (answer.ok) forget();
    return answer;
  };

  // Whoever types is not idle, however long nothing is stored.
  document.addEventListener("input", () => {
    if (Date.now() - seen < pause) return;
    seen = Date.now();
    window.fetch("/admin/gradio_api/app_id", { cache: "no-store" });
  });
})();

// Gradio gives every page the one title of the application: the name of the page belongs there (WCAG 2.4.2).
new MutationObserver(() => {
  const named = document.querySelector("h1[data-title]")?.dataset.title;
  if (named && document.title !== named) document.title = named;
}).observe(document.body, { childList: true, subtree: true });
