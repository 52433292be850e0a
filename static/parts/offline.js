// On every signed-in page of somebody whose phone logs outreach without signal: sends what waits, says what is left where
// the page has a place for it, and does not let them sign out over entries that were not sent.
const PLACE = "[data-offline]";
const NAME = "roundtable-offline";
const NO_SIGNAL = "No signal: this page cannot save now.";

function counted(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

// Asked before anything is loaded: most browsers are no phones.
async function keepsAnything() {
  const kept = await indexedDB.databases?.();
  return kept ? kept.some((each) => each.name === NAME) : Boolean(await navigator.serviceWorker.getRegistration("/"));
}

async function tools() {
  await import("../offline/store.js");
  await import("../offline/send.js");
  return { store: self.offlineStore, send: self.offlineSend };
}

function words({ status, ready, held, left }) {
  if (left) return `${counted(left, "entry waits", "entries wait")} on this phone. ${status === "no-signal" ? "No signal." : ""}`;
  if (held) return `${counted(held, "entry", "entries")} from your phone came back.`;
  return ready ? "This phone is ready. Everything is sent." : "No signal where you are going?";
}

function dialog(left) {
  const made = document.createElement("dialog");
  const title = document.createElement("h2");
  const text = document.createElement("p");
  const acts = document.createElement("div");
  made.className = "rt-dialog";
  made.setAttribute("aria-labelledby", "unsent-title");
  title.id = "unsent-title";
  title.className = "govuk-heading-m";
  title.textContent = `${counted(left, "entry is", "entries are")} not sent yet`;
  text.className = "govuk-body";
  text.textContent = "Signing out empties this phone. Stay signed in until you have signal, and they send by themselves.";
  acts.className = "rt-acts";
  acts.append(button("Stay signed in", ""), button("Sign out and lose them", "govuk-button--warning"));
  made.append(title, text, acts);
  return made;
}

function button(label, look) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `govuk-button ${look}`.trim();
  made.textContent = label;
  return made;
}

function insists(left) {
  const box = dialog(left);
  document.body.append(box);
  box.showModal();
  const [stay, go] = box.querySelectorAll("button");
  return new Promise((resolve) => {
    stay.addEventListener("click", () => resolve(false));
    go.addEventListener("click", () => resolve(true));
    box.addEventListener("cancel", () => resolve(false));
  }).finally(() => box.remove());
}

// Sends first; then asks, if anything is left; then empties the phone of this account, and only then signs out.
async function signOut(form) {
  if (await keepsAnything()) {
    const { store, send } = await tools();
    await send.flush().catch(() => undefined);
    const device = (await store.exists()) ? await store.device() : null;
    const left = device ? (await store.waiting()).own.length : 0;
    if (left && !(await insists(left))) return;
    if (device) await store.wipe(device.id);
  }
  form.submit();
}

function guardSignOut(page) {
  page.addEventListener("submit", (event) => {
    if (!event.target.matches("form[action$='/sign-out']")) return;
    event.preventDefault();
    signOut(event.target).catch(() => event.target.submit());
  }, { capture: true });
}

async function tell(place, result, store) {
  const left = (await store.exists()) ? (await store.waiting()).own.length : 0;
  place.querySelector("[data-offline-words]").textContent = words({ ...result, left });
  place.dataset.left = String(left);
}

export async function start(page) {
  if (!Number(page.body.dataset.idleSeconds) || !("indexedDB" in window) || !navigator.serviceWorker) return;
  guardSignOut(page);
  const place = page.querySelector(PLACE);
  if (!place && !(await keepsAnything())) return;
  const { store, send } = await tools();
  const known = (await store.exists()) || (await send.state(null)).known;
  const result = known ? await send.flush() : { ready: false };
  if (result.ready) await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  if (!place) return;
  await tell(place, result, store);
  window.addEventListener("offline", () => { place.querySelector("[data-offline-words]").textContent = NO_SIGNAL; });
}
