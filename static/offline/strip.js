// The strip on top: whether there is signal, what is kept on this phone, and what to do about it.
const KINDS = { bad: "late", wait: "soon", well: "kept", plain: "plain" };

function counted(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

function entriesKept(left) {
  return counted(left, "entry kept on this phone", "entries kept on this phone");
}

// What to say: [kind, title, words, acts]. `held` came back from the server; `asks` are contacts that ask for more.
export function wordsFor({ status, left, held, ready, sending, total }) {
  if (sending) return ["wait", `Sending. ${sending} of ${total} are gone.`, "Keep this page open."];
  if (status === "revoked") return ["bad", "This phone was taken off the list.", "What it kept is gone. Ask your manager."];
  if (status === "checking") return ["plain", left ? `${entriesKept(left)}.` : "Log without signal", "Looking for signal."];
  if (status === "no-signal") return noSignal(left, ready);
  if (status === "signed-out") return signedOut(left, ready);
  if (status === "not-yours") return ["bad", "This account does not log outreach.", "Sign in as somebody who does."];
  if (left) return ["wait", `${entriesKept(left)}.`, "The next try is in a moment."];
  if (held) return ["wait", `${counted(held, "entry", "entries")} came back.`, "Put it right, so that it counts."];
  return ready ? ["well", "Signal. Everything is sent.", "Nothing is left on this phone."] : ["plain", "Signal.", ""];
}

function noSignal(left, ready) {
  if (!left) return ["wait", "No signal.", ready ? "What you save is kept on this phone, sealed." : "This phone is not set up."];
  return ["wait", `No signal. ${entriesKept(left)}.`, "They send when you are back in range."];
}

function signedOut(left, ready) {
  if (left) return ["wait", `${entriesKept(left)}.`, "Sign in to send them. They are safe until then."];
  return ["plain", "You are signed out.", ready ? "You can go on logging. Sign in to send." : ""];
}

function link(words, address) {
  const made = document.createElement("a");
  made.className = "govuk-link";
  made.href = address;
  made.textContent = words;
  return made;
}

export function show(place, facts) {
  const [kind, title, words] = wordsFor(facts);
  place.dataset.kind = KINDS[kind];
  place.querySelector("[data-state-title]").textContent = title;
  place.querySelector("[data-state-words]").textContent = words;
  const acts = [];
  if (facts.status === "signed-out" && facts.ready) acts.push(link("Sign in", "/sign-in?next=/outreach/offline"));
  if (facts.held && facts.heldUrl) acts.push(link("See what came back", facts.heldUrl));
  for (const each of facts.asks ?? []) acts.push(link(each.words.join(", "), each.url));
  place.querySelector("[data-state-acts]").replaceChildren(...acts.flatMap((act, at) => (at ? [" · ", act] : [act])));
}
