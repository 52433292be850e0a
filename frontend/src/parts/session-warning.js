// Two minutes before the session ends, a dialog offers to stay; at the end the page gives way to the sign-in page.
// The server alone decides when a session is over. Windows of the same browser tell one another of every renewal.
import { saveAll } from "./keep-writing.js";

const WARN_MS = 120_000;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("roundtable-session") : null;

class Session {
  constructor(body, dialog) {
    this.dialog = dialog;
    this.idleMs = Number(body.dataset.idleSeconds) * 1000;
    this.absoluteEnd = Date.parse(body.dataset.absoluteEnd ?? "") || Infinity;
    this.extendUrl = body.dataset.extendUrl;
    this.signInUrl = body.dataset.signIn || "/sign-in";
    this.csrf = body.dataset.csrf ?? "";
    this.renew(Date.now());
  }

  get warnMs() {
    return Math.min(WARN_MS, this.idleMs / 2);
  }

  renew(at) {
    this.end = Math.min(at + this.idleMs, this.absoluteEnd);
    if (this.dialog.open) this.dialog.close();
    this.say("");
  }

  say(words) {
    this.dialog.querySelector("[data-problem]").textContent = words;
  }

  tick() {
    const left = this.end - Date.now();
    if (left <= 0) return this.finish();
    if (left > this.warnMs) return undefined;
    if (!this.dialog.open) this.dialog.showModal();
    return this.showTimeLeft(left);
  }

  // Only these few sentences, so that a screen reader is not interrupted every second.
  showTimeLeft(left) {
    const words = left > 90_000 ? "2 minutes" : left > 45_000 ? "1 minute" : left > 15_000 ? "30 seconds" : "a few seconds";
    const place = this.dialog.querySelector("[data-left]");
    if (place.textContent !== words) place.textContent = words;
  }

  // What was typed is saved first; then signing in leads back to it.
  async finish() {
    clearInterval(this.timer);
    const kept = await saveAll();
    const back = new URLSearchParams({ next: window.location.pathname + window.location.search, kept: "1" });
    window.location.replace(kept ? `${this.signInUrl}?${back}` : this.signInUrl);
  }

  async extend() {
    const headers = { "X-CSRFToken": this.csrf };
    try {
      const answer = await fetch(this.extendUrl, { method: "POST", headers, credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return this.finish();
      this.renew(Date.now());
      channel?.postMessage(Date.now());
    } catch {
      this.say("We could not reach Roundtable. Try again.");
    }
    return undefined;
  }
}

export function start(page) {
  const dialog = page.getElementById("session-warning");
  if (!dialog?.showModal || !Number(page.body.dataset.idleSeconds)) return;
  const session = new Session(page.body, dialog);
  dialog.querySelector("[data-stay]").addEventListener("click", () => session.extend());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape means "I am here", so it stays signed in rather than hiding the warning.
    session.extend();
  });
  page.addEventListener("roundtable:saved", () => {
    session.renew(Date.now()); // typing is being here
    channel?.postMessage(Date.now());
  });
  channel?.addEventListener("message", (event) => session.renew(event.data));
  channel?.postMessage(Date.now());
  session.timer = setInterval(() => session.tick(), 1000);
}
