// Asks, shows the answer as it arrives, and opens the quoted words in their document. Text is only ever set as text.
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const talk = find("talk"), form = find("ask"), question = find("question"), send = find("send");
  const place = find("place");
  let conversation = null;

  const STEPS = { find: "正在查找文件……", rank: "正在比对条款……", compose: "正在摘录原文……", verify: "正在核对引文……" };
  const OFFLINE = "没有连上服务，请检查网络后再试，或拨打 12345。";

  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const quoted = (title) => "《" + title.replace(/^《|》$/g, "") + "》";

  async function* events(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      held += value;
      let end;
      while ((end = held.indexOf("\n\n")) >= 0) {
        const lines = held.slice(0, end).split("\n");
        held = held.slice(end + 2);
        const field = (name) => lines.find((line) => line.startsWith(name + ": "))?.slice(name.length + 2);
        yield { name: field("event"), data: JSON.parse(field("data")) };
      }
    }
  }

  const requestAnswer = (text) => fetch("/api/v1/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept": "text/event-stream" },
    body: JSON.stringify(conversation ? { question: text, conversation_id: conversation } : { question: text }),
  });

  async function ask(text) {
    find("intro").hidden = true;
    talk.append(make("p", "asked", text));
    const card = make("div", "answer");
    const words = make("p", "text waiting", "正在查找……");
    card.append(words);
    talk.append(card);
    card.scrollIntoView({ block: "nearest" });
    send.disabled = true;
    try {
      const response = await requestAnswer(text);
      if (!response.ok) throw new Error((await response.json()).error?.message ?? OFFLINE);
      await follow(response, card, words);
    } catch (problem) {
      words.textContent = problem instanceof TypeError || problem instanceof SyntaxError ? OFFLINE : problem.message;
      find("announce").textContent = words.textContent;
    } finally {
      words.classList.remove("waiting");
      send.disabled = false;
      question.focus({ preventScroll: true });
    }
  }

  async function follow(response, card, words) {
    let begun = false, finished = false;
    for await (const { name, data } of events(response)) {
      if (name === "step" && !begun && STEPS[data.step]) words.textContent = STEPS[data.step];
      if (name === "delta") {
        if (!begun) { words.textContent = ""; words.classList.remove("waiting"); begun = true; }
        words.textContent += data.text;
      }
      if (name === "answer") { finish(data, card, words); finished = true; }
      if (name === "error") throw new Error(data.error.message);
    }
    if (!finished) throw new TypeError("the stream ended early");
  }

  function finish(answer, card, words) {
    conversation = answer.conversation_id;
    words.textContent = answer.text;
    if (answer.status === "emergency") card.classList.add("urgent");
    if (answer.citations.length) {
      const list = make("ol", "sources");
      list.setAttribute("aria-label", "出处");
      answer.citations.forEach((citation) => list.append(source(citation)));
      card.append(list);
    }
    if (answer.related.length) card.append(choices(answer.related));
    if (answer.unit) card.append(unit(answer.unit));
    // Said once and whole: a live region that grows piece by piece is read out in fragments.
    find("announce").textContent = answer.text;
    card.scrollIntoView({ block: "nearest" });
  }

  function source(citation) {
    const item = make("li", "source");
    item.append(make("p", "title", quoted(citation.title)));
    item.append(make("p", "number", [citation.doc_no, citation.clause_path].filter(Boolean).join("　")));
    item.append(validity(make("p"), citation.validity, citation.validity_basis));
    const open = make("button", "", "看原文怎么写");
    open.type = "button";
    open.addEventListener("click", () => show(citation));
    item.append(open);
    return item;
  }

  function validity(element, status, basis) {
    element.className = "validity" + (status === "现行有效" ? " good" : "");
    element.textContent = status + (basis ? "（" + basis + "）" : "");
    return element;
  }

  function choices(names) {
    const list = make("ul", "examples");
    names.forEach((name) => {
      const item = make("li"), choice = make("button", "example", name);
      choice.type = "button";
      choice.addEventListener("click", () => ask(name));
      item.append(choice);
      list.append(item);
    });
    return list;
  }

  function unit(contact) {
    const line = make("p", "unit", "还可以咨询：" + contact.name + " ");
    if (contact.phone) {
      const call = make("a", "", "拨打 " + contact.phone);
      call.href = "tel:" + contact.phone.replace(/[^0-9+]/g, "");
      line.append(make("br"), call);
    }
    return line;
  }

  async function show(citation) {
    find("place-title").textContent = quoted(citation.title);
    find("place-number").textContent = [citation.doc_no, citation.clause_path].filter(Boolean).join("　");
    validity(find("place-validity"), citation.validity, citation.validity_basis);
    find("place-whole").href = citation.source_path;
    const words = find("place-words");
    words.replaceChildren(make("mark", "", citation.quote));
    place.showModal();
    const where = "?version=" + citation.version_id + "&start=" + citation.start + "&end=" + citation.end;
    const address = "/api/v1/documents/" + encodeURIComponent(citation.document_id) + "/quote" + where;
    const response = await fetch(address).catch(() => null);
    if (!response?.ok) return;
    const shown = await response.json();
    const mark = make("mark", "", shown.quote);
    words.replaceChildren(shown.before, mark, shown.after);
    words.scrollTop = mark.offsetTop - words.offsetTop - words.clientHeight / 3;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = question.value.trim();
    if (!text || send.disabled) return;
    question.value = "";
    ask(text);
  });
  question.addEventListener("keydown", (event) => {
    // While Chinese is being composed, Enter chooses a word and must not send.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  document.querySelectorAll("#intro .example").forEach((button) => {
    button.addEventListener("click", () => { if (!send.disabled) ask(button.textContent); });
  });
  find("place-close").addEventListener("click", () => place.close());
})();
