import type { ApplicationStatus, ServerStatus } from '../api/status';

/** What belongs to an application: a feature, or a page. */
interface OfApplication {
  path: string | null;
}

/** The application on the server whose page this is; null while it is not known, and where the server does not run it. */
export function applicationOf(
  { path }: OfApplication,
  status: ServerStatus | null,
): ApplicationStatus | null {
  return status?.applications?.find(({ page }) => page === path) ?? null;
}

/** Those that the server runs, or should run; all while that is not known. */
export function offered<T extends OfApplication>(
  all: readonly T[],
  status: ServerStatus | null,
): readonly T[] {
  if (status?.applications === undefined) return all;
  return all.filter((one) => applicationOf(one, status) !== null);
}

/** Those whose application answers, as far as is known. */
export function answering<T extends OfApplication>(
  all: readonly T[],
  status: ServerStatus | null,
): readonly T[] {
  return offered(all, status).filter((one) => applicationOf(one, status)?.answers !== false);
}
