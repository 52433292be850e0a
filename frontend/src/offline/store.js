// What a phone keeps of outreach without signal: sealed entries, the number of what was logged, and the key that seals.
// Nothing here can be read on the phone: the key that opens stays at the server. A plain script, so that pages and the
// service worker can share it.
(() => {
  const NAME = "roundtable-offline";
  const CACHES = /^roundtable-offline-/;

  function answered(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  function done(transaction) {
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  function open() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore("devices", { keyPath: "id" });
      database.createObjectStore("sessions", { keyPath: "id" });
      const entries = database.createObjectStore("entries", { keyPath: "number", autoIncrement: true });
      entries.createIndex("id", "id", { unique: true });
    };
    return answered(request);
  }

  // Open for the length of one piece of work only, so that no tab stands in the way of wiping.
  async function using(stores, mode, work) {
    const database = await open();
    try {
      const transaction = database.transaction(stores, mode, { durability: "strict" });
      const finished = done(transaction);
      const result = await work(...stores.map((name) => transaction.objectStore(name)));
      await finished;
      return result;
    } finally {
      database.close();
    }
  }

  // Whether this browser keeps anything at all; asked without making the database.
  async function exists() {
    if (indexedDB.databases) return (await indexedDB.databases()).some((each) => each.name === NAME);
    return Boolean(await navigator.serviceWorker?.getRegistration("/"));
  }

  // Of several accounts on one phone the one that signed in last is the one that logs.
  const devices = () => using(["devices"], "readonly", (store) => answered(store.getAll()));
  const device = async () => (await devices()).find((each) => each.current);

  function keepDevice(pack) {
    return using(["devices"], "readwrite", async (store) => {
      for (const each of await answered(store.getAll())) if (each.id !== pack.id) store.put({ ...each, current: false });
      store.put({ ...pack, current: true });
    });
  }

  const entries = () => using(["entries"], "readonly", (store) => answered(store.getAll()));
  const sessions = () => using(["sessions"], "readonly", (store) => answered(store.getAll()));
  const keepSession = (session) => using(["sessions"], "readwrite", (store) => answered(store.put(session)));
  const forgetSession = (id) => using(["sessions"], "readwrite", (store) => answered(store.delete(id)));
  const forgetEntry = (number) => using(["entries"], "readwrite", (store) => answered(store.delete(number)));

  // The entry and what it changes about its session are kept together, or neither is.
  function keepEntry(entry, session) {
    return using(["entries", "sessions"], "readwrite", (kept, known) => {
      known.put(session);
      return answered(kept.add(entry));
    });
  }

  async function waiting() {
    const own = await device();
    const all = await entries();
    return { own: own ? all.filter((each) => each.device === own.id) : [], all };
  }

  // Everything of one account's phone goes; once nothing of anybody is left, the database, the offline page and the
  // worker go too.
  async function wipe(deviceId) {
    await using(["devices", "entries", "sessions"], "readwrite", async (phones, kept, known) => {
      phones.delete(deviceId);
      for (const each of await answered(kept.getAll())) if (each.device === deviceId) kept.delete(each.number);
      for (const each of await answered(known.getAll())) if (each.device === deviceId) known.delete(each.id);
    });
    if (!(await devices()).length) await wipeAll();
  }

  async function wipeAll() {
    await answered(indexedDB.deleteDatabase(NAME));
    for (const name of await caches.keys()) if (CACHES.test(name)) await caches.delete(name);
    const registration = await navigator.serviceWorker?.getRegistration("/");
    await (self.registration ?? registration)?.unregister();
  }

  self.offlineStore = {
    exists, device, devices, keepDevice, entries, sessions, keepSession, forgetSession, keepEntry, forgetEntry, waiting, wipe,
  };
})();
