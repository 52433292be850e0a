// Sends what waits, one entry after another in the order of writing, over the session that is signed in here. An entry
// goes from the phone once the server has it; what the server refuses waits there, for its writer to mend.
(() => {
  const WAIT_MS = 30_000;
  const LOCK = "roundtable-offline";
  const AT_ONCE = 10;
  const STATUS = { 401: "signed-out", 404: "not-yours", 410: "revoked" };

  async function ask(address, options = {}) {
    const answer = await fetch(address, {
      credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(WAIT_MS), ...options,
    });
    return answer;
  }

  // Whether this phone may keep what it holds, asked with its own token: works with no session at all.
  async function stands(device) {
    const headers = { "X-Phone": `${device.agency} ${device.id} ${device.token}` };
    const answer = await ask("/outreach/offline/standing", { headers });
    if (!answer.ok) return true; // a server in trouble wipes nothing
    return (await answer.json()).stands;
  }

  // What the server says of this browser: signed in or not, and whether its phone is known and stands.
  async function state(device) {
    try {
      const answer = await ask(`/outreach/offline/state${device ? `?phone=${device.id}` : ""}`);
      if (answer.ok) return { status: "signed-in", ...(await answer.json()) };
      if (answer.status >= 500) return { status: "no-signal" };
      const gone = device && !(await stands(device));
      if (gone) return { status: "revoked" };
      return { status: answer.status === 404 ? "not-yours" : "signed-out" };
    } catch {
      return { status: "no-signal" };
    }
  }

  async function post(entries, csrf) {
    const answer = await ask("/outreach/offline/entries", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({
        phone: entries[0].device,
        entries: entries.map(({ id, wrapped, nonce, sealed }) => ({ id, wrapped, nonce, sealed })),
      }),
    });
    if (!answer.ok) return { code: answer.status };
    return { code: 200, ...(await answer.json()) };
  }

  // A few at once. One that the server stumbles over is left for later and does not stand in the way of the others.
  async function sendSome(entries, csrf) {
    const answer = await post(entries, csrf).catch(() => ({ code: 0 }));
    if (answer.code !== 500) return { code: answer.code, outcomes: answer.outcomes ?? [] };
    if (entries.length === 1) return { code: 200, outcomes: [{ state: "later" }] };
    const found = { code: 200, outcomes: [] };
    for (const entry of entries) {
      const one = await sendSome([entry], csrf);
      if (one.code !== 200) return { code: one.code, outcomes: found.outcomes };
      found.outcomes.push(...one.outcomes);
    }
    return found;
  }

  async function sendAll(own, csrf, told) {
    const found = { sent: 0, held: 0, asks: [] };
    for (let at = 0; at < own.length; at += AT_ONCE) {
      const some = own.slice(at, at + AT_ONCE);
      told?.(found.sent, own.length);
      const { code, outcomes } = await sendSome(some, csrf);
      for (const [place, outcome] of outcomes.entries()) await settle(some[place], outcome, found);
      if (code !== 200) return { ...found, status: STATUS[code] ?? "no-signal" };
    }
    return { ...found, status: "signed-in" };
  }

  async function settle(entry, outcome, found) {
    if (outcome.state === "later") return;
    await self.offlineStore.forgetEntry(entry.number);
    found.sent += 1;
    if (outcome.state === "held") found.held += 1;
    if (outcome.asks?.length) found.asks.push({ url: outcome.url, words: outcome.asks });
  }

  // A browser that was set up before by the account that is signed in gets its key back: signing in releases it.
  async function release(csrf) {
    const answer = await ask("/outreach/offline/ready", { method: "POST", headers: { "X-CSRFToken": csrf } });
    if (!answer.ok) return { problem: answer.status === 422 ? (await answer.json()).reason : "" };
    const pack = await answer.json();
    await self.offlineStore.keepDevice(pack);
    return { device: pack };
  }

  // Other accounts' phones on this browser: nothing is kept for one that has nothing to send, or was revoked.
  async function tidy(device, all) {
    for (const other of await self.offlineStore.devices()) {
      if (other.id === device.id) continue;
      const empty = !all.some((each) => each.device === other.id);
      if (empty || !(await stands(other).catch(() => true))) await self.offlineStore.wipe(other.id);
    }
  }

  async function flushNow(told) {
    const nothing = { sent: 0, held: 0, asks: [] };
    let device = await self.offlineStore.device();
    const standing = await state(device);
    if (standing.status === "revoked" || standing.revoked) {
      if (device) await self.offlineStore.wipe(device.id);
      return { ...nothing, ...standing, status: "revoked" };
    }
    if (standing.status !== "signed-in") return { ...nothing, ...standing };
    if (!standing.stands && standing.known) ({ device } = await release(standing.csrf));
    if (!device || !(standing.stands || standing.known)) return { ...nothing, ...standing };
    await self.offlineStore.keepDevice({ ...device, until: standing.until });
    const { own, all } = await self.offlineStore.waiting();
    await tidy(device, all);
    const result = await sendAll(own, standing.csrf, told);
    if (result.status === "revoked") await self.offlineStore.wipe(device.id);
    return { ...standing, ready: true, ...result, held: standing.held + result.held };
  }

  // One sender at a time, over all tabs and the service worker; the others wait for it and find nothing left.
  function flush(told) {
    const work = () => flushNow(told);
    return navigator.locks ? navigator.locks.request(LOCK, work) : work();
  }

  self.offlineSend = { flush, release, state };
})();
