import { Box, Typography } from '@mui/material';
import { Facts, LiveMark } from '../../../ui/Card';
import { count, rate, some, span, timeOfDay } from '../../../ui/format';
import type { Component, Role, Status } from '../api/weather';
import { latencyWords } from './latency';

const roles: readonly [Role, string][] = [
  ['server', 'Servers'],
  ['balancer', 'Balancers'],
  ['proxy', 'Proxies'],
  ['terminal', 'Terminals'],
  ['sensor', 'Sensors that tell of themselves'],
];

/** Who works, and how much: the partitions of the readings, and the components that tell of themselves. */
export function ServersPanel({ status }: { status: Status }) {
  const { partitions, components } = status;
  const most = Math.max(1, ...partitions.map(({ perSecond }) => perSecond));
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box component="section" aria-label="Partitions" data-testid="weather-partitions">
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <Typography component="h3" variant="subtitle2">
            Partitions of the readings
          </Typography>
          <LiveMark />
        </Box>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
          Each is worked on by one server at a time; when that dies, another goes on from its last step.
        </Typography>
        {partitions.length === 0 ? (
          <Typography variant="body2">No server has worked on readings yet.</Typography>
        ) : (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}>
            {partitions.map((p) => (
              <Box component="li" key={p.partition} data-testid="weather-partition">
                <Box
                  sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: 1 }}
                >
                  <Typography variant="body2">
                    <b>{p.partition}</b> by <code>{p.server}</code>
                    {p.takeovers > 0 && `, taken over ${p.takeovers === 1 ? 'once' : `${p.takeovers} times`}`}
                  </Typography>
                  <Typography variant="body2">
                    {rate(p.perSecond)}/s, {some(p.readings, 'reading')}
                  </Typography>
                </Box>
                <Box
                  aria-hidden
                  sx={{ height: 6, borderRadius: 1, bgcolor: 'action.hover', overflow: 'hidden' }}
                >
                  <Box
                    sx={{ height: 1, bgcolor: 'primary.main' }}
                    style={{ width: `${(100 * p.perSecond) / most}%` }}
                  />
                </Box>
                <Typography variant="caption" color="text.secondary">
                  closed up to {p.watermark === null ? '–' : timeOfDay(p.watermark)}, last step{' '}
                  {span((status.now - p.t) / 1000)} ago
                  {p.ignored > 0 && `, ${some(p.ignored, 'step')} of servers that were replaced ignored`}
                </Typography>
              </Box>
            ))}
          </Box>
        )}
        {status.partitionCount > partitions.length && (
          <Typography variant="body2">and {count(status.partitionCount - partitions.length)} more</Typography>
        )}
      </Box>
      {roles.map(([role, title]) => {
        const some = components.filter((component) => component.role === role);
        return some.length === 0 ? null : (
          <Box component="section" aria-label={title} key={role} data-testid={`weather-${role}s`}>
            <Typography component="h3" variant="subtitle2">
              {title}
            </Typography>
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
              {some.map((component) => (
                <Row
                  key={`${component.transport}/${component.name}`}
                  component={component}
                  now={status.now}
                />
              ))}
            </Box>
          </Box>
        );
      })}
      {status.componentCount > components.length && (
        <Typography variant="body2">
          and {count(status.componentCount - components.length)} components more
        </Typography>
      )}
    </Box>
  );
}

function Row({ component: c, now }: { component: Component; now: number }) {
  return (
    <Box component="li" data-testid="weather-component" data-name={c.name}>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        <b>{c.name}</b> over {c.transport}: {c.silent ? `silent for ${span((now - c.t) / 1000)}` : c.state}
      </Typography>
      <Facts
        facts={[
          ['Done', `${count(c.done)}, ${rate(c.perSecond)}/s`],
          ['In hand', count(c.waiting)],
          ...(c.latency === null ? [] : ([['Latency', latencyWords(c.latency)]] as [string, string][])),
        ]}
      />
      {c.problem !== null && (
        <Typography variant="body2" color="error">
          {c.problem}
        </Typography>
      )}
    </Box>
  );
}
