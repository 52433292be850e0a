// On a phone: bring the current page of each sideways row into view, and close the "You" sheet on Escape or a tap outside.
function showCurrent(row) {
  const current = row.querySelector("[aria-current]");
  if (!current || row.scrollWidth <= row.clientWidth) return;
  const offset = current.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft = offset - (row.clientWidth - current.offsetWidth) / 2;
}

function closeOutside(sheet, event) {
  if (sheet.open && !sheet.contains(event.target)) sheet.open = false;
}

function closeOnEscape(sheet, event) {
  if (event.key !== "Escape" || !sheet.open) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
}

export function start(page) {
  page.querySelectorAll(".govuk-service-navigation__wrapper, .moj-sub-navigation").forEach(showCurrent);
  const sheet = page.querySelector("details.rt-you");
  if (!sheet) return;
  page.addEventListener("click", (event) => closeOutside(sheet, event));
  page.addEventListener("keydown", (event) => closeOnEscape(sheet, event));
}
