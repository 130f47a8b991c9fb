// Opens quoted words with what stands around them, without leaving the answer. Text is only ever set as text.
const find = (id) => document.getElementById(id);

export function opensInPlace() {
  return typeof find("place")?.showModal === "function";
}

export async function show(link) {
  const source = link.closest("ol > li"), place = find("place"), words = find("place-words");
  const copy = (id, selector) => find(id).replaceChildren(...source.querySelector(selector)?.cloneNode(true).childNodes ?? []);
  copy("place-title", ".title");
  copy("place-number", ".number");
  copy("place-validity", ".validity");
  find("place-validity").className = source.querySelector(".validity").className;
  find("place-whole").href = link.href;
  const response = await fetch(link.dataset.quote).catch(() => null);
  // Without the words there is still the page of the document.
  if (!response?.ok) { location.href = link.href; return; }
  const shown = await response.json();
  const mark = document.createElement("mark");
  mark.textContent = shown.quote;
  words.replaceChildren(shown.before, mark, shown.after);
  place.showModal();
  find("place-title").focus();
  words.scrollTop = mark.offsetTop - words.clientHeight / 4;
}

find("place-close")?.addEventListener("click", () => find("place").close());
