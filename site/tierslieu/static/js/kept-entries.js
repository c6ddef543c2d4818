const PATIENCE = 10000;
const AGAIN = 30000;
const NBSP = "\u00a0";

// <kept-entries> around the forms of the desk marked `data-kept`, which post by themselves without it.
// While the network is away an entry stays in this browser, for this person; it leaves when the network is
// back, once: the server recognises what it has already noted. What is refused is shown until it is read.
class KeptEntries extends HTMLElement {
  connectedCallback() {
    this.key = `accueil:${this.dataset.person}`;
    this.box = this.querySelector("[data-kept-box]");
    this.count = this.querySelector("[data-kept-count]");
    this.list = this.querySelector("[data-kept-list]");
    this.addEventListener("submit", (event) => this.typed(event));
    window.addEventListener("online", () => this.flush());
    window.addEventListener("storage", (event) => event.key === this.key && this.draw());
    this.draw();
    this.flush();
  }

  read() {
    if (this.volatile) return this.memory;
    try {
      return JSON.parse(localStorage.getItem(this.key)) || [];
    } catch {
      return [];
    }
  }

  // Where the browser refuses to keep anything, the page itself remembers until it is closed.
  write(entries) {
    this.memory = entries;
    try {
      localStorage.setItem(this.key, JSON.stringify(entries));
    } catch {
      this.volatile = true;
    }
    this.draw();
  }

  async typed(event) {
    const form = event.target.closest("form[data-kept]");
    if (!form) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    const entry = this.entryOf(form);
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    const answer = await this.send(entry);
    button.disabled = false;
    if (!answer) {
      this.keep(entry, form);
    } else if (answer.gone) {
      this.keep(entry, form);
      this.say("Il faut vous reconnecter : vos saisies sont gardées ici.");
    } else {
      // The page as it stands now, with what the server told of it.
      if (answer.told) location.reload();
      else this.refused(entry, answer.refused);
    }
  }

  entryOf(form) {
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "ago");
    const named = Object.fromEntries(fields);
    const said = named.title || named.present || "";
    return {
      id: newKey(),
      path: new URL(form.action).pathname,
      fields,
      says: form.dataset.kept.replace("{}", said),
      at: Date.now(),
    };
  }

  // The last count typed for a booking is the one that is meant; each walk-in is another visit.
  keep(entry, form) {
    const fresh = form.elements.key;
    const others = this.read().filter((kept) => fresh || kept.path !== entry.path);
    this.write([...others, entry]);
    if (fresh) {
      form.reset();
      fresh.value = newKey();
    }
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    let sent = 0;
    for (const entry of this.read()) {
      if (entry.refused) continue;
      const answer = await this.send(entry);
      if (!answer || answer.gone) break;
      if (answer.told) {
        this.write(this.read().filter((kept) => kept.id !== entry.id));
        sent += 1;
      } else {
        this.refused(entry, answer.refused);
      }
    }
    this.flushing = false;
    if (sent) this.announce(sent);
    clearTimeout(this.timer);
    if (this.waiting().length) this.timer = setTimeout(() => this.flush(), AGAIN);
  }

  announce(sent) {
    const busy = document.activeElement?.matches("input, select");
    if (!busy && !this.read().length) location.reload();
    else this.say(sent === 1 ? "1 saisie envoyée." : `${sent} saisies envoyées.`);
  }

  // What the server answered; nothing at all while it cannot be reached.
  async send(entry) {
    const body = new FormData();
    for (const [name, value] of entry.fields) body.append(name, value);
    body.append("ago", Math.max(0, Math.round((Date.now() - entry.at) / 1000)));
    body.append("csrfmiddlewaretoken", this.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(entry.path, {
        method: "POST",
        body,
        headers: { "X-Kept-Entry": "1" },
        redirect: "manual",
        signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) return { gone: true };
      if (answer.status === 404) return { refused: "Cette réservation n’est plus au programme du jour." };
      if (answer.status >= 500) return null;
      return await answer.json();
    } catch {
      return null;
    }
  }

  refused(entry, reason) {
    this.write([...this.read().filter((kept) => kept.id !== entry.id), { ...entry, refused: reason }]);
  }

  waiting() {
    return this.read().filter((entry) => !entry.refused);
  }

  say(words) {
    this.box.hidden = false;
    this.count.textContent = words;
  }

  draw() {
    const entries = this.read();
    const waiting = this.waiting().length;
    this.box.hidden = !entries.length;
    if (waiting) this.say(`${waiting} ${waiting === 1 ? "saisie" : "saisies"} en attente d’envoi`);
    else if (entries.length === 1) this.say("1 saisie n’a pas pu être notée");
    else if (entries.length) this.say(`${entries.length} saisies n’ont pas pu être notées`);
    this.list.replaceChildren(...entries.map((entry) => this.line(entry)));
    if (waiting && !this.flushing) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), AGAIN);
    }
  }

  line(entry) {
    const line = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = entry.refused ? `${entry.says}${NBSP}: ${entry.refused}` : entry.says;
    line.append(words);
    if (entry.refused) {
      line.className = "kept__refused";
      const read = document.createElement("button");
      read.type = "button";
      read.className = "button button--line button--small";
      read.textContent = "J’ai lu";
      read.addEventListener("click", () => this.write(this.read().filter((kept) => kept.id !== entry.id)));
      line.append(read);
    }
    return line;
  }
}

// A version 4 UUID, also where the page is not served over https.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

customElements.define("kept-entries", KeptEntries);
