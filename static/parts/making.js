// A page that waits for the worker: the bar moves, and once the work is over the page that shows it is opened.
// A reader who stays is told every so often, not at each step; after ten minutes the page asks no more.
const EVERY_MS = 2000;
const LONGEST_MS = 10 * 60 * 1000;
const TOLD_EVERY_MS = 15000;

class Wait {
  constructor(place) {
    this.place = place;
    this.began = Date.now();
    this.told = 0;
  }

  later() {
    if (Date.now() - this.began < LONGEST_MS) setTimeout(() => this.look(), EVERY_MS);
  }

  async look() {
    try {
      const answer = await fetch(this.place.dataset.making, { credentials: "same-origin", redirect: "error" });
      if (answer.ok) return this.show(await answer.json());
    } catch {
      // Not reached this time: asked again below.
    }
    this.later();
  }

  show(standing) {
    if (standing.over) {
      window.location.assign(this.place.dataset.made);
      return;
    }
    this.place.querySelector("[data-making-words]").textContent = standing.words;
    const bar = this.place.querySelector("progress");
    if (standing.of) bar.value = standing.share;
    else bar.removeAttribute("value");
    if (Date.now() - this.told > TOLD_EVERY_MS) {
      this.told = Date.now();
      this.place.querySelector("[data-making-status]").textContent = standing.words;
    }
    this.later();
  }
}

export function start(page) {
  for (const place of page.querySelectorAll("[data-making]:not([data-over])")) new Wait(place).later();
}
