// Sends what waits, one entry after another in the order of writing, over the session that is signed in here. An entry
// goes from the phone once the server has it; what the server refuses waits there, for its writer to mend.
(() => {
  const WAIT_MS = 15_000;
  const LOCK = "roundtable-offline";

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

  async function sendOne(entry, csrf) {
    const { id, device, wrapped, nonce, sealed } = entry;
    const answer = await ask("/outreach/offline/entries", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({ id, phone: device, wrapped, nonce, sealed }),
    });
    if (answer.status === 410) return { state: "revoked" };
    if (!answer.ok) return { state: "later", code: answer.status };
    return answer.json();
  }

  async function sendAll(own, csrf, told) {
    const found = { sent: 0, held: 0, asks: [] };
    for (const entry of own) {
      const outcome = await sendOne(entry, csrf).catch(() => ({ state: "later", code: 0 }));
      if (outcome.state === "revoked") return { ...found, status: "revoked" };
      if (outcome.state === "later") return { ...found, status: outcome.code === 401 ? "signed-out" : "no-signal" };
      await self.offlineStore.forgetEntry(entry.number);
      found.sent += 1;
      if (outcome.state === "held") found.held += 1;
      if (outcome.asks?.length) found.asks.push({ url: outcome.url, words: outcome.asks });
      told?.(found.sent, own.length);
    }
    return { ...found, status: "signed-in" };
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
    return { ...standing, ready: true, ...result };
  }

  // One sender at a time, over all tabs and the service worker; the others wait for it and find nothing left.
  function flush(told) {
    const work = () => flushNow(told);
    return navigator.locks ? navigator.locks.request(LOCK, work) : work();
  }

  self.offlineSend = { flush, release, state };
})();
