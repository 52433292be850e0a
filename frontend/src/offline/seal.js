// Seals one entry for the server: a fresh AES-256-GCM key for each, itself wrapped by the phone's public key (RSA-OAEP).
// The additional data bind an entry to its phone and to itself, so that it opens nowhere else.
export function toBase64(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

function fromBase64(words) {
  return Uint8Array.from(atob(words), (character) => character.charCodeAt(0));
}

export async function seal(device, entryId, written) {
  const oaep = { name: "RSA-OAEP", hash: "SHA-256" };
  const lock = await crypto.subtle.importKey("spki", fromBase64(device.public_key), oaep, false, ["wrapKey"]);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const place = new TextEncoder().encode(`${device.id}|${entryId}`);
  const words = new TextEncoder().encode(JSON.stringify(written));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: place }, key, words);
  const wrapped = await crypto.subtle.wrapKey("raw", key, lock, oaep);
  return { wrapped: toBase64(wrapped), nonce: toBase64(nonce), sealed: toBase64(sealed) };
}
