// Every page works without this file. Each part is loaded by itself, so one that fails leaves the others running.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const part of ["quick-exit", "session-warning", "keep-writing", "autosave", "double-submit", "stepper", "components", "small-screens", "making", "offline"]) {
  import(`./parts/${part}.js`).then((module) => module.start(document)).catch((failure) => console.error(part, failure));
}
