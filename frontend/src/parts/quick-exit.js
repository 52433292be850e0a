// A quick exit is a link that leaves by itself. With script it also ends the session, blanks the page at once and
// takes this page out of the history, so that Back does not return to it. Keyboard: Shift three times.
const WITHIN_MS = 5000;

function leave(link) {
  endSession(link);
  document.documentElement.classList.add("rt-leaving");
  document.title = "\u200b";
  window.location.replace(link.href);
}

function endSession(link) {
  const address = link.dataset.endSession;
  if (!address || !navigator.sendBeacon) return;
  const form = new FormData();
  form.append("csrf_token", document.body.dataset.csrf ?? "");
  try {
    navigator.sendBeacon(address, form);
  } catch (failure) {
    console.error("quick-exit", failure); // Leaving matters more than ending the session: carry on.
  }
}

function listenForShift(link) {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
    if (presses.length >= 3) leave(link);
  });
}

export function start(page) {
  // A page kept in memory by the browser must not reappear after signing out: fetch it anew.
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  for (const link of page.querySelectorAll("[data-quick-exit]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave(link);
    });
  }
  const corner = page.getElementById("quick-exit");
  if (corner) listenForShift(corner);
}
