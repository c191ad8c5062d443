import { Alert, Box, Button, LinearProgress, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../../api/http';
import { count } from '../../../ui/format';
import { contactsApi, type PrivacyMode, type PrivacyPrice, type Simulation } from '../api/contacts';
import { modeNames, priceRows, priceWords } from '../state/privacyPrice';

/** What the server can know in each way of tracing where it has not told it itself. */
const usual: Pick<PrivacyMode, 'mode' | 'knows' | 'doesNotKnow'>[] = [
  {
    mode: 'central',
    knows: [
      'who met whom, how long and how near',
      'who infected whom, and everybody to notify, to any depth',
    ],
    doesNotKnow: ['who somebody is behind an id that its device has chosen'],
  },
  {
    mode: 'private',
    knows: ['the keys that infected people have published, and when'],
    doesNotKnow: [
      'who met whom',
      'who was notified, unless the device says so; nor whose the keys are',
      'who infected whom: there is no tree, and no tracing of contacts of contacts',
    ],
  },
];

const how: Record<PrivacyMode['mode'], string> = {
  none: 'Nobody is notified.',
  central: 'People report who was near them. The server finds who is to be notified.',
  private:
    'Devices broadcast identifiers that change every few minutes. Who is infected publishes its keys; each device finds by itself whether it heard them.',
};

interface Reading {
  price: PrivacyPrice | null;
  error: string | null;
  busy: boolean;
}

/** What the server can and cannot know in each way of tracing, and what that costs: the same seeded run each way. */
export function PrivacyPanel({ simulation }: { simulation: Simulation | null }) {
  const [reading, setReading] = useState<Reading>({ price: null, error: null, busy: false });
  const [asked, setAsked] = useState(0);
  const name = simulation?.plan ? simulation.name : null;
  useEffect(() => setReading({ price: null, error: null, busy: false }), [name]);
  useEffect(() => {
    if (asked === 0) return;
    const stop = new AbortController();
    setReading((before) => ({ ...before, error: null, busy: true }));
    contactsApi.privacy(name === null ? {} : { simulation: name }, stop.signal).then(
      (price) => setReading({ price, error: null, busy: false }),
      (failed: unknown) => {
        if (isAbort(failed) || stop.signal.aborted) return;
        const error =
          failed instanceof ApiError && failed.status === 404
            ? 'This server does not compare ways of tracing.'
            : failed instanceof Error
              ? failed.message
              : String(failed);
        setReading({ price: null, error, busy: false });
      },
    );
    return () => stop.abort();
  }, [asked]);
  const { price, error, busy } = reading;
  const told = price?.modes.filter(({ mode }) => mode !== 'none') ?? usual;
  return (
    <Box data-testid="privacy-panel">
      {told.map(({ mode, knows, doesNotKnow }) => (
        <Box component="section" key={mode} aria-label={modeNames[mode]} sx={{ mb: 2 }}>
          <Typography variant="h6" component="h2">
            {modeNames[mode]}
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {how[mode]}
          </Typography>
          <List title="The server can know" items={knows} mark="✓" />
          <List title="The server cannot know" items={doesNotKnow} mark="✗" />
        </Box>
      ))}
      <Typography variant="body2" color="text.secondary" sx={{ mb: 2 }}>
        This is about contacts. People whom this page draws report where they are, and from that anybody can
        work out who was near whom.
      </Typography>
      <Typography variant="h6" component="h2">
        The price of privacy
      </Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        {name === null
          ? 'A crowd with the server’s parameters'
          : `The people, parameters and seed of ${name}`}
        , once for each way of tracing. This takes the server some seconds.
      </Typography>
      <Button
        variant="outlined"
        size="small"
        disabled={busy}
        onClick={() => setAsked(asked + 1)}
        data-testid="privacy-compare"
      >
        Compare
      </Button>
      {busy && <LinearProgress aria-label="The server compares" sx={{ mt: 1 }} />}
      {error !== null && (
        <Alert severity="info" sx={{ mt: 1, py: 0 }} data-testid="privacy-error">
          {error}
        </Alert>
      )}
      {price !== null && <Price price={price} />}
    </Box>
  );
}

function Price({ price }: { price: PrivacyPrice }) {
  const cell = { px: 0.5, py: 0.4, fontSize: '0.8rem', textAlign: 'right' } as const;
  const words = priceWords(price);
  return (
    <>
      {words !== null && (
        <Typography variant="body2" role="status" sx={{ my: 1 }} data-testid="privacy-words">
          {words}
        </Typography>
      )}
      <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label="The price of privacy in numbers">
        <Box component="table" sx={{ borderCollapse: 'collapse', width: '100%' }} data-testid="privacy-table">
          <thead>
            <tr>
              <Box component="th" scope="col" sx={{ ...cell, textAlign: 'left' }}>
                Sum of {count(price.runs)} {price.runs === 1 ? 'run' : 'runs'}
              </Box>
              {price.modes.map(({ mode }) => (
                <Box component="th" scope="col" key={mode} sx={cell}>
                  {modeNames[mode].replace(' tracing', '')}
                </Box>
              ))}
            </tr>
          </thead>
          <tbody>
            {priceRows(price, count).map(({ name, values }) => (
              <Box component="tr" key={name} sx={{ borderTop: 1, borderColor: 'divider' }}>
                <Box component="th" scope="row" sx={{ ...cell, textAlign: 'left', fontWeight: 500 }}>
                  {name}
                </Box>
                {values.map((value, i) => (
                  <Box component="td" key={price.modes[i]!.mode} sx={{ ...cell, whiteSpace: 'nowrap' }}>
                    {value}
                  </Box>
                ))}
              </Box>
            ))}
          </tbody>
        </Box>
      </Box>
      <Typography variant="caption" color="text.secondary" component="p" sx={{ m: 0, mt: 0.5 }}>
        {count(price.people)} people, {count(price.infected)} infected from the start, {count(price.ticks)}{' '}
        ticks, seeds from {price.seed} on. People to notify are counted once for each positive test.
      </Typography>
    </>
  );
}

function List({ title, items, mark }: { title: string; items: readonly string[]; mark: string }) {
  return (
    <>
      <Typography variant="subtitle2" component="h3" sx={{ mt: 0.75 }}>
        {title}
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {items.map((item) => (
          <Typography component="li" variant="body2" key={item} sx={{ display: 'flex', gap: 1 }}>
            <span aria-hidden>{mark}</span>
            {item}
          </Typography>
        ))}
      </Box>
    </>
  );
}
