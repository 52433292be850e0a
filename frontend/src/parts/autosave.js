// What is typed into a shared form is kept as it is typed, for everybody who writes in it: the minutes of a meeting.
// The server counts versions. When somebody else typed there first, nothing is sent any more: both texts stand on the page.
const PAUSE_MS = 1200;

class Typed {
  constructor(form, area) {
    this.form = form;
    this.area = area;
    this.sent = area.value;
    this.stopped = false;
    this.busy = false;
  }

  typed() {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  say(words) {
    const place = this.form.querySelector("[data-saved]");
    if (place && place.textContent !== words) place.textContent = words;
  }

  // One at a time: each answer carries the version that the next one needs.
  async save() {
    clearTimeout(this.timer);
    if (this.busy || this.stopped || this.area.value === this.sent) return;
    this.busy = true;
    const words = this.area.value;
    const body = new URLSearchParams({ words, version: this.form.elements.version.value, csrf_token: this.form.elements.csrf_token.value });
    try {
      const answer = await fetch(this.form.dataset.autosave, { method: "POST", body, credentials: "same-origin", redirect: "manual", keepalive: words.length < 30000 });
      await this.heard(answer, words);
    } catch {
      this.say("Not saved: we could not reach Roundtable. It is tried again as you type.");
    }
    this.busy = false;
    if (!this.stopped && this.area.value !== words) this.typed();
  }

  async heard(answer, words) {
    if (answer.status === 200) {
      const told = await answer.json();
      this.form.elements.version.value = told.version;
      this.sent = words;
      this.say(told.saved ? `Saved as you go, last at ${told.saved}.` : "Saved as you go.");
      document.dispatchEvent(new Event("roundtable:saved"));
    } else if (answer.status === 409) {
      this.clash(await answer.json());
    } else if (answer.status === 422) {
      this.stop();
      this.say((await answer.json()).problem);
    } else {
      this.say("Not saved. Use a button below: nothing that you typed is lost.");
    }
  }

  // The other words stand above, ours stay in the box; saving goes on from theirs, so that nothing overwrites unseen.
  clash(told) {
    this.stop();
    const place = document.createElement("section");
    place.className = "rt-panel rt-panel--sand";
    place.setAttribute("role", "alert");
    const head = document.createElement("h3");
    head.textContent = "Somebody else is typing under this item";
    const theirs = document.createElement("p");
    theirs.className = "govuk-body rt-typed";
    theirs.textContent = told.words || "They emptied it.";
    const next = document.createElement("p");
    next.className = "rt-small";
    next.textContent = "Your words are below, and are not saved as you go any more. Add them when you are both ready.";
    place.append(head, theirs, next);
    this.form.before(place);
    this.say("Not saved as you go: see above.");
  }
}

export function start(page) {
  for (const form of page.querySelectorAll("form[data-autosave]")) {
    const area = form.querySelector("textarea[name=words]");
    if (!area) continue;
    const typed = new Typed(form, area);
    for (const without of form.querySelectorAll("[data-without-script]")) without.hidden = true;
    area.addEventListener("input", () => typed.typed());
    area.addEventListener("blur", () => typed.save());
    form.addEventListener("submit", () => typed.stop());
    window.addEventListener("pagehide", () => typed.save());
  }
}
