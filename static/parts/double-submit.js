// A form that has just been sent is not sent again for three seconds. The server refuses a repeat in any case;
// this keeps a nervous second press from showing that refusal. The button keeps focus, so it is not `disabled`.
const PAUSE_MS = 3000;
const sent = new WeakMap();

function pause(form, button) {
  sent.set(form, Date.now());
  button?.setAttribute("aria-disabled", "true");
  setTimeout(() => button?.removeAttribute("aria-disabled"), PAUSE_MS);
}

export function start(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (Date.now() - (sent.get(form) ?? 0) < PAUSE_MS) event.preventDefault();
    else pause(form, event.submitter);
  });
}
