// Reading for the jury, without a network too: notes stay in this browser until they are sent.
const FOLDER = "jury";
const prefix = "lecture:";

const kept = () =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }));

const waitingFor = (stage) => kept().filter((one) => one.leaves && one.stage === stage);

async function send(one, token) {
  const body = new FormData();
  for (const [name, value] of one.fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", token);
  return fetch(one.address, { method: "POST", body, headers: { "X-Lecture": "1" }, redirect: "manual" });
}

// A page that came from the cache holds an old token: ask for a fresh one.
async function freshToken(address) {
  const answer = await fetch(address, { headers: { "X-Frais": "1" }, redirect: "manual", cache: "no-store" });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? null;
}

// <jury-notes> around the grid of one dossier.
class JuryNotes extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.alertBox = this.querySelector("[data-alert]");
    this.name = `${prefix}${this.dataset.lecture}`;
    this.keeps = !("shared" in this.dataset);
    if (!this.form || !this.keeps) return;
    this.takeBack();
    this.form.addEventListener("input", () => this.keep(false));
    this.form.addEventListener("submit", (event) => this.leave(event));
  }

  fields() {
    return [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  }

  keep(leaves) {
    const one = { address: location.pathname, stage: this.dataset.stage, fields: this.fields(), leaves };
    localStorage.setItem(this.name, JSON.stringify(one));
  }

  takeBack() {
    const text = localStorage.getItem(this.name);
    if (!text) return;
    const { fields, leaves } = JSON.parse(text);
    for (const control of this.form.elements) {
      const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (values.length && control.name && control.type !== "submit") control.value = values[0];
    }
    this.say(leaves ? "Gardée sur cet appareil, elle partira avec le réseau." : "Vos notes de cet appareil sont reprises ici.");
  }

  async leave(event) {
    if (event.submitter?.name === "garder") {
      if (navigator.onLine) localStorage.removeItem(this.name);
      else {
        event.preventDefault();
        this.keep(false);
        this.say("Gardé sur cet appareil.");
      }
      return;
    }
    event.preventDefault();
    this.keep(true);
    const one = JSON.parse(localStorage.getItem(this.name));
    try {
      const token = (await freshToken(this.dataset.back)) ?? this.form.elements.csrfmiddlewaretoken.value;
      const answer = await send(one, token);
      if (answer.type === "opaqueredirect") {
        this.say("Il faut vous reconnecter : votre lecture est gardée ici, elle partira ensuite.");
      } else if (answer.ok) {
        localStorage.removeItem(this.name);
        location.assign(this.dataset.back);
      } else {
        this.keep(false);
        const told = await answer.json().catch(() => ({}));
        this.say(told.message || "Votre lecture n’a pas été prise. Elle est gardée ici : réessayez dans un moment.");
      }
    } catch {
      if ("caches" in window && (await caches.has(FOLDER))) location.assign(this.dataset.back);
      else this.say("Pas de réseau. Votre lecture est gardée sur cet appareil : elle partira de la page « À lire ».");
    }
  }

  say(words) {
    this.alertBox.textContent = words;
  }
}

// <jury-pile>: how far one is, and the sending of what waits.
class JuryPile extends HTMLElement {
  connectedCallback() {
    this.said = this.querySelector("[data-said]");
    this.steps = [...this.querySelectorAll(".pile__step")];
    this.done = Number(this.dataset.done);
    this.count = Number(this.dataset.count);
    if ("shared" in this.dataset) return;
    addEventListener("online", () => this.sync());
    this.mark();
    this.sync();
  }

  get waiting() {
    return waitingFor(this.dataset.stage);
  }

  mark() {
    const waiting = this.waiting;
    for (const one of kept()) {
      const tag = document.querySelector(`[data-tag="${one.name.slice(prefix.length)}"]`);
      if (tag) tag.textContent = one.leaves ? "à envoyer" : "commencé ici";
    }
    this.steps.forEach((step, n) => {
      step.classList.toggle("pile__step--done", n < this.done);
      step.classList.toggle("pile__step--kept", n >= this.done && n < this.done + waiting.length);
    });
    if (waiting.length === 1) this.say(this.done, ", une lecture est gardée sur cet appareil et partira avec le réseau.");
    else if (waiting.length) {
      this.say(this.done, `, ${waiting.length} lectures sont gardées sur cet appareil et partiront avec le réseau.`);
    }
  }

  async sync() {
    const waiting = this.waiting;
    if (!waiting.length) return;
    let refused = "";
    try {
      const token = await freshToken(location.pathname);
      if (!token) {
        this.say(this.done, ". Reconnectez-vous : ce qui est gardé ici partira aussitôt.");
        return;
      }
      for (const one of waiting) {
        const answer = await send(one, token);
        if (answer.ok) {
          const told = await answer.json();
          this.done = told.done;
          this.count = told.count;
          localStorage.removeItem(one.name);
          const tag = document.querySelector(`[data-tag="${one.name.slice(prefix.length)}"]`);
          if (tag) tag.textContent = "lu";
        } else {
          const { name, ...rest } = one;
          localStorage.setItem(name, JSON.stringify({ ...rest, leaves: false }));
          refused = (await answer.json().catch(() => ({}))).message || "Une lecture est à revoir.";
        }
      }
    } catch {
      this.mark();
      return;
    }
    this.mark();
    this.say(this.done, refused ? `. ${refused}` : ", tout est envoyé.");
  }

  say(done, words) {
    const strong = document.createElement("strong");
    strong.textContent = `${done} sur ${this.count}`;
    this.said.replaceChildren(strong, words);
  }
}

// <jury-luggage>: take the pile on this device, and leave nothing of it afterwards.
class JuryLuggage extends HTMLElement {
  async connectedCallback() {
    if ("shared" in this.dataset || !("serviceWorker" in navigator) || !("caches" in window)) return;
    this.hidden = false;
    this.take = this.querySelector("[data-take]");
    this.leaveButton = this.querySelector("[data-leave]");
    this.told = this.querySelector("[data-told]");
    this.take.addEventListener("click", () => this.pack());
    this.leaveButton.addEventListener("click", () => this.unpack());
    if (await caches.has(FOLDER)) this.packed();
  }

  async pack() {
    this.take.disabled = true;
    this.told.textContent = "Un instant, nous rangeons…";
    try {
      await navigator.serviceWorker.register("/jury/hors-ligne.js", { scope: "/jury/" });
      await navigator.serviceWorker.ready;
      const folder = await caches.open(FOLDER);
      const pages = [location.pathname, ...[...document.querySelectorAll("a[data-lecture]")].map((a) => a.pathname)];
      const parts = new Set();
      for (const address of pages) {
        const answer = await fetch(address, { redirect: "error", cache: "reload" });
        if (!answer.ok) throw new Error(answer.status);
        const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
        for (const part of page.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]")) {
          parts.add(new URL(part.getAttribute("href") || part.getAttribute("src"), location.href).pathname);
        }
        await folder.put(address, answer);
      }
      for (const entry of performance.getEntriesByType("resource")) {
        const address = new URL(entry.name);
        if (address.origin === location.origin && address.pathname.startsWith("/static/")) parts.add(address.pathname);
      }
      await folder.addAll([...parts]);
      this.packed();
    } catch {
      await caches.delete(FOLDER);
      this.take.disabled = false;
      this.told.textContent = "Tout n’a pas pu être emporté. Vérifiez le réseau et recommencez.";
    }
  }

  packed() {
    this.take.hidden = true;
    this.leaveButton.hidden = false;
    this.told.textContent = "Emporté : ces dossiers s’ouvrent sans réseau, sur cet appareil seulement.";
  }

  async unpack() {
    if (kept().some((one) => one.leaves) && !navigator.onLine) {
      this.told.textContent = "Des lectures attendent encore le réseau : rendez-les d’abord.";
      return;
    }
    await caches.delete(FOLDER);
    for (const one of kept()) if (!one.leaves) localStorage.removeItem(one.name);
    const worker = await navigator.serviceWorker.getRegistration("/jury/");
    await worker?.unregister();
    this.take.hidden = false;
    this.take.disabled = false;
    this.leaveButton.hidden = true;
    this.told.textContent = "Rien ne reste ici de ces dossiers.";
  }
}

customElements.define("jury-notes", JuryNotes);
customElements.define("jury-pile", JuryPile);
customElements.define("jury-luggage", JuryLuggage);
