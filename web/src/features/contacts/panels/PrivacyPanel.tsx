import { Alert, Box, Button, LinearProgress, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../../api/http';
import { count } from '../../../ui/format';
import { contactsApi, type PrivacyMode, type PrivacyPrice, type Simulation } from '../api/contacts';
import { isOurs } from '../state/simulationFacts';
import { modeNames, priceRows, priceWords } from '../state/privacyPrice';

/** What the server can know in each way of tracing, in the words of the server (Domain/Privacy), before it has been asked. */
const usual: Pick<PrivacyMode, 'mode' | 'knows' | 'doesNotKnow'>[] = [
  {
    mode: 'central',
    knows: [
      'who was tested positive',
      'which people with the app met, when, for how long and how near',
      'who was notified, and because of which person',
      'who can have infected whom, from person to person',
    ],
    doesNotKnow: [
      'meetings of people without the app',
      'meetings that neither device heard',
      'the name behind an id, unless the person tells it',
    ],
  },
  {
    mode: 'private',
    knows: [
      'how many people published their keys after a positive test',
      'the identifiers that the devices of these people broadcast on those days',
    ],
    doesNotKnow: [
      'who met whom',
      'who was notified, and how many people were',
      'whose keys were published: they carry no name',
      'whose any other identifier is',
      'who infected whom',
    ],
  },
];

const how: Record<PrivacyMode['mode'], string> = {
  none: 'Nobody is notified.',
  central:
    'Each device sends the server a list of the devices that it heard. After a positive test the server looks up who was near, and notifies them.',
  private:
    'Each device broadcasts a random identifier that changes every ten minutes, and keeps what it hears to itself. After a positive test a device publishes the keys of its identifiers. Every other device compares them with what it heard, and notifies its own person.',
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
  const name = simulation !== null && isOurs(simulation) ? simulation.name : null;
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
      <Alert severity="info" sx={{ mb: 2, py: 0 }}>
        These lists are about contacts alone. The people on this page also report where they are, in both
        ways. From places the server can work out who was near whom, so a device that is to be private in
        earnest must not report its place.
      </Alert>
      <Typography variant="h6" component="h2">
        The price of privacy
      </Typography>
      <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
        Private tracing finds fewer contacts than central tracing. How many fewer, and what that costs in
        infections, the server computes: it repeats{' '}
        {name === null ? 'a crowd with its own parameters' : `the run ${name}`} several times, without tracing
        and in both ways. This takes some seconds.
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
