// Long text is saved as a draft while it is written, for its writer alone, so that a session that ends loses none of it.
// A form without script is kept when it is sent too late. The server drops a draft once its form was taken.
const PAUSE_MS = 2500;
const LEFT_OUT = ["password", "file"];
const drafts = new Map();

class Draft {
  constructor(form) {
    this.form = form;
    this.kept = false;
    this.dirty = false;
  }

  typed() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.dirty = false;
    this.sending?.abort();
  }

  body() {
    const pairs = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") pairs.append(name, value);
    const address = new URL(this.form.action);
    pairs.append("kept-path", address.pathname + address.search);
    return pairs;
  }

  async save() {
    clearTimeout(this.timer);
    if (!this.dirty) return this.kept;
    this.dirty = false;
    this.sending = new AbortController();
    try {
      const answer = await fetch("/kept-writing/draft", {
        method: "POST", body: this.body(), credentials: "same-origin", redirect: "manual", signal: this.sending.signal,
      });
      this.kept ||= answer.status === 200;
      if (answer.status === 200) document.dispatchEvent(new Event("roundtable:saved"));
    } catch {
      this.dirty = true; // the next key, or the end of the session, tries again
    }
    return this.kept;
  }
}

export async function saveAll() {
  const saved = await Promise.all([...drafts.values()].map((draft) => draft.save()));
  return saved.some(Boolean);
}

export function start(page) {
  if (!Number(page.body.dataset.idleSeconds)) return;
  for (const form of page.querySelectorAll("form[method=post]")) {
    const holds = (kind) => form.querySelector(`input[type=${kind}]`);
    if (!form.querySelector("textarea") || "autosave" in form.dataset || LEFT_OUT.some(holds)) continue;
    const draft = new Draft(form);
    drafts.set(form, draft);
    form.addEventListener("input", () => draft.typed());
    form.addEventListener("submit", () => draft.stop());
  }
}
