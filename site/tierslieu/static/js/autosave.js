const PAUSE = 1500;
const PATIENCE = 8000;

// <auto-save> around the form of a step. The save button does the same thing without it.
// A failure is announced; a success only changes the hour that is already on the page.
class AutoSave extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[data-page]");
    this.hour = this.querySelector("[data-saved] strong");
    this.alertBox = this.querySelector("[data-alert]");
    if (!this.form) return;
    this.querySelector("[data-saved] [role=status]")?.removeAttribute("role");
    this.key = `dossier:${location.pathname}`;
    this.keeps = !this.hasAttribute("data-shared");
    this.form.addEventListener("input", (event) => this.later(event));
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("files-kept", (event) => event.detail.whole && this.form.requestSubmit(this.form.querySelector("[name=enregistrer]")));
    this.form.addEventListener("submit", (event) => this.leaving(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.save());
    this.offerBack();
  }

  later(event) {
    if (event.target.type === "file") return;
    this.dirty = true;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  changed(event) {
    if (event.target.type === "file") {
      this.form.requestSubmit(this.form.querySelector("[name=enregistrer]"));
    } else if (event.target.matches("select, [type=radio], [type=checkbox]")) {
      clearTimeout(this.timer);
      this.save();
    }
  }

  // A save under way ends first: otherwise the page would be told that somebody else, itself, wrote here.
  leaving(event) {
    clearTimeout(this.timer);
    this.again = false;
    if (this.saving) {
      event.preventDefault();
      this.then = event.submitter;
      return;
    }
    // What was refused stays in this browser: the page that follows may have no room for it.
    if (!this.stopped) this.forget();
    this.stopped = true;
  }

  async save() {
    if (this.stopped || this.then) return;
    if (this.saving) {
      this.again = true;
      return;
    }
    this.saving = true;
    this.dirty = false;
    this.busy = new AbortController();
    const patience = setTimeout(() => this.busy.abort(), PATIENCE);
    try {
      await this.send(this.written());
    } catch {
      if (!this.stopped) this.failed("L’enregistrement n’a pas abouti. Votre texte reste ici, nous réessayons.");
    } finally {
      clearTimeout(patience);
      this.saving = false;
    }
    if (this.then) {
      this.form.requestSubmit(this.then);
    } else if (this.again) {
      this.again = false;
      this.save();
    }
  }

  async send(body) {
    const answer = await fetch(this.form.action || location.href, {
      method: "POST",
      body,
      headers: { "X-Autosave": "1" },
      redirect: "manual",
      signal: this.busy.signal,
    });
    if (answer.type === "opaqueredirect") {
      this.stop("Vous n’êtes plus connecté. Reconnectez-vous dans un autre onglet, puis enregistrez ici.");
    } else if (answer.status === 409 || answer.status === 403) {
      const told = await answer.json().catch(() => ({}));
      this.stop(told.message || "Cette page a vieilli. Enregistrez avec le bouton : rien ne sera perdu.");
    } else if (!answer.ok) {
      throw new Error(answer.status);
    } else {
      this.saved(await answer.json());
    }
  }

  written() {
    const data = new FormData(this.form);
    for (const field of this.form.querySelectorAll("[type=file]")) data.delete(field.name);
    return data;
  }

  saved(told) {
    this.form.elements.revision.value = told.revision;
    if (this.hour) this.hour.textContent = `Enregistré à ${told.saved}`;
    this.say("");
    if (!this.dirty) this.forget();
    for (const field of this.form.querySelectorAll("[data-question]")) {
      field.hidden = !told.shown.includes(field.dataset.question);
    }
    for (const [key, sums] of Object.entries(told.totals)) {
      const totals = this.form.querySelectorAll(`[data-question="${key}"] [data-total]`);
      totals.forEach((total, n) => (total.textContent = sums[n]));
    }
  }

  failed(message) {
    this.say(message);
    this.dirty = true;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PATIENCE);
  }

  stop(message) {
    this.stopped = true;
    this.keep();
    this.say(message);
  }

  say(message) {
    if (this.alertBox.textContent !== message) this.alertBox.textContent = message;
  }

  // What did not reach us yet stays in this browser, unless it is shared.
  keep() {
    if (!this.keeps) return;
    const fields = [...this.written()].filter(([name]) => name !== "csrfmiddlewaretoken");
    try {
      localStorage.setItem(this.key, JSON.stringify(fields));
    } catch {
      this.keeps = false;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      this.keeps = false;
    }
  }

  offerBack() {
    if (!this.keeps) {
      this.forget();
      return;
    }
    let fields;
    try {
      fields = JSON.parse(localStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!fields || !this.differs(fields)) {
      this.forget();
      return;
    }
    const words = document.createElement("p");
    words.textContent = "Cet appareil garde un texte de cette étape qui ne nous est pas parvenu.";
    const choice = document.createElement("div");
    choice.className = "actions";
    choice.append(
      this.button("Le reprendre", () => this.takeBack(fields)),
      this.button("L’oublier", () => (this.forget(), this.alertBox.replaceChildren())),
    );
    this.alertBox.replaceChildren(words, choice);
  }

  differs(fields) {
    const here = JSON.stringify([...this.written()].filter(([n]) => n !== "csrfmiddlewaretoken" && n !== "revision"));
    return here !== JSON.stringify(fields.filter(([name]) => name !== "revision"));
  }

  takeBack(fields) {
    this.alertBox.replaceChildren();
    for (const control of this.form.elements) {
      const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.name === "revision" || control.type === "hidden" || control.type === "file") continue;
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (values.length && "value" in control && control.type !== "submit") control.value = values[0];
    }
    this.dirty = true;
    this.save();
  }

  button(label, deed) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--line button--small";
    button.textContent = label;
    button.addEventListener("click", deed);
    return button;
  }
}

customElements.define("auto-save", AutoSave);
