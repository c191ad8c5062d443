import { describe, expect, it } from 'vitest';
import type { ServerStatus } from '../api/status';
import { clientCommand, serverCommand } from './commands';

const status = (kafkaAddress: string | null, bootstrap: string | null = null): ServerStatus => ({
  version: '1',
  clusterId: null,
  nodeId: null,
  engine: 'vicinity',
  bootstrap,
  uptimeSeconds: 1,
  kafkaAddress,
});

describe('commands on the page', () => {
  it('name the log of this server', () => {
    expect(clientCommand('traffic drive', status('127.0.0.1:40001'))).toBe(
      './vicinity traffic drive -b 127.0.0.1:40001',
    );
    expect(clientCommand('traffic drive', status(null, 'kafka1:9092,kafka2:9092'))).toBe(
      './vicinity traffic drive -b kafka1:9092,kafka2:9092',
    );
  });

  it('are short where the address is the usual one, or not told', () => {
    expect(clientCommand('traffic drive', status('127.0.0.1:9092'))).toBe('./vicinity traffic drive');
    expect(clientCommand('traffic drive', null)).toBe('./vicinity traffic drive');
  });

  it('start a server at the address of this page', () => {
    expect(serverCommand('up', { hostname: 'localhost', port: '3300' })).toBe('./vicinity up');
    expect(serverCommand('up', { hostname: '127.0.0.1', port: '3391' })).toBe(
      './vicinity up --http 127.0.0.1:3391',
    );
    expect(serverCommand('up', { hostname: 'box.lan', port: '' })).toBe('./vicinity up --http 0.0.0.0:80');
  });
});
