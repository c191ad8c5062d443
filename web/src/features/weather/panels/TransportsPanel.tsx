import { Box, Typography } from '@mui/material';
import { Command } from '../../../ui/Command';
import { clientCommand } from '../../../ui/commands';
import { LiveMark } from '../../../ui/Card';
import { some } from '../../../ui/format';
import { useServerStatus } from '../../../ui/ServerStatus';
import type { Transport } from '../api/weather';
import { latencyWords } from './latency';

/** The transports side by side: what each promises, and how long it takes where that is measured now. */
export function TransportsPanel({ transports }: { transports: readonly Transport[] }) {
  const server = useServerStatus();
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
        <Typography variant="body2" color="text.secondary" sx={{ flex: 1 }}>
          The same components, and the same windows, over each of these.
        </Typography>
        <LiveMark />
      </Box>
      <Box
        role="region"
        aria-label="Transports side by side"
        tabIndex={0}
        sx={{ overflowX: 'auto' }}
        data-testid="weather-transports"
      >
        <Box
          component="table"
          sx={{
            borderCollapse: 'collapse',
            minWidth: 640,
            '& th, & td': {
              textAlign: 'left',
              verticalAlign: 'top',
              p: 0.75,
              borderBottom: 1,
              borderColor: 'divider',
              typography: 'body2',
            },
            '& thead th, & tbody th': { fontWeight: 650 },
          }}
        >
          <thead>
            <tr>
              <th scope="col"></th>
              {transports.map(({ name, components }) => (
                <th scope="col" key={name}>
                  {name}
                  <Typography
                    variant="caption"
                    color="text.secondary"
                    sx={{ display: 'block', fontWeight: 400 }}
                  >
                    {components > 0
                      ? `${some(components, 'component')} now`
                      : name === 'log'
                        ? 'what this page reads'
                        : 'not in use now'}
                  </Typography>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Line title="Guarantee" of={transports} says={(t) => t.guarantee} />
            <Line
              title="Until a reading is there"
              of={transports}
              says={(t) => (t.stored === null ? 'not measured now' : latencyWords(t.stored))}
            />
            <Line
              title="From a window’s end until it is there"
              of={transports}
              says={(t) => (t.window === null ? 'not measured now' : latencyWords(t.window))}
            />
            <Line title="A crash costs" of={transports} says={(t) => t.crash} />
            <Line title="Way of a reading" of={transports} says={(t) => t.path} />
            <Line title="Kind" of={transports} says={(t) => t.style} />
          </tbody>
        </Box>
      </Box>
      <Typography variant="body2">
        A window’s time holds the wait for late readings. A transport is measured while its components run:
      </Typography>
      <Command text={clientCommand('weather demo --transport grpc', server)} />
    </Box>
  );
}

interface LineProps {
  title: string;
  of: readonly Transport[];
  says: (transport: Transport) => string;
}

function Line({ title, of, says }: LineProps) {
  return (
    <tr>
      <th scope="row">{title}</th>
      {of.map((transport) => (
        <td key={transport.name}>{says(transport)}</td>
      ))}
    </tr>
  );
}
