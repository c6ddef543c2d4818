const WORD = /[\p{L}\p{N}]+(?:[’'.-][\p{L}\p{N}]+)*/gu;

// <word-count limit="50">…<textarea>…</word-count>: the server counts again, this only tells.
class WordCount extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea, input");
    if (!this.field) return;
    this.output = document.createElement("p");
    this.output.className = "field__count";
    this.field.after(this.output);
    this.addEventListener("input", () => this.tell());
    this.tell();
  }

  tell() {
    const count = this.field.value.match(WORD)?.length ?? 0;
    const limit = Number(this.getAttribute("limit"));
    this.output.textContent = limit ? `${count} mots sur ${limit}` : `${count} mots`;
    this.classList.toggle("over", limit > 0 && count > limit);
  }
}

customElements.define("word-count", WordCount);
