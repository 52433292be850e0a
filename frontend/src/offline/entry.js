// From the questions on the page to one sealed entry, and the questions clean again.
import { seal } from "./seal.js";

// What was answered, in the order of the page; what was left empty is left out.
export function answers(form) {
  return [...new FormData(form)].filter(([name, value]) => value !== "" && !(name.startsWith("item-") && value === "0"));
}

const said = (form, name) => new FormData(form).get(name)?.trim() ?? "";

// What the server would refuse, as [field, words]: asked here, while whoever was met is still there.
export function contactProblems(form) {
  const who = said(form, "who");
  const found = [];
  if (!said(form, "met")) found.push(["met-0", "Choose New, Known or Not sure"]);
  if (who === "alias" && !said(form, "alias")) found.push(["alias", "Enter the alias, or choose No name"]);
  if (who === "code" && !said(form, "code")) found.push(["code", "Enter the code, or choose No name"]);
  for (const input of form.querySelectorAll(".rt-step input")) {
    if (!/^\d{0,2}$/.test(input.value)) found.push([input.id, `${labelOf(input)} must be 0 to 99`]);
  }
  return found;
}

export function sessionProblems(form) {
  const found = [];
  if (!said(form, "mode")) found.push(["mode", "Choose how you meet people"]);
  if (!said(form, "ward")) found.push(["ward", "Choose a ward"]);
  if (!/^\d{1,2}\/\d{1,2}\/\d{4}$/.test(said(form, "day"))) found.push(["day", "Day must be a date, such as 23/11/2026"]);
  if (!/^\d{1,2}[:.]\d{2}$/.test(said(form, "time"))) found.push(["time", "Time you set out must be a time, such as 21:30"]);
  return found;
}

function labelOf(input) {
  return input.closest(".rt-step").querySelector("label").textContent.trim();
}

export function showProblems(summary, problems) {
  const lines = problems.map(([field, words]) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${field}`;
    link.textContent = words;
    line.append(link);
    return line;
  });
  summary.querySelector("ul").replaceChildren(...lines);
  summary.hidden = !lines.length;
  if (lines.length) summary.focus();
}

// No name on an alias that was not chosen: what is hidden does not count.
export function withoutHidden(pairs, who) {
  return pairs.filter(([name]) => !(["alias", "code"].includes(name) && name !== who));
}

export async function sealed(device, kind, session, fields) {
  const id = crypto.randomUUID();
  const written = { kind, session: session ?? id, at: new Date().toISOString(), fields };
  return { id, device: device.id, ...(await seal(device, id, written)) };
}

// Every question as it was when the page opened; nothing of one person stays for the next.
export function clean(form) {
  form.reset();
  for (const input of form.querySelectorAll("input[type=number]")) input.value = "0";
  for (const part of form.querySelectorAll("details[open]")) part.open = false;
}
