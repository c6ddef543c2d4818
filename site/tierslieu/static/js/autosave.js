const PAUSE = 1500;
const PATIENCE = 8000;
// Characters a millisecond on the poorest telephone line: a long text has the time it needs.
const SLOWEST = 8;

// 1200 is read 1 200, as the totals are; anything but plain digits stays as it was typed.
const grouped = (text) => (/^[\d\s]+$/.test(text) ? text.replace(/\s/g, "").replace(/\B(?=(\d{3})+$)/g, "\u00a0") : text);

const weight = (body) => [...body.values()].reduce((sum, text) => sum + text.length, 0);

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
    this.saveButton = this.form.querySelector("[name=enregistrer]");
    this.keeps = !this.hasAttribute("data-shared");
    this.form.addEventListener("input", (event) => this.later(event));
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("files-kept", (event) => event.detail.whole && this.form.requestSubmit(this.saveButton));
    this.form.addEventListener("submit", (event) => this.leaving(event));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.dirty && !this.refused && this.save() : this.away && this.comeBack()));
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
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
      this.form.requestSubmit(this.saveButton);
    } else if (event.target.matches("select, [type=radio], [type=checkbox]")) {
      clearTimeout(this.timer);
      this.save();
    } else if (event.target.matches(".budget__amount")) {
      event.target.value = grouped(event.target.value);
    }
  }

  // The page is left once what it holds is safe: a session that ended or a network that fell would take the
  // text with the page. A save under way ends first, lest the page be told that itself wrote here.
  leaving(event) {
    clearTimeout(this.timer);
    this.again = false;
    if (this.gone) return;
    if (this.closed) {
      event.preventDefault();
      this.say(this.closed, true);
    } else if (this.away) {
      event.preventDefault();
      this.then = event.submitter ?? this.saveButton;
      this.comeBack();
    } else if (this.saving || (this.dirty && !this.stopped)) {
      event.preventDefault();
      this.then = event.submitter ?? this.saveButton;
      this.save();
    } else {
      this.leave();
    }
  }

  leave() {
    // What was refused stays in this browser: the page that follows may have no room for it.
    if (!this.stopped) this.forget();
    this.stopped = this.gone = true;
  }

  async save() {
    if (this.stopped) return;
    if (this.saving) {
      this.again = true;
      return;
    }
    this.saving = true;
    this.dirty = false;
    this.busy = new AbortController();
    const body = this.written();
    const patience = setTimeout(() => this.busy.abort(), PATIENCE + weight(body) / SLOWEST);
    try {
      await this.send(body);
    } catch {
      if (!this.stopped) this.failed("L’enregistrement n’a pas abouti. Votre texte reste ici, nous réessayons.");
    } finally {
      clearTimeout(patience);
      this.saving = false;
    }
    if (this.unreached || this.away || this.closed || this.refused) {
      this.then = null;
    } else if (this.then && this.dirty && !this.stopped) {
      this.save();
    } else if (this.then) {
      this.leave();
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
      headers: { "X-Autosave": "1", Accept: "application/json" },
      redirect: "manual",
      signal: this.busy.signal,
    });
    if (answer.type === "opaqueredirect") {
      this.signedOut();
    } else if (answer.status === 409 || answer.status === 403) {
      const told = await answer.json().catch(() => ({}));
      if (answer.status === 409) this.stop(told.message);
      else if (told.message) this.stop((this.closed = told.message));
      else this.signedOut();
    } else if (answer.status === 413) {
      const told = await answer.json().catch(() => ({}));
      this.refuse(told.message ?? "Ce texte est trop long pour être enregistré. Raccourcissez-le : il reste ici.");
    } else if (!answer.ok) {
      throw new Error(answer.status);
    } else {
      this.saved(await answer.json());
    }
  }

  // Nothing typed is lost with a session: whoever signs in again elsewhere goes on here.
  signedOut() {
    this.away = true;
    this.stop("Il faut vous reconnecter : faites-le dans un autre onglet, puis enregistrez ici.");
  }

  async comeBack() {
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]");
      token(this.form).value = token(page.querySelector("form[data-page]")).value;
    } catch {
      this.then = null;
      this.say("Il faut encore vous reconnecter, dans un autre onglet. Votre texte reste ici.", true);
      return;
    }
    this.away = this.stopped = false;
    this.save();
  }

  written() {
    const data = new FormData(this.form);
    for (const field of this.form.querySelectorAll("[type=file]")) data.delete(field.name);
    return data;
  }

  saved(told) {
    this.form.elements.revision.value = told.revision;
    if (this.hour) this.hour.textContent = `Enregistré à ${told.saved}`;
    this.unreached = false;
    this.accept();
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
    this.dirty = this.unreached = true;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PATIENCE);
  }

  // Sent again as it is, it would be refused again: the next key tries, once there is less of it.
  refuse(message) {
    this.accept();
    const fields = [...this.form.querySelectorAll("textarea, input")];
    const field = fields.reduce((one, other) => (other.value.length > one.value.length ? other : one));
    const said = document.createElement("p");
    said.className = "field__error";
    said.id = `${field.id}_too_long`;
    said.textContent = message;
    this.refused = { field, said, described: field.getAttribute("aria-describedby") ?? "" };
    field.after(said);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${this.refused.described} ${said.id}`.trim());
    this.dirty = true;
    this.keep();
    this.say(message, Boolean(this.then));
  }

  accept() {
    if (!this.refused) return;
    const { field, said, described } = this.refused;
    said.remove();
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", described);
    this.refused = null;
  }

  stop(message) {
    this.stopped = true;
    this.keep();
    this.say(message);
  }

  say(message, again = false) {
    if (again) this.alertBox.replaceChildren();
    if (this.alertBox.textContent !== message) this.alertBox.textContent = message;
    if (again) this.alertBox.scrollIntoView({ block: "nearest" });
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
