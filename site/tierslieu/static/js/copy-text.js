// <copy-text> shows its button where the browser can copy, and says that it did.
class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-copy]");
    const text = this.querySelector(".copy__text");
    if (!button || !text || !navigator.clipboard) return;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        button.textContent = "Copié";
      } catch {
        getSelection().selectAllChildren(text);
        button.textContent = "Sélectionné : Ctrl+C";
      }
      setTimeout(() => { button.textContent = label; }, 4000);
    });
  }
}
customElements.define("copy-text", CopyText);
