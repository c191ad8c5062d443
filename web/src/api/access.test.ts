import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const operator = { operator: true, token: 't', loopback: null };
const stranger = { operator: false, token: null, loopback: null };
const offered = { operator: false, token: null, loopback: { port: 4711, ticket: 'ticket' } };

let sent: string[];
let shown: string;

/** A browser at an address, and a server that gives these answers in turn; the last one again and again. */
function open(hash: string, hostname: string, ...answers: (object | number | Error)[]) {
  const location = { hostname, pathname: '/cluster', search: '?a=1', hash };
  const history = { state: null, replaceState: (_: unknown, __: string, url: string) => void (shown = url) };
  vi.stubGlobal('window', { location, history });
  vi.stubGlobal('fetch', async (url: string, init?: { method?: string; body?: string }) => {
    sent.push([init?.method ?? 'GET', url, init?.body].filter((part) => part !== undefined).join(' '));
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer instanceof Error) throw answer;
    return typeof answer === 'number' ? new Response(null, { status: answer }) : Response.json(answer);
  });
  return import('./access');
}

beforeEach(() => {
  vi.resetModules();
  sent = [];
  shown = '';
});

afterEach(() => vi.unstubAllGlobals());

describe('access', () => {
  it('is asked for once, and its token goes with changes', async () => {
    const access = await open('', 'localhost', operator);
    await Promise.all([access.settleAccess(), access.settleAccess()]);
    expect(await access.changeHeaders()).toEqual({ 'X-Vicinity-Token': 't' });
    expect(sent).toEqual(['GET /api/access']);
  });

  it('takes the key out of the address and brings it', async () => {
    const access = await open('#key=a%2Fb&zoom=4', 'vicinity.example', stranger, operator);
    expect(shown).toBe('/cluster?a=1#zoom=4');
    await access.settleAccess();
    expect(sent).toEqual(['GET /api/access', 'POST /api/access {"key":"a/b"}']);
  });

  it('keeps the key while the server is away', async () => {
    const access = await open('#key=k', 'localhost', new TypeError('away'), stranger, operator);
    await access.settleAccess();
    await access.settleAccess();
    expect(sent.at(-1)).toBe('POST /api/access {"key":"k"}');
  });

  it('enters by loopback where that is offered', async () => {
    const access = await open('', 'localhost', offered, 204, operator);
    expect(await access.changeHeaders()).toEqual({ 'X-Vicinity-Token': 't' });
    expect(sent).toEqual(['GET /api/access', 'POST http://localhost:4711/ ticket', 'GET /api/access']);
  });

  it('tries no loopback from elsewhere', async () => {
    const access = await open('', 'vicinity.example', offered);
    expect(await access.changeHeaders()).toEqual({});
    expect(sent).toEqual(['GET /api/access']);
  });

  it('is renewed at most once in a while', async () => {
    const access = await open('', 'localhost', stranger);
    await access.settleAccess();
    expect(await access.renewAccess()).toBe(false);
    expect(sent).toEqual(['GET /api/access']);
  });
});
