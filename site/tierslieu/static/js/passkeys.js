// What went wrong with a key, said to the person beside the button instead of to the console.
const WORDS = {
  NotAllowedError: "L’appareil n’a pas donné de clé : la demande a été annulée, ou elle a trop attendu. Recommencez quand vous voulez.",
  InvalidStateError: "Cette clé est déjà dans votre compte.",
  NotSupportedError: "Cet appareil ne sait pas garder de clé de cette sorte.",
  ConstraintError: "Cet appareil n’a ni empreinte, ni visage, ni code : il ne peut pas garder cette clé.",
  SecurityError: "Une clé est liée au nom d’un site : cette adresse n’en porte pas.",
};
const ELSE = "La clé n’a pas pu servir. Recommencez, ou demandez un code par courriel.";

document.addEventListener("allauth.error", (event) => {
  const said = document.querySelector("[data-key-said]");
  if (!said) return;
  event.preventDefault();
  said.textContent = WORDS[event.detail.exception?.name] ?? ELSE;
  if (location.hostname === "127.0.0.1") {
    const named = document.createElement("a");
    named.href = location.href.replace("127.0.0.1", "localhost");
    named.textContent = `Ouvrir la maison par ${named.host}`;
    said.append(" ", named);
  }
  said.hidden = false;
});
