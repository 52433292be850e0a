// The page that logs without signal: sessions and contacts, sealed as they are saved, sent when they can be.
import { answers, clean, contactProblems, sealed, sessionProblems, showProblems, withoutHidden } from "./entry.js";
import { show as showStrip } from "./strip.js";
import { start as startQuickExit } from "../parts/quick-exit.js";
import { start as startSteppers } from "../parts/stepper.js";

const store = self.offlineStore;
const send = self.offlineSend;
const RETRY_MS = 20_000;
const LONG_OVER_MS = 24 * 60 * 60 * 1000;
const VIEWS = ["setup", "sessions", "start", "log", "end"];
const TITLES = {
  setup: "Log without signal", sessions: "Which session?", start: "Start a session", log: "Log a contact",
  end: "End this session",
};
const at = (id) => document.getElementById(id);
const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const spoken = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).replace(" ", "");
// The session that was started last comes first, also of two that began in the same minute.
const lateness = (session) => session.made ?? session.began;
const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

class Page {
  constructor() {
    this.device = null;
    this.sessions = [];
    this.left = 0;
    this.current = null; // the session that is logged to
    this.words = new Map(); // what sessions are called, in memory only
    this.last = null; // what was given and done last, in memory only
    this.heard = { status: "checking" };
    this.view = "setup";
  }

  get ready() {
    const anothers = this.heard.status === "signed-in" && !this.heard.ready;
    return Boolean(this.device) && !anothers && Date.now() < Date.parse(this.device.until);
  }

  get session() {
    return this.sessions.find((each) => each.id === this.current);
  }

  // Reads what is kept here; makes nothing when nothing is.
  async read() {
    const there = await store.exists();
    this.device = there ? ((await store.device()) ?? null) : null;
    const mine = (each) => each.device === this.device?.id;
    this.sessions = this.device ? (await store.sessions()).filter(mine).sort((a, b) => lateness(b) - lateness(a)) : [];
    this.left = this.device ? (await store.waiting()).own.length : 0;
    if (!this.session) this.current = this.sessions.length === 1 ? this.sessions[0].id : null;
  }

  async hear() {
    const told = (sending, total) => {
      this.heard = { ...this.heard, sending, total };
      this.strip();
    };
    const there = await store.exists();
    const result = there || navigator.onLine ? await this.flush(told) : { status: "no-signal" };
    const asks = [...(this.heard.asks ?? []), ...(result.asks ?? [])];
    this.heard = { ...result, asks };
    if (result.status === "signed-in") await this.takeIn(result);
    await this.read();
    this.draw();
  }

  // Without a database there is nothing to send, and asking must not make one.
  async flush(told) {
    if ((await store.exists()) || (await send.state(null)).known) return send.flush(told);
    return send.state(null);
  }

  async takeIn(result) {
    document.body.dataset.csrf = result.csrf;
    at("quick-exit").dataset.endSession = "/session/end";
    if (!result.ready) return;
    await register();
    const device = await store.device();
    for (const each of result.sessions) this.words.set(each.id, each.words);
    await takeInSessions(device, result.sessions);
  }

  strip() {
    const { status, held, held_url: heldUrl, asks, sending, total } = this.heard;
    showStrip(at("state"), { status, held, heldUrl, asks, left: this.left, ready: this.ready, sending, total });
  }

  draw() {
    this.strip();
    const view = this.fitting();
    for (const each of VIEWS) at(`view-${each}`).hidden = each !== view;
    at("title").textContent = TITLES[view];
    document.title = `${TITLES[view]} – Roundtable`;
    if (view === "start") offerTime();
    this.view = view;
    this.drawSetUp();
    this.drawSessions();
    if (this.session) at("which").textContent = this.nameOf(this.session);
    at("about").hidden = !this.ready;
    at("about-words").textContent = this.device ? `It takes entries until ${until(this.device.until)}, then asks you to sign in.` : "";
  }

  // The view that was asked for, or the nearest one that makes sense.
  fitting() {
    if (!this.ready) return "setup";
    if (this.view === "setup") return this.session ? "log" : this.sessions.length ? "sessions" : "start";
    if ((this.view === "log" || this.view === "end") && !this.session) return this.sessions.length ? "sessions" : "start";
    return this.view;
  }

  drawSetUp() {
    const { status } = this.heard;
    at("set-up").hidden = status !== "signed-in";
    at("sign-in").hidden = status !== "signed-out" && status !== "revoked";
    at("sign-in").textContent = this.device ? "Sign in to log again" : "Sign in to set it up";
  }

  drawSessions() {
    at("sessions").replaceChildren(...this.sessions.map((session) => {
      const line = document.createElement("li");
      const words = document.createElement("div");
      const button = document.createElement("button");
      words.textContent = this.nameOf(session);
      button.type = "button";
      button.className = "govuk-button";
      button.textContent = "Log a contact";
      button.addEventListener("click", () => this.go("log", session.id));
      line.append(words, button);
      return line;
    }));
  }

  nameOf(session) {
    const name = this.words.get(session.id) ?? `Session from ${spoken(session.began)}`;
    return `${name}. ${session.logged} logged on this phone.`;
  }

  go(view, sessionId = this.current) {
    this.view = view;
    this.current = sessionId;
    showProblems(at("problems"), []);
    at("saved").textContent = "";
    this.draw();
    window.scrollTo(0, 0);
    at("title").focus({ preventScroll: true });
  }

  // Seals and keeps one entry together with what it changes about its session; false when the phone cannot.
  async keep(kind, session, fields) {
    try {
      await store.keepEntry(await sealed(this.device, kind, session.id, fields), session);
    } catch (failure) {
      console.error("offline", failure.name);
      showProblems(at("problems"), [["title", "This phone could not keep it. Nothing was saved: write it on paper, and free some space."]]);
      return false;
    }
    await this.read();
    wakeWhenBack();
    return true;
  }

  said(words) {
    at("saved").textContent = words;
    this.draw();
    window.scrollTo(0, 0);
    this.hear();
  }

  async startSession(form) {
    if (problemsIn(sessionProblems(form))) return;
    const pairs = answers(form);
    const entry = await sealed(this.device, "session", null, pairs);
    const session = { id: entry.id, device: this.device.id, began: begunAt(form), made: Date.now(), logged: 0 };
    await store.keepEntry(entry, session);
    const picked = (name) => form.elements[name].selectedOptions[0].textContent.trim();
    this.words.set(entry.id, `${picked("mode")}, ${form.elements.route.value.trim() || picked("ward")}`);
    clean(form);
    await this.read();
    wakeWhenBack();
    this.go("log", entry.id);
    this.said("The session has started.");
  }

  async logContact(form) {
    if (problemsIn(contactProblems(form))) return;
    const chosen = new FormData(form);
    const pairs = withoutHidden(answers(form), chosen.get("who"));
    const session = { ...this.session, logged: this.session.logged + 1 };
    if (!(await this.keep("contact", session, pairs))) return;
    const flags = chosen.getAll("flags");
    this.last = pairs.filter(([name]) => name.startsWith("item-") || name === "did" || name === "met");
    clean(form);
    at("same").hidden = false;
    at("child").hidden = !flags.includes("under_18");
    const asks = flags.length ? " We ask about the rest when it is sent." : "";
    this.said(`Saved. ${counted(session.logged, "person", "people")} logged on this session.${asks}`);
  }

  async metOnly() {
    const session = { ...this.session, logged: this.session.logged };
    if (await this.keep("met", session, [])) this.said("Counted: met, wanted nothing written down.");
  }

  async endSession(form) {
    const session = this.session;
    if (!(await this.keep("end", session, answers(form)))) return;
    await store.forgetSession(session.id);
    clean(form);
    this.current = null;
    await this.read();
    this.go(this.sessions.length ? "sessions" : "start");
    this.said("The session has ended.");
  }

  sameAgain(form) {
    for (const [name, value] of this.last ?? []) {
      const field = form.elements[name];
      if (name.startsWith("item-")) field.value = value;
      else for (const box of form.querySelectorAll(`[name="${name}"]`)) box.checked ||= box.value === value;
    }
  }

  async setUp() {
    const { problem, device } = await send.release(this.heard.csrf);
    if (!device) return showProblems(at("problems"), [["title", problem || "This did not work. Try again."]]);
    await register();
    await navigator.storage?.persist?.();
    return this.hear();
  }
}

// Sessions that run are offered; one that was seen running and no longer is, or is long over, is not. One that began here
// is kept until the server names it: it may have been sent after the server was asked.
async function takeInSessions(device, running) {
  const known = new Map((await store.sessions()).map((session) => [session.id, session]));
  for (const { id, began } of running) {
    const session = known.get(id) ?? { id, device: device.id, began: Date.parse(began), logged: 0 };
    if (!session.seen) await store.keepSession({ ...session, seen: true });
  }
  const ids = new Set(running.map(({ id }) => id));
  for (const session of known.values()) {
    if (!ids.has(session.id) && (session.seen || Date.now() - session.began > LONG_OVER_MS)) await store.forgetSession(session.id);
  }
}

function problemsIn(found) {
  showProblems(at("problems"), found);
  return found.length > 0;
}

function begunAt(form) {
  const [day, month, year] = form.elements.day.value.split("/").map(Number);
  const [hour, minute] = form.elements.time.value.split(/[:.]/).map(Number);
  return new Date(year, month - 1, day, hour, minute).getTime();
}

function offerTime() {
  const now = new Date();
  const form = at("start");
  form.elements.day.value ||= now.toLocaleDateString("en-GB", { day: "numeric", month: "numeric", year: "numeric" });
  form.elements.time.value ||= clock(now);
}

function until(moment) {
  return new Date(moment).toLocaleString("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
}

async function register() {
  await navigator.serviceWorker?.register("/sw.js", { scope: "/" });
}

// Where the browser can, it sends by itself when it is back in range, even with the page closed.
async function wakeWhenBack() {
  const registration = await navigator.serviceWorker?.getRegistration("/");
  await registration?.sync?.register("outreach").catch(() => undefined);
}

function listen(page) {
  const onSubmit = (id, work) => at(id).addEventListener("submit", (event) => {
    event.preventDefault();
    work(event.target);
  });
  onSubmit("start", (form) => page.startSession(form));
  onSubmit("log", (form) => page.logContact(form));
  onSubmit("end", (form) => page.endSession(form));
  at("met-only").addEventListener("click", () => page.metOnly());
  at("same-again").addEventListener("click", () => page.sameAgain(at("log")));
  at("set-up").addEventListener("click", () => page.setUp());
  at("send-now").addEventListener("click", () => page.hear());
  for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => page.go(button.dataset.show));
  window.addEventListener("online", () => page.hear());
  window.addEventListener("offline", () => page.hear());
  document.addEventListener("visibilitychange", () => document.hidden || page.hear());
  setInterval(() => page.left && !document.hidden && page.hear(), RETRY_MS);
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    at("install").hidden = false;
    at("install").addEventListener("click", () => event.prompt(), { once: true });
  });
}

const page = new Page();
startSteppers(document);
startQuickExit(document);
document.body.classList.add("js-enabled", "govuk-frontend-supported");
listen(page);
await page.read();
page.draw();
await page.hear();
