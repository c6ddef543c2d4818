// On a narrow screen the steps lie on one line that scrolls: bring the current one into view.
class HoseSteps extends HTMLElement {
  connectedCallback() {
    const current = this.querySelector('[aria-current="step"]');
    const track = this.firstElementChild;
    if (!current || track.scrollWidth <= track.clientWidth) return;
    track.scrollLeft = current.offsetLeft - (track.clientWidth - current.offsetWidth) / 2;
  }
}

customElements.define("hose-steps", HoseSteps);
