const AN_HOUR = 60 * 60 * 1000;
const UNTOUCHED = new Set(["csrfmiddlewaretoken", "key", "take"]);

// <kept-draft data-name="…"> around a form: what is typed stays in this tab for an hour, and is offered back when
// the form comes again without it, after a lost connection for example; data-answered says that the page is itself
// the answer to what was sent. Alone, with data-done, it forgets them all.
// A shared computer keeps nothing.
class KeptDraft extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("data-done") || this.hasAttribute("data-shared")) return forgetAll();
    this.form = this.querySelector("form");
    this.key = `brouillon:${location.pathname}`;
    this.form.addEventListener("input", () => this.keep());
    this.form.addEventListener("change", () => this.keep());
    // An answer to what was sent already shows it: nothing to offer, but it did arrive, and that is remembered.
    if (this.hasAttribute("data-answered")) return this.keep(true);
    const kept = this.read();
    if (kept && this.differs(kept.fields)) this.offer(kept);
  }

  written() {
    return [...new FormData(this.form)].filter(([name, value]) => !UNTOUCHED.has(name) && typeof value === "string");
  }

  keep(answered = false) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ at: Date.now(), answered, fields: this.written() }));
    } catch {
      // A full or forbidden storage: the page works as it would without it.
    }
  }

  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key));
      return kept && Date.now() - kept.at < AN_HOUR ? kept : null;
    } catch {
      return null;
    }
  }

  differs(fields) {
    const title = new Map(fields).get("title");
    return Boolean(title) && JSON.stringify(fields) !== JSON.stringify(this.written());
  }

  offer({ answered, fields }) {
    const offer = this.querySelector("[data-offer]");
    offer.querySelector("[data-answered]").hidden = !answered;
    offer.querySelector("[data-lost]").hidden = Boolean(answered);
    offer.hidden = false;
    offer.querySelector("[data-take-back]").addEventListener("click", () => {
      this.fill(new Map(fields));
      this.close(offer);
    });
    offer.querySelector("[data-forget]").addEventListener("click", () => {
      sessionStorage.removeItem(this.key);
      this.close(offer);
    });
  }

  close(offer) {
    offer.hidden = true;
    this.form.elements.title.focus();
  }

  fill(fields) {
    for (const field of this.form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      const value = fields.get(field.name);
      if (field.type === "checkbox") field.checked = value !== undefined;
      else if (field.type === "radio") field.checked = field.value === value;
      else if (value !== undefined) field.value = value;
    }
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function forgetAll() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("brouillon:")) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept, then.
  }
}

customElements.define("kept-draft", KeptDraft);
