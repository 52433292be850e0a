// Serves the offline page and its parts, and nothing else, when there is no signal; sends what waits when there is.
// The server writes CACHE and FILES above this line: a changed file is a changed worker.
/* global CACHE, FILES, OFFLINE_PAGE, SCRIPTS */
importScripts(...SCRIPTS);

self.addEventListener("install", (event) => {
  const fresh = FILES.map((address) => new Request(address, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("roundtable-offline-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

async function kept(request, address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

// A page that cannot be reached gives way to the one that works without signal; a form that was sent does not.
async function orOffline(request) {
  try {
    return await fetch(request);
  } catch (failure) {
    const cache = await caches.open(CACHE);
    if (await cache.match(OFFLINE_PAGE)) return Response.redirect(OFFLINE_PAGE, 302);
    throw failure;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname === OFFLINE_PAGE) event.respondWith(kept(request, OFFLINE_PAGE));
  else if (FILES.includes(address.pathname + address.search)) event.respondWith(kept(request, address.pathname + address.search));
  else if (request.mode === "navigate") event.respondWith(orOffline(request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "outreach") event.waitUntil(self.offlineSend.flush());
});
