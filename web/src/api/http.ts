import { changeHeaders, renewAccess, settleAccess } from './access';

/** The server answered, and the answer was no. `title` and `detail` come from its problem document. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail === '' ? title : `${title}: ${detail}`);
    this.name = 'ApiError';
  }
}

/** No answer came at all: the server or the network is away. */
export class ServerAwayError extends Error {
  constructor(cause: unknown) {
    super('The server does not answer.', { cause });
    this.name = 'ServerAwayError';
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export type Query = Record<string, string | number | readonly number[] | undefined>;

/** Path and query; undefined values are left out, arrays are joined by commas. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

export interface Asking {
  signal?: AbortSignal | undefined;
  /** Headers beside those that every request has. */
  headers?: Record<string, string>;
}

export async function getJson<T>(path: string, query?: Query, { signal, headers }: Asking = {}): Promise<T> {
  await settleAccess();
  const response = await answered(() =>
    fetch(address(path, query), {
      headers: { Accept: 'application/json, application/geo+json', ...headers },
      signal: signal ?? null,
    }),
  );
  if (!response.ok) throw await problem(response);
  return (await response.json()) as T;
}

/** Reads JSON Lines; between two lines the page can do something else, however many there are. */
export async function getLines<T>(path: string, query?: Query, { signal }: Asking = {}): Promise<T[]> {
  await settleAccess();
  const response = await answered(() =>
    fetch(address(path, query), { headers: { Accept: 'application/jsonl' }, signal: signal ?? null }),
  );
  if (!response.ok) throw await problem(response);
  const read: T[] = [];
  const text = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let begun: string[] = [];
  try {
    for (;;) {
      const { done, value } = await text.read();
      if (done) return read;
      const lines = value.split('\n');
      for (const rest of lines.slice(0, -1)) {
        read.push(JSON.parse(begun.join('') + rest) as T);
        begun = [];
        await new Promise((next) => setTimeout(next));
      }
      begun.push(lines.at(-1)!);
    }
  } catch (error) {
    if (isAbort(error) || error instanceof SyntaxError) throw error;
    // The answer ended before it was whole.
    throw new ServerAwayError(error);
  }
}

/** Asks the server to do something. */
export async function post(path: string): Promise<void> {
  const response = await answered(async () =>
    fetch(path, { method: 'POST', headers: await changeHeaders() }),
  );
  if (!response.ok) throw await problem(response);
}

/** Asks the server to do something that a body tells, and gives what it answers; null for an answer without a body. */
export async function postJson<T>(path: string, body?: unknown): Promise<T> {
  const response = await answered(async () =>
    fetch(path, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(await changeHeaders()),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  if (!response.ok) throw await problem(response);
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** Asks the server to delete what stands at the path. */
export async function remove(path: string): Promise<void> {
  const response = await answered(async () =>
    fetch(path, { method: 'DELETE', headers: await changeHeaders() }),
  );
  if (!response.ok) throw await problem(response);
}

/** The answer to a request, which is sent once more where access had to be renewed first. */
async function answered(send: () => Promise<Response>): Promise<Response> {
  try {
    const response = await send();
    return response.status === 403 && (await renewAccess()) ? await send() : response;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ServerAwayError(error);
  }
}

async function problem(response: Response): Promise<ApiError> {
  let title = `The server answered ${response.status}`;
  let detail = '';
  try {
    const body = (await response.json()) as { title?: unknown; detail?: unknown };
    if (typeof body.title === 'string') title = body.title;
    if (typeof body.detail === 'string') detail = body.detail;
  } catch {
    // A body that is no problem document says nothing more than the status does.
  }
  return new ApiError(response.status, title, detail);
}
