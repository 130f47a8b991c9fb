// The ids of this person's conversations. They are the only key to them, and stay in this browser.
const ALL = "jiedu-conversations", CURRENT = "jiedu-conversation", LIMIT = 30;

// A browser in private mode may refuse to store: then there is simply nothing kept.
const read = (storage, key, fallback) => { try { return JSON.parse(storage().getItem(key)) ?? fallback; } catch { return fallback; } };
const write = (storage, key, value) => { try { storage().setItem(key, JSON.stringify(value)); } catch { /* see above */ } };
const local = () => localStorage, session = () => sessionStorage;

export const all = () => read(local, ALL, []);
export const current = () => read(session, CURRENT, null);

export function keep(id) {
  write(session, CURRENT, id);
  write(local, ALL, [id, ...all().filter((one) => one !== id)].slice(0, LIMIT));
}

export function leave() {
  write(session, CURRENT, null);
}

export function drop(id) {
  write(local, ALL, all().filter((one) => one !== id));
  if (current() === id) leave();
}

export const turnsOf = async (id) => {
  const response = await fetch("/conversations/" + encodeURIComponent(id));
  if (!response.ok) throw new Error(String(response.status));
  const holder = document.createElement("div");
  // Our own page, in which everything a person or a document said is escaped.
  holder.innerHTML = await response.text();
  return holder;
};

export async function forget(id) {
  const response = await fetch("/api/v1/conversations/" + encodeURIComponent(id), { method: "DELETE" });
  if (!response.ok) throw new Error(String(response.status));
  await response.json();
  drop(id);
}
