import { describe, expect, it } from 'vitest';
import { engineName } from './status';

const status = {
  version: '0.1.0',
  clusterId: null,
  nodeId: null,
  engine: null,
  bootstrap: null,
  uptimeSeconds: 1,
  kafkaAddress: null,
};

describe('the name of what keeps the log', () => {
  it('is that of Vicinity with its version for a node of the program, and without for others', () => {
    expect(engineName({ ...status, engine: 'vicinity', nodeId: 1 })).toBe('Vicinity 0.1.0');
    expect(engineName({ ...status, engine: 'vicinity' })).toBe('Vicinity nodes');
  });

  it('is that of Kafka, or not known before anything has answered', () => {
    expect(engineName({ ...status, engine: 'kafka' })).toBe('Apache Kafka');
    expect(engineName(status)).toBe('not reached yet');
  });
});
