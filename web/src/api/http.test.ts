import { afterEach, describe, expect, it, vi } from 'vitest';
import { address, ApiError, getJson, postJson, remove, ServerAwayError } from './http';

afterEach(() => vi.unstubAllGlobals());

const answers = (response: Response | Error) =>
  vi.stubGlobal('fetch', async () => {
    if (response instanceof Error) throw response;
    return response;
  });

describe('reading from the server', () => {
  it('writes boxes by commas and leaves out what is not given', () => {
    expect(address('/x', { bbox: [1, 2, 3, 4], zoom: 5, at: undefined })).toBe(
      '/x?bbox=1%2C2%2C3%2C4&zoom=5',
    );
    expect(address('/x')).toBe('/x');
  });

  it('gives the body', async () => {
    answers(Response.json({ a: 1 }));
    expect(await getJson('/x')).toEqual({ a: 1 });
  });

  it('tells a refusal in the words of the server', async () => {
    answers(Response.json({ title: 'Who reads must take part', detail: 'Report first.' }, { status: 403 }));
    const error = await getJson('/x').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 403, title: 'Who reads must take part', detail: 'Report first.' });
  });

  it('tells a refusal without words by its status', async () => {
    answers(new Response('<html>', { status: 502 }));
    await expect(getJson('/x')).rejects.toMatchObject({ status: 502, title: 'The server answered 502' });
  });

  it('tells a server that is away from one that refuses', async () => {
    answers(new TypeError('Failed to fetch'));
    await expect(getJson('/x')).rejects.toBeInstanceOf(ServerAwayError);
  });

  it('passes a cancelled request on as cancelled', async () => {
    answers(new DOMException('stop', 'AbortError') as unknown as Error);
    await expect(getJson('/x')).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('asking the server to do something', () => {
  it('sends the body as JSON and gives the answer', async () => {
    const sent: RequestInit[] = [];
    vi.stubGlobal('fetch', async (_: string, request: RequestInit) => {
      sent.push(request);
      return Response.json({ name: 'a run' }, { status: 201 });
    });
    expect(await postJson('/x', { people: 3 })).toEqual({ name: 'a run' });
    expect(sent[0]).toMatchObject({ method: 'POST', body: '{"people":3}' });
    expect(sent[0]!.headers).toMatchObject({ 'Content-Type': 'application/json' });
  });

  it('takes an answer without a body', async () => {
    answers(new Response(null, { status: 204 }));
    expect(await postJson('/x')).toBeNull();
    await expect(remove('/x')).resolves.toBeUndefined();
  });

  it('tells why it was refused', async () => {
    answers(
      Response.json({ title: 'Wrong values', detail: 'people is 0, not from 1 to 9' }, { status: 400 }),
    );
    await expect(postJson('/x', {})).rejects.toMatchObject({ detail: 'people is 0, not from 1 to 9' });
    await expect(remove('/x')).rejects.toBeInstanceOf(ApiError);
  });
});
