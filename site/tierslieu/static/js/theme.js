// Runs before the first paint, so that a reader who chose night never sees a flash of day.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is refused: the device's own setting rules.
}
