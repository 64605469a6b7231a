/** The screen's service worker: the network first, so that a new release arrives, and what is kept when it is gone. */

const KEPT = "screen";
const PATIENCE = 4_000;
const ROOMS = ["/screen/", "/assets/", "/logo/", "/sponsor/"];

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => event.waitUntil(keepAll(event.data)));

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = origin === self.location.origin && ROOMS.some((room) => pathname.startsWith(room));
  if (ours && event.request.method === "GET") {
    event.respondWith(answer(event.request));
  }
});

/** The network's answer; what is kept where it is silent or refuses. */
async function answer(request) {
  const kept = await (await caches.open(KEPT)).match(request, { ignoreSearch: true, ignoreVary: true });
  const asked = ask(request);
  if (!kept) {
    return asked;
  }
  asked.catch(() => {}); // what is kept is shown instead
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asked.then((fresh) => (fresh.status < 500 ? fresh : kept)), patience]).catch(() => kept);
}

/** Ask the network, which says whether what the browser has still holds; keep what it sends. */
async function ask(request) {
  const fresh = await fetch(request.url, { cache: "no-cache", credentials: "same-origin" });
  if (fresh.ok) {
    const copy = fresh.clone();
    await (await caches.open(KEPT)).put(request, copy);
  }
  return fresh;
}

/** Keep what a page was made of before this worker stood between it and the network. */
async function keepAll(addresses) {
  await Promise.allSettled(addresses.map((address) => ask(new Request(address))));
}
