// <file-upload> around the files of an answer: each file goes by itself, with its own progress, and one that
// fails leaves the others alone. Without JavaScript the button « Enregistrer » sends them all.
class FileUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.told = document.createElement("ul");
    this.told.className = "uploads";
    this.told.setAttribute("aria-live", "polite");
    this.append(this.told);
    this.addEventListener("change", (event) => this.chosen(event), true);
  }

  async chosen(event) {
    const field = event.target;
    if (field.type !== "file" || !field.files.length || !this.form) return;
    event.stopImmediatePropagation();
    const together = field.hasAttribute("data-together");
    const batches = together ? [[...field.files]] : [...field.files].map((file) => [file]);
    this.told.replaceChildren();
    let kept = 0;
    for (const batch of batches) kept += (await this.send(field.name, batch)) ? 1 : 0;
    field.value = "";
    if (kept) {
      const whole = kept === batches.length;
      this.dispatchEvent(new CustomEvent("files-kept", { bubbles: true, detail: { whole } }));
    }
  }

  send(name, files) {
    const line = document.createElement("li");
    const label = document.createElement("span");
    label.textContent = files.length > 1 ? `${files.length} photos en un PDF` : files[0].name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", label.textContent);
    line.append(label, bar);
    this.told.append(line);
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    for (const file of files) body.append(name, file);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", location.href);
      request.setRequestHeader("X-Upload", "1");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      const end = (message) => {
        bar.remove();
        // The server names the file itself where it says why.
        if (message.startsWith(`${label.textContent} : `)) message = message.slice(label.textContent.length + 3);
        const words = document.createElement("strong");
        words.textContent = message || "reçu";
        line.append(" : ", words);
        line.classList.toggle("uploads__refused", Boolean(message));
        done(!message);
      };
      request.addEventListener("load", () => {
        const told = request.response;
        if (request.status === 200 && told) end("");
        else if (told && told.message) end(told.message);
        else if (request.status === 413) end("ce fichier est trop lourd pour nous. Réduisez-le.");
        else end("l’envoi n’a pas abouti. Reconnectez-vous s’il le faut, puis réessayez.");
      });
      request.addEventListener("error", () => end("la connexion a coupé. Réessayez, le reste est gardé."));
      request.send(body);
    });
  }
}

customElements.define("file-upload", FileUpload);
