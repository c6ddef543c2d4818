const LABELS = { "": "Couleurs de l’appareil", light: "Jour", dark: "Nuit" };

// Drawn by script only, since without script the device's own setting rules.
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    const label = document.createElement("label");
    const select = document.createElement("select");
    label.className = "theme-switch__label";
    label.textContent = "Lumière ";
    select.className = "theme-switch__select";
    for (const [value, text] of Object.entries(LABELS)) select.add(new Option(text, value));
    select.value = document.documentElement.dataset.theme ?? "";
    select.addEventListener("change", () => this.choose(select.value));
    label.append(select);
    this.replaceChildren(label);
  }

  choose(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // The choice lasts as long as the page.
    }
  }
}

customElements.define("theme-switch", ThemeSwitch);
