// A question out, the events of its answer in.
export async function* ask(form) {
  const response = await fetch("/ask", {
    method: "POST",
    headers: { Accept: "text/event-stream", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
    body: new URLSearchParams(form),
  });
  if (!response.ok) throw await refusal(response);
  yield* events(response);
}

async function refusal(response) {
  const told = await response.json().catch(() => null);
  return Object.assign(new Error(told?.error?.message ?? ""), { isTold: Boolean(told?.error?.message) });
}

async function* events(response) {
  const reader = response.body.getReader(), decoder = new TextDecoder();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held += decoder.decode(value, { stream: true });
    let end;
    while ((end = held.indexOf("\n\n")) >= 0) {
      const lines = held.slice(0, end).split("\n");
      held = held.slice(end + 2);
      const field = (name) => lines.find((line) => line.startsWith(name + ": "))?.slice(name.length + 2);
      yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}
