// Who this browser is to the server. The operator's link carries the key behind the '#'; it becomes a cookie and leaves the address.
// On the server's own machine, where the server offers it, the page gets the cookie without the key. Changes carry the page's token.

interface Access {
  operator: boolean;
  token: string | null;
  loopback: { port: number; ticket: string } | null;
}

const path = '/api/access';
const renewalPause = 5_000;
const nearby = /^(localhost|127(\.\d+){3})$/;

let key = takeKey();
let asked: Promise<Access | null> | null = null;
let askedAt = 0;

/** Settles who this browser is before the first request; later calls give what is known. */
export async function settleAccess(): Promise<void> {
  if (typeof window !== 'undefined') await (asked ??= obtain());
}

/** Asks again, because the server refused: it may have been set up anew. At most once in a while. Says whether the operator asks. */
export async function renewAccess(): Promise<boolean> {
  if (typeof window === 'undefined') return false;
  if (asked === null || Date.now() - askedAt > renewalPause) asked = obtain();
  return (await asked)?.operator ?? false;
}

/** The headers of a request that changes something. */
export async function changeHeaders(): Promise<Record<string, string>> {
  await settleAccess();
  const token = (await asked)?.token ?? null;
  return token === null ? {} : { 'X-Vicinity-Token': token };
}

async function obtain(): Promise<Access | null> {
  askedAt = Date.now();
  let access = await ask();
  if (access !== null && !access.operator && key !== null) access = (await bringKey(key)) ?? access;
  if (access !== null) key = null;
  if (access !== null && !access.operator && access.loopback !== null && (await enter(access.loopback)))
    access = await ask();
  if (access === null) asked = null;
  return access;
}

async function ask(): Promise<Access | null> {
  return answer(fetch(path, { cache: 'no-store' }));
}

async function bringKey(brought: string): Promise<Access | null> {
  const headers = { 'Content-Type': 'application/json' };
  return answer(fetch(path, { method: 'POST', headers, body: JSON.stringify({ key: brought }) }));
}

async function answer(request: Promise<Response>): Promise<Access | null> {
  try {
    const response = await request;
    return response.ok ? ((await response.json()) as Access) : null;
  } catch {
    return null;
  }
}

// Elsewhere the machine's loopback is the visitor's own, where nobody of ours listens.
async function enter({ port, ticket }: { port: number; ticket: string }): Promise<boolean> {
  const { hostname } = window.location;
  if (!nearby.test(hostname)) return false;
  try {
    const entrance = `http://${hostname}:${port}/`;
    return (await fetch(entrance, { method: 'POST', body: ticket, credentials: 'include' })).ok;
  } catch {
    return false;
  }
}

function takeKey(): string | null {
  if (typeof window === 'undefined') return null;
  const { pathname, search, hash } = window.location;
  const fields = new URLSearchParams(hash.slice(1));
  const found = fields.get('key');
  if (found === null) return null;
  fields.delete('key');
  const rest = fields.toString();
  window.history.replaceState(window.history.state, '', pathname + search + (rest === '' ? '' : `#${rest}`));
  return found;
}
