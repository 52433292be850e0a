// Minus and plus around each number input in .rt-step. Without them the input itself takes a number.
function within(input, value) {
  const least = input.min === "" ? -Infinity : Number(input.min);
  const most = input.max === "" ? Infinity : Number(input.max);
  return Math.min(most, Math.max(least, value));
}

function stepButton(input, step, sign, words) {
  const button = document.createElement("button");
  const name = document.createElement("span");
  button.type = "button";
  button.append(sign, name);
  name.className = "govuk-visually-hidden";
  name.textContent = ` ${words}`;
  button.addEventListener("click", () => {
    input.value = String(within(input, (Number(input.value) || 0) + step));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

export function start(page) {
  for (const row of page.querySelectorAll(".rt-step")) {
    const input = row.querySelector("input[type=number]");
    const label = row.querySelector("label")?.textContent.trim() ?? "";
    if (!input || input.disabled) continue;
    input.before(stepButton(input, -1, "\u2212", `1 ${label}`));
    input.after(stepButton(input, 1, "+", `1 ${label}`));
    row.classList.add("rt-step--ready");
  }
}
