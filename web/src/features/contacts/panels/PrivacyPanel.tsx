import { Box, Typography } from '@mui/material';

interface Mode {
  name: string;
  how: string;
  can: string[];
  cannot: string[];
}

const modes: Mode[] = [
  {
    name: 'Central tracing',
    how: 'People report who was near them. The server finds who is to be notified.',
    can: [
      'where each person was, and when',
      'who met whom, how long and how near',
      'who infected whom, and everybody to notify, to any depth',
    ],
    cannot: ['who somebody is behind an id that its device has chosen'],
  },
  {
    name: 'Private tracing',
    how: 'Devices broadcast identifiers that change every few minutes. Who is infected publishes its keys; each device finds by itself whether it heard them.',
    can: ['the keys that infected people have published', 'how many keys were published, and when'],
    cannot: [
      'who met whom',
      'where anybody was',
      'who was notified, unless the device says so',
      'who infected whom: there is no tree, and no tracing of contacts of contacts',
    ],
  },
];

/** What the server can and cannot know, in each way of tracing. */
export function PrivacyPanel() {
  return (
    <Box data-testid="privacy-panel">
      {modes.map(({ name, how, can, cannot }) => (
        <Box component="section" key={name} aria-label={name} sx={{ mb: 2 }}>
          <Typography variant="h6" component="h2">
            {name}
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {how}
          </Typography>
          <List title="The server can know" items={can} mark="✓" />
          <List title="The server cannot know" items={cannot} mark="✗" />
        </Box>
      ))}
    </Box>
  );
}

function List({ title, items, mark }: { title: string; items: string[]; mark: string }) {
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
