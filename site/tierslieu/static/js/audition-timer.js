const SECOND = 1000;
// What is said aloud, and when: seconds left before the end.
const SAID = new Map([[300, "Il reste cinq minutes."], [60, "Il reste une minute."], [0, "C’est terminé."]]);

// <audition-timer minutes="20">: the time that is left, from the clock of this device alone. Nothing is
// asked of the network once the page is there; only the marks of SAID are announced, never each second.
class AuditionTimer extends HTMLElement {
  connectedCallback() {
    this.length = Number(this.getAttribute("minutes")) * 60;
    this.clock = this.querySelector("[role=timer]");
    this.status = this.querySelector("[role=status]");
    this.order = [...this.querySelectorAll("[data-who]")];
    this.here = this.order.length ? 0 : -1;
    this.querySelector(".gestures").hidden = false;
    this.startButton = this.querySelector("[data-do=start]");
    this.querySelector("[data-do=next]").hidden = this.order.length < 2;
    this.querySelector("[data-do=screen]").hidden = !document.fullscreenEnabled;
    this.addEventListener("click", (event) => this.obey(event.target.closest("[data-do]")?.dataset.do));
    this.reset();
  }

  disconnectedCallback() {
    clearInterval(this.beat);
  }

  obey(what) {
    if (what === "start") this.beat ? this.pause() : this.start();
    if (what === "reset") this.reset();
    if (what === "next") this.next();
    if (what === "screen") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  }

  start() {
    this.until = performance.now() + this.left * SECOND;
    this.beat = setInterval(() => this.tick(), 200);
    this.startButton.textContent = "Pause";
    this.status.textContent = "C’est parti.";
  }

  pause() {
    clearInterval(this.beat);
    this.beat = null;
    this.startButton.textContent = "Reprendre";
    this.status.textContent = "En pause.";
  }

  reset() {
    clearInterval(this.beat);
    this.beat = null;
    this.left = this.length;
    this.startButton.textContent = "Démarrer";
    this.status.textContent = "";
    this.show();
  }

  next() {
    this.here = (this.here + 1) % this.order.length;
    this.reset();
  }

  tick() {
    const left = Math.ceil((this.until - performance.now()) / SECOND);
    if (left === this.left) return;
    for (const [mark, words] of SAID) {
      // A page left asleep may jump over a second: what was passed is said all the same.
      if (this.left > mark && left <= mark && mark < this.length) this.status.textContent = words;
    }
    this.left = left;
    this.show();
  }

  show() {
    const seconds = Math.abs(this.left);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.clock.textContent = this.left < 0 ? `+${text}` : text;
    this.dataset.state = this.left <= 0 ? "over" : this.left <= 60 ? "last" : "going";
    this.order.forEach((line, rank) => {
      if (rank === this.here) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    });
    if (this.here >= 0) this.querySelector(".who").textContent = this.order[this.here].dataset.who;
  }
}

customElements.define("audition-timer", AuditionTimer);
