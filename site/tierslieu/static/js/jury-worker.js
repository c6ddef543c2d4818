// Serves the pile that somebody chose to take along, and nothing they did not take.
const FOLDER = "jury";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || request.headers.has("X-Frais")) return;
  if (request.mode === "navigate") event.respondWith(fresh(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(stored(request));
});

// A page from the network first. Sent to sign in: the session is over, the dossiers leave this device.
async function fresh(request) {
  try {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect" && new URL(request.url).pathname === "/jury/") {
      await caches.delete(FOLDER);
    } else if (answer.ok && (await caches.has(FOLDER))) {
      const folder = await caches.open(FOLDER);
      if (await folder.match(request)) await folder.put(request, answer.clone());
    }
    return answer;
  } catch (error) {
    const kept = (await caches.has(FOLDER)) && (await (await caches.open(FOLDER)).match(request));
    if (kept) return kept;
    throw error;
  }
}

async function stored(request) {
  const kept = (await caches.has(FOLDER)) && (await (await caches.open(FOLDER)).match(request, { ignoreSearch: true }));
  return kept || fetch(request);
}
