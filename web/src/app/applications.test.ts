import { describe, expect, it } from 'vitest';
import type { ApplicationStatus, ServerStatus } from '../api/status';
import { answering, applicationOf, offered } from './applications';

const application = (name: string, state: ApplicationStatus['state'] = 'running'): ApplicationStatus => ({
  name,
  page: `/${name}`,
  state,
  problem: null,
  answers: state !== 'down',
});

const status = (...applications: ApplicationStatus[]) => ({ applications }) as ServerStatus;

const tide = { path: '/tide' };
const moon = { path: '/moon' };

describe('the features of the page', () => {
  it('are all shown while it is not known what the server runs', () => {
    expect(offered([tide, moon], null)).toEqual([tide, moon]);
    expect(offered([tide, moon], {} as ServerStatus)).toEqual([tide, moon]);
  });

  it('are those that the server runs', () => {
    expect(offered([tide, moon], status(application('moon')))).toEqual([moon]);
  });

  it('are shown when their application is down, and ask it for nothing', () => {
    const known = status(application('tide', 'down'), application('moon', 'starting'));
    expect(offered([tide, moon], known)).toEqual([tide, moon]);
    expect(answering([tide, moon], known)).toEqual([moon]);
    expect(applicationOf(tide, known)?.state).toBe('down');
  });

  it('go on asking an application of which a part has ended', () => {
    expect(answering([tide], status({ ...application('tide', 'down'), answers: true }))).toEqual([tide]);
  });
});
